from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ScoreCommon

MODELS = ["relationship.score", "relationship.score.report"]


@tagged("post_install", "-at_install")
class TestScoreRights(ScoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.score = cls._add_score(cls.amy, 9)
        cls.other = cls._add_score(cls.carl, 3, account=cls.cedar)

    def _see(self, model, user, **context):
        records = self.env[model].with_user(user).with_context(**context)
        return records.search([]).account_id

    def test_users_see_the_scores_of_accounts_they_see(self):
        for model in MODELS:
            for user, seen in [
                (self.ann, self.acme),
                (self.tim, self.acme),
                (self.bea, self.acme),
                (self.bob, self.cedar),
                (self.hugo, self.acme | self.cedar),
                (self.adam, self.acme | self.cedar),
            ]:
                with self.subTest(model=model, login=user.login):
                    self.assertEqual(self._see(model, user), seen)

    def test_others_see_no_scores(self):
        for model in MODELS:
            for user in (self.sam, self.eve, self.pia):
                with (
                    self.subTest(model=model, login=user.login),
                    self.assertRaises(AccessError),
                ):
                    self._see(model, user)

    def test_score_of_another_manager_is_not_read_by_its_number(self):
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.other.with_user(self.ann).read(["value"])

    def test_scores_of_another_company_stay_there(self):
        abroad = self._add_abroad()
        self._add_score(self.ben, 9, account=abroad)
        here = {"allowed_company_ids": self.env.company.ids}
        for model in MODELS:
            self.assertNotIn(abroad, self._see(model, self.hugo, **here))
            both = {"allowed_company_ids": (self.env.company | abroad.company_id).ids}
            self.assertIn(abroad, self._see(model, self.hugo, **both))

    def test_nobody_makes_or_changes_answers_by_hand(self):
        for user in (self.ann, self.hugo, self.adam):
            score = self.score.with_user(user)
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    score.write({"value": 10})
                with self.assertRaises(AccessError):
                    score.copy()
                with self.assertRaises(AccessError):
                    score.create({"account_id": self.acme.id, "email": "x@example.com"})
        for user in (self.ann, self.hugo):
            with self.assertRaises(AccessError):
                self.score.with_user(user).unlink()
        self.score.with_user(self.adam).unlink()

    def test_numbers_of_the_account_are_hidden_from_salespeople(self):
        self._add_lead(self.amy, self.sam)
        acme = self.acme.with_user(self.sam)
        self.assertTrue(acme.name)
        for name in ("nps_12m", "nps_count_12m", "csat_12m", "csat_count_12m"):
            with self.subTest(name), self.assertRaises(AccessError):
                acme.read([name])

    def test_refusal_is_taken_back_for_accounts_one_sees_only(self):
        self.bob.group_ids += self.env.ref("account_relationship.group_head")
        self.score.is_refused = True
        company = self._add_company()
        self.bob.write({"company_ids": company.ids, "company_id": company.id})
        with self.assertRaises(AccessError):
            self.score.with_user(self.bob).action_allow_asking()
        self.assertTrue(self.score.is_refused)
