from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class RelationshipAgreementTerm(models.Model):
    """A term of an agreement: the days it is agreed for, and their rate.

    Nobody writes it: confirming, renewing and the night do.
    """

    _name = "relationship.agreement.term"
    _description = "Term of an agreement"
    _order = "agreement_id, date_start"
    _rec_name = "number"

    agreement_id = fields.Many2one(
        comodel_name="relationship.agreement",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="agreement_id.company_id", store=True, index=True
    )
    number = fields.Integer(string="No.", readonly=True)
    date_start = fields.Date(string="From", required=True, readonly=True)
    date_end = fields.Date(
        string="Until", readonly=True, index=True, help="Empty: without a fixed end."
    )
    rate = fields.Float(
        digits=0,
        default=1,
        readonly=True,
        help="Amounts times this are in the currency of the company: the rate of the "
        "first day, kept for the term.",
    )
    origin = fields.Selection(
        selection=[
            ("first", "First"),
            ("tacit", "Renewed itself"),
            ("renewed", "Renewed by agreement"),
        ],
        required=True,
        readonly=True,
    )
    currency_id = fields.Many2one(related="agreement_id.currency_id")
    kind = fields.Selection(
        selection=[
            ("same", "The same"),
            ("more", "More"),
            ("less", "Less"),
            ("price", "Another price"),
        ],
        string="Renewed with",
        readonly=True,
    )
    upsell = fields.Monetary(
        readonly=True, help="More in quantity a year, at the prices of before."
    )
    downsell = fields.Monetary(
        readonly=True, help="Less in quantity a year, at the prices of before."
    )
    price_difference = fields.Monetary(
        string="Price",
        readonly=True,
        help="What other prices and discounts make a year, for the new quantities.",
    )

    @api.constrains("date_start", "date_end")
    def _check_days(self):
        for term in self:
            others = term.agreement_id.term_ids - term
            if (
                term.date_end
                and term.date_end < term.date_start
                or any(
                    (not term.date_end or other.date_start <= term.date_end)
                    and (not other.date_end or term.date_start <= other.date_end)
                    for other in others
                )
            ):
                raise ValidationError(
                    self.env._(
                        "The terms of %(name)s would overlap.",
                        name=term.agreement_id.name,
                    )
                )

    # ------------------------------------------------------------
    # The rate of the first day
    # ------------------------------------------------------------

    @api.model
    def _get_begun_domain(self, company, today):
        """Terms that were noted ahead and run now, last written before they did.

        What is over stays as it was: months that are closed say what was said.
        """
        runs = Domain("date_end", "=", False) | Domain("date_end", ">=", today)
        return (
            Domain("date_start", "<=", today)
            & runs
            & Domain.custom(
                to_sql=lambda model, alias, query: SQL(
                    "%s < %s::timestamp AT TIME ZONE %s AT TIME ZONE 'UTC'",
                    model._field_to_sql(alias, "write_date", query),
                    model._field_to_sql(alias, "date_start", query),
                    company.relationship_tz or "UTC",
                )
            )
        )

    def _restate(self):
        """From its first day on a term has the rate of that day.

        Written once, also where it stayed the same: so it is kept for the term.
        """
        for (__, day, former), terms in self.grouped(
            lambda term: (term.currency_id, term.date_start, term.rate)
        ).items():
            terms.write({"rate": terms[0].agreement_id._get_rate(day, former)})
