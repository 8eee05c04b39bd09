from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.account_relationship.models.shared.windows import open_window
from odoo.addons.account_relationship.turns import take_turns

from ..periods import DAY, covers, get_annual
from .relationship_agreement import AGREED

#: So many changed lines are named where they are noted.
SAID = 50
WORTH = ("quantity", "amount", "period_count", "period_unit")


class RelationshipAgreement(models.Model):
    """What is agreed changes: in between, or with the next term."""

    _inherit = "relationship.agreement"

    def action_change(self):
        """Ask what changes, and from which day on."""
        self.ensure_one()
        return self._open_change(
            "change", self.env._("Change: %(name)s", name=self.name)
        )

    def action_renew(self):
        """Ask what the next term is agreed with.

        :raises UserError: without a fixed end there is no next term
        """
        self._get_next_start()
        return self._open_change("renew", self.env._("Renew: %(name)s", name=self.name))

    def _open_change(self, kind, title):
        self.ensure_one()
        return open_window(
            title,
            "relationship.agreement.change",
            target="new",
            context={"default_agreement_id": self.id, "default_kind": kind},
        )

    def _get_next_start(self):
        """The first day of the term that would come next."""
        self.ensure_one()
        end = self.fixed_until
        if self.state == "draft" or not end:
            raise UserError(
                self.env._(
                    "%(name)s has no term that ends: change what is agreed instead.",
                    name=self.name,
                )
            )
        if self.ended_on and self.ended_on != end:
            raise UserError(
                self.env._(
                    "%(name)s does not end with its term. Take the notice back first, "
                    "or make another agreement.",
                    name=self.name,
                )
            )
        return end + DAY

    # ------------------------------------------------------------
    # Doing it
    # ------------------------------------------------------------

    def _amend(self, day, wanted):
        """From a day on something else is agreed; what applied before is kept.

        :param day: the first day, a date
        :param wanted: ``[(line, values)]``: lines in force with what they are then
            (``quantity``, ``amount``; empty values end them), and no line with the
            values of a new one. Lines that are not named go on.
        :raises UserError: outside the agreement, or where discounts become too large
        """
        self.ensure_one()
        self.check_access("write")
        take_turns(self)
        if self.state not in AGREED:
            raise UserError(self.env._("%(name)s does not run.", name=self.name))
        if not covers(self.date_start, self.ended_on, day):
            raise UserError(
                self.env._(
                    "On %(day)s %(name)s is not in force.",
                    day=format_date(self.env, day),
                    name=self.name,
                )
            )
        self._check_calendar(day)
        words = self._change_lines(day, wanted)
        self._check_lines()
        self._note_current_terms()
        if words:
            self.message_post(
                body=self.env._(
                    "From %(day)s on: %(changes)s",
                    day=format_date(self.env, day),
                    changes=words,
                ),
                subtype_xmlid="mail.mt_note",
            )

    def _renew(self, wanted, term_count=None, term_unit=None, from_day=None):
        """Fix the next term, the same or with something else.

        :param wanted: as of :meth:`_amend`, from the first day of the next term on
        :param term_count: how long it is; as the one before by default
        :param term_unit: ``month`` or ``year``
        :param from_day: the first day of the next term as it was shown
        :return: the term
        :raises UserError: where it was renewed since it was shown, or cannot be
        """
        self.ensure_one()
        self.check_access("write")
        take_turns(self)
        self._check_customer_is_here()
        start = self._get_next_start()
        self._check_is_next(from_day or start, start)
        length = (term_count or self.term_count, term_unit or self.term_unit)
        values = {"state": "running", **self._get_no_end()}
        if length != (self.term_count, self.term_unit):
            # Another length is counted from its own first day.
            values["anchor_date"] = start
            values["term_count"], values["term_unit"] = length
        self._on_own_path().write(values)
        differences = self._get_differences(wanted)
        self._begin_terms("renewed", differences)
        if self._change_lines(start, wanted):
            self._check_lines()
        self._advance()
        return self.term_ids.sorted("date_start")[-1]

    def _check_is_next(self, shown, start):
        """Who renews means the term that was shown."""
        if shown != start:
            raise UserError(
                self.env._(
                    "%(name)s was renewed in the meantime, up to %(day)s. Look at it "
                    "again first.",
                    name=self.name,
                    day=format_date(self.env, start - DAY),
                )
            )

    def _change_lines(self, day, wanted):
        """End lines and begin others, all at once.

        :return: what changed, in words
        """
        lines = self.env["relationship.agreement.line"]._on_own_path()
        named = [line for line, __ in wanted if line]
        self._check_in_force(lines.union(*named), day)
        other = [
            (line, values)
            for line, values in wanted
            if not line or self._is_other(line, values)
        ]
        changed = lines.union(*(line for line, __ in other if line))
        before = {line: (line.name, line._get_annual()) for line in changed}
        new = lines.create(
            [
                line._prepare_follower(day, values)
                if line
                else {**values, "agreement_id": self.id, "date_start": day}
                for line, values in other
                if values
            ]
        )
        begun = iter(new)
        said = [
            self._format_change(
                before.get(line), next(begun) if values else lines.browse()
            )
            for line, values in other
        ]
        changed._end_before(day)
        if len(said) > SAID:
            said[SAID:] = [self.env._("%(number)s more", number=len(said) - SAID)]
        return "; ".join(said)

    def _format_change(self, before, after):
        """What became of a line, in words.

        :param before: its name and amount a year; none of a new line
        :param after: the line that follows, or none
        """
        if not before:
            return self.env._("%(line)s is new", line=after.name)
        name, amount = before
        return self.env._(
            "%(line)s %(before)s, then %(after)s a year",
            line=name,
            before=self.currency_id.format(amount),
            after=self.currency_id.format(after._get_annual() if after else 0),
        )

    def _check_in_force(self, lines, day):
        for line in lines - self._get_lines(day):
            raise UserError(
                self.env._(
                    "%(line)s of %(name)s is not in force on %(day)s.",
                    line=line.name,
                    name=self.name,
                    day=format_date(self.env, day),
                )
            )

    def _is_other(self, line, values):
        return not values or any(
            values[name] != line[name] for name in WORTH if name in values
        )

    # ------------------------------------------------------------
    # How much more, less, dearer
    # ------------------------------------------------------------

    def _get_differences(self, wanted):
        """Split what changes in a year: more, less, and other prices.

        A change of quantity counts at the price of before, the rest is price; discounts
        are price, too. The three add up to the whole difference.

        :return: a dict of ``upsell``, ``downsell`` (at least 0), ``price_difference``
            and ``kind``
        """
        more = less = price = 0.0
        for line, values in wanted:
            quantity, rest = self._split(line, values)
            more += max(quantity, 0)
            less += max(-quantity, 0)
            price += rest
        round_amount = self.currency_id.round
        # The whole is what it is to the cent: of it the price is what is left.
        whole = round_amount(more - less + price)
        more, less = round_amount(more), round_amount(less)
        price = round_amount(whole - more + less)
        return {
            "upsell": more,
            "downsell": less,
            "price_difference": price,
            "kind": self._get_kind(more - less, price),
        }

    def _split(self, line, values):
        """What quantity, and what the price makes of one line: two amounts a year."""
        worth = {name: line[name] for name in WORTH}
        after = {**worth, **values} if values else {**worth, "quantity": 0}
        if not line:
            after = {"period_count": 1, "period_unit": "month", "quantity": 1, **values}
        before = line._get_annual() if line else 0.0
        then = get_annual(*(after[name] for name in WORTH))
        if before < 0 or then < 0:
            return 0.0, then - before
        if not line:
            return then, 0.0
        moved = (after["quantity"] - line.quantity) / line.quantity * before
        return moved, then - before - moved

    def _get_kind(self, quantity, price):
        if quantity:
            return "more" if quantity > 0 else "less"
        return "price" if price else "same"
