"""Sharing customers out to managers: plain arithmetic, no database."""

from heapq import heapify, heapreplace
from itertools import count

#: Cumulative revenue share up to which a customer is of class A and of class B.
CLASS_LIMITS = (0.80, 0.95)


def share_by_capacity(weights, managers):
    """Give each customer, largest first, to the manager with most room left.

    Room is the load relative to the capacity, so a manager of twice the capacity
    gets twice the accounts. A capacity of 0 means no limit; such managers share
    what there is as if they had the largest capacity named, or one account's.

    :param weights: what each customer takes of a manager's capacity, in the order
        they are to be given out
    :param managers: ``{manager: (load so far, capacity)}``, at least one
    :return: the manager of each customer, a list as long as ``weights``

    >>> share_by_capacity([1, 1, 1], {"ann": (0, 10), "bob": (0, 20)})
    ['ann', 'bob', 'bob']
    >>> share_by_capacity([1, 1, 1], {"ann": (5, 10), "bob": (0, 10)})
    ['bob', 'bob', 'bob']
    >>> share_by_capacity([2, 1, 1], {"ann": (0, 0), "bob": (0, 0)})
    ['ann', 'bob', 'bob']
    >>> share_by_capacity([1], {})
    Traceback (most recent call last):
    ...
    ValueError: nobody to share the customers out to
    """
    if not managers:
        raise ValueError("nobody to share the customers out to")
    largest = max((capacity for __, capacity in managers.values()), default=0) or 1
    order = count()
    heap = [
        (load / (capacity or largest), next(order), capacity or largest, manager)
        for manager, (load, capacity) in managers.items()
    ]
    heapify(heap)
    chosen = []
    for weight in weights:
        share, rank, capacity, manager = heap[0]
        chosen.append(manager)
        heapreplace(heap, (share + weight / capacity, rank, capacity, manager))
    return chosen


def revenue_classes(revenues, limits=CLASS_LIMITS):
    """Class each customer by the cumulative share of revenue, largest first.

    Class 0 (A) is the smallest set that reaches the first limit, class 1 (B) what
    reaches the second, class 2 (C) the rest and everybody without revenue.

    :param revenues: amounts, largest first; negative ones count as nothing
    :param limits: shares in ascending order
    :return: a list of class numbers as long as ``revenues``

    >>> revenue_classes([60, 25, 10, 5, 0])
    [0, 0, 1, 2, 2]
    >>> revenue_classes([0, -5])
    [2, 2]
    >>> revenue_classes([])
    []
    """
    total = sum(max(amount, 0) for amount in revenues)
    classes = []
    running = 0
    for amount in revenues:
        # What the larger ones have reached decides: the one that crosses a limit
        # still belongs to the set that reaches it.
        if amount <= 0:
            classes.append(len(limits))
        else:
            classes.append(sum(running >= limit * total for limit in limits))
        running += max(amount, 0)
    return classes
