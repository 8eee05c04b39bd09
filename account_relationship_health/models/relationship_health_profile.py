from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.account_relationship.choices import check_numbers

#: What tells of customers who have no history yet.
OF_NEW = {"people_in_touch": 40, "late_work": 40, "score_fall": 20}


class RelationshipHealthProfile(models.Model):
    """What health is made of for one sort of customers, and where its bands begin.

    The first profile that fits a customer is the customer's, by the order of the list.
    """

    _name = "relationship.health.profile"
    _description = "Health profile"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="Empty: for the customers of all companies.",
    )
    tier_ids = fields.Many2many(
        comodel_name="relationship.tier",
        relation="relationship_health_profile_tier_rel",
        string="Tiers",
        # Without its last tier a profile would be of everybody.
        ondelete="restrict",
        help="Empty: of customers of all tiers.",
    )
    new_months = fields.Integer(
        string="Customers of less than (months)",
        help="Only those who became customers less than so many months ago. 0: all.",
    )
    good_from = fields.Integer(default=70, help="From so many points on it is good.")
    watch_from = fields.Integer(
        default=40, help="From so many points on it is to be watched; below, at risk."
    )
    coverage_floor = fields.Integer(
        string="Data coverage at least (%)",
        default=60,
        help="Of the weights, how many have data. Below there is not enough data to "
        "say anything.",
    )
    knock_out_cap = fields.Integer(
        string="With a knock-out at most",
        default=40,
        help="As many points a customer has at most of whom a knock-out is true.",
    )
    follows_suggestions = fields.Boolean(
        string="New measures join",
        help="Measures of addons that are installed later count, as they suggest.",
    )
    offered = fields.Json(
        readonly=True,
        copy=False,
        help="Measures that were suggested so far, by their keys.",
    )
    criterion_ids = fields.One2many(
        comodel_name="relationship.health.criterion",
        inverse_name="profile_id",
        string="Measures",
        copy=True,
    )

    _bands_ascend = models.Constraint(
        "CHECK(0 < watch_from AND watch_from < good_from AND good_from <= 100)",
        "“Watch” begins above 0 points, and “good” above “watch”, at 100 at most.",
    )
    _percents = models.Constraint(
        "CHECK(coverage_floor BETWEEN 1 AND 100 AND knock_out_cap BETWEEN 0 AND 100)",
        "Data coverage is 1 to 100 %, and a knock-out leaves 0 to 100 points.",
    )
    _new_months_positive = models.Constraint(
        "CHECK(new_months >= 0)", "Somebody is a customer for 0 months or more."
    )

    @api.constrains("new_months")
    def _check_new_months(self):
        check_numbers(self, "new_months", most=120)

    # ------------------------------------------------------------
    # Suggestions
    # ------------------------------------------------------------

    def action_add_suggested(self):
        """Add the measures that say what they are worth and are not among these."""
        self.check_access("write")
        self._add_suggested()

    @api.model
    def _offer_new(self):
        """Add measures that came since, to the profiles that follow suggestions.

        What somebody took out of a profile stays out.

        :return: whether there are some that say how things stood on days gone by
        :rtype: bool
        """
        profiles = self.with_context(active_test=False).search(
            [("follows_suggestions", "=", True)]
        )
        before = profiles.criterion_ids
        for profile in profiles:
            profile._add_suggested(profile.offered or [])
        measures = self.env["relationship.measure"]._get_measures()
        added = (profiles.criterion_ids - before).mapped("measure")
        return any(measures[key].past for key in added)

    def _add_suggested(self, besides=()):
        """Add the measures there are with what they suggest.

        :param besides: those that are not to be added, by their keys
        """
        measures = self.env["relationship.measure"]._get_measures()
        scales = {key: one.scale for key, one in measures.items() if one.scale}
        for profile in self:
            known = {*profile.criterion_ids.mapped("measure"), *besides}
            profile.criterion_ids = [
                Command.create(
                    {
                        "measure": key,
                        "weight": profile._get_suggested_weight(key, scale),
                        "is_knock_out": scale.kind == "knock_out",
                    }
                )
                for key, scale in scales.items()
                if key not in known
                and (
                    scale.kind == "knock_out"
                    or profile._get_suggested_weight(key, scale)
                )
            ]
            profile.offered = sorted({*(profile.offered or []), *scales})

    def _get_suggested_weight(self, key, scale):
        """Who is new has no history: people and work speak then."""
        if scale.kind == "knock_out":
            return 0
        return OF_NEW.get(key, 0) if self.new_months else scale.weight

    # ------------------------------------------------------------
    # Whose is which
    # ------------------------------------------------------------

    @api.model
    def _get_profiles(self):
        """Those for customers of the company worked in, the first that fits first.

        Not those put away, whatever the screen shows from which somebody asks.
        """
        return self.search(
            [
                ("active", "=", True),
                ("company_id", "in", [False, self.env.company.id]),
            ]
        )

    def _get_choice(self, today):
        """SQL of the profile an account has: the first of these that fits, or NULL.

        :param today: last day that counts, a date
        """
        fitting = [
            SQL("WHEN %s THEN %s", profile._get_condition(today), profile.id)
            for profile in self
        ]
        return (
            SQL("CASE %s END", SQL(" ").join(fitting)) if fitting else SQL("NULL::int")
        )

    def _get_condition(self, today):
        """SQL of whether ``account`` is one of those this profile is for.

        A customer is new whose account says so, unless something was invoiced to the
        customer before: an account opened today may be of an old customer.
        """
        conditions = [SQL("TRUE")]
        # Customers may be of a tier that was put away.
        tiers = self.with_context(active_test=False).tier_ids
        if tiers:
            conditions.append(SQL("account.tier_id = ANY(%s)", tiers.ids))
        if self.new_months:
            since = fields.Date.subtract(today, months=self.new_months)
            conditions.append(
                SQL(
                    """
                    account.date_since > %(since)s AND NOT EXISTS (
                        SELECT FROM relationship_revenue AS earlier
                         WHERE earlier.company_id = account.company_id
                           AND earlier.partner_id = account.partner_id
                           AND earlier.month < %(month)s)
                    """,
                    since=since,
                    month=since.replace(day=1),
                )
            )
        return SQL("(%s)", SQL(" AND ").join(conditions))
