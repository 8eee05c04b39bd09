from odoo import fields, models
from odoo.exceptions import AccessError


class DigestDigest(models.Model):
    """Three figures of ours in Odoo's digest, of what its reader may see."""

    _inherit = "digest.digest"

    kpi_relationship_alerts_open = fields.Boolean("Open Alerts about Customers")
    kpi_relationship_alerts_open_value = fields.Integer(
        compute="_compute_kpi_relationship_alerts_open_value"
    )
    kpi_relationship_alerts_closed = fields.Boolean("Alerts about Customers Closed")
    kpi_relationship_alerts_closed_value = fields.Integer(
        compute="_compute_kpi_relationship_alerts_closed_value"
    )
    kpi_relationship_contacts = fields.Boolean("Contacts with Customers")
    kpi_relationship_contacts_value = fields.Integer(
        compute="_compute_kpi_relationship_contacts_value"
    )

    def _check_relationship_reader(self):
        if not self.env.user.has_group("account_relationship.group_user"):
            raise AccessError(
                self.env._("Do not have access, skip this data for user's digest email")
            )

    def _compute_kpi_relationship_alerts_open_value(self):
        """Those that were open when the time ended, also if they are closed now."""
        self._check_relationship_reader()
        __, end, companies = self._get_kpi_compute_parameters()
        last = fields.Date.to_date(end)
        groups = self.env["relationship.alert"]._read_group(
            [
                *(("company_id", "in", companies.ids), ("since", "<=", last)),
                *("|", ("closed_on", "=", False), ("closed_on", ">", last)),
            ],
            ["company_id"],
            ["__count"],
        )
        numbers = {company.id: number for company, number in groups}
        for digest in self:
            company = digest.company_id or self.env.company
            digest.kpi_relationship_alerts_open_value = numbers.get(company.id, 0)

    def _compute_kpi_relationship_alerts_closed_value(self):
        self._check_relationship_reader()
        self._calculate_company_based_kpi(
            "relationship.alert",
            "kpi_relationship_alerts_closed_value",
            date_field="closed_on",
        )

    def _compute_kpi_relationship_contacts_value(self):
        self._check_relationship_reader()
        self._calculate_company_based_kpi(
            "relationship.interaction",
            "kpi_relationship_contacts_value",
            date_field="date_start",
            additional_domain=[("is_touch", "=", True)],
        )

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("account_relationship.menu_root").id
        for kpi, action in (
            ("kpi_relationship_alerts_open", "relationship_alert_action"),
            ("kpi_relationship_alerts_closed", "relationship_alert_report_action"),
            ("kpi_relationship_contacts", "relationship_interaction_action"),
        ):
            actions[kpi] = f"account_relationship.{action}?menu_id={menu}"
        return actions
