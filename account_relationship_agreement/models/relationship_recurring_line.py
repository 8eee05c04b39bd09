from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .relationship_recurring_sources import ANNUAL


class RelationshipRecurringLine(models.Model):
    """What recurs, line by line, of agreements and of records of other addons.

    To read only: each is changed where it is. What others keep shows to whoever sees
    the account, also without rights in the other addon.
    """

    _name = "relationship.recurring.line"
    _description = "Line of recurring revenue"
    _auto = False
    _order = "date_start DESC, id DESC"
    _rec_name = "detail"

    kind = fields.Selection(selection=[("agreement", "Agreement")], readonly=True)
    record_id = fields.Integer(readonly=True)
    record_key = fields.Char(readonly=True)
    account_id = fields.Many2one(
        comodel_name="relationship.account", string="Customer account", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    name = fields.Char(string="Agreement", readonly=True)
    detail = fields.Char(string="What", readonly=True)
    arr = fields.Monetary(
        string="ARR",
        readonly=True,
        help="What recurs of it today in a year; nothing before it begins, in a pause "
        "and after its end.",
    )
    date_start = fields.Date(string="Begins on", readonly=True)
    date_end = fields.Date(
        string="Last day", readonly=True, help="As far as it is known: of the term."
    )
    renewal = fields.Selection(
        selection=[
            ("tacit", "By itself"),
            ("agreed", "When both agree"),
            ("none", "Not at all"),
        ],
        readonly=True,
    )
    notice_deadline = fields.Date(string="Notice until", readonly=True)
    state = fields.Selection(
        selection=[
            ("upcoming", "Begins later"),
            ("running", "Running"),
            ("paused", "Paused"),
            ("ended", "Ended"),
        ],
        readonly=True,
    )

    may_open = fields.Boolean(compute="_compute_may_open")

    @api.depends_context("uid")
    def _compute_may_open(self):
        models = self._get_models()
        for line in self:
            line.may_open = self.env[models[line.kind]].has_access("read")

    @property
    def _table_query(self):
        today = self.env.company._get_relationship_today()
        recurring = self.env["relationship.recurring"]
        recurring._flush()
        branches = [self._get_agreed(today)]
        if recurring._get_other_sources():
            branches.append(self._get_of_others(today))
        return SQL(" UNION ALL ").join(branches)

    @api.model
    def _get_agreed(self, today):
        recurring, day = self.env["relationship.recurring"], SQL("%s::date", today)
        days = SQL("SELECT %s AS day", day)
        last = SQL(
            """
            LEAST(line.date_end, agreement.ended_on, CASE WHEN agreement.renewal
                  != 'tacit' THEN agreement.fixed_until END)
            """
        )
        return SQL(
            """
            SELECT line.id::bigint * 10 AS id, 'agreement' AS kind,
                   agreement.id AS record_id,
                   'agreement-' || agreement.id AS record_key, agreement.account_id,
                   agreement.company_id, agreement.name,
                   line.name AS detail, COALESCE(counted.amount, 0) AS arr,
                   COALESCE(line.date_start, agreement.date_start) AS date_start,
                   LEAST(%(last)s, agreement.fixed_until) AS date_end,
                   agreement.renewal, agreement.notice_deadline,
                   CASE WHEN COALESCE(line.date_start, agreement.date_start) > %(day)s
                        THEN 'upcoming' WHEN %(last)s < %(day)s THEN 'ended'
                        ELSE 'running' END AS state
              FROM relationship_agreement_line AS line
              JOIN relationship_agreement AS agreement
                ON agreement.id = line.agreement_id
              LEFT JOIN (SELECT line.id, SUM(%(annual)s * term.rate) AS amount
                           FROM %(in_force)s
                          WHERE %(counted)s
                          GROUP BY line.id) AS counted ON counted.id = line.id
             WHERE agreement.state != 'draft'
            """,
            last=last,
            day=day,
            annual=ANNUAL,
            in_force=recurring._get_in_force(days),
            counted=recurring._get_counted(SQL("asked.day")),
        )

    @api.model
    def _get_of_others(self, today):
        recurring, day = self.env["relationship.recurring"], SQL("%s::date", today)
        return SQL(
            """
            SELECT id, kind, record_id, kind || '-' || record_id AS record_key,
                   account_id, company_id, name, detail,
                   CASE WHEN %(counted)s THEN annual * rate ELSE 0 END AS arr,
                   date_start, date_end, renewal, notice_deadline,
                   CASE WHEN date_start > %(day)s THEN 'upcoming'
                        WHEN is_paused AND date_end < %(day)s THEN 'paused'
                        WHEN date_end < %(day)s AND NOT goes_on THEN 'ended'
                        ELSE 'running' END AS state
              FROM (%(lines)s) AS line
             WHERE is_last
            """,
            counted=recurring._get_counted_of_others(day),
            day=day,
            lines=recurring._get_others(),
        )

    @api.model
    def _get_models(self):
        """``{kind: model}`` of the records the lines are of; addons add theirs."""
        return {"agreement": "relationship.agreement"}

    def action_open_record(self):
        """Open the record that the line is of, for those who may read it.

        :return: the action
        :raises AccessError: for who may not read it
        :raises UserError: where it is gone
        """
        self.ensure_one()
        self.check_access("read")
        if not self.exists():
            raise UserError(self.env._("The document is no longer there."))
        record = self.env[self._get_models()[self.kind]].browse(self.record_id).exists()
        if not record:
            raise UserError(self.env._("The document is no longer there."))
        record.check_access("read")
        return record.get_formview_action()
