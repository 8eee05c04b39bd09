from odoo import fields, models

from odoo.addons.account_relationship.lines import Line, Moment, format_day


class RelationshipAccount(models.Model):
    """Parcels of a customer: on its card, its form and its documents."""

    _inherit = "relationship.account"

    parcel_ids = fields.One2many(
        comodel_name="example.parcel", inverse_name="account_id"
    )
    last_touch_kind = fields.Selection(
        selection_add=[("parcel", "Parcel")], ondelete={"parcel": "set null"}
    )

    def _get_parcels_under_way(self):
        return self.env["example.parcel"]._read_group(
            [("account_id", "in", self.ids), ("state", "=", "sent")],
            ["account_id"],
            ["__count", "date:min"],
        )

    def _get_signals(self):
        """A place: lines on the card and the form, the most urgent first."""
        signals = super()._get_signals()
        if not self.env["example.parcel"].has_access("read"):
            return signals
        for account, number, first in self._get_parcels_under_way():
            words = self.env._("%(number)s parcels under way", number=number)
            signals[account].append(
                Line(
                    *(60, "fa-cube", words, "action_view_parcels"),
                    action_label=self.env._("See them"),
                    name="parcels",
                    date=first,
                )
            )
        return signals

    def _get_brief_lines(self, reader):
        """A place: a line on every lead, order, invoice and contact of the customer."""
        lines = super()._get_brief_lines(reader)
        for account, number, first in self._get_parcels_under_way():
            words = self.env._("%(number)s parcels under way", number=number)
            lines[account].append(
                Line(
                    *(20, "fa-cube", words, "action_view_parcels"),
                    name="parcels",
                    date=first,
                )
            )
        return lines

    def _get_moments(self):
        """A place: an occasion to talk to the customer."""
        moments = super()._get_moments()
        if not self.env["example.parcel"].has_access("read"):
            return moments
        for account, __, first in self._get_parcels_under_way():
            words = self.env._("parcel due %(day)s", day=format_day(self.env, first))
            moments[account].append(Moment(first, words))
        return moments

    def action_view_parcels(self):
        """Open the parcels of the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Parcels"),
            "res_model": "example.parcel",
            "view_mode": "list,form",
            "domain": [("account_id", "=", self.id)],
            "context": {"default_account_id": self.id},
        }
