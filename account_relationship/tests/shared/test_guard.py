from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged, users

from ...models.shared.relationship_guard import OPEN_MODELS, OWN_PATH
from ..common import AccountCommon
from ..communication.common import Contacts
from ..feedback.common import Feedback
from ..plan.common import Plans

#: All proofs there are: nobody writes them by hand.
PROOFS = {
    "relationship.absence": "state",
    "relationship.account": "risk_reason risk_since risk_until",
    "relationship.action": "confirmed_at confirmed_by_id date_due_original "
    "proposed_by_id proposed_date",
    "relationship.agreement": "anchor_date checkpoints_until ended_on noticed_by "
    "noticed_on renewal_view_by renewal_view_on state talk_asked_by_id talk_asked_on",
    "relationship.agreement.proposal": "account_id amount annual_amount company_id "
    "currency_id first_day interval_count interval_unit invoice_count last_day "
    "product_id state",
    "relationship.alert.setting": "company_id failure muted_user_ids reason "
    "refreshed_on",
    "relationship.feedback": "access_token acknowledge_deadline acknowledged_at "
    "asked_at before_merge closed_at decide_deadline "
    "decided_at duplicate_ids duplicate_of_id email_from escalate_at escalation_level "
    "implemented_at is_from_machine is_imported is_solved is_told "
    "is_waiting lead_id notice_ids outcome received_at "
    "reopen_count reopened_at resolve_deadline "
    "revenue_at_stake source taken_over_at told_at update_deadline "
    "verbatim_set_right_by_id verified_at verified_by_id "
    "waiting_since",
    "relationship.feedback.notice": "body channel date feedback_id kind message_id "
    "partner_id user_id",
    "relationship.handover": "problem state",
    "relationship.interaction": "sentiment_user_id",
    "relationship.need": "closed_by_id closed_on user_id",
    "relationship.handover.line": "from_backup_id is_skipped moved",
    "relationship.objective": "history",
    "relationship.plan": "agreed_by_id agreed_on cancel_reason changed_at "
    "copied_from_id customer_agreed_at done_on is_template proposed_at "
    "review_snapshot reviewed_by_id reviewed_on scheduled_from state told_at "
    "update_ids visit_ids",
    "relationship.plan.contact": "access_token chosen_at digest_at informed_at "
    "seen_change_at snapshot",
    "relationship.plan.update": "body kind message_id sent_at state user_id",
    "relationship.plan.visit": "date link_id partner_id plan_id",
    "relationship.promise": "action_id is_escalated",
    "relationship.score": "access_token account_id answered_at comment email "
    "expires_on feedback_id is_refused partner_id score_type sent_at sent_on value",
    "relationship.plan.link": "access_token visit_ids",
    "relationship.stakeholder": "has_left key_contact_id last_touch_at "
    "last_touch_user_id",
    "relationship.whitespace": "account_id acted_on_at acted_on_by_id amount_p75 "
    "because_category_id category_id cautions closed_on competitor "
    "customers_because customers_both dismissed_because "
    "expected_share found_amount is_corrected is_held_back kind last_day "
    "lead_id longest_pause lower_share not_before outcome "
    "sales_before sales_now since snoozed_until state won_amount",
}
#: Links of which most follows, among all that whoever hands them in has to read.
LINKS = {
    "relationship.account.loss": "account_ids",
    "relationship.account.risk": "account_id",
    "relationship.business.review": "account_id contact_id",
    "relationship.action": "feedback_id interaction_id lead_id order_id",
    "relationship.comparison.choice": "comparison_id",
    "relationship.agreement": "order_id",
    "relationship.agreement.change": "agreement_id",
    "relationship.agreement.change.line": "change_id line_id",
    "relationship.agreement.end": "agreement_id",
    "relationship.feedback": "interaction_id sale_line_id",
    "relationship.feedback.decline": "feedback_id",
    "relationship.feedback.merge": "feedback_ids survivor_id",
    "relationship.feedback.reroute": "feedback_ids team_id",
    "relationship.feedback.tell": "feedback_id partner_ids",
    "relationship.handover.line": "account_id handover_id",
    "relationship.interaction": "event_id lead_id message_id",
    "relationship.need": "feedback_id interaction_id lead_id",
    "relationship.plan": "template_id",
    "relationship.plan.agree": "agreed_by_id plan_id",
    "relationship.plan.cancel": "plan_id",
    "relationship.promise": "interaction_id",
    "relationship.plan.link": "partner_id plan_id",
    "relationship.whitespace.dismissal": "idea_ids",
}


