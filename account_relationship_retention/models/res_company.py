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

    def _get_first_new_day(self):
        """The first day on which a first purchase makes a new customer, if any."""
        # sudo: nothing but a date, whoever asks for figures
        begins = self.sudo().relationship_history_begins
        return begins and begins + BEFORE
