from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from odoo.addons.account_relationship.models.shared.windows import open_window
from odoo.addons.account_relationship.turns import take_turns

from ..periods import DAY, add_period, get_next_end
from .relationship_agreement import AGREED
from .relationship_alert import AGREEMENT_REASONS

#: Agreements that begin a term in one transaction.
BATCH = 500


class RelationshipAgreement(models.Model):
    """What becomes of an agreement: it is confirmed, goes on, is paused, and ends."""

    _inherit = "relationship.agreement"

    # ------------------------------------------------------------
    # Confirming
    # ------------------------------------------------------------

    def action_confirm(self):
        """From its first day on it counts in what recurs.

        :raises UserError: where something is missing
        """
        self.check_access("write")
        take_turns(self)
        # A button pressed after a colleague pressed it does nothing.
        drafts = self.filtered(lambda agreement: agreement.state == "draft")
        drafts._check_customer_is_here()
        for agreement in drafts:
            agreement._check_lines()
        for start, group in drafts.grouped("date_start").items():
            group._on_own_path().write({"state": "running", "anchor_date": start})
        drafts._begin_terms("first")
        drafts._advance()

    def _check_lines(self):
        """Something recurs, and no discount is larger than what it is off."""
        if not any(line._get_annual() for line in self.line_ids):
            raise UserError(
                self.env._(
                    "%(name)s needs a line with an amount that recurs.", name=self.name
                )
            )
        for day, amount in self._get_amounts_by_day():
            if self.currency_id.compare_amounts(amount, 0) < 0:
                raise UserError(
                    self.env._(
                        "The discounts of %(name)s are larger than what is left to pay "
                        "on %(day)s.",
                        name=self.name,
                        day=format_date(self.env, day),
                    )
                )

    def action_set_draft(self):
        """It was never agreed like this: it counts nowhere until it is confirmed.

        :raises UserError: where it was renewed: then it was agreed
        """
        self.check_access("write")
        take_turns(self)
        for agreement in self.filtered(lambda one: one.state != "draft"):
            if "renewed" in agreement.term_ids.mapped("origin"):
                raise UserError(
                    self.env._(
                        "%(name)s was renewed with the customer: end it instead.",
                        name=agreement.name,
                    )
                )
        # sudo: nobody writes terms by hand
        self.sudo().term_ids.unlink()
        self._on_own_path().write(
            {"state": "draft", "anchor_date": False, **self._get_no_end()}
        )
        self._advance()

    @api.model
    def _get_no_end(self):
        return {
            **{"ended_on": False, "noticed_on": False, "noticed_by": False},
            **{"end_reason_id": False, "competitor": False},
        }

    # ------------------------------------------------------------
    # Terms
    # ------------------------------------------------------------

    def _begin_terms(self, origin, values=None):
        """Note the next term of each, the first one of those without any.

        :param dict values: more of the term
        """
        # sudo: nobody writes terms by hand
        terms = self.env["relationship.agreement.term"].sudo()
        terms.create(
            [
                {**agreement._prepare_term(origin), **(values or {})}
                for agreement in self
            ]
        )

    def _prepare_term(self, origin):
        last = self.term_ids.sorted("date_start")[-1:]
        start = last.date_end + DAY if last else self.date_start
        end = self.term_count and get_next_end(
            self.anchor_date, self.term_count, self.term_unit, last.date_end or None
        )
        return {
            "agreement_id": self.id,
            "number": last.number + 1,
            "date_start": start,
            "date_end": end or False,
            "rate": self._get_rate(start, last.rate),
            "origin": origin,
        }

    def _get_rate(self, day, former):
        """The rate of the agreement's currency on a day.

        :param former: that of the term before; it goes on where none is known
        :raises UserError: where none is known, and there was none
        """
        currency, company = self.currency_id, self.company_id
        if currency == company.currency_id:
            return 1.0
        # sudo: rates are for everybody
        rates = self.env["res.currency.rate"].sudo()
        known = rates.search_count(
            Domain("currency_id", "=", currency.id)
            & Domain("company_id", "in", [False, company.root_id.id])
            & Domain("name", "<=", day),
            limit=1,
        )
        if known:
            return self.env["res.currency"]._get_conversion_rate(
                currency, company.currency_id, company, day
            )
        if former:
            return former
        raise UserError(
            self.env._(
                "There is no rate of %(currency)s on %(day)s or before, so that "
                "%(name)s cannot be counted in %(own)s. Enter one first.",
                currency=currency.name,
                day=format_date(self.env, day),
                name=self.name,
                own=company.currency_id.name,
            )
        )

    # ------------------------------------------------------------
    # Days go by
    # ------------------------------------------------------------

    def _advance(self):
        """Bring terms and states to the company's day."""
        for company, group in self.grouped("company_id").items():
            group._advance_to(company._get_relationship_today())
        # What nobody can give notice for any more is no reason to act, at once.
        if accounts := self.account_id:
            self.env["relationship.alert"]._refresh(accounts, AGREEMENT_REASONS)

    def _advance_to(self, today):
        due = self.filtered(lambda one: one._renews_itself_before(today))
        while due:
            due._begin_terms("tacit")
            due = due.filtered(lambda one: one._renews_itself_before(today))
        self._restate_begun(today)
        self._write_each({one: one._get_course(today) for one in self})
        self._note_current_terms()

    def _restate_begun(self, today):
        """What was fixed ahead has the rate of that day until its term begins."""
        company = self.company_id
        foreign = self.filtered(lambda one: one.currency_id != company.currency_id)
        if not foreign:
            return
        # sudo: nobody writes terms by hand
        terms = self.env["relationship.agreement.term"].sudo()
        terms.search(
            Domain("agreement_id", "in", foreign.ids)
            & terms._get_begun_domain(company, today)
        )._restate()

    def _renews_itself_before(self, today):
        end = self.fixed_until
        return (
            self.renewal == "tacit"
            and self.state in AGREED
            and bool(end)
            and end < today
            and (not self.ended_on or self.ended_on > end)
        )

    def _get_course(self, today):
        """What changed of the state up to a day."""
        if self.state not in AGREED:
            return {}
        end = self.fixed_until
        last_day = self.ended_on or (self.renewal != "tacit" and end)
        if last_day and last_day < today:
            return {"state": "ended", "ended_on": last_day}
        state = "noticed" if self.ended_on else self._get_running_state(today)
        return {} if state == self.state else {"state": state}

    def _get_running_state(self, today):
        """Renewed is what has its next term agreed before this one is over."""
        last = self.term_ids.sorted("date_start")[-1:]
        is_fixed = last.origin == "renewed" and last.date_start > today
        return "renewed" if is_fixed else "running"

    def _note_current_terms(self):
        for name in ("term_start", "term_end", "arr"):
            self.env.add_to_compute(self._fields[name], self)

    @api.model
    def _cron_advance(self):
        """Every night: the next terms, what is over, what recurs today, closed months.

        Each company by its own day. What a batch did is kept, and one agreement that
        fails holds up no other.
        """
        cron = self.env["ir.cron"]
        for company in self.env["res.company"]._get_all_companies():
            today = company._get_relationship_today()
            due = self.search(self._get_due_domain(company, today))
            cron._work_off_many(
                due, lambda part, day=today: part._advance_to(day), BATCH
            )
            recurring = self.env["relationship.recurring"].with_company(company)
            recurring._refresh_arr()
            recurring._close_months()
            self.env["relationship.arr.row"]._fill_all(company)
            cron._commit_progress()

    @api.model
    def _get_due_domain(self, company, today):
        """What a night has to do something about."""
        begun = self.env["relationship.agreement.term"]._get_begun_domain(
            company, today
        )
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "in", AGREED)
            & (
                Domain("term_end", "<", today)
                | Domain("ended_on", "<", today)
                | Domain("currency_id", "!=", company.currency_id.id)
                & Domain("term_ids", "any", begun)
            )
        )

    # ------------------------------------------------------------
    # Pauses
    # ------------------------------------------------------------

    def action_pause(self):
        """From today on nothing is served or paid for, until it is resumed."""
        self.check_access("write")
        take_turns(self)
        for agreement in self.filtered(lambda one: one.state in AGREED):
            if not agreement.is_paused:
                agreement.pause_ids = [
                    fields.Command.create({"date_start": agreement._get_today()})
                ]
        return self._refresh_now()

    def action_resume(self):
        """From today on it goes on; a pause that began today never was."""
        self.check_access("write")
        take_turns(self)
        for agreement in self:
            today = agreement._get_today()
            running = agreement.pause_ids.filtered(
                lambda pause, day=today: (
                    pause.date_start <= day
                    and (not pause.date_end or pause.date_end >= day)
                )
            )
            never = running.filtered(lambda pause, day=today: pause.date_start == day)
            never.unlink()
            (running - never).date_end = today - DAY
        return self._refresh_now()

    def _refresh_now(self):
        self._note_current_terms()
        return True

    # ------------------------------------------------------------
    # Notice and end
    # ------------------------------------------------------------

    def action_end(self):
        """Ask who gives notice, when, why, and which day is the last."""
        self.ensure_one()
        return open_window(
            self.env._("Notice: %(name)s", name=self.name),
            "relationship.agreement.end",
            target="new",
            context={"default_agreement_id": self.id},
        )

    def _get_last_day(self, noticed_on, by):
        """The last day, when notice is given on a day.

        That is the end of the term, when it is given in time, and of the next one, when
        the agreement has renewed itself by then; without a fixed end, when the notice
        is over.

        :param by: ``customer``, ``us`` or ``both``; of both there is no notice to keep
        """
        count, unit = self.notice_count, self.notice_unit
        if by == "us":
            count, unit = self.own_notice_count, self.own_notice_unit
        end = self.fixed_until
        if not end:
            return noticed_on if by == "both" else add_period(noticed_on, count, unit)
        while (
            by != "both"
            and self.renewal == "tacit"
            and add_period(end, -count, unit) < noticed_on
        ):
            end = get_next_end(self.anchor_date, self.term_count, self.term_unit, end)
        return end

    def _end(self, by, noticed_on, last_day, reason, competitor):
        """Notice is given; the agreement runs until its last day.

        :raises UserError: where the last day is before the first
        """
        self.ensure_one()
        self.check_access("write")
        take_turns(self)
        if self.state not in AGREED:
            raise UserError(self.env._("%(name)s does not run.", name=self.name))
        if last_day < self.date_start:
            raise UserError(
                self.env._(
                    "%(name)s would end before it begins: set it back to draft where "
                    "it was never agreed.",
                    name=self.name,
                )
            )
        self._check_is_agreed_until(last_day)
        self._check_calendar(noticed_on)
        self._check_calendar(last_day)
        self._on_own_path().write(
            {
                "state": "noticed",
                "ended_on": last_day,
                "noticed_on": noticed_on,
                "noticed_by": by,
                "end_reason_id": reason.id,
                "competitor": competitor,
            }
        )
        self._advance()

    def _check_is_agreed_until(self, day):
        """What does not renew itself is agreed up to the end of its terms only."""
        end = self.fixed_until
        if end and day > end and self.renewal != "tacit":
            raise UserError(
                self.env._(
                    "%(name)s ends with its term, on %(day)s: renew it, if it is to "
                    "go on for longer.",
                    name=self.name,
                    day=format_date(self.env, end),
                )
            )

    def action_take_back_notice(self):
        """It goes on as if nobody had given notice."""
        self.check_access("write")
        take_turns(self)
        noticed = self.filtered(lambda one: one.state in ("noticed", "ended"))
        noticed._on_own_path().write({"state": "running", **self._get_no_end()})
        noticed._advance()

    # ------------------------------------------------------------
    # What recurs today
    # ------------------------------------------------------------

    @api.model
    def _write_arr(self, amounts):
        """Write what recurs where it is another than was kept.

        :param amounts: SQL of a query of ``id, amount`` of all agreements
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_agreement AS agreement
                   SET arr = found.amount
                  FROM (%s) AS found
                 WHERE found.id = agreement.id
                   AND agreement.arr IS DISTINCT FROM found.amount
                """,
                amounts,
            )
        )
        self.invalidate_model(["arr"])
