from dateutil.relativedelta import relativedelta

from odoo import fields, models

#: First purchases so soon after history begins are of customers there were before.
BEFORE = relativedelta(months=3)


class ResCompany(models.Model):
    _inherit = "res.company"

    relationship_history_begins = fields.Date(
        string="Sales history begins",
        groups="base.group_user",
        help="First purchases in the three months after it are not those of new "
        "customers: they bought before, in another system.",
    )

    relationship_warn_top1 = fields.Float(
        string="Warn of one customer from (%)",
        default=15.0,
        digits=(16, 1),
        groups="base.group_user",
        help="Warn when one customer makes so many percent of net sales of 12 months.",
    )
    relationship_warn_top5 = fields.Float(
        string="Warn of five customers from (%)",
        default=40.0,
        digits=(16, 1),
        groups="base.group_user",
        help="Warn when the five largest customers make so many percent of net sales "
        "of 12 months.",
    )

    def _get_first_new_day(self):
        """The first day on which a first purchase makes a new customer, if any."""
        # sudo: nothing but a date, whoever asks for figures
        begins = self.sudo().relationship_history_begins
        return begins and begins + BEFORE
