from odoo import api, fields, models
from odoo.exceptions import ValidationError


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
