from odoo import api, models
from odoo.tools import SQL


class RelationshipTouch(models.AbstractModel):
    """Who knows whom follows the touches."""

    _inherit = "relationship.touch"

    @api.model
    def _store_people(self, scope, touches, since=None, is_whole=False):
        result = super()._store_people(scope, touches, since=since, is_whole=is_whole)
        known = self._get_known(touches)
        self._store_acquaintances(scope, known, since)
        self.env["relationship.stakeholder"]._store_touches(scope)
        return result

    @api.model
    def _get_known(self, touches):
        """The last touch of each person who is at the customer with each of us.

        Who wrote to a company's address, or to one of us who has left, is in touch
        with nobody by name.
        """
        return SQL(
            """
            SELECT account.id AS account_id, account.company_id, touch.partner_id,
                   colleague.id AS user_id, MAX(touch.touched_at) AS last_touch_at
              FROM (%s) AS touch
              JOIN relationship_account AS account ON account.id = touch.account_id
              JOIN res_partner AS partner
                ON partner.id = touch.partner_id
               AND partner.commercial_partner_id = account.partner_id
               AND partner.active
               AND partner.is_company IS NOT TRUE
              LEFT JOIN res_users AS colleague
                ON colleague.id = touch.user_id
               AND colleague.active
               AND colleague.share IS NOT TRUE
             GROUP BY account.id, touch.partner_id, colleague.id
            """,
            touches,
        )

    @api.model
    def _store_acquaintances(self, scope, known, since):
        """Write what changed, in one statement that looks at each pair once.

        :param since: what came in since then is all that is known: nothing goes
        """
        kept = SQL(
            """
            SELECT kept.*
              FROM relationship_acquaintance AS kept
              JOIN relationship_account AS account ON account.id = kept.account_id
             WHERE %s
            """,
            scope,
        )
        self.env.cr.execute(
            SQL(
                """
                WITH changed AS MATERIALIZED (
                    SELECT known.*, kept.id
                      FROM (%(kept)s) AS kept
                      %(join)s (%(known)s) AS known
                        ON kept.account_id = known.account_id
                       AND kept.partner_id = known.partner_id
                       AND COALESCE(kept.user_id, 0) = COALESCE(known.user_id, 0)
                     WHERE kept.id IS NULL
                        OR known.account_id IS NULL
                        OR kept.last_touch_at %(compare)s known.last_touch_at
                ),
                gone AS (
                    DELETE FROM relationship_acquaintance AS kept
                     USING changed
                     WHERE kept.id = changed.id
                       AND changed.account_id IS NULL
                ),
                moved AS (
                    UPDATE relationship_acquaintance AS kept
                       SET last_touch_at = changed.last_touch_at
                      FROM changed
                     WHERE kept.id = changed.id
                       AND changed.account_id IS NOT NULL
                )
                INSERT INTO relationship_acquaintance (
                    account_id, company_id, partner_id, user_id, last_touch_at)
                SELECT account_id, company_id, partner_id, user_id, last_touch_at
                  FROM changed
                 WHERE id IS NULL
                    ON CONFLICT DO NOTHING
                """,
                kept=SQL("SELECT * FROM relationship_acquaintance") if since else kept,
                known=known,
                join=SQL("RIGHT JOIN") if since else SQL("FULL JOIN"),
                compare=SQL("<") if since else SQL("!="),
            )
        )
        self.env["relationship.acquaintance"].invalidate_model()
