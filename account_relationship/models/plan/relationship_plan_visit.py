from odoo import api, fields, models
from odoo.tools import SQL

from ...turns import HOUR, take_turns

#: Looks that are dropped at once.
PART = 10_000


class RelationshipPlanVisit(models.Model):
    """Somebody at the customer looked at a shared plan. Our own looks do not count.

    A look is what a person did: the page was visible for some seconds, its PDF was
    asked for, or an answer was sent. Within an hour all of it is one look.
    """

    _name = "relationship.plan.visit"
    _description = "Look of a customer at a plan"
    _inherit = ["relationship.guard"]
    _order = "date desc, id desc"
    _rec_name = "plan_id"
    _proof_fields = frozenset({"plan_id", "link_id", "partner_id", "date"})

    plan_id = fields.Many2one(
        comodel_name="relationship.plan",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    link_id = fields.Many2one(
        comodel_name="relationship.plan.link",
        string="By link",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Seen by",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    date = fields.Datetime(
        string="Seen on", required=True, readonly=True, default=fields.Datetime.now
    )

    @api.model
    def _log(self, plan, partner, link=None):
        # sudo: customers leave their looks, but have no rights on them
        looks = self.sudo()
        link = link or self.env["relationship.plan.link"]
        take_turns(partner or link)
        last = looks.search(
            [
                ("plan_id", "=", plan.id),
                ("partner_id", "=", partner.id),
                # Contacts are one person, by whichever link they come.
                *([] if partner else [("link_id", "=", link.id)]),
                ("date", ">", fields.Datetime.now() - HOUR),
            ],
            limit=1,
        )
        return last or looks.create(
            {"plan_id": plan.id, "partner_id": partner.id, "link_id": link.id}
        )

    @api.autovacuum
    def _gc_looks(self):
        """Old looks go; that a plan was seen at all, and when last, stays known."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM relationship_plan_visit
                 WHERE id IN (
                    SELECT look.id
                      FROM relationship_plan_visit AS look
                      JOIN res_company AS company ON company.id = look.company_id
                     WHERE company.relationship_look_days > 0
                       AND look.date < %(now)s
                           - company.relationship_look_days * INTERVAL '1 day'
                       AND EXISTS (SELECT FROM relationship_plan_visit AS later
                                    WHERE later.plan_id = look.plan_id
                                      AND (later.date, later.id)
                                          > (look.date, look.id))
                     LIMIT %(part)s)
                """,
                now=fields.Datetime.now(),
                part=PART,
            )
        )
        dropped = self.env.cr.rowcount
        self.env.invalidate_all(flush=False)
        return dropped, int(dropped == PART)
