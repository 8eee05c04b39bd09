"""How long things are: plain dates and numbers, no database."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

DAY = timedelta(days=1)
UNITS = {"day": "days", "week": "weeks", "month": "months", "year": "years"}
#: Months there are in a unit; of a year the average month has so many days.
DAYS_OF_MONTH = 30.4375
MONTHS = {"day": 1 / DAYS_OF_MONTH, "week": 7 / DAYS_OF_MONTH, "month": 1, "year": 12}
#: How often a period of one unit is in a year, exactly, as SQL has it: 12 / months.
TIMES_A_YEAR = {"day": "365.25", "week": "365.25 / 7", "month": "12", "year": "1"}


def add_period(day, count, unit):
    """The day so much later; 31 January and a month is the last of February.

    To count several periods, count them from the first day: a month after the last of
    February is no longer the end of March.
    """
    return day + relativedelta(**{UNITS[unit]: count})


def get_next_end(anchor, count, unit, after):
    """The last day of the first period that ends after a day.

    :param anchor: the first day of the first period, from which all are counted
    :param after: a date, or ``None`` for the first period
    """
    number = 1
    if after and unit in ("month", "year"):
        # The last one that cannot end later than in the month of that day.
        passed = 12 * (after.year - anchor.year) + after.month - anchor.month
        number = max(1, passed // (count * MONTHS[unit]))
    while True:
        end = add_period(anchor, number * count, unit) - DAY
        if after is None or end > after:
            return end
        number += 1


def get_annual(quantity, amount, count, unit):
    """What recurs in a year, unrounded; nothing of what is paid once."""
    if unit == "once":
        return 0.0
    return quantity * amount * 12 / (count * MONTHS[unit])


def covers(start, end, day):
    """Whether a day is in a span, whose ends are inclusive and may be open."""
    return (not start or start <= day) and (not end or day <= end)
