from odoo import api, models
from odoo.tools import SQL

from .relationship_whitespace import REMEMBERED, UNDECIDED


class RelationshipWhitespace(models.Model):
    """What came of ideas: their opportunities say it, at once and again at night."""

    _inherit = "relationship.whitespace"

    def _follow_own_leads(self):
        """Follow the opportunities of these ideas, whoever changed them."""
        for company, ideas in self.grouped("company_id").items():
            ideas._follow_leads(
                SQL("lead_id = ANY(%s)", ideas.lead_id.ids),
                company._get_relationship_today(),
            )

    @api.model
    def _follow_leads(self, which, today):
        """An opportunity that was won or lost says what came of the idea.

        One that goes on again is open again, and so is an idea whose opportunity is
        gone. What one of several ideas brought is divided by what they were worth.

        :param which: SQL about columns of ``relationship_whitespace``
        :param today: a date, from which on it is remembered
        """
        self.env["crm.lead"].flush_model(["won_status", "expected_revenue"])
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_whitespace AS idea
                   SET state = said.state, outcome = said.outcome,
                       won_amount = said.won_amount,
                       closed_on = CASE WHEN said.state != 'closed' THEN NULL
                                        WHEN idea.outcome = said.outcome
                                        THEN idea.closed_on
                                        ELSE %(today)s END,
                       not_before = CASE WHEN said.state != 'closed' THEN NULL
                                         WHEN idea.outcome = said.outcome
                                         THEN idea.not_before
                                         ELSE %(again)s END
                  FROM (%(said)s) AS said
                 WHERE said.id = idea.id
                   AND (idea.state, idea.outcome, idea.won_amount) IS DISTINCT FROM
                       (said.state, said.outcome, said.won_amount)
                """,
                today=SQL("%s::date", today),
                again=SQL("%s::date", today + REMEMBERED),
                said=self._get_said_by_leads(which),
            )
        )
        self.invalidate_model()
        orphans = SQL("state = 'accepted' AND lead_id IS NULL AND %s", which)
        [ids] = self.env.execute_query(
            SQL(
                "SELECT array_agg(id) FROM relationship_whitespace WHERE %s",
                orphans,
            )
        )
        self.browse(ids[0] or [])._reopen_without_lead()

    @api.model
    def _get_said_by_leads(self, which):
        """The query of ``id``, ``state``, ``outcome`` and ``won_amount`` of ideas."""
        return SQL(
            """
            SELECT idea.id, NULLIF(lead.won_status, 'pending') AS outcome,
                   CASE lead.won_status WHEN 'pending' THEN 'accepted'
                                        ELSE 'closed' END AS state,
                   CASE WHEN lead.won_status = 'won'
                        THEN ROUND(COALESCE(lead.expected_revenue, 0)
                                   * COALESCE(idea.amount / NULLIF(whole, 0),
                                              1.0 / number), 2) END AS won_amount
              FROM (SELECT id, lead_id, COALESCE(amount, 0) AS amount,
                           SUM(COALESCE(amount, 0)) OVER of_lead AS whole,
                           COUNT(*) OVER of_lead AS number
                      FROM relationship_whitespace
                     WHERE %s AND state IN ('accepted', 'closed')
                    WINDOW of_lead AS (PARTITION BY lead_id)) AS idea
              JOIN crm_lead AS lead ON lead.id = idea.lead_id
             WHERE lead.won_status IS NOT NULL
            """,
            which,
        )

    def _reopen_without_lead(self):
        """What was an opportunity that is gone is open again, for everybody."""
        open_again = self.exists().filtered(
            lambda idea: idea.state == "accepted" and not idea.lead_id
        )
        if open_again:
            open_again._on_own_path().write({**UNDECIDED, "state": "open"})
            open_again._look_at_alerts()
