from odoo import api, models
from odoo.tools import SQL

#: What a line is in a year, in the currency of its subscription: untaxed, with its
#: discount, as often as the template says.
ANNUAL = SQL(
    """
    (COALESCE(line.price_subtotal, 0)
     * CASE template.recurring_rule_type WHEN 'days' THEN 365.25
            WHEN 'weeks' THEN 365.25 / 7 WHEN 'years' THEN 1 ELSE 12 END
     / COALESCE(NULLIF(template.recurring_interval, 0), 1))
    """
)


class RelationshipRecurring(models.AbstractModel):
    """The lines of subscriptions in progress, and of those that were.

    When one was closed, paused and resumed is in what Odoo tracks of it.
    """

    _inherit = "relationship.recurring"

    @api.model
    def _flush(self):
        for name in ("sale.subscription", "sale.subscription.line"):
            self.env[name].flush_model()
        for name in ("sale.subscription.template", "mail.tracking.value"):
            self.env[name].flush_model()
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        return super()._flush()

    @api.model
    def _get_other_sources(self):
        return [*super()._get_other_sources(), self._get_subscription_lines]

    @api.model
    def _get_subscription_lines(self, accounts):
        chosen = self._get_chosen_subscriptions(accounts)
        return SQL(
            """
            WITH change AS MATERIALIZED (%(changes)s),
            running AS MATERIALIZED (%(running)s),
            pause AS MATERIALIZED (%(pauses)s),
            span AS (%(spans)s)
            SELECT line.id::bigint * 10 + 2 AS id, 'subscription' AS kind,
                   subscription.id AS record_id, subscription.template_id AS series,
                   account.id AS account_id, subscription.company_id,
                   COALESCE(subscription.name, '') AS name,
                   COALESCE(line.name, '') AS detail, %(annual)s AS annual,
                   %(rate)s AS rate, span.date_start, span.date_end,
                   FALSE AS goes_on, NULL::interval AS term,
                   COALESCE(span.date_end = span.term_end, FALSE) AS falls_due,
                   CASE WHEN span.term_end IS NULL THEN NULL
                        WHEN subscription.to_renew THEN 'agreed' ELSE 'none' END
                       AS renewal,
                   CASE WHEN subscription.to_renew AND span.is_in_progress
                        THEN span.term_end END AS notice_deadline,
                   line.create_date AS entered, span.is_last,
                   COALESCE(subscription.is_paused, FALSE) AND span.is_in_progress
                       AND span.date_end IS DISTINCT FROM span.last_day AS is_paused
              FROM span
              JOIN sale_subscription AS subscription
                ON subscription.id = span.subscription_id
              JOIN sale_subscription_template AS template
                ON template.id = subscription.template_id
              JOIN sale_subscription_line AS line
                ON line.sale_subscription_id = subscription.id
              JOIN res_company AS company ON company.id = subscription.company_id
              JOIN res_partner AS partner ON partner.id = subscription.partner_id
              JOIN relationship_account AS account
                ON account.partner_id = partner.commercial_partner_id
               AND account.company_id = subscription.company_id
            """,
            changes=self._get_subscription_changes(chosen),
            running=self._get_running_subscriptions(chosen),
            pauses=self._get_subscription_pauses(),
            spans=self._get_subscription_spans(),
            annual=ANNUAL,
            rate=self._get_rate_query(
                SQL("subscription.currency_id"), SQL("subscription.date_start")
            ),
        )

    @api.model
    def _get_chosen_subscriptions(self, accounts):
        """SQL that follows the id of a subscription: it is looked at."""
        if accounts is None:
            return SQL("IS NOT NULL")
        return SQL(
            """
            = ANY(ARRAY(
                SELECT subscription.id
                  FROM relationship_account AS account
                  JOIN res_partner AS partner
                    ON partner.commercial_partner_id = account.partner_id
                  JOIN sale_subscription AS subscription
                    ON subscription.partner_id = partner.id
                   AND subscription.company_id = account.company_id
                 WHERE account.id = ANY(%s::int[])))
            """,
            list(accounts),
        )

    @api.model
    def _get_subscription_changes(self, chosen):
        """What was tracked of stages and pauses, on which day of the company."""
        return SQL(
            """
            SELECT message.res_id AS subscription_id, value.id,
                   %(day)s AS day, field.name AS field,
                   COALESCE(value.old_value_integer, 0) AS old,
                   COALESCE(value.new_value_integer, 0) AS new
              FROM mail_message AS message
              JOIN mail_tracking_value AS value ON value.mail_message_id = message.id
              JOIN ir_model_fields AS field ON field.id = value.field_id
              JOIN sale_subscription AS subscription
                ON subscription.id = message.res_id
              JOIN res_company AS company ON company.id = subscription.company_id
             WHERE message.model = 'sale.subscription'
               AND field.model = 'sale.subscription'
               AND field.name IN ('stage_id', 'is_paused')
               AND message.res_id %(chosen)s
            """,
            day=self.env["res.company"]._get_relationship_day_sql(
                SQL("message.date"), "company"
            ),
            chosen=chosen,
        )

    @api.model
    def _get_running_subscriptions(self, chosen):
        """The days of those in progress, and of those that were until they were closed.

        Where the template gives it an end, that is the day from which it is over; what
        was closed on the last day before it had its term: theirs closes by the day in
        UTC. An archived one counted as long as it was invoiced.
        """
        return SQL(
            """
            SELECT subscription.id AS subscription_id, subscription.date_start,
                   stage.type = 'in_progress' AS is_in_progress, term.last AS term_end,
                   LEAST(term.last,
                         CASE WHEN closed.day = term.last THEN closed.day
                              ELSE closed.day - 1 END,
                         CASE WHEN NOT subscription.active
                              THEN subscription.recurring_next_date - 1 END)
                       AS date_end
              FROM sale_subscription AS subscription
              JOIN sale_subscription_stage AS stage ON stage.id = subscription.stage_id
             CROSS JOIN LATERAL (
                    SELECT CASE WHEN subscription.recurring_rule_boundary IS NOT TRUE
                                THEN subscription.date - 1 END AS last) AS term
              LEFT JOIN (SELECT change.subscription_id, MAX(change.day) AS day
                           FROM change
                           JOIN sale_subscription_stage AS former
                             ON former.id = change.old
                            AND former.type = 'in_progress'
                           JOIN sale_subscription_stage AS stage
                             ON stage.id = change.new AND stage.type = 'post'
                          WHERE change.field = 'stage_id'
                          GROUP BY change.subscription_id) AS closed
                ON closed.subscription_id = subscription.id AND stage.type = 'post'
             WHERE subscription.date_start IS NOT NULL
               AND (stage.type = 'in_progress' OR closed.day IS NOT NULL)
               AND (subscription.active OR closed.day IS NOT NULL
                    OR subscription.recurring_next_date IS NOT NULL)
               AND subscription.id %s
            """,
            chosen,
        )

    @api.model
    def _get_subscription_pauses(self):
        """First days of pauses, and the days from which on it counted again.

        One that is to end by itself needs no night for it. Of one that was imported as
        paused nobody knows since when: since it was last written.
        """
        return SQL(
            """
            SELECT running.subscription_id,
                   GREATEST(found.first, running.date_start) AS first, found.again
              FROM running
              JOIN (SELECT noted.subscription_id, noted.day AS first,
                           COALESCE(noted.again, CASE WHEN subscription.is_paused
                                    THEN subscription.paused_until END) AS again
                      FROM (SELECT *, LEAD(day) OVER (
                                   PARTITION BY subscription_id ORDER BY id) AS again
                              FROM change WHERE field = 'is_paused') AS noted
                      JOIN sale_subscription AS subscription
                        ON subscription.id = noted.subscription_id
                     WHERE noted.new = 1
                     UNION ALL
                    SELECT subscription.id, %s, subscription.paused_until
                      FROM sale_subscription AS subscription
                      JOIN res_company AS company
                        ON company.id = subscription.company_id
                     WHERE is_paused AND NOT EXISTS (
                           SELECT FROM change
                            WHERE change.subscription_id = subscription.id
                              AND change.field = 'is_paused')) AS found
             USING (subscription_id)
             WHERE COALESCE(found.again > GREATEST(found.first, running.date_start),
                            TRUE)
            """,
            self.env["res.company"]._get_relationship_day_sql(
                SQL("subscription.write_date"), "company"
            ),
        )

    @api.model
    def _get_subscription_spans(self):
        """The days each counts on: from its start and from the end of each pause."""
        return SQL(
            """
            SELECT subscription_id, is_in_progress, term_end, date_start, date_end,
                   last_day, date_start = MAX(date_start) OVER (
                       PARTITION BY subscription_id) AS is_last
              FROM (SELECT running.subscription_id, running.is_in_progress,
                           running.term_end, running.date_end AS last_day,
                           begun.day AS date_start,
                           LEAST(running.date_end, begun.next - 1) AS date_end
                      FROM running
                      JOIN (SELECT running.subscription_id, running.date_start AS day,
                                   MIN(pause.first) AS next
                              FROM running
                              LEFT JOIN pause USING (subscription_id)
                             GROUP BY running.subscription_id, running.date_start
                             UNION ALL
                            SELECT subscription_id, again, LEAD(first) OVER (
                                   PARTITION BY subscription_id ORDER BY first)
                              FROM pause) AS begun USING (subscription_id)
                     WHERE begun.day IS NOT NULL) AS found
             WHERE date_end IS NULL OR date_start <= date_end
            """
        )
