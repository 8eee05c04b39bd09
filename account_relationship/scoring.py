"""Scores customers give, and what they mean: plain arithmetic, no database.

The reports say the same in SQL, see :mod:`.report.relationship_score_report`; a test
holds the two against each other.
"""

#: Lowest and highest value of each scale.
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
#: Up to this value somebody has to look after the customer.
LOW_UP_TO = {"nps": 6, "csat": 2, "ces": 3}
PROMOTER_FROM = 9
SATISFIED_FROM = 4


def is_on_scale(score_type, value):
    """Whether a value can be given on the scale.

    >>> [is_on_scale("nps", value) for value in (-1, 0, 10, 11)]
    [False, True, True, False]
    >>> [is_on_scale("csat", value) for value in (0, 1, 5, 6)]
    [False, True, True, False]
    """
    lowest, highest = SCALES[score_type]
    return lowest <= value <= highest


def is_low(score_type, value):
    """Whether somebody has to look after a customer who gave this.

    >>> [is_low("nps", value) for value in (0, 6, 7)]
    [True, True, False]
    >>> [is_low("csat", value) for value in (1, 2, 3)]
    [True, True, False]
    >>> [is_low("ces", value) for value in (1, 3, 4)]
    [True, True, False]

    A rating of 0 was not given; it is on no scale.

    >>> is_low("csat", 0)
    False
    """
    return is_on_scale(score_type, value) and value <= LOW_UP_TO[score_type]


def get_points(value):
    """What one person adds to the net promoter score.

    :param value: the person's answer from 0 to 10, or the mean of several

    >>> [get_points(value) for value in (0, 6, 7, 8, 9, 10)]
    [-100, -100, 0, 0, 100, 100]
    >>> [get_points(value) for value in (6.5, 8.5)]
    [0, 0]
    """
    if value >= PROMOTER_FROM:
        return 100
    return -100 if value <= LOW_UP_TO["nps"] else 0


def net_promoter_score(values, minimum=1):
    """Share of promoters minus share of detractors, in points.

    :param values: of each person one answer from 0 to 10, or the mean of several
    :param minimum: with fewer people there is no score
    :return: from -100 to 100; ``None`` where there is none

    >>> net_promoter_score([9, 10, 8, 3])
    25.0
    >>> net_promoter_score([]) is None
    True
    >>> net_promoter_score([10, 10], minimum=3) is None
    True
    """
    points = [get_points(value) for value in values]
    if not points or len(points) < minimum:
        return None
    return sum(points) / len(points)


def people_score(answers, minimum=1):
    """Net promoter score of people: a person's answers are averaged first.

    Somebody who was asked four times does not count four times as much. Whoever is 9
    or more in the mean is a promoter, whoever is 6 or less a detractor; the mean is
    not rounded.

    :param answers: pairs ``(person, value)``
    :param minimum: with fewer people there is no score

    >>> people_score([("Amy", 10), ("Ben", 0), ("Ben", 3), ("Ben", 5)])
    0.0
    >>> people_score([("Amy", 10), ("Amy", 8)])
    100.0
    >>> people_score([("Amy", 10), ("Amy", 7)])
    0.0
    >>> people_score([("Amy", 6), ("Amy", 7)])
    0.0
    >>> people_score([("Amy", 10)], minimum=2) is None
    True
    """
    by_person = {}
    for person, value in answers:
        by_person.setdefault(person, []).append(value)
    means = [sum(values) / len(values) for values in by_person.values()]
    return net_promoter_score(means, minimum)