class GuardCommon(Contacts, Feedback, Plans, AccountCommon):
    """Feedback and a talk that finn, ann and others may not read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_contacts()
        cls.set_up_feedback()
        cls.set_up_plans()
        # A technician of another team.
        cls.finn = cls._add_user("finn", "account_relationship.group_feedback")
        cls.finance_team.member_ids = [Command.set(cls.finn.ids)]
        cls.secret, cls.other = cls.env["relationship.feedback"].create(
            [
                {
                    "verbatim": "The secret lamp",
                    "partner_id": cls.amy.id,
                    "team_id": cls.technical_team.id,
                }
                for __ in range(2)
            ]
        )
        cls.talk = cls.env["relationship.interaction"].create(
            {
                "account_id": cls.cedar.id,
                "type_id": cls.call_type.id,
                "subject": "Secret talk",
            }
        )


@tagged("post_install", "-at_install")
class TestGuard(GuardCommon):
    """What a caller may not say."""

    def _get_models(self):
        guard = self.env.registry["relationship.guard"]
        return [
            model
            for name in self.env.registry
            if not (model := self.env[name])._abstract and isinstance(model, guard)
        ]

    # ------------------------------------------------------------
    # Proofs
    # ------------------------------------------------------------

    def test_these_are_all_the_proofs(self):
        found = {
            model._name: " ".join(sorted(model._proof_fields))
            for model in self._get_models()
            if model._proof_fields
        }
        # Those of an addon only where it is installed.
        expected = {name: PROOFS[name] for name in PROOFS if name in self.env}
        self.assertEqual(found, expected)
        for model in self._get_models():
            for name in model._proof_fields | model._link_fields:
                self.assertIn(name, model._fields)

    def test_all_stored_links_are_asked_for(self):
        for name in LINKS.keys() & self.registry.models.keys():
            with self.subTest(name):
                self.assertLessEqual(
                    {*LINKS[name].split()}, self.env[name]._link_fields
                )
        for model in self._get_models():
            for field in model._fields.values():
                if (
                    field.type in ("many2one", "many2many")
                    and field.store
                    and not field.readonly
                    and field.comodel_name not in OPEN_MODELS
                ):
                    with self.subTest(field=str(field)):
                        self.assertIn(
                            field.name, model._link_fields | model._proof_fields
                        )

    def test_all_that_follows_from_the_rest_is_guarded(self):
        """A model of which somebody may write records, and something of it follows."""
        guarded = {model._name for model in self._get_models()}
        access = self.env["ir.model.access"].search(
            ["|", ("perm_write", "=", True), ("perm_create", "=", True)]
        )
        for name in sorted({*access.model_id.mapped("model")} - guarded):
            model = self.env.get(name)
            if model is None or not name.startswith("relationship."):
                continue
            follows = [
                field.name
                for field in model._fields.values()
                if field.store and field.readonly and (field.compute or field.related)
            ]
            with self.subTest(name):
                self.assertFalse(follows)

    def test_nothing_that_follows_is_written_by_anybody(self):
        for model in self._get_models():
            for name in model._derived_fields:
                with self.subTest(model=model._name, name=name):
                    asked = model.with_user(self.adam)
                    for call in (
                        lambda one=asked, name=name: one.create({name: False}),
                        lambda one=asked, name=name: one.browse(1).write({name: False}),
                    ):
                        with self.assertRaises(UserError):
                            call()

    @users("ann")
    def test_record_stays_with_its_company_and_account(self):
        company = self._add_company().id
        plan = self._add_plan()
        records = {
            self._add_objective(plan): {"account_id": self.cedar.id},
            plan.action_ids[:1] or self._add_action(plan): {"company_id": company},
            self.env["relationship.need"].create(
                {"account_id": self.acme.id, "name": "Lamp"}
            ): {"company_id": company},
            self.env["relationship.key.contact"].create(
                {"account_id": self.acme.id, "partner_id": self.amy.id}
            ): {"company_id": company, "last_touch_at": "2026-03-02 09:00:00"},
            self.acme: {"acting_manager_id": self.bob.id, "revenue_12m": 1000000},
        }
        for record, values in records.items():
            for name, value in values.items():
                mine = record.with_env(self.env)
                with self.subTest(record=record, name=name):
                    with self.assertRaises(UserError):
                        mine.write({name: value})
                    result = mine.load(
                        [".id", f"{name}/.id" if name.endswith("_id") else name],
                        [[str(record.id), str(value)]],
                    )
                    self.assertFalse(result["ids"])

    @users("ann")
    def test_key_contact_is_copied_without_what_follows(self):
        key = self.env["relationship.key.contact"].create(
            {"account_id": self.acme.id, "partner_id": self.amy.id}
        )
        other = self.amy.copy({"name": "Zoe"})
        self.assertEqual(key.copy({"partner_id": other.id}).partner_id, other)

    @users("ann")
    def test_name_is_no_customer_and_opens_the_form(self):
        """Browsers open the form of a new account where the name alone does not do."""
        with self.assertRaises(ValidationError):
            self.env["relationship.account"].name_create("Somebody new")

    def test_measures_of_an_objective_are_those_of_its_plans_account(self):
        objective = self._add_number(self._add_plan(), measure="revenue_12m")
        with self.assertRaises(UserError):
            objective.with_user(self.ann).write({"account_id": self.cedar.id})
        self.assertEqual(objective.account_id, self.acme)

    @users("sam")
    def test_account_is_not_opened_by_a_lead_that_says_so(self):
        lead = self.env["crm.lead"].create({"name": "Desks", "user_id": self.env.uid})
        with self.assertRaises(UserError):
            lead.write({"relationship_account_id": self.cedar.id})
        with self.assertRaises(UserError):
            lead.create({"name": "Desks", "relationship_account_id": self.cedar.id})
        asked = lead.with_context(default_relationship_account_id=self.cedar.id)
        self.assertFalse(asked.create({"name": "Desks"}).relationship_account_id)

    def test_what_one_part_guards_no_other_part_sets_free(self):
        """Each part names its own fields, and an addon need not know of the others."""
        guard = self.env.registry["relationship.guard"]
        for model in filter(lambda one: issubclass(one, guard), self.registry.values()):
            for name in ("_proof_fields", "_free_values", "_link_fields"):
                said = [vars(part).get(name, ()) for part in model.mro()]
                with self.subTest(model=model._name, what=name):
                    self.assertEqual(set().union(*said), set(getattr(model, name)))

    def test_administrator_writes_no_proof_and_makes_none(self):
        marked = {"relationship_own_path": True}
        for name, proofs in PROOFS.items():
            model = self.env[name].with_user(self.adam).with_context(**marked)
            for proof in proofs.split():
                with self.subTest(name=name, proof=proof):
                    # Of a link the token is left out, see there.
                    if name != "relationship.plan.link":
                        with self.assertRaises(UserError):
                            model.create({proof: "forged"})
                    with self.assertRaises(UserError):
                        model.browse(1).write({proof: "forged"})
                    with self.assertRaises(UserError):
                        model.browse(1).write({proof: False})

    def test_who_has_no_business_with_a_record_hears_that_first(self):
        reader = self.env["relationship.plan.contact"].create(
            {"plan_id": self._add_plan().id, "partner_id": self.amy.id}
        )
        for user, record, name in (
            (self.eve, self.secret, "is_solved"),
            (self.finn, self.secret, "is_solved"),
            (self.ann, reader, "snapshot"),
        ):
            asked = record.with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                asked.write({name: False})

    @users("adam")
    def test_no_import_is_a_proof(self):
        for model, columns, row in (
            ("relationship.feedback", ["verbatim", "is_solved"], ["Dark", "yes"]),
            ("relationship.feedback", ["verbatim", "source"], ["Dark", "portal"]),
            (
                "relationship.feedback",
                [
                    *("verbatim", "account_id/.id", "state", "action_ids/name"),
                    "action_ids/confirmed_at",
                ],
                ["Dark", str(self.acme.id), "closed", "Call", "2026-03-02 09:00:00"],
            ),
            (
                "relationship.plan",
                ["name", "account_id/.id", "state"],
                ["Plan", str(self.acme.id), "agreed"],
            ),
            (
                "relationship.action",
                ["name", "account_id/.id", "confirmed_at"],
                ["Call", str(self.acme.id), "2026-03-02 09:00:00"],
            ),
        ):
            with self.subTest(model=model, columns=columns):
                result = self.env[model].load(columns, [row])
                self.assertFalse(result["ids"])
                self.assertIn("cannot be written down", str(result["messages"]))

    def test_no_default_of_a_call_or_of_a_user_is_a_proof(self):
        for name, proofs in PROOFS.items():
            model = self.env[name].with_user(self.adam)
            for proof in proofs.split():
                field = model._fields[proof]
                if field.type in ("one2many", "json", "boolean"):
                    continue
                value = {"many2one": 1, "integer": 7, "date": "2026-03-02"}.get(
                    field.type, "forged"
                )
                asked = model.with_context(**{f"default_{proof}": value})
                with self.subTest(name=name, proof=proof):
                    self.assertNotEqual(asked.default_get([proof]).get(proof), value)

    def test_no_call_can_carry_the_mark_of_our_own_paths(self):
        for mark in (True, 1, "object", str(OWN_PATH), {}):
            model = self.env["relationship.plan"].with_user(self.adam)
            model = model.with_context(relationship_own_path=mark)
            self.assertFalse(model._is_on_own_path())
        self.assertTrue(model._on_own_path()._is_on_own_path())

    # ------------------------------------------------------------
    # What was kept is given back, and nothing else
    # ------------------------------------------------------------

    @users("tess")
    def test_taking_apart_restores_only_what_merging_changed(self):
        secret, other = self.secret.with_env(self.env), self.other.with_env(self.env)
        secret._merge_into(other)
        self.env.flush_all()
        kept = {
            "reporters": [],
            "values": {
                "state": "verified",
                "decided_at": "2026-03-02 09:00:00",
                "is_solved": "yes",
                "told_at": "2026-03-02 09:00:00",
                "verbatim": "I am happy",
                "company_id": 99,
            },
        }
        # sudo: as somebody may have written it before that was refused
        secret.sudo().before_merge = kept
        secret.action_unmerge()
        found = secret.sudo()
        self.assertEqual(found.state, "in_progress")
        self.assertEqual(found.verbatim, "The secret lamp")
        self.assertFalse(found.is_solved or found.told_at)
        self.assertEqual(found.decided_at, self._at("2026-03-02 09:00:00"))

    # ------------------------------------------------------------
    # Links and choices of customers
    # ------------------------------------------------------------

    @users("ann")
    def test_choice_one_of_us_changes_is_no_longer_the_contacts(self):
        plan = self._add_plan(contact_id=self.amy.id)
        row = self.env["relationship.plan.contact"].create(
            {"plan_id": plan.id, "partner_id": self.amy.id}
        )
        row.sudo()._choose("never")
        self.assertTrue(row.chosen_at)
        row.inform = "each"
        self.assertFalse(row.chosen_at)

    @users("ann", "adam")
    def test_link_is_shown_to_who_may_share_and_its_token_to_nobody(self):
        plan = self._add_plan().with_env(self.env)
        share = self.env["relationship.plan.link"].create({"plan_id": plan.id})
        self.assertIn(share.sudo().access_token, share.url)
        with self.assertRaises(AccessError):
            share.read(["access_token"])

    # ------------------------------------------------------------
    # Templates
    # ------------------------------------------------------------

    def _get_foreign_template(self):
        return self.env["mail.template"].create(
            {
                "name": "Invitation",
                "model_id": self.env.ref("base.model_res_users").id,
                "subject": "{{ object.login }}",
                "body_html": "<p>Login: <t t-out='object.login'/></p>",
            }
        )

    def test_handover_takes_no_template_of_another_model(self):
        template = self._get_foreign_template()
        handovers = self.env["relationship.handover"].with_user(self.ann)
        values = {
            "new_manager_id": self.bob.id,
            "notify_customer": True,
            "line_ids": [Command.create({"account_id": self.acme.id})],
        }
        with self.assertRaisesRegex(UserError, "not made for this"):
            handovers.create({**values, "notice_template_id": template.id})
        handover = handovers.create(values)
        with self.assertRaisesRegex(UserError, "not made for this"):
            handover.notice_template_id = template
        # One that was made for another model later on.
        handover.sudo().notice_template_id.model_id = template.model_id
        self.assertFalse(handover.notice_preview)
        with self.assertRaisesRegex(UserError, "not made for this"):
            handover.action_confirm()

    def test_notice_is_written_with_the_rights_of_whoever_hands_over(self):
        """Also when the system carries it out, on its day."""
        template = self.env.ref("account_relationship.mail_template_handover")
        template.body_html = (
            "<p t-out='object.env.uid'/>"
            "<p>With <t t-out=\"'all' if object.env.su else 'own'\"/> rights</p>"
        )
        for is_planned in (False, True):
            with self.subTest(is_planned=is_planned):
                handover = self._draw_up_with_notice()
                if is_planned:
                    handover.with_env(self.env)._carry_out()
                else:
                    handover.action_confirm()
                notice = self.acme.message_ids.filtered(
                    lambda message: "rights" in (message.body or "")
                )[0]
                self.assertIn(f"<p>{self.ann.id}</p>", notice.body)
                self.assertIn("With own rights", notice.body)
                notice.unlink()
                self.acme.manager_id = self.ann

    def _draw_up_with_notice(self):
        return (
            self.env["relationship.handover"]
            .with_user(self.ann)
            .create(
                {
                    "new_manager_id": self.bob.id,
                    "notify_customer": True,
                    "line_ids": [Command.create({"account_id": self.acme.id})],
                }
            )
        )

    @users("tess")
    def test_feedback_is_told_by_a_template_for_feedback_only(self):
        template = self.env.ref("account_relationship.mail_template_feedback_update")
        template.sudo().write(
            {
                "model_id": self.env.ref("base.model_res_users").id,
                "subject": "{{ object.login }}",
                "body_html": "<p>Login</p>",
            }
        )
        with self.assertRaisesRegex(UserError, "not made for this"):
            self.secret.with_env(self.env)._render_notice("update")

    @users("bob")
    def test_a_record_handed_in_by_any_spelling_has_to_be_readable(self):
        """As a number, or as what a form knows of it; what is neither is nothing."""
        spec = {"feedback_id": {"fields": {"display_name": {}}}}
        for value in (self.secret.id, {"id": self.secret.id}):
            with self.subTest(value=value), self.assertRaises(AccessError):
                self.env["relationship.feedback.decline"].onchange(
                    {"feedback_id": value}, ["feedback_id"], spec
                )
        for value in (True, "1", []):
            with self.subTest(value=value):
                changes = self.env["relationship.feedback.decline"].onchange(
                    {"feedback_id": value}, ["feedback_id"], spec
                )
                self.assertFalse(changes["value"].get("feedback_id"))
