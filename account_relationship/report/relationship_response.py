from odoo import api, fields, models
from odoo.tools import SQL

from ..models.shared.states import EXCHANGED_MESSAGE, SPOKEN_MESSAGE
from ..people import is_outside_sql
from ..unset import NO_TIER


class RelationshipResponse(models.Model):
    """How long customers wait for an answer: one row for each of their messages.

    A message from a contact of an account counts as answered by the first message of a
    colleague to the outside on the same document, at or after its date: mails are
    imported in any order. Internal notes are no answers.
    """

    _name = "relationship.response"
    _description = "Response time"
    _inherit = "relationship.headline"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "account_id"

    account_id = fields.Many2one(
        comodel_name="relationship.account", string="Customer account", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    manager_id = fields.Many2one(
        comodel_name="res.users", string="Account manager", readonly=True
    )
    tier_id = fields.Many2one(
        comodel_name="relationship.tier",
        readonly=True,
        falsy_value_label=NO_TIER,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Contact", readonly=True
    )
    responder_id = fields.Many2one(
        comodel_name="res.partner", string="Answered by", readonly=True
    )
    date = fields.Datetime(string="Received", readonly=True)
    answered_at = fields.Datetime(string="Answered", readonly=True)
    is_answered = fields.Boolean(readonly=True)
    hours = fields.Float(
        string="Hours to answer",
        readonly=True,
        aggregator="avg",
        help="From the customer's message to the first answer by date. Messages not "
        "answered yet are left out.",
    )
    message_count = fields.Integer(string="Messages", readonly=True)
    answered_count = fields.Integer(string="Messages answered", readonly=True)

    _depends = {
        "mail.message": [
            *("model", "res_id", "date", "author_id", "message_type"),
            *("is_internal", "subtype_id", "record_company_id"),
        ],
        "res.partner": ["commercial_partner_id", "partner_share"],
        "res.users": ["partner_id", "share"],
        "relationship.account": ["partner_id", "company_id", "manager_id", "tier_id"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT message.id::bigint * 1024 + account.company_id %% 1024 AS id,
                   account.id AS account_id,
                   account.company_id,
                   account.manager_id,
                   account.tier_id,
                   contact.id AS partner_id,
                   answer.author_id AS responder_id,
                   message.date,
                   answer.date AS answered_at,
                   answer.date IS NOT NULL AS is_answered,
                   EXTRACT(EPOCH FROM answer.date - message.date) / 3600 AS hours,
                   1 AS message_count,
                   (answer.date IS NOT NULL)::int AS answered_count
              FROM mail_message AS message
              JOIN res_partner AS contact ON contact.id = message.author_id
              JOIN relationship_account AS account
                ON account.partner_id = contact.commercial_partner_id
               AND (message.record_company_id IS NULL
                    OR message.record_company_id = account.company_id)
              LEFT JOIN LATERAL (
                   SELECT reply.date, reply.author_id
                     FROM mail_message AS reply
                     JOIN res_partner AS colleague ON colleague.id = reply.author_id
                     LEFT JOIN mail_message_subtype AS subtype
                       ON subtype.id = reply.subtype_id
                    WHERE reply.model = message.model
                      AND reply.res_id = message.res_id
                      AND reply.id <> message.id
                      AND reply.date >= message.date
                      AND reply.message_type IN %(exchanged)s
                      AND (reply.message_type = 'email_outgoing'
                           OR subtype.internal IS NOT TRUE)
                      AND reply.is_internal IS NOT TRUE
                      AND NOT %(is_outside)s
                    ORDER BY reply.date, reply.id
                    LIMIT 1) AS answer ON TRUE
             WHERE message.message_type IN %(spoken)s
               AND %(is_customer)s
               AND message.model IS NOT NULL
            """,
            is_customer=is_outside_sql("contact"),
            is_outside=is_outside_sql("colleague"),
            spoken=SPOKEN_MESSAGE,
            exchanged=EXCHANGED_MESSAGE,
        )

    @api.model
    def _make_headline(self, domain):
        messages, answered, hours = self._sum_up(
            domain, "message_count:sum", "answered_count:sum", "hours:avg"
        )
        if not messages:
            return ""
        if not answered:
            return self.env._(
                "None of %(messages)s messages is answered yet",
                messages=self._format_few(messages),
            )
        return self.env._(
            "An answer takes %(time)s on average; %(waiting)s of %(messages)s messages "
            "have none yet",
            time=self._format_hours(hours),
            waiting=self._format_few(messages - answered),
            messages=self._format_few(messages),
        )

    @api.model
    def _format_hours(self, hours):
        """Hours, or days where it takes long."""
        if hours < 48:
            return self.env._("%(hours)s hours", hours=self._format_few(hours, 1))
        return self.env._("%(days)s days", days=self._format_few(hours / 24, 1))
