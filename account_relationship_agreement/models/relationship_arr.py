from odoo import fields, models


class RelationshipArr(models.Model):
    """Recurring revenue of accounts at the end of closed months, as it was then.

    A row for each account that had any, and for each whose month before was corrected
    since. Rows outlive their accounts: who merges customers moves nothing in months
    that are closed.
    """

    _name = "relationship.arr"
    _description = "Recurring revenue by month"
    _auto = False
    _order = "month DESC, amount DESC, id"
    _rec_name = "account_id"

    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    account_id = fields.Many2one(
        comodel_name="relationship.account", string="Customer account", readonly=True
    )
    month = fields.Date(readonly=True, help="First day of the month.")
    amount = fields.Monetary(
        string="ARR",
        readonly=True,
        help="Annual recurring revenue at the end of the month, as it was when the "
        "month was closed.",
    )
    correction = fields.Monetary(
        readonly=True,
        help="How much of the month's movement corrects the month before: what was "
        "entered, merged or changed later than it was closed.",
    )

    def init(self):
        """Make the table without foreign keys: what is closed stays as it was."""
        self.env.cr.execute(
            """
            CREATE TABLE IF NOT EXISTS relationship_arr (
                id SERIAL PRIMARY KEY, company_id int NOT NULL, account_id int NOT NULL,
                month date NOT NULL, amount numeric NOT NULL,
                correction numeric NOT NULL DEFAULT 0);
            CREATE UNIQUE INDEX IF NOT EXISTS relationship_arr_key_idx
                ON relationship_arr (company_id, month, account_id);
            CREATE INDEX IF NOT EXISTS relationship_arr_account_idx
                ON relationship_arr (account_id, month)
            """
        )
