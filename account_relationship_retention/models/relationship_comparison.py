from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from odoo.addons.account_relationship.temporary import keep

#: What somebody compared goes when it was not looked at for so long, or when the same
#: person compared so much since; each comes with the year before.
DAYS = 7
OWN = 20
DAY = relativedelta(days=1)
YEAR = relativedelta(years=1)
WINDOWS = ("before_start", "before_end", "after_start", "after_end")
#: Tables with a row for each customer of a comparison.
MOVED = ("relationship.movement", "relationship.category.movement")


class RelationshipComparison(models.Model):
    """Two windows of whole closed months of a company that are held side by side.

    The standing ones are made at night: of each of the last 24 closed months, the 12
    months up to its end against the 12 before. Others are somebody's own.
    """

    _name = "relationship.comparison"
    _description = "Comparison of two periods"
    _order = "after_end desc, id desc"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, ondelete="cascade"
    )
    before_start = fields.Date(string="Before from", required=True, readonly=True)
    before_end = fields.Date(string="Before to", required=True, readonly=True)
    after_start = fields.Date(string="After from", required=True, readonly=True)
    after_end = fields.Date(string="After to", required=True, readonly=True)
    month = fields.Date(
        readonly=True,
        index="btree_not_null",
        help="First day of the last month of a comparison that is made every month.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Of",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Whose own comparison it is; nobody else sees it.",
    )
    opened_on = fields.Date(readonly=True, help="When its owner asked for it last.")

    _windows_unique = models.UniqueIndex(
        "(company_id, COALESCE(user_id, 0), before_start, before_end, after_start,"
        " after_end)"
    )

    @api.depends(*WINDOWS)
    @api.depends_context("lang")
    def _compute_name(self):
        for comparison in self:
            before, after = (
                comparison._format_window(*window)
                for window in comparison._get_windows()
            )
            comparison.name = self.env._(
                "%(after)s against %(before)s", after=after, before=before
            )

    @api.model
    def _format_window(self, start, end):
        """``Mar 2025 – Feb 2026``; one month alone is named once."""
        names = [
            format_date(self.env, day, date_format="MMM y") for day in (start, end)
        ]
        return " \N{EN DASH} ".join(dict.fromkeys(names))

    def _get_windows(self):
        """``((first day, last day) before, the same after)``."""
        self.ensure_one()
        return (
            (self.before_start, self.before_end),
            (self.after_start, self.after_end),
        )

    def unlink(self):
        """Their rows go with them: the tables have no foreign keys."""
        for name in MOVED:
            self.env[name]._drop(SQL("comparison_id = ANY(%s)", self.ids))
        return super().unlink()

    # ------------------------------------------------------------
    # Filling
    # ------------------------------------------------------------

    def _fill(self, customers=None):
        """Bring their rows up to date, of all customers or of some.

        :param customers: commercial partners
        """
        for company, comparisons in self.grouped("company_id").items():
            bought = self._keep_bought(company, customers)
            for comparison in comparisons:
                comparison._fill_rows(bought, customers)

    @api.model
    def _keep_bought(self, company, customers=None):
        """SQL of a query of purchase days, of all customers of a company or of some."""
        retention = self.env["relationship.retention"].with_company(company)
        retention._flush()
        return keep(
            self.env.cr,
            "relationship_comparison_bought",
            retention._get_purchase_days(customers),
        )

    def _fill_rows(self, bought, customers=None):
        for name in MOVED:
            self.env[name]._fill(self, bought, customers)

    @api.model
    def _refill(self, customers):
        """Bring what is kept of some customers up to date in all comparisons.

        :param customers: commercial partners, also such as are gone
        """
        found = SQL(
            "SELECT DISTINCT comparison_id FROM relationship_movement"
            " WHERE partner_id = ANY(%s)",
            customers.ids,
        )
        ids = [id_ for (id_,) in self.env.execute_query(found)]
        self.browse(ids).exists()._fill(customers)

    # ------------------------------------------------------------
    # People's own
    # ------------------------------------------------------------

    @api.model
    def _compare(self, company, before, after):
        """The comparison of two windows for the user, made where there is none.

        :param before: first and last day of the earlier window
        :param after: first and last day of the later one
        :raise UserError: for windows that cannot be compared
        """
        self._check_windows(company, before, after)
        windows = dict(zip(WINDOWS, (*before, *after), strict=True))
        found = self._find_or_make(company, windows)
        # It stands beside it.
        self._find_or_make(company, found._get_year_before())
        # sudo: everybody makes comparisons here, their own and no other
        own = self.sudo().search(
            [("user_id", "=", self.env.uid)], order="opened_on desc, id desc"
        )
        own[OWN:].unlink()
        return found

    @api.model
    def _find_or_make(self, company, windows):
        """A standing one, or one of the user's own as everything is now."""
        domain = Domain([(name, "=", day) for name, day in windows.items()])
        domain &= Domain("company_id", "=", company.id)
        # sudo: as above
        own = self.sudo()
        standing = own.search(domain & Domain("user_id", "=", False))
        if standing:
            # sudo(False): nothing of the system's rights is left
            return standing.sudo(False)
        found = own.search(domain & Domain("user_id", "=", self.env.uid))
        found = found or own.create(
            {"company_id": company.id, "user_id": self.env.uid, **windows}
        )
        found.opened_on = fields.Date.today()
        found._fill()
        # sudo(False): as above
        return found.sudo(False)

    def action_open(self):
        """Open the movements of the comparison."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship_retention.relationship_movement_action"
        )
        return {
            **action,
            "name": self.name,
            "display_name": self.name,
            "path": False,
            "domain": [("comparison_id", "=", self.id)],
            "context": {"relationship_comparison": self.id},
        }

    @api.model
    def _check_windows(self, company, before, after):
        """Refuse what says nothing: cut months, open ones, windows that overlap."""
        retention = self.env["relationship.retention"].with_company(company)
        last = retention._get_last_closed_day()
        for start, end in (before, after):
            if not start or not end:
                raise UserError(self.env._("Say from when to when, of both periods."))
            if start > end:
                raise UserError(self.env._("A period begins before it ends."))
            if start.day != 1 or (end + DAY).day != 1:
                raise UserError(
                    self.env._("Take whole months, from the first to the last day.")
                )
            if end > last:
                raise UserError(
                    self.env._(
                        "Take months that are over: the last one ended on %(day)s.",
                        day=format_date(self.env, last),
                    )
                )
        if before[1] >= after[0]:
            raise UserError(
                self.env._("The earlier period ends before the later one begins.")
            )

    @api.autovacuum
    def _gc_own(self):
        """Delete what nobody looked at for a week."""
        limit = fields.Date.subtract(fields.Date.today(), days=DAYS)
        self.search([("user_id", "!=", False), ("opened_on", "<", limit)]).unlink()

    def _find_year_before(self):
        """Those of the same windows, a year before, that the user may see."""
        return self.search(
            Domain.OR(
                Domain("company_id", "=", one.company_id.id)
                & Domain(
                    [(name, "=", end) for name, end in one._get_year_before().items()]
                )
                for one in self
            )
        )

    def _get_year_before(self):
        """The windows a year before, whole months as well."""
        return {name: self._shift(self[name], name.endswith("end")) for name in WINDOWS}

    @api.model
    def _shift(self, day, is_last):
        """The day a year before; of a month's last day the last day."""
        return day + DAY - YEAR - DAY if is_last else day - YEAR
