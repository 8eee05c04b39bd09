from odoo import api, fields, models
from odoo.tools import SQL


class RelationshipArrRenewal(models.Model):
    """What fell due of an account in a month, and how much of it was renewed.

    Of the same queries as :meth:`relationship.recurring._get_renewals`.
    """

    _name = "relationship.arr.renewal"
    _description = "Renewals of an account in a month"
    _inherit = "relationship.arr.row"
    _auto = False
    _more_columns = {
        "due": "numeric NOT NULL",
        "renewed_gross": "numeric NOT NULL",
        "renewed_net": "numeric NOT NULL",
        "terms": "int NOT NULL",
    }
    _generated = """
        rate_gross float8 GENERATED ALWAYS AS (100 * renewed_gross / due) STORED,
        rate_net float8 GENERATED ALWAYS AS (100 * renewed_net / due) STORED
    """
    _rates = {
        "rate_gross": ("renewed_gross", "due"),
        "rate_net": ("renewed_net", "due"),
    }

    due = fields.Monetary(
        string="Fell due",
        readonly=True,
        help="What recurred in a year on the last day of terms that ended in "
        "the month; of the month that runs, up to today.",
    )
    renewed_gross = fields.Monetary(
        string="Renewed",
        readonly=True,
        help="Of each term at most what fell due.",
    )
    renewed_net = fields.Monetary(
        string="Renewed, with more or less",
        readonly=True,
        help="What recurred on the day after, at the rate of the term that ended.",
    )
    terms = fields.Integer(string="Terms that ended", readonly=True, aggregator="sum")
    rate_gross = fields.Float(
        string="Renewal rate, gross (%)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Renewed, at most what fell due of each term / what fell due.",
    )
    rate_net = fields.Float(
        string="Renewal rate, net (%)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Renewed, with what it became more or less / what fell due.",
    )

    @api.model
    def _get_rows(self, recurring, months, ids):
        parts = [
            SQL(
                "SELECT %s::date AS month, due.* FROM (%s) AS due",
                *(
                    month,
                    recurring._get_due_query(month, recurring._get_end(month), ids),
                ),
            )
            for month in months
        ]
        return SQL(
            """
            SELECT account_id AS account_number, month, SUM(before) AS due,
                   SUM(LEAST(before, after)) AS renewed_gross,
                   SUM(after) AS renewed_net, COUNT(*) AS terms
              FROM (%s) AS term
             GROUP BY account_id, month
            """,
            SQL(" UNION ALL ").join(parts),
        )

    @api.model
    def _make_headline(self, domain):
        due, gross, rate_gross, rate_net = self._sum_up(
            domain,
            *(self._sum_of("due"), self._sum_of("renewed_gross")),
            *("rate_gross:avg", "rate_net:avg"),
        )
        if not due:
            return ""
        return self.env._(
            "Of %(due)s a year that fell due, %(renewed)s was renewed: %(gross)s; with "
            "what became more or less %(net)s",
            due=self._format_sum(due),
            renewed=self._format_sum(gross),
            gross=self._format_rate(rate_gross),
            net=self._format_rate(rate_net),
        )
