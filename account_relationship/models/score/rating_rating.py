from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.sql import column_exists

from ...scoring import is_low
from ..shared.relationship_guard import check_marks, leave_out

#: What our own paths note.
MARKS = ("relationship_follow_up_id", "relationship_is_given")
#: What a customer says with it.
ANSWER = {"rating", "feedback", "consumed", "partner_id"}


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

    relationship_is_given = fields.Boolean(
        string="Given by the customer",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Came by the customer's own link. Every employee may write ratings down: "
        "those say nothing of what customers think.",
    )

    # Ratings of one customer are found without reading all ratings there are.
    _relationship_partner_idx = models.Index("(partner_id)")

    @api.model_create_multi
    def create(self, vals_list):
        check_marks(self, MARKS, vals_list)
        ratings = super().create(vals_list)
        ratings._note_what_is_given()
        ratings._follow_up_low_ratings()
        return ratings

    @api.model
    def default_get(self, fields):
        """No default of a call or a user says what became of it."""
        return super().default_get(leave_out(fields, MARKS))

    def write(self, vals):
        check_marks(self, MARKS, [vals])
        if not self.env.su and ANSWER & vals.keys():
            self._check_given_kept()
        result = super().write(vals)
        if {"rating", "consumed"} & vals.keys():
            self._note_what_is_given()
            self._follow_up_low_ratings()
        return result

    def _auto_init(self):
        """Of ratings that were there before, nobody knows: they count."""
        is_new = not column_exists(self.env.cr, self._table, "relationship_is_given")
        result = super()._auto_init()
        if is_new:
            self.env.cr.execute(
                "UPDATE rating_rating SET relationship_is_given = consumed"
            )
        return result

    def _is_said_by_customer(self):
        """Customers rate with all rights, by the link they got.

        Every employee may write ratings by hand.
        """
        return self.env.su

    def _note_what_is_given(self):
        if self._is_said_by_customer():
            for is_given, ratings in self.grouped("consumed").items():
                ratings.relationship_is_given = is_given

    def _check_given_kept(self):
        # sudo: whose answer it is, for whoever may write ratings
        for rating in self.sudo():
            if rating.relationship_is_given and rating._get_relationship_account():
                raise AccessError(
                    self.env._("What customers sent us stays as they sent it.")
                )

    def _follow_up_low_ratings(self):
        """A low rating of a customer with an account becomes feedback, once.

        Those one of us writes down would be feedback in a customer's name.
        """
        if not self._is_said_by_customer():
            return
        follow_up = self.env["relationship.score.follow.up"]._follow_up
        # sudo: customers rate; what they may read has no say in who looks after it
        for rating in self.sudo():
            is_new = rating.consumed and not rating.relationship_follow_up_id
            if not is_new or not is_low("csat", rating.rating):
                continue
            if account := rating._get_relationship_account():
                rating.relationship_follow_up_id = follow_up(
                    account, rating.partner_id, rating._prepare_follow_up()
                )

    def _prepare_follow_up(self):
        return {
            "source": "rating",
            "score_type": "csat",
            "score_value": round(self.rating),
            "verbatim": self.feedback or self._describe_rating(),
        }

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
