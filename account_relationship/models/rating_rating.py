from odoo import api, fields, models

from ..scoring import is_low
from .relationship_guard import leave_out, refuse_marks

MARKS = ("relationship_follow_up_id",)


class RatingRating(models.Model):
    _inherit = "rating.rating"

    relationship_follow_up_id = fields.Many2one(
        comodel_name="relationship.feedback",
        string="Follow-up",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        help="What the low rating of a customer with an account became.",
    )

    # Ratings of one customer are found without reading all ratings there are.
    _relationship_partner_idx = models.Index("(partner_id)")

    @api.model_create_multi
    def create(self, vals_list):
        refuse_marks(self, MARKS, vals_list)
        ratings = super().create(vals_list)
        ratings._follow_up_low_ratings()
        return ratings

    @api.model
    def default_get(self, fields):
        """No default of a call or a user says what became of it."""
        return super().default_get(leave_out(fields, MARKS))

    def write(self, vals):
        refuse_marks(self, MARKS, [vals])
        result = super().write(vals)
        if {"rating", "consumed"} & vals.keys():
            self._follow_up_low_ratings()
        return result

    def _follow_up_low_ratings(self):
        """A low rating of a customer with an account becomes feedback, once.

        Customers rate with all rights, by the link they got; every employee may write
        ratings by hand, and so would make feedback in a customer's name.
        """
        if not self.env.su:
            return
        follow_up = self.env["relationship.follow.up"]._follow_up
        # sudo: customers rate; what they may read has no say in who looks after it
        for rating in self.sudo():
            if (
                rating.consumed
                and not rating.relationship_follow_up_id
                and is_low("csat", rating.rating)
            ):
                account = rating._get_relationship_account()
                if account:
                    rating.relationship_follow_up_id = follow_up(
                        account,
                        rating.partner_id,
                        {
                            "source": "rating",
                            "score_type": "csat",
                            "score_value": round(rating.rating),
                            "verbatim": rating.feedback or rating._describe_rating(),
                        },
                    )

    def _get_relationship_account(self):
        """The account of the customer who rated, in the company of what was rated."""
        self.ensure_one()
        record = self._get_rated_record()
        partner = self.partner_id or (
            record._rating_get_partner()
            if hasattr(record, "_rating_get_partner")
            else self.partner_id
        )
        company = self.env["res.company"]
        if record and "company_id" in record:
            company = record.company_id
        company = company or self.message_id.record_company_id or self.env.company
        key = (company.id, partner.commercial_partner_id.id)
        return self.env["relationship.account"]._get_by_customer([key]).get(key)

    def _get_rated_record(self):
        if self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists()

    def _describe_rating(self):
        return self.env._(
            "Rating %(value)s of 5: %(document)s",
            value=round(self.rating),
            document=self.res_name,
        )
