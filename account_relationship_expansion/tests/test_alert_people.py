from odoo.fields import Command, Domain
from odoo.tests import freeze_time, tagged, users

from .test_acquaintance import AcquaintanceCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestAlertPeople(AcquaintanceCommon):
    """Reasons of My day from the people at customers: they open, and close again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["relationship.stakeholder"]
        cls.acme.revenue_12m = 20000
        cls.tier_a.is_key = True
        cls.roles = cls.env["relationship.stakeholder.role"].search([]).grouped("kind")

    def _add(self, partner, *kinds, account=None, **values):
        roles = [role.id for kind in kinds for role in self.roles[kind]]
        return self.people.create(
            {
                "account_id": (account or self.acme).id,
                "partner_id": partner.id,
                "role_ids": [Command.set(roles)],
                **values,
            }
        )

    def _get(self, reason, account=None):
        alerts = self.env["relationship.alert"]
        alerts._refresh(self.accounts | (account or self.acme), [reason])
        return alerts.search(
            [
                *(("reason", "=", reason), ("state", "=", "open")),
                ("account_id", "=", (account or self.acme).id),
            ]
        )

    def _get_closed(self, reason):
        return self.env["relationship.alert"].search(
            [("reason", "=", reason), ("state", "=", "closed")]
        )

    def test_champions_have_left_when_the_last_one_has(self):
        measure = self.env["relationship.measure"]._measure
        self._add(self.amy, "champion")
        self._add(self.ben, "champion", "decides")
        self.amy.active = False
        self.assertEqual(measure("champions_left", self.acme)[self.acme.id], 0)
        self.ben.active = False
        self.assertEqual(measure("champions_left", self.acme)[self.acme.id], 2)
        self.people.search([("account_id", "=", self.acme.id)]).active = False
        self.assertEqual(measure("champions_left", self.acme)[self.acme.id], 0)

    # ------------------------------------------------------------
    # Only one is known
    # ------------------------------------------------------------

    def test_one_person_alone_at_a_company_that_buys_is_a_reason(self):
        self.assertFalse(self._get("one_contact"), "nobody at all is another matter")
        self._talk(self.ann, self.amy, days=9)
        self._talk(self.ann, self.ben, days=400)
        alert = self._get("one_contact")
        self.assertEqual(alert.words, "only Amy was in touch with us in 12 months")
        self.assertEqual((alert.lane, alert.at_stake), ("grow", 20000))
        self._talk(self.bea, self.ben)
        self.assertFalse(self._get("one_contact"))
        closed = self._get_closed("one_contact")
        self.assertEqual(closed.outcome, "came_back")
        self.assertIn("only Amy", closed.summary)
        self.amy.active = False
        self.assertIn("only Ben", self._get("one_contact").words)

    def test_one_person_is_no_reason_where_little_is_bought_or_nobody_else_is(self):
        self.acme.revenue_12m = 999
        self._talk(self.ann, self.amy, days=9)
        self.assertFalse(self._get("one_contact"))
        self.acme.revenue_12m = 1000
        self.assertTrue(self._get("one_contact"))
        self.acme_customer.is_company = False
        self.assertFalse(self._get("one_contact"), "a private customer is one person")

    def test_one_of_us_alone_is_a_reason_until_a_colleague_is_in_touch(self):
        self._talk(self.ann, self.amy | self.ben, days=9)
        self._add_message(self.acme, self.ben)
        self.env["relationship.touch"]._refresh()
        alert = self._get("one_of_us")
        self.assertEqual(
            alert.words, f"of us only {self.ann.name} was in touch in 12 months"
        )
        self._talk(self.bea, self.amy)
        self.assertFalse(self._get("one_of_us"))

    # ------------------------------------------------------------
    # Who decides
    # ------------------------------------------------------------

    def test_a_key_account_wants_somebody_who_decides_and_a_champion(self):
        alert = self._get("no_decider")
        self.assertIn("neither who decides nor a champion", alert.words)
        self.assertEqual(alert.value, 2)
        self._add(self.amy, "decides")
        alert = self._get("no_decider")
        self.assertEqual(alert.words, "key account without a champion of ours")
        person = self._add(self.ben, "champion")
        self.assertEqual(alert.state, "closed", "at once")
        person.role_ids = [Command.clear()]
        self.assertTrue(self._get("no_decider"))

    def test_who_is_to_be_found_or_has_gone_decides_nothing(self):
        self._add(self.ben, "champion")
        placeholder = self._add(
            self.env["res.partner"], "decides", name="Head of purchasing"
        )
        self.assertEqual(
            self._get("no_decider").words,
            "key account, and who decides is not known",
        )
        placeholder.partner_id = self.amy
        self.assertFalse(self._get("no_decider"))
        self.amy.active = False
        self.assertTrue(self._get("no_decider"))
        self.amy.active = True
        self.assertFalse(self._get("no_decider"))
        placeholder.active = False
        self.assertTrue(self._get("no_decider"), "off the list")

    def test_other_tiers_need_nobody_who_decides(self):
        self.assertFalse(self._get("no_decider", self.birch))
        self.acme.tier_id = self.tier_b
        self.assertFalse(self._get("no_decider"))

    def test_what_we_think_of_somebody_opens_and_says_nothing(self):
        self._add(self.ben, support="champion", influence="high")
        self.assertEqual(self._get("no_decider").value, 2)

    # ------------------------------------------------------------
    # Who left
    # ------------------------------------------------------------

    def test_a_sponsor_who_is_archived_is_a_reason_until_back_or_off_the_list(self):
        person = self._add(self.amy, "sponsor")
        self.assertFalse(self._get("key_person_left"))
        self.amy.active = False
        alert = self._get("key_person_left")
        self.assertEqual(alert.words, "Amy (Sponsor) is archived")
        self.assertEqual(alert.lane, "burns")
        self.amy.active = True
        self.assertFalse(self._get("key_person_left"))
        self.amy.active = False
        self.assertTrue(alert := self._get("key_person_left"))
        person.active = False
        self.assertEqual(alert.state, "closed", "at once")

    def test_a_sponsor_who_moved_or_whose_mails_come_back_is_a_reason(self):
        self._add(self.amy, "decides")
        self._add(self.ben, "champion")
        self.amy.parent_id = self.birch_customer
        self.ben.message_bounce = 1
        self.assertEqual(
            self._get("key_person_left").words,
            "Amy (Decides) belongs to another customer now; 1 more",
        )
        self.amy.parent_id = self.acme_customer
        self.assertEqual(
            self._get("key_person_left").words, "mails to Ben (Champion) come back"
        )
        self.ben.message_bounce = 0
        self.assertFalse(self._get("key_person_left"))

    def test_a_sponsor_whose_portal_user_was_closed_is_a_reason(self):
        self._add(self.pia.partner_id, "sponsor")
        self.assertFalse(self._get("key_person_left"))
        self.pia.active = False
        self.assertIn("portal user of", self._get("key_person_left").words)
        self.pia.active = True
        self.assertFalse(self._get("key_person_left"))

    def test_whoever_has_no_say_may_leave(self):
        self._add(self.amy, "user", "technical")
        self.amy.active = False
        self.assertFalse(self._get("key_person_left"))

    # ------------------------------------------------------------
    # Who hears nothing from us
    # ------------------------------------------------------------

    def test_nobody_senior_for_90_days_is_a_reason_until_somebody_is_in_touch(self):
        self._talk(self.ann, self.amy, days=90)
        self._talk(self.ann, self.ben, days=1)
        self._add(self.amy, "budget")
        self._add(self.ben, "user")
        alert = self._get("senior_untouched")
        self.assertEqual(alert.words, "no contact with Amy since Dec 10, 2025")
        self.assertEqual((alert.lane, alert.value), ("turn", 90))
        sponsor = self._add(self.pia.partner_id, "sponsor")
        self.env.cr.execute(
            "UPDATE relationship_stakeholder SET create_date = '2025-01-01'"
        )
        self.assertIn("nor with the others", self._get("senior_untouched").words)
        sponsor.active = False
        self.assertNotIn("others", self._get("senior_untouched").words, "off the list")
        self._talk(self.bea, self.amy, days=80)
        self.assertFalse(self._get("senior_untouched"))
        closed = self._get_closed("senior_untouched")
        self.assertEqual(set(closed.mapped("outcome")), {"by_itself"})

    @freeze_time("2026-11-21 01:30:00")
    def test_days_are_those_of_the_company(self):
        """In Bogota it is the evening before."""
        self.env.company.relationship_tz = "America/Bogota"
        self._talk(self.ann, self.amy, days=90)
        self._talk(self.ann, self.ben, days=365, hours=1)
        self._add(self.amy, "budget")
        alert = self._get("senior_untouched")
        self.assertEqual((alert.value, alert.evidence["last"]), (90, "2026-08-22"))
        self.assertFalse(self._get("one_contact"), "a year to the day")

    def test_the_days_are_those_of_the_companys_setting(self):
        self._talk(self.ann, self.amy, days=40)
        self._add(self.amy, "sponsor")
        self.assertFalse(self._get("senior_untouched"))
        setting = self.env["relationship.alert.setting"]._get(self.env.company)
        setting["senior_untouched"].write({"enter": 30, "leave": 30})
        self.assertTrue(self._get("senior_untouched"))
        setting["senior_untouched"].is_muted = True
        self.assertFalse(self._get("senior_untouched"))

    def test_customers_who_want_to_be_left_are(self):
        self._talk(self.ann, self.amy, days=100)
        self._add(self.amy, "sponsor")
        self.acme.pause_until = "2026-04-01"
        self.assertFalse(self._get("senior_untouched"))

    # ------------------------------------------------------------
    # For whom
    # ------------------------------------------------------------

    def test_only_who_looks_after_the_customer_is_told(self):
        alert = self._get("no_decider")
        for user in (self.ann, self.bea, self.hugo):
            self.assertTrue(alert.with_user(user).words, user.login)
        self.assertFalse(
            self.env["relationship.alert"]
            .with_user(self.bob)
            .search([("account_id", "=", self.acme.id)])
        )

    def test_each_company_has_reasons_of_its_own(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.hugo.company_ids |= company
        other = self.Account.create(
            {
                "partner_id": self.dune.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
                "tier_id": self.tier_a.id,
            }
        )
        settings = self.env["relationship.alert.setting"]
        settings._get(company)["no_decider"].is_muted = True
        self.assertTrue(self._get("no_decider"))
        self.assertFalse(self._get("no_decider", other))
        settings._get(company)["no_decider"].is_muted = False
        self.assertTrue(self._get("no_decider", other))

    def test_the_buttons_lead_to_the_people(self):
        acme = self.acme.with_user(self.ann)
        reasons = self.env["relationship.alert"]._get_reasons()
        for key in ("one_contact", "one_of_us", "no_decider", "key_person_left"):
            action = getattr(acme, reasons[key].action)()
            self.assertEqual(action["domain"], [("account_id", "=", self.acme.id)])

    # ------------------------------------------------------------
    # On the list
    # ------------------------------------------------------------

    def test_the_list_says_when_and_with_whom_somebody_was_in_touch_last(self):
        self._talk(self.ann, self.amy, days=9)
        self._talk(self.bea, self.amy, days=5)
        person = self._add(self.amy)
        self.assertEqual(person.last_touch_at, self._ago(days=5))
        self.assertEqual(person.last_touch_user_id, self.bea)
        self.assertEqual(person.known_by_ids, self.ann | self.bea)
        self._talk(self.ann, self.amy, days=1)
        self.assertEqual(person.last_touch_user_id, self.ann)
        self.assertEqual(
            self.people.search([("known_by_ids", "in", self.bea.ids)]), person
        )
        self.assertFalse(self.people.search([("known_by_ids", "in", self.bob.ids)]))

    @users("ann")
    def test_people_are_searched_for_by_the_name_of_who_knows_them(self):
        self._talk(self.bea, self.amy, days=5)
        amy, ben = self._add(self.amy), self._add(self.ben)
        for operator, value, found in (
            *(("ilike", "Bea", amy), ("ilike", "Bob", amy.browse())),
            *(("=", "Bea", amy), ("any", [("login", "=", "bea")], amy)),
            *(("in", [self.bea.id, False], amy | ben), ("=", False, ben)),
            *(("not ilike", "Bea", ben), ("!=", False, amy), ("!=", self.bea.id, ben)),
        ):
            domain = [
                ("account_id", "=", self.acme.id),
                ("known_by_ids", operator, value),
            ]
            people = self.people.with_user(self.env.user).search(domain)
            self.assertEqual(people, found, domain)

    @users("ann")
    def test_nobody_guesses_by_who_knows_people_what_nobody_may_read(self):
        self._talk(self.bea, self.amy, days=5)
        self._add(self.amy)
        self.env["res.partner"].sudo().create(
            {
                "name": "Secret",
                "parent_id": self.bea.partner_id.id,
                "company_id": self._add_company().id,
            }
        )
        people = self.people.with_user(self.env.user)
        for operator, value in (("child_of", "Secret"), ("any", [("id", "!=", 0)])):
            theirs = Domain("partner_id.child_ids", operator, value)
            self.assertFalse(people.search_count([("known_by_ids", "any", theirs)]))

    def test_who_is_in_touch_and_not_on_the_list_is_proposed_and_added(self):
        self._talk(self.ann, self.amy | self.ben, days=9)
        self._talk(self.bea, self.ben, days=5)
        acme = self.acme.with_user(self.ann)
        self.assertEqual(
            acme.unlisted_ids.mapped(lambda one: (one.partner_id, one.user_id)),
            [(self.ben, self.bea), (self.amy, self.ann)],
        )
        acme.unlisted_ids[0].action_add_to_people()
        self.assertEqual(acme.stakeholder_ids.partner_id, self.ben)
        self.assertEqual(acme.stakeholder_ids.last_touch_at, self._ago(days=5))
        self.env.invalidate_all()
        self.assertEqual(acme.unlisted_ids.partner_id, self.amy)
        acme.unlisted_ids.action_add_to_people()
        acme.stakeholder_ids.action_archive()
        self.env.invalidate_all()
        self.assertFalse(acme.unlisted_ids, "who was taken off stays off")

    def test_of_many_who_were_in_touch_a_few_are_proposed(self):
        persons = self.env["res.partner"].create(
            [
                {"name": f"Person {n}", "parent_id": self.acme_customer.id}
                for n in range(20)
            ]
        )
        self._talk(self.ann, persons, days=1)
        self.assertEqual(len(self.acme.with_user(self.ann).unlisted_ids), 8)
