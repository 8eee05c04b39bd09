from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.account_relationship.models.shared.windows import open_window
from odoo.addons.account_relationship.turns import take_turns

from ..periods import DAY

SALES = "sales_team.group_sale_salesman"


class RelationshipAgreement(models.Model):
    """The opportunity of a renewal: one for each term, and what becomes of it."""

    _inherit = "relationship.agreement"

    lead_ids = fields.One2many(
        comodel_name="crm.lead",
        inverse_name="relationship_agreement_id",
        string="Opportunities",
        groups=SALES,
    )
    lead_count = fields.Integer(
        string="Number of opportunities", compute="_compute_lead_count", groups=SALES
    )

    def _compute_lead_count(self):
        leads = self.env["crm.lead"].with_context(active_test=False)
        rows = leads._read_group(
            [("relationship_agreement_id", "in", self.ids)],
            ["relationship_agreement_id"],
            ["__count"],
        )
        counts = {agreement.id: count for agreement, count in rows}
        for agreement in self:
            agreement.lead_count = counts.get(agreement.id, 0)

    def action_view_leads(self):
        """Open the opportunities of its renewals, those that were lost as well."""
        self.ensure_one()
        return {
            **open_window(self.env._("Opportunities"), "crm.lead", "list"),
            "views": [(False, "list"), (False, "form")],
            "domain": [("relationship_agreement_id", "=", self.id)],
            "context": {"active_test": False, "create": False},
        }

    def action_make_opportunity(self):
        """Make the opportunity of the next renewal, or open the one there is.

        :return: the action that opens it
        :raises UserError: where there is no next term to renew it for
        """
        self.ensure_one()
        self.check_access("write")
        self.env["crm.lead"].check_access("create")
        self._get_next_start()
        lead = self._find_opportunities()[:1] or self._make_opportunities()
        lead = lead.with_env(self.env)
        lead.check_access("read")
        return lead.get_formview_action()

    def _find_opportunities(self):
        """Those of the end of the last term that is fixed, also when it is over."""
        # sudo: whether there is one, also of whoever may not see it
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        return leads.search([("relationship_agreement_id", "in", self.ids)]).filtered(
            lambda lead: (
                lead.relationship_agreement_until
                == lead.relationship_agreement_id.fixed_until
            )
        )

    # ------------------------------------------------------------
    # Making it
    # ------------------------------------------------------------

    def _make_opportunities(self):
        """One for each, whoever else makes one at the same moment.

        :return: the opportunities, with all rights
        """
        take_turns(self)
        found = self._find_opportunities()
        missing = self - found.relationship_agreement_id
        # sudo: the link is ours to set, and the night has no rights of its own
        leads = self.env["crm.lead"].sudo()
        return found | leads.create([one._prepare_opportunity() for one in missing])

    def _prepare_opportunity(self):
        # sudo: who looks after the customer, and the plans of the sales app
        agreement = self.sudo()
        # Nobody, where nobody is there: the night goes on.
        manager = agreement.account_id._find_in_charge()
        plan = agreement.env.ref(
            "crm.crm_recurring_plan_yearly", raise_if_not_found=False
        )
        amount = agreement._get_renewal_amount()
        words = agreement.with_context(lang=manager.lang or self.env.lang).env._(
            "Renewal: %(name)s", name=agreement.name
        )
        return {
            "type": "opportunity",
            "name": words,
            "partner_id": agreement.account_id._get_addressee(agreement.contact_id).id,
            "company_id": agreement.company_id.id,
            "user_id": manager.id,
            "date_deadline": agreement._get_renewal_deadline(),
            "expected_revenue": amount,
            "recurring_revenue": amount if plan else 0.0,
            "recurring_plan": plan.id if plan else False,
            "relationship_motion": "renewal",
            "relationship_agreement_id": agreement.id,
            "relationship_agreement_until": agreement.fixed_until,
        }

    def _get_renewal_amount(self):
        """What the lines come to a year after the term, in the company's currency."""
        amount = self._get_agreed(self.fixed_until + DAY) * self._get_last_rate()
        return self.company_currency_id.round(amount)

    def _get_last_rate(self):
        """The rate of the last term."""
        return self.term_ids.sorted("date_start")[-1:].rate

    def _get_renewal_deadline(self):
        """The day by which it has to be settled."""
        tacit = self.renewal == "tacit"
        return (tacit and self.notice_deadline) or self.fixed_until

    # ------------------------------------------------------------
    # By itself, some days ahead
    # ------------------------------------------------------------

    @api.model
    def _find_coming(self, company, days, missing, own_days=None):
        """Agreements that have to be settled within so many days.

        A term that is shorter than that is not announced: it would be from its first
        day on, each time.

        :param days: those of the company; 0 finds none
        :param missing: SQL about ``agreement``: what it has not got yet
        :param own_days: SQL about ``tier``: its own days, where it has any
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT agreement.id
                  FROM relationship_agreement AS agreement
                  JOIN relationship_account AS account
                    ON account.id = agreement.account_id AND account.active
                  JOIN relationship_agreement_term AS term
                    ON term.agreement_id = agreement.id
                   AND term.date_end = agreement.fixed_until
                  LEFT JOIN relationship_tier AS tier ON tier.id = account.tier_id
                 CROSS JOIN LATERAL (
                       SELECT CASE agreement.renewal
                              WHEN 'tacit' THEN agreement.notice_deadline
                              ELSE agreement.fixed_until END AS day,
                              COALESCE(%(own_days)s, %(days)s) AS ahead) AS deadline
                 WHERE agreement.company_id = %(company)s
                   AND agreement.state IN ('running', 'renewed')
                   AND agreement.renewal IN ('tacit', 'agreed')
                   AND deadline.ahead > 0
                   AND deadline.day BETWEEN %(today)s AND %(today)s + deadline.ahead
                   AND term.date_end - term.date_start >= deadline.ahead
                   AND %(missing)s
                 ORDER BY deadline.day, agreement.id
                """,
                company=company.id,
                today=SQL("%s::date", company._get_relationship_today()),
                days=days,
                own_days=own_days or SQL("NULL"),
                missing=missing,
            )
        )
        return self.browse(id_ for (id_,) in rows)

    @api.model
    def _cron_make_opportunities(self):
        """Each night: those that come near in each company, once for each term.

        My day tells each manager: the first night would send a mail for every one.
        """
        cron = self.env["ir.cron"]
        quiet = self.with_context(mail_auto_subscribe_no_notify=True)
        missing = SQL(
            "NOT EXISTS (SELECT FROM crm_lead AS lead"
            " WHERE lead.relationship_agreement_id = agreement.id"
            " AND lead.relationship_agreement_until = agreement.fixed_until)"
        )
        for company in self.env["res.company"]._get_all_companies():
            due = quiet._find_coming(
                company,
                company.relationship_renewal_lead_days,
                missing,
                SQL("NULLIF(tier.renewal_lead_days, 0)"),
            )
            cron._work_off_many(due, lambda part: part._make_opportunities(), 100)

    # ------------------------------------------------------------
    # What it came to
    # ------------------------------------------------------------

    def _renew_for(self, document, until, amount=None):
        """A document says that the customer renews: fix the next term, as it is.

        What people did before is not touched, and other amounts are told only.

        :param document: the opportunity or the order, which is told
        :param until: the end of the term it is about, a date
        :param amount: what it says a year comes to, in the company's currency
        """
        take_turns(self)
        words = self._get_why_not(document, until)
        if not words:
            agreed = self._get_renewal_amount()
            try:
                with self.env.cr.savepoint():
                    term = self._renew([])
            except UserError as error:
                words = self._format_nothing_done(str(error))
            else:
                words = self._format_renewed(term, agreed, amount)
        self._tell(document, words)

    def _end_for(self, document, until, lost_reason):
        """The renewal was lost: the customer gave notice today.

        What renews itself ends when notice of today can end it, the rest with its term.
        """
        take_turns(self)
        words = self._get_why_not(document, until)
        if not words:
            today = self._get_today()
            last_day = self._get_last_day(today, "customer")
            reason = self.env["relationship.agreement.end.reason"]._carry_over(
                lost_reason
            )
            try:
                with self.env.cr.savepoint():
                    self._end("customer", today, last_day, reason, False)
            except UserError as error:
                words = self._format_nothing_done(str(error))
            else:
                words = self.env._(
                    "Notice given by the customer for %(agreement)s: its last day is "
                    "%(day)s.",
                    agreement=self.name,
                    day=format_date(self.env, last_day),
                )
        self._tell(document, words)

    def _tell_cancelled(self, order, until):
        """An order that renewed it was cancelled: nothing is undone by itself."""
        if not until or self.noticed_on or (self.fixed_until or until) <= until:
            return
        words = self.env._(
            "This order is cancelled. %(agreement)s stays renewed until %(day)s: where "
            "it is not to be, give notice on the agreement.",
            agreement=self.name,
            day=format_date(self.env, self.fixed_until),
        )
        self._tell(order, words)

    def _get_why_not(self, document, until):
        """Why what a document says changes nothing; empty where it does."""
        why = ""
        customer = document.partner_id.commercial_partner_id
        if customer and customer != self.account_id.partner_id:
            why = self.env._("it is about a renewal with another customer.")
        elif self.state == "draft":
            why = self.env._("%(name)s is a draft.", name=self.name)
        elif self.noticed_on:
            why = self.env._(
                "Notice was given for %(name)s; it can be taken back there.",
                name=self.name,
            )
        elif self.fixed_until != until:
            why = self.env._(
                "%(name)s is fixed until %(day)s already.",
                name=self.name,
                day=format_date(self.env, self.fixed_until) or "-",
            )
        return why and self._format_nothing_done(why)

    def _format_nothing_done(self, why):
        return self.env._("Nothing was changed of the agreement: %(why)s", why=why)

    def _format_renewed(self, term, agreed, amount):
        words = self.env._(
            "%(agreement)s is renewed until %(day)s, at the prices there are.",
            agreement=self.name,
            day=format_date(self.env, term.date_end),
        )
        currency = self.company_currency_id
        if amount is None or not currency.compare_amounts(amount, agreed):
            return words
        return self.env._(
            "%(words)s It says %(amount)s a year, the agreement %(agreed)s: change the "
            "agreement where that was agreed.",
            words=words,
            amount=currency.format(amount),
            agreed=currency.format(agreed),
        )

    def _tell(self, document, words):
        """Both the agreement and the document say what happened, each with a link."""
        for record, other in ((self, document), (document, self)):
            record.message_post(
                body=Markup("%s %s") % (words, other._get_html_link()),
                subtype_xmlid="mail.mt_note",
            )
