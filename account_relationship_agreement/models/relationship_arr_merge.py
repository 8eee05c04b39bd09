from odoo import api, fields, models
from odoo.tools import SQL


class RelationshipArrMerge(models.Model):
    """Since when what was kept of a merged customer counts with the one it is now.

    Months that are closed stay as they were, of both. But who fell to nothing by being
    merged lost nothing: to tell what was retained, what both had before is held against
    what the one has after, from the first month on that was open then.
    """

    _name = "relationship.arr.merge"
    _description = "Recurring revenue of merged customers"
    _auto = False
    _order = "month, id"
    _rec_name = "account_id"

    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    account_number = fields.Integer(
        string="Merged account",
        readonly=True,
        help="Number of the account that is gone.",
    )
    account_id = fields.Many2one(
        comodel_name="relationship.account", string="Customer account", readonly=True
    )
    month = fields.Date(readonly=True, help="First day of the month it begins with.")

    def init(self):
        """Make the table without foreign keys, as that of what was kept."""
        self.env.cr.execute(
            """
            CREATE TABLE IF NOT EXISTS relationship_arr_merge (
                id SERIAL PRIMARY KEY, company_id int NOT NULL,
                account_number int NOT NULL, account_id int NOT NULL,
                month date NOT NULL);
            CREATE UNIQUE INDEX IF NOT EXISTS relationship_arr_merge_key_idx
                ON relationship_arr_merge (company_id, account_number, month)
            """
        )

    @api.model
    def _keep(self, month, others, survivor):
        """Keep with which account others count, and those that counted with them.

        :param month: the first one that is not closed
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO relationship_arr_merge
                       (company_id, account_number, account_id, month)
                SELECT %(company)s, account_number, %(survivor)s, %(month)s
                  FROM (SELECT account_id AS account_number FROM relationship_arr
                         WHERE account_id = ANY(%(others)s)
                         UNION
                        SELECT account_number FROM relationship_arr_merge
                         WHERE account_id = ANY(%(others)s)) AS gone
                    ON CONFLICT (company_id, account_number, month)
                       DO UPDATE SET account_id = EXCLUDED.account_id
                """,
                company=survivor.company_id.id,
                survivor=survivor.id,
                others=others.ids,
                month=month,
            )
        )
        self.invalidate_model()
