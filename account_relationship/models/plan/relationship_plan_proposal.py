from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...turns import take_turns

ANSWER = "account_relationship.activity_type_plan_answer"


class RelationshipPlan(models.Model):
    """A draft shown to the customer, who agrees to it or says what is missing.

    The customer agrees to what the page showed: a plan that was changed meanwhile is
    read again first. From then on it is agreed, as by our own dialog.
    """

    _inherit = "relationship.plan"
    _proof_fields = frozenset({"proposed_at", "customer_agreed_at"})

    proposed_at = fields.Datetime(
        string="Proposed on",
        readonly=True,
        copy=False,
        help="Since when the customer sees the draft, as a proposal to agree to.",
    )
    customer_agreed_at = fields.Datetime(
        string="Agreed by the customer on",
        readonly=True,
        copy=False,
        help="When the customer agreed on the page of the plan.",
    )

    # ------------------------------------------------------------
    # For us
    # ------------------------------------------------------------

    def action_propose(self):
        """Show the draft to the customer and ask by mail to agree; also once more."""
        self.ensure_one()
        self.check_access("write")
        take_turns(self)
        self._check_state("draft")
        self._on_own_path().write(
            {"is_shared": True, "proposed_at": fields.Datetime.now()}
        )
        self._check_can_be_proposed()
        self._cancel_plan_answers()
        contacts = self.plan_contact_ids._can_be_told()
        self.env["relationship.plan.update"]._send_to(contacts, "manual")

    def action_withdraw(self):
        """The draft is ours alone again; the page and the links show nothing."""
        self.check_access("write")
        self._check_state("draft")
        self._on_own_path().proposed_at = False
        self._cancel_plan_answers()

    def _check_can_be_proposed(self):
        shown = self.env["relationship.portal.content"]._describe_plan(self)
        if not shown["actions"] and not shown["objectives"]:
            raise UserError(
                self.env._(
                    "The customer would see an empty plan: share an objective or an "
                    "action of it first."
                )
            )
        if not self.plan_contact_ids._can_be_told():
            raise UserError(
                self.env._(
                    "Nobody at the customer can be asked: choose the customer's lead, "
                    "or a contact of the tab “Shared with”, who has an e-mail address."
                )
            )

    def _is_proposed(self):
        return self.state == "draft" and bool(self.proposed_at)

    def _cancel_plan_answers(self):
        """Nothing the customer misses waits for an answer."""
        # sudo: whomever it was planned for
        self.sudo().activity_unlink([ANSWER])

    # ------------------------------------------------------------
    # For the portal
    # ------------------------------------------------------------

    def _customer_agrees(self, partner, version):
        """The contact agrees to what the page showed.

        :param str version: of what was shown, see ``_get_plan_version``
        :return: whether it is agreed; not when the plan was changed meanwhile
        """
        self._check_proposed_to(partner)
        side = self.env["relationship.portal.content"]
        if version != side._get_plan_version(side._describe_plan(self)):
            return False
        self._agree(partner, self.company_id._get_relationship_today())
        self._on_own_path().customer_agreed_at = fields.Datetime.now()
        self._cancel_plan_answers()
        self._post_answer_of_customer(partner, self.env._("Agreed to the plan."))
        return True

    def _customer_misses(self, partner, words):
        """The contact says what is missing; somebody of us answers."""
        self._check_proposed_to(partner)
        sender = self._get_sender()
        # In the words of whoever of us reads it.
        env = self.with_context(lang=sender.lang).env
        summary = env._("Answer what the customer misses in the plan")
        todo = (sender, self.company_id._get_relationship_today(), summary)
        self.env["mail.activity"]._sync(ANSWER, {self: todo})
        self._post_answer_of_customer(partner, words)

    def _check_proposed_to(self, partner):
        """The portal has checked it as well; an answer must not cross customers."""
        self.ensure_one()
        self.env.user._check_answers()
        # sudo: two ids are compared
        if partner.sudo().commercial_partner_id != self.sudo().customer_id:
            raise AccessError(self.env._("This belongs to another customer."))
        take_turns(self)
        if not self._is_visible() or not self._is_proposed():
            raise UserError(self.env._("This plan waits for no answer any more."))

    def _post_answer_of_customer(self, partner, words):
        self._post_from_customer(
            partner, words, partner_ids=self._get_sender().partner_id.ids
        )
