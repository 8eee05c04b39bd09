from odoo import api, fields, models

#: So many occasions are named with an idea.
NAMED = 2


class RelationshipWhitespace(models.Model):
    """When to talk of it, and whom to ask."""

    _inherit = "relationship.whitespace"

    best_day = fields.Date(
        string="Best time",
        compute="_compute_best_time",
        help="The first occasion: the next order that is expected, a renewal, a step "
        "of a plan, the month in which they make their budget.",
    )
    best_time = fields.Char(string="When", compute="_compute_best_time")
    ask_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Ask",
        compute="_compute_ask",
        help="The person by role: purchasing, the budget or who decides for what they "
        "bought before; who uses it or judges it, a champion or who decides for "
        "something new. Where nobody has such a role: who was in touch last.",
    )
    ask_words = fields.Char(string="Whom to ask", compute="_compute_ask")

    @api.depends("account_id")
    @api.depends_context("uid", "lang")
    def _compute_best_time(self):
        moments = self.account_id._get_first_moments()
        for idea in self:
            own = moments.get(idea.account_id, [])
            idea.best_day = own[0].day if own else False
            idea.best_time = "; ".join(moment.words for moment in own[:NAMED])

    @api.depends("account_id", "kind")
    @api.depends_context("uid", "lang")
    def _compute_ask(self):
        people = self.env["relationship.whitespace.people"]._get_people(self.account_id)
        for idea in self:
            person = people.get((idea.account_id.id, idea.kind == "never_bought"), {})
            idea.ask_partner_id = person.get("ask")
            idea.ask_words = idea._say_whom_to_ask(**person) if person else False

    def _say_whom_to_ask(self, ask, role, touched):
        # sudo: names of somebody at a customer whose account one sees, and of the role
        contact = self.env["res.partner"].sudo().browse(ask)
        roles = self.env["relationship.stakeholder.role"].sudo().browse(role or [])
        return self.env["relationship.whitespace.people"]._format_person(
            contact.name,
            roles.name,
            touched and self.account_id.company_id._get_relationship_day(touched),
        )
