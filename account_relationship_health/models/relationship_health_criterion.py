from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.account_relationship.choices import check_choices

from ..health import KINDS, format_points, parse_points

#: Units that are a number by themselves.
UNITS = ("money", "count", "days", "percent", "score", "points")
MOST = 1000
#: The scale of what suggests none.
UNKNOWN = "0: 0; 100: 100"


class RelationshipHealthCriterion(models.Model):
    """One measure that makes health: how much it counts, and what it is worth."""

    _name = "relationship.health.criterion"
    _description = "Measure of health"
    _inherit = ["relationship.guard"]
    _order = "profile_id, is_knock_out, weight desc, id"
    _rec_name = "measure"

    profile_id = fields.Many2one(
        comodel_name="relationship.health.profile",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="profile_id.company_id", store=True, index=True
    )
    measure = fields.Selection(selection="_selection_measure", required=True)
    is_knock_out = fields.Boolean(
        string="Knock-out",
        help="It does not count as points: where it is more than 0, the score is at "
        "most what the profile says.",
    )
    weight = fields.Float(
        default=10,
        digits=(6, 1),
        help="How much it counts beside the others. Measures without data do not "
        "count.",
    )
    kind = fields.Selection(
        selection="_selection_kind",
        string="Scale",
        compute="_compute_scale",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="Steps: the points of the last limit that was reached. Between limits: on "
        "the line between two of them. Without bounds: on beyond the outer ones. Yes "
        "or no: the first points without any, the second ones with.",
    )
    points_text = fields.Char(
        string="Points",
        compute="_compute_scale",
        store=True,
        precompute=True,
        readonly=False,
        size=200,
        help="Pairs of a value and its points, 0 to 100, as “-50: 0; 0: 70; 20: 100”.",
    )

    _measure_once = models.Constraint(
        "UNIQUE(profile_id, measure)", "A measure counts once in a profile."
    )
    _weight_positive = models.Constraint(
        "CHECK(weight >= 0)", "A measure counts 0 or more."
    )

    @api.model
    def _selection_measure(self):
        """Measures that are a number of an account."""
        measures = self.env["relationship.measure"]._get_measures()
        return [
            (key, measure.label)
            for key, measure in measures.items()
            if measure.unit in UNITS and not measure.needs_category
        ]

    @api.model
    def _selection_kind(self):
        labels = (
            self.env._("Steps"),
            self.env._("Without bounds"),
            self.env._("Between limits"),
            self.env._("Yes or no"),
        )
        return list(zip(KINDS, labels, strict=True))

    @api.depends("measure")
    def _compute_scale(self):
        """What the measure suggests; nothing it says gives way to nothing."""
        measures = self.env["relationship.measure"]._get_measures()
        for criterion in self:
            measure = measures.get(criterion.measure)
            if measure and measure.scale and measure.scale.points:
                criterion.kind = measure.scale.kind
                criterion.points_text = format_points(measure.scale.points)
            else:
                criterion.kind = criterion.kind or "bounded"
                criterion.points_text = criterion.points_text or UNKNOWN

    @api.constrains("measure")
    def _check_measure(self):
        check_choices(self, "measure")

    @api.constrains("kind")
    def _check_kind(self):
        check_choices(self, "kind")

    @api.constrains("weight")
    def _check_weight(self):
        for criterion in self:
            if not criterion.weight <= MOST:
                raise ValidationError(
                    self.env._("A measure counts %(most)s at most.", most=MOST)
                )

    @api.constrains("kind", "points_text")
    def _check_points(self):
        for criterion in self:
            try:
                points = parse_points(criterion.points_text or "")
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "“%(points)s” is no scale. Write each value, the lowest "
                        "first, with its points of 0 to 100: -50: 0; 0: 70; 20: 100.",
                        points=criterion.points_text or "",
                    )
                ) from error
            if criterion.kind == "boolean" and len(points) != 2:
                raise ValidationError(
                    self.env._("Yes or no are two pairs, as “0: 100; 1: 0”.")
                )

    def _get_points(self):
        """The scale, as pairs."""
        return parse_points(self.points_text)
