from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.base.models.res_partner import _tz_get

from ...choices import check_choices, check_numbers
from ...people import check_colleagues

#: How we work is not the customers' to read, who read their company over the API.
INTERNAL = "base.group_user"
#: Numbers of days, from or to which something is looked for.
DAYS = (
    *("relationship_score_gap_days", "relationship_score_expire_days"),
    *("relationship_follow_up_days", "relationship_plan_stale_days"),
    "relationship_look_days",
)


class ResCompany(models.Model):
    _inherit = "res.company"

    relationship_tz = fields.Selection(
        selection="_selection_relationship_tz",
        string="Day of customer accounts",
        compute="_compute_relationship_tz",
        store=True,
        readonly=False,
        help="The time zone that says which day it is for the numbers of customer "
        "accounts: one day for all screens, reports and scheduled actions of the "
        "company.",
        groups=INTERNAL,
    )
    # Scores
    relationship_ask_scores = fields.Boolean(
        string="Ask customers for a score",
        help="Key contacts are asked by mail, as often as the tier of their customer "
        "says.",
        groups=INTERNAL,
    )
    relationship_score_gap_days = fields.Integer(
        string="Days between questions to one person",
        default=90,
        help="Nobody is asked for a score more often, whatever the tiers say.",
        groups=INTERNAL,
    )
    relationship_score_expire_days = fields.Integer(
        string="Days to answer",
        default=30,
        help="So long the link in the mail works.",
        groups=INTERNAL,
    )
    relationship_follow_up_days = fields.Integer(
        string="Days low scores are one follow-up",
        default=14,
        help="Low scores of one customer within so many days are looked after "
        "together.",
        groups=INTERNAL,
    )
    relationship_nps_minimum = fields.Integer(
        string="People an NPS needs",
        default=10,
        help="With fewer people no NPS is shown: it would say nothing.",
        groups=INTERNAL,
    )

    _relationship_score_days_positive = models.Constraint(
        "CHECK(relationship_score_gap_days > 0 AND relationship_score_expire_days > 0"
        " AND relationship_follow_up_days > 0 AND relationship_nps_minimum > 0)",
        "The days and the number of answers for scores have to be at least 1.",
    )

    relationship_head_id = fields.Many2one(
        comodel_name="res.users",
        string="Head of accounts",
        ondelete="set null",
        domain=[("share", "=", False)],
        help="Is told when feedback is late though the leader of its team was told a "
        "working day before.",
        groups=INTERNAL,
    )

    relationship_plan_stale_days = fields.Integer(
        string="Plans are stale after",
        default=30,
        help="Days after which an action plan has to be reviewed again. 0: never.",
        groups=INTERNAL,
    )

    relationship_update_mode = fields.Selection(
        selection=[
            ("approve", "Drafted, the manager sends them"),
            ("automatic", "Sent automatically"),
        ],
        string="Scheduled updates",
        default="approve",
        required=True,
        help="What happens when a scheduled update of an action plan is due.",
        groups=INTERNAL,
    )

    _relationship_plan_stale_days_not_negative = models.Constraint(
        "CHECK(relationship_plan_stale_days >= 0)",
        "The days after which plans are stale cannot be negative.",
    )

    # What customers send, and their looks
    relationship_portal_limit = fields.Integer(
        string="Messages of a contact per hour",
        default=20,
        help="Feedback, comments, answers and calls asked for together. Whoever sends "
        "more keeps the words in the form and reads when to try again. 0: no limit.",
        groups=INTERNAL,
    )
    relationship_mail_limit = fields.Integer(
        string="Mails of a sender per hour",
        default=10,
        help="So many mails of one sender to feedback teams become feedback; further "
        "ones are collected in the conversation of the last. 0: no limit.",
        groups=INTERNAL,
    )
    relationship_look_days = fields.Integer(
        string="Days looks at plans are kept",
        default=365,
        help="The last look at each plan is kept. 0: all are.",
        groups=INTERNAL,
    )

    _relationship_portal_numbers_not_negative = models.Constraint(
        "CHECK(relationship_portal_limit >= 0 AND relationship_mail_limit >= 0"
        " AND relationship_look_days >= 0)",
        "The limits of what customers send and the days looks are kept cannot be "
        "negative.",
    )

    @api.constrains(*DAYS)
    def _check_relationship_days(self):
        check_numbers(self, *DAYS)

    # ------------------------------------------------------------
    # One day for the whole company
    # ------------------------------------------------------------

    @api.model
    def _selection_relationship_tz(self):
        """The time zones PostgreSQL knows as well: days are counted there, too."""
        unknown = set(self._get_unknown_zones())
        return [zone for zone in _tz_get(self) if zone[0] not in unknown]

    @api.model
    @tools.ormcache(cache="stable")
    def _get_unknown_zones(self):
        """Time zones Odoo offers and PostgreSQL, on some systems, does not know."""
        rows = self.env.execute_query(
            SQL(
                "SELECT name FROM unnest(%s) AS name"
                " WHERE name NOT IN (SELECT name FROM pg_timezone_names)",
                pytz.all_timezones,
            )
        )
        return [name for (name,) in rows]

    # Of nothing in the address: what was chosen stays, wherever the company moves.
    @api.depends("partner_id")
    def _compute_relationship_tz(self):
        known = {zone for zone, __ in self._selection_relationship_tz()}
        for company in self:
            zone = company._guess_relationship_tz()
            company.relationship_tz = zone if zone in known else "UTC"

    def _guess_relationship_tz(self):
        """That of the address; where a country has several, of whoever is there."""
        admin = self.env.ref("base.user_admin", raise_if_not_found=False)
        people = [self.partner_id.tz, self.env.user.tz, admin and admin.tz]
        country = self.partner_id.country_id.code or ""
        zones = pytz.country_timezones.get(country, [])
        likely = [zone for zone in people if zone and (not zones or zone in zones)]
        return next(iter([*likely, *zones]), "UTC")

    def _get_relationship_today(self):
        """The day it is for the company, whoever asks and wherever.

        The numbers of an account keep the day they were made for: screens about them
        ask for ``account.measured_for``.
        """
        return self._get_relationship_day(fields.Datetime.now())

    def _get_relationship_day(self, moment):
        """The day a moment (UTC) is on for the company.

        Of no company, as of a record that is being made, for the one worked in.

        :rtype: datetime.date
        """
        company = self or self.env.company
        company.ensure_one()
        # sudo: portal users ask, too; it tells where the company's clock hangs
        zone = pytz.timezone(company.sudo().relationship_tz or "UTC")
        return pytz.utc.localize(moment).astimezone(zone).date()

    def _get_relationship_moment(self, day, clock=time.min):
        """The moment (UTC) of a day and a time of day where the company is."""
        self.ensure_one()
        # sudo: where the company's clock hangs is no secret
        zone = pytz.timezone(self.sudo().relationship_tz or "UTC")
        local = zone.localize(datetime.combine(day, clock), is_dst=False)
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def _get_next_relationship_day(self):
        """The moment (UTC) from which numbers can be made for the company's next day.

        Some minutes after midnight, when whoever closes a day has closed it.
        """
        tomorrow = self._get_relationship_today() + timedelta(days=1)
        return self._get_relationship_moment(tomorrow, time(0, 15))

    @api.model
    def _get_all_companies(self):
        """Those put away, too: their accounts have numbers and days as well."""
        # sudo: whoever asks; which day it is where is no secret
        return self.sudo().browse(self._get_all_company_ids())

    @api.model
    @tools.ormcache()
    def _get_all_company_ids(self):
        # Asked for with each list of what is late; Odoo forgets it with a new company.
        # sudo: as above
        return self.sudo().with_context(active_test=False).search(Domain.TRUE)._ids

    @api.model
    def _get_today_domain(self, name, operator, days=0):
        """Records whose day is before, on or after the today of their company.

        Screens that wrote ``today`` would ask where the reader is.

        :param name: a date field of a model with a ``company_id``
        :param operator: how it compares to today
        :param days: so many days later than today
        """
        found = self._get_all_todays()
        later = timedelta(days=days)
        if len(found) == 1:
            [(day, __)] = found
            return Domain(name, operator, day + later)
        return Domain.OR(
            Domain("company_id", "in", ids) & Domain(name, operator, day + later)
            for day, ids in found
        )

    @api.model
    def _get_all_todays(self):
        """Which day it is where: a tuple of ``(date, ids of companies)``."""
        found = self._get_all_companies().grouped(
            lambda company: company._get_relationship_today()
        )
        return tuple((day, group._ids) for day, group in found.items())

    @api.model
    def _get_relationship_day_sql(self, moment, company):
        """As :meth:`_get_relationship_day`, of a column.

        :param moment: SQL of a timestamp in UTC
        :param company: alias of ``res_company`` in the query
        """
        return SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(%s, 'UTC'))::date",
            moment,
            SQL.identifier(company, "relationship_tz"),
        )

    # ------------------------------------------------------------
    # Branches
    # ------------------------------------------------------------

    def _may_use(self, record):
        """Whether the company may use a customer or product, kept to a company or not.

        As in Odoo, what is kept to a company is its branches' as well.
        """
        # sudo: only whose it is; of a branch one need not work in those above
        kept = record.sudo().company_id
        return not kept or kept in self.sudo().parent_ids

    def _may_use_sql(self, alias):
        """As :meth:`_may_use`, of a table with a ``company_id``."""
        kept = SQL.identifier(alias, "company_id")
        # sudo: as above
        above = self.sudo().parent_ids.ids
        return SQL("(%s IS NULL OR %s = ANY(%s))", kept, kept, above)

    @api.constrains("relationship_tz")
    def _check_relationship_tz(self):
        check_choices(self, "relationship_tz")

    @api.constrains("relationship_head_id")
    def _check_relationship_head(self):
        check_colleagues(self, "relationship_head_id")
