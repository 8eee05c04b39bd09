"""What may be a reason to act on a customer: plain tuples, no database.

What is registered in ``_get_reasons`` of ``relationship.alert``, by any addon.
"""

from collections.abc import Callable
from typing import NamedTuple

from odoo.tools.translate import LazyGettext

#: Lanes of *My day*, in their order.
LANES = OWE, BURNS, GROW, TURN = "owe", "burns", "grow", "turn"


class Reason(NamedTuple):
    """A kind of alert: when it opens and closes, what it says, what helps.

    :param label: what lists and charts call it, lazily translated
    :param lane: ``owe``, ``burns``, ``grow`` or ``turn``
    :param icon: a Font Awesome class
    :param query: method ``(scope, today)`` of ``relationship.alert`` that returns the
        SQL of a query with at most one row for each account, with the columns
        ``account_id``, ``value`` (in ``unit``), ``at_stake`` (in the currency of the
        account's company) and ``evidence`` (JSON: the numbers of the sentence, and
        the ids of records). ``scope`` is SQL about ``relationship_account AS account``,
        ``today`` a date
    :param words: method ``(account, evidence)`` of ``relationship.alert`` that returns
        the sentence in the reader's language
    :param unit: ``days``, ``hours``, ``money`` (in the currency of the account's
        company) or ``points``
    :param enter: the value from which on an alert opens, until a company sets another
    :param leave: the value it stays open down to
    :param is_falling: whether less is worse, as of days that are left: ``leave`` is
        above ``enter`` then
    :param action: a public method of the account, for the button of the row
    :param action_label: what the button says, lazily translated
    :param playbook: xmlid of the activity plan that is offered
    :param others: what else helps, pairs of such a method and its label: in the menu
        of the row
    :param by_contact: whether being in touch with the customer can open or close it:
        it is looked at with each contact then, else when something it is about
        changes, and at night
    :param sources: models with an ``account_id``, stored: where none of them has a
        record of the account there is no such reason, so nothing is asked. PostgreSQL
        thinks milliseconds about each query when one account is looked at
    """

    label: LazyGettext
    lane: str
    icon: str
    query: Callable
    words: Callable
    unit: str
    enter: float
    leave: float
    is_falling: bool = False
    action: str = "action_log_interaction"
    action_label: LazyGettext | str = ""
    playbook: str = ""
    others: tuple = ()
    by_contact: bool = False
    sources: tuple = ()
