"""When so many working hours or days are over: plain arithmetic, no database.

Odoo's ``plan_hours`` asks the database for the calendar each time. Here the working
hours are fetched by the month and kept, so that the clocks of many are set in one go.
"""

from datetime import datetime, timedelta, timezone

UTC = timezone.utc
EPOCH = datetime(2020, 1, 6, tzinfo=UTC)
CHUNK = timedelta(days=28)
#: A calendar that has no working hours for so long has none at all.
MOST_CHUNKS = 40


class WorkingTime:
    """Working hours of one calendar.

    :param fetch: function that returns the working hours between two moments, as
        ``(start, stop)`` pairs of aware datetimes in the calendar's time zone

    >>> def nine_to_five(start, stop):
    ...     days = ((start + timedelta(days=n)) for n in range((stop - start).days))
    ...     return [
    ...         (day.replace(hour=9), day.replace(hour=17))
    ...         for day in days
    ...         if day.weekday() < 5
    ...     ]
    >>> time = WorkingTime(nine_to_five)
    >>> friday = datetime(2026, 3, 6, 15)
    >>> time.plan_hours(friday, 4)
    datetime.datetime(2026, 3, 9, 11, 0)
    >>> time.plan_days(friday, 2)
    datetime.datetime(2026, 3, 9, 17, 0)
    >>> time.hours_between(friday, datetime(2026, 3, 9, 11))
    4.0
    >>> WorkingTime(lambda start, stop: []).plan_hours(friday, 4) is None
    True
    """

    def __init__(self, fetch):
        self._fetch = fetch
        self._chunks = {}

    def plan_hours(self, start, hours):
        """The moment so many working hours after ``start``, both naive in UTC."""
        left = timedelta(hours=hours)
        for begin, end in self._get_from(start):
            if left <= end - begin:
                return self._to_naive(begin + left)
            left -= end - begin
        return None

    def plan_days(self, start, days):
        """The end of the working day so many days on, the present one counted."""
        seen, last = set(), None
        for begin, end in self._get_from(start):
            if begin.date() not in seen and len(seen) == days:
                return self._to_naive(last)
            seen.add(begin.date())
            last = end
        return None

    def hours_between(self, start, stop):
        """Working hours from ``start`` to ``stop``, both naive in UTC."""
        until = stop.replace(tzinfo=UTC)
        total = timedelta()
        for begin, end in self._get_from(start):
            if begin >= until:
                break
            total += min(end, until) - begin
        return total.total_seconds() / 3600

    def _get_from(self, start):
        """Working hours from a moment on, the first ones cut to it."""
        start = start.replace(tzinfo=UTC)
        first = (start - EPOCH) // CHUNK
        for number in range(first, first + MOST_CHUNKS):
            for begin, end in self._get_chunk(number):
                if end > start:
                    yield max(begin, start.astimezone(begin.tzinfo)), end

    def _get_chunk(self, number):
        if number not in self._chunks:
            start = EPOCH + number * CHUNK
            self._chunks[number] = list(self._fetch(start, start + CHUNK))
        return self._chunks[number]

    def _to_naive(self, moment):
        return moment.astimezone(UTC).replace(tzinfo=None)
