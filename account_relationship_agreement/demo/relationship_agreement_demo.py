from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command

from ..periods import DAY

MODULE = "account_relationship_agreement"
CORE = "account_relationship"
RETENTION = "account_relationship_retention"


class RelationshipAgreementDemo(models.AbstractModel):
    """Agreements in which each state, each renewal and each movement is found.

    Of two years. Days are counted from today: of all deadlines two are near, one of
    each kind of renewal that asks for something.
    """

    _name = "relationship.agreement.demo"
    _description = "Demo data of agreements"

    @api.model
    def _make_agreements(self):
        """Make them as people do: drawn up, confirmed, changed, renewed, ended."""
        self.env["relationship.retention.demo"]._set_rate()
        self.env.company.relationship_share_agreements = True
        self._make_running()
        self._make_changed()
        self._make_renewed()
        self._make_ended()
        # The night looks for what is invoiced regularly: who looks today sees it, too.
        self.env["relationship.agreement.proposal"]._refresh()

    # ------------------------------------------------------------
    # What helps
    # ------------------------------------------------------------

    @api.model
    def _get_day(self, months=0, days=0):
        """Today, so many months and days later."""
        today = self.env.company._get_relationship_today()
        return today + relativedelta(months=months, days=days)

    @api.model
    def _get_start(self, deadline, terms, notice=3):
        """The first day of the first of some years, whose notice ends then."""
        end = deadline + relativedelta(months=notice)
        return end + DAY - relativedelta(years=terms)

    @api.model
    def _draw_up(self, key, account, start, lines, module=CORE, **values):
        """A draft; a line is ``(name, quantity, amount, period_count, unit)``."""
        account = self.env.ref(f"{module}.account_{account}")
        names = ("name", "quantity", "amount", "period_count", "period_unit")
        agreement = self.env["relationship.agreement"]._load_records(
            [
                {
                    "xml_id": f"{MODULE}.agreement_{key}",
                    "noupdate": True,
                    "values": {
                        "account_id": account.id,
                        "date_start": fields.Date.to_string(start),
                        "line_ids": [
                            Command.create(dict(zip(names, line, strict=True)))
                            for line in lines
                        ],
                        **values,
                    },
                }
            ]
        )
        return agreement

    @api.model
    def _agree(self, *args, **values):
        agreement = self._draw_up(*args, **values)
        agreement.action_confirm()
        return agreement

    @api.model
    def _get_reason(self, name):
        return self.env.ref(f"{MODULE}.end_reason_{name}")

    # ------------------------------------------------------------
    # The agreements
    # ------------------------------------------------------------

    @api.model
    def _make_running(self):
        """By itself with a deadline next week, by agreement, open, and a draft."""
        self._agree(
            *("desks", "azure", self._get_start(self._get_day(days=5), 2)),
            [("Standing desks on rent", 60, 30, 1, "month")],
            name="Standing desks on rent",
            reference="AI-2201",
        )
        self._agree(
            *("rooms", "orchid", self._get_start(self._get_day(days=22), 2, 2)),
            [
                ("Furniture on rent, by the room", 120, 8, 1, "month"),
                ("Discount for both houses", 1, -360, 3, "month"),
            ],
            name="Furniture on rent",
            renewal="agreed",
            term_count=24,
            notice_count=2,
        )
        self._agree(
            *("workshop", "woodcorner", self._get_day(days=-45)),
            [("Use of the workshop", 1, 90, 1, "week")],
            name="Use of the workshop",
            term_count=0,
            notice_count=1,
        )
        self._draw_up(
            *("saws", "lumber", self._get_day(months=1).replace(day=1)),
            [("Sharpening of the saws", 8, 45, 1, "month")],
            name="Sharpening of the saws",
        )

    @api.model
    def _make_changed(self):
        """More seats, fewer of them in euros, and one that is paused."""
        care = self._agree(
            *("care", "gemini", self._get_start(self._get_day(days=150), 3)),
            [
                ("Care of the showrooms", 2, 350, 1, "month"),
                ("Yearly check of the lighting", 1, 900, 1, "year"),
            ],
            name="Care of the showrooms",
            reference="GF-1107",
        )
        care._amend(self._get_day(months=-6), [(care.line_ids[0], {"quantity": 3})])
        planner = self._agree(
            *("planner", "acme", self._get_start(self._get_day(days=200), 2)),
            [("Room planner, by the seat", 40, 25, 1, "month")],
            name="Room planner",
            currency_id=self.env.ref("base.EUR").id,
        )
        planner._amend(self._get_day(months=-5), [(planner.line_ids, {"quantity": 30})])
        stands = self._agree(
            *("stands", "gemini", self._get_start(self._get_day(days=240), 2)),
            [("Stands for fairs on rent", 4, 120, 1, "month")],
            name="Stands for fairs",
        )
        stands.pause_ids = [Command.create({"date_start": self._get_day(days=-20)})]

    @api.model
    def _make_renewed(self):
        """One dearer since three months, one whose next term is agreed already."""
        lockers = self._agree(
            *("lockers", "atlas", self._get_day(months=-15)),
            [("Lockers on rent", 60, 12, 1, "month")],
            module=RETENTION,
            name="Lockers on rent",
            renewal="agreed",
        )
        lockers._renew([(lockers.line_ids, {"amount": 13})])
        cranes = self._agree(
            *("cranes", "halden", self._get_start(self._get_day(days=45), 1, 0)),
            [("Maintenance of the cranes", 3, 1500, 3, "month")],
            name="Maintenance of the cranes",
            renewal="agreed",
            notice_count=2,
        )
        cranes._renew([(cranes.line_ids, {"amount": 1575})])

    @api.model
    def _make_ended(self):
        """Notice given, gone to a competitor, and gone and back again."""
        screens = self._agree(
            *("screens", "jackson", self._get_start(self._get_day(days=75), 2, 0)),
            [("Partition screens on rent", 25, 14, 1, "month")],
            name="Partition screens",
        )
        screens._end(
            *("customer", self._get_day(days=-25), screens.fixed_until),
            *(self._get_reason("price"), "Screen & Co"),
        )
        drying = self._agree(
            *("drying", "openwood", self._get_day(months=-19)),
            [("Service of the drying rooms", 1, 310, 1, "month")],
            name="Service of the drying rooms",
        )
        drying._end(
            *("both", self._get_day(months=-5), self._get_day(months=-4)),
            *(self._get_reason("competitor"), "Timber Tech"),
        )
        first = self._agree(
            *("benches", "norrland", self._get_day(months=-22)),
            [("Care of the benches", 1, 80, 1, "month")],
            name="Care of the benches",
            renewal="none",
        )
        first.end_reason_id = self._get_reason("no_need")
        self._agree(
            *("benches_again", "norrland", self._get_day(months=-3)),
            [("Care of the benches", 2, 75, 1, "month")],
            name="Care of the benches",
        )
