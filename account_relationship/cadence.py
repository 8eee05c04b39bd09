"""When a customer should hear from us: plain arithmetic, no database.

``CADENCE_STATE_SQL`` in ``models.communication.relationship_touch`` says the same in
SQL; a test holds the two against each other.
"""

from datetime import timedelta

#: At most so many days before the due date "due soon" begins, after it "overdue".
MARGIN_DAYS = 7


def margin(days):
    """Days around the due date that are "due soon" before and "due" after it.

    >>> margin(90), margin(14), margin(1)
    (7, 3, 0)
    """
    return min(MARGIN_DAYS, days // 4)


def next_contact(last_touch, days, paused=False):
    """Last touch plus cadence; ``None`` without a cadence, or while it is paused.

    >>> from datetime import date
    >>> next_contact(date(2026, 1, 31), 30)
    datetime.date(2026, 3, 2)
    >>> next_contact(date(2026, 1, 31), 0) is None
    True
    >>> next_contact(date(2026, 1, 31), 30, paused=True) is None
    True
    """
    return last_touch + timedelta(days=days) if days and not paused else None


def cadence_state(due, days, today, paused=False):
    """Where an account stands with its next contact.

    :param due: date of the next contact, or ``None``
    :param days: the cadence; 0 for none
    :param paused: no contact is wanted for now
    :return: ``paused``, ``none``, ``on_track``, ``due_soon``, ``due`` or ``overdue``

    >>> from datetime import date
    >>> due = date(2026, 3, 20)
    >>> [cadence_state(due, 30, date(2026, 3, day)) for day in (1, 13, 20, 27, 28)]
    ['on_track', 'due_soon', 'due', 'due', 'overdue']
    >>> cadence_state(due, 30, due, paused=True)
    'paused'
    >>> cadence_state(None, 0, due)
    'none'
    """
    if paused:
        return "paused"
    if not days or not due:
        return "none"
    late = (today - due).days
    if late > margin(days):
        return "overdue"
    if late >= 0:
        return "due"
    return "due_soon" if -late <= margin(days) else "on_track"
