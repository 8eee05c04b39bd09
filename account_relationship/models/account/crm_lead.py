from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ..shared.relationship_guard import check_marks, hear, say

#: Follow from the customer; whoever sells to an account may see it.
MARKS = ("relationship_account_id",)


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "relationship.document.mixin"]

    # Leads are fewer than other documents, and belong to one account for everybody.
    relationship_account_id = fields.Many2one(
        compute="_compute_stored_account_id",
        compute_sudo=True,
        search=None,
        store=True,
        index="btree_not_null",
        ondelete="set null",
    )
    account_manager_id = fields.Many2one(
        related="relationship_account_id.manager_id", compute_sudo=True
    )
    relationship_tier_id = fields.Many2one(
        related="relationship_account_id.tier_id", compute_sudo=True
    )
    relationship_stage_id = fields.Many2one(
        related="relationship_account_id.stage_id", compute_sudo=True
    )
    relationship_motion = fields.Selection(
        selection=[
            ("new", "New business"),
            ("renewal", "Renewal"),
            ("upsell", "Upsell"),
            ("cross_sell", "Cross-sell"),
        ],
        string="Motion",
        index="btree_not_null",
        tracking=True,
        help="What kind of sale it is: a first one, the renewal of what they have, "
        "more of it, or something they do not buy yet.",
    )

    def _auto_init(self):
        # Without accounts there is nothing to compute: an installation must not
        # visit every lead.
        if not column_exists(self.env.cr, "crm_lead", "relationship_account_id"):
            create_column(self.env.cr, "crm_lead", "relationship_account_id", "int4")
        return super()._auto_init()

    @api.depends("partner_id.commercial_partner_id", "company_id")
    def _compute_stored_account_id(self):
        """The account of the customer in the lead's company.

        A lead of no company belongs to the customer's account when there is
        just one.
        """
        accounts = (
            self.env["relationship.account"]
            .with_context(active_test=False)
            .search([("partner_id", "in", self.partner_id.commercial_partner_id.ids)])
            .grouped("partner_id")
        )
        for lead in self:
            candidates = accounts.get(
                lead.partner_id.commercial_partner_id._origin,
                self.env["relationship.account"],
            )
            if lead.company_id:
                candidates = candidates.filtered(
                    lambda account, lead=lead: account.company_id == lead.company_id
                )
            if not lead.id:
                # A form may be filled with any company: tell of own companies only.
                candidates = candidates.filtered(
                    lambda account: account.company_id in self.env.user.company_ids
                )
            lead.relationship_account_id = candidates if len(candidates) == 1 else False

    @api.model_create_multi
    def create(self, vals_list):
        check_marks(self, MARKS, vals_list)
        return super().create(vals_list)

    def write(self, vals):
        check_marks(self, MARKS, [vals])
        return super().write(vals)

    def action_set_lost(self, **additional_values):
        # Odoo archives first and writes the reason then.
        has_reason = bool(additional_values.get("lost_reason_id"))
        leads = self.with_context(**say(relationship_has_reason=has_reason))
        return super(CrmLead, leads).action_set_lost(**additional_values)

    def _handle_won_lost(self, old_status_by_lead, new_status_by_lead):
        """Ask for the reason when an opportunity of an account is decided."""
        result = super()._handle_won_lost(old_status_by_lead, new_status_by_lead)
        self.filtered(
            lambda lead: (
                lead.id in old_status_by_lead
                and any(new_status_by_lead[lead.id].values())
                and new_status_by_lead[lead.id] != old_status_by_lead[lead.id]
            )
        )._ask_for_reason()
        return result

    def _ask_for_reason(self):
        """Plan a to-do on the account, once: what made the customer decide so.

        A lost reason that was given says it already.
        """
        has_reason = hear(self.env, "relationship_has_reason")
        for lead in self.filtered("relationship_account_id"):
            is_lost = lead.won_status == "lost"
            if is_lost and (has_reason or lead.lost_reason_id):
                continue
            summary = self.env._("Log why we won %(lead)s", lead=lead.name)
            if is_lost:
                summary = self.env._("Log why we lost %(lead)s", lead=lead.name)
            lead._plan_once(summary)

    def _plan_once(self, summary):
        # sudo: a salesperson who wins need not be allowed to edit the account
        account = self.relationship_account_id.sudo()
        user = self.user_id.filtered("active") or account._get_available()
        to_do = "mail.mail_activity_data_todo"
        planned = [("summary", "=", summary)]
        if not account.activity_search([to_do], additional_domain=planned):
            account.with_context(mail_activity_quick_update=True).activity_schedule(
                to_do, summary=summary, user_id=user.id
            )

    @api.model
    def _link_to_accounts(self, accounts):
        """Store the account on the leads of these accounts' customers, in one go.

        The same rule as the compute, for leads that were there before the account.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_lead AS lead
                   SET relationship_account_id = found.account_id
                  FROM (SELECT lead.id AS lead_id,
                               CASE WHEN COUNT(account.id) = 1
                                    THEN MIN(account.id) END AS account_id
                          FROM crm_lead AS lead
                          JOIN res_partner AS partner ON partner.id = lead.partner_id
                          LEFT JOIN relationship_account AS account
                            ON account.partner_id = partner.commercial_partner_id
                           AND (account.company_id = lead.company_id
                                OR lead.company_id IS NULL)
                         WHERE partner.commercial_partner_id IN (
                               SELECT partner_id FROM relationship_account
                                WHERE id = ANY(%(ids)s))
                            OR lead.relationship_account_id = ANY(%(ids)s)
                         GROUP BY lead.id) AS found
                 WHERE found.lead_id = lead.id
                   AND lead.relationship_account_id IS DISTINCT FROM found.account_id
                """,
                ids=accounts.ids,
            )
        )
        self.invalidate_model(["relationship_account_id"])
        self.env["relationship.account"].invalidate_model(["lead_ids"])
