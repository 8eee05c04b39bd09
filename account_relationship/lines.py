"""Lines about a customer that any part, and any addon, may add: plain tuples.

Signals on the card and the form, lines of the brief, kinds of lines of the timeline.
"""

import datetime
from functools import lru_cache
from typing import NamedTuple

import babel.dates

from odoo import fields
from odoo.tools import babel_locale_parse, formatLang, get_lang
from odoo.tools.lru import LRU
from odoo.tools.translate import LazyGettext

#: Amounts in words, of the boards that say the same ones all day.
_MONEY = LRU(8192)
#: From which urgency on a line is one to act on now, and one to act on soon. What is
#: below QUIET is told for completeness.
URGENT, SOON, QUIET = 80, 50, 20


class Line(NamedTuple):
    """One line: what there is, how urgent it is and what to do about it.

    ``urgency`` goes from 0 to 100. ``icon`` is a Font Awesome class. ``action`` is the
    name of a method of the account that may be called from browsers, as of a button,
    ``action_label`` what the button says. ``name`` is for style sheets and tests.
    ``date`` shows behind the words. ``places`` says where a signal shows: not on the
    form where the form has it in a field of its own. A line about a record of its own
    names it in ``record``, as ``(model, id)``: the action is that record's then,
    ``undo`` the method that takes it back, and the line opens the record as well;
    ``args`` and ``undo_args`` is what the two are told besides the record.
    """

    urgency: int
    icon: str
    words: str
    action: str = ""
    action_label: str = ""
    name: str = ""
    date: datetime.date | None = None
    places: tuple = ("card", "form")
    record: tuple = ()
    undo: str = ""
    args: tuple = ()
    undo_args: tuple = ()

    @property
    def level(self):
        """What style sheets call the urgency; empty for an ordinary line."""
        if self.urgency >= URGENT:
            return "danger"
        if self.urgency >= SOON:
            return "warning"
        return "" if self.urgency >= QUIET else "muted"

    def to_json(self):
        """Return the line for browsers, its date as ``YYYY-MM-DD`` or empty.

        Only a line about a record of its own says which it is: those of the brief,
        which others read as well, say nothing of the kind.
        """
        values = self._asdict()
        if not self.record:
            for name in ("record", "undo", "args", "undo_args"):
                del values[name]
        return {
            **values,
            "date": self.date.isoformat() if self.date else "",
            "level": self.level,
            "places": list(self.places),
        }


class Lines(fields.Json):
    """Lines as browsers get them.

    They are made for whoever reads them, and not changed afterwards: what there is in
    the cache is handed out itself, where Odoo copies JSON twice for each record.
    """

    def convert_to_cache(self, value, record, validate=True):
        return value or None

    def convert_to_record(self, value, record):
        return value or False


class Moment(NamedTuple):
    """An occasion to talk to a customer: a day, and in words what is then.

    The words name the day themselves, as of "renewal in August".
    """

    day: datetime.date
    words: str


class Kind(NamedTuple):
    """What the server knows of a kind of line; how it looks is said in JavaScript.

    ``label`` is what lists and charts call it, lazily translated. ``branches`` says
    where its lines come from: ``{model: method}``, where a method returns a list of
    SELECTs made by ``_select`` and is asked only when the reader may read the model.
    ``is_day`` is true for what happens on a day, not at a time of it.
    """

    label: LazyGettext
    branches: dict
    is_day: bool = False


def format_day(env, day):
    """Say a day in few letters, as browsers do: the year only when it is another."""
    this_year = fields.Date.context_today(env["res.users"]).year
    skeleton = "MMMd" if day.year == this_year else "yMMMd"
    return _format_day(day, skeleton, env.lang or get_lang(env).code)


@lru_cache(maxsize=4096)
def _format_day(day, skeleton, lang):
    """The cards of a board name the same few days again and again."""
    locale = babel_locale_parse(lang)
    return babel.dates.format_skeleton(skeleton, day, locale=locale)


def format_money(env, amount, currency):
    """Say an amount in whole units of the currency, as the reader's language does.

    What it depends on is the key, so that nothing old is said of a currency or a
    language that was changed.
    """
    # "0" of what is less than half a unit below 0
    amount = round(amount or 0)
    lang = env["res.lang"]._get_data(code=env.lang) if env.lang else get_lang(env)
    style = (lang.code, lang.grouping, lang.thousands_sep)
    key = (amount, currency.symbol, currency.position, *style)
    if (words := _MONEY.get(key)) is None:
        words = _MONEY[key] = formatLang(
            env, amount, currency_obj=currency, rounding_unit="units"
        )
    return words


def format_days(env, day, today):
    """Say how far a day is: "in 3 days"; its date when it is 100 days or more away."""
    days = (day - today).days
    if abs(days) > 99:
        return format_day(env, day)
    if days > 1:
        return env._("in %(days)s days", days=days)
    if days < -1:
        return env._("%(days)s days ago", days=-days)
    if not days:
        return env._("today")
    return env._("tomorrow") if days > 0 else env._("yesterday")
