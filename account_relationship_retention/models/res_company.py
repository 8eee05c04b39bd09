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
    relationship_down_percent = fields.Float(
        string="Sales down by more than (%)",
        default=20.0,
        groups="base.group_user",
        help="Sales of 12 months that are lower by a larger share than this against "
        "the 12 months before are a reason to act, when it is enough money as well: "
        "how much is set with the reason.",
    )

    _relationship_down_percent_share = models.Constraint(
        "CHECK(relationship_down_percent BETWEEN 0 AND 100)",
        "Sales go down by 0 to 100 %.",
    )

    def _get_first_new_day(self):
        """The first day on which a first purchase makes a new customer, if any."""
        # sudo: nothing but a date, whoever asks for figures
        begins = self.sudo().relationship_history_begins
        return begins and begins + BEFORE
