from odoo import api, models
from odoo.tools import SQL

from odoo.addons.account_relationship.temporary import keep

from .relationship_whitespace_finder import ENOUGH_OF_BOTH

#: Below so many other categories each number is a class.
ALONE = 8
#: So many buy the one before it says anything, or are a class of several numbers.
ENOUGH = 20
#: A class of several numbers is so large a part of all, where that is more.
ENOUGH_OF_ALL = 0.02
#: How much likelier it has to be than it is with customers of the same size.
LIFT = 1.2
#: Of the normal distribution, for 95 %.
Z = 1.96


class RelationshipWhitespaceFinder(models.AbstractModel):
    """Which categories go with which, of what :meth:`_keep_bought` kept."""

    _inherit = "relationship.whitespace.finder"

    # ------------------------------------------------------------
    # Customers of the same size
    # ------------------------------------------------------------

    @api.model
    def _keep_classes(self):
        """Keep the class of each number of other categories: ``number, class``.

        Up to 7 each is one. From 8 on numbers are taken together, in order, until
        enough accounts buy so many categories; too few at the end are of the class
        before. One class of all of them would mix customers of 8 and of 40.
        """
        counts = dict(
            self.env.execute_query(
                SQL(
                    "SELECT size, COUNT(DISTINCT account_id) FROM relationship_bought"
                    " GROUP BY 1"
                )
            )
        )
        keep(
            self.env.cr,
            "relationship_bought_class",
            SQL(
                "SELECT place::int - 1 AS number, class"
                " FROM unnest(%s::int[]) WITH ORDINALITY AS class (class, place)",
                self._get_classes(counts),
            ),
        )

    @api.model
    def _get_classes(self, counts):
        """The class of each number of categories.

        :param counts: ``{number: accounts that buy so many}``
        :return: a list of classes, of the number 0 first
        """
        enough = max(ENOUGH, ENOUGH_OF_ALL * sum(counts.values()))
        left = sum(count for number, count in counts.items() if number >= ALONE)
        classes, held = [], 0
        for number in range(max(counts, default=0) + 1):
            if number <= ALONE:
                classes.append(number)
            elif held >= enough and left >= enough:
                classes.append(classes[-1] + 1)
                held = 0
            else:
                classes.append(classes[-1])
            if number >= ALONE:
                held += counts.get(number, 0)
                left -= counts.get(number, 0)
        return classes

    # ------------------------------------------------------------
    # What goes with what
    # ------------------------------------------------------------

    @api.model
    def _get_rules(self):
        """The query of pairs of categories of which one makes the other likely.

        ``because_category_id, category_id, n_a, n_ab, lower, expected``
        """
        return SQL(
            """
            SELECT *
              FROM (SELECT because_category_id, category_id, n_a, n_ab,
                           (n_ab::float8 / n_a + %(z)s ^ 2 / (2 * n_a)
                            - %(z)s * SQRT(n_ab::float8 / n_a * (1 - n_ab::float8 / n_a)
                                           / n_a + %(z)s ^ 2 / (4.0 * n_a ^ 2)))
                           / (1 + %(z)s ^ 2 / n_a) AS lower,
                           expected / n_a AS expected
                      FROM (%(expected)s) AS expected) AS pair
             WHERE lower > %(lift)s * expected
            """,
            z=SQL("%s::float8", Z),
            lift=SQL("%s::float8", LIFT),
            expected=self._get_expected(),
        )

    @api.model
    def _get_expected(self):
        """How many of those who buy one would buy the other, by their class.

        It is as many the other way round, so each pair is looked at once. All of it
        is materialized: PostgreSQL would take roots of shares above 1 while it joins.
        """
        return SQL(
            """
            WITH %(counts)s,
                 classed AS (%(classed)s),
                 expected AS (
                     SELECT a, b, SUM(with_a * with_b / number) AS expected
                       FROM classed
                      WHERE number > 0
                      GROUP BY 1, 2),
                 turned AS MATERIALIZED (
                     SELECT because_category_id, category_id, n_a, n_ab, expected
                       FROM pair
                       JOIN expected USING (a, b)
                      CROSS JOIN LATERAL (VALUES (a, b), (b, a))
                            AS both_ways (because_category_id, category_id)
                       JOIN bought USING (because_category_id)
                      WHERE n_a >= %(enough)s)
            SELECT * FROM turned
            """,
            counts=self._get_counts(),
            classed=self._get_classed(),
            enough=ENOUGH,
        )

    @api.model
    def _get_counts(self):
        """SQL of how many accounts of each class there are: the queries of ``WITH``.

        Who buy anything (``every``), one category (``single``) and two (``paired``). An
        account is of the class of all its categories (``all_of``), of one fewer
        (``but_one``) and of two (``but_two``): so a pair needs no look at accounts.
        """
        sized = SQL("relationship_bought_class AS class ON class.number")
        return SQL(
            """
            every AS MATERIALIZED (
                     SELECT class, COUNT(DISTINCT account_id) AS number
                       FROM relationship_bought JOIN %(sized)s = size GROUP BY 1),
                 bought AS MATERIALIZED (
                     SELECT category_id AS because_category_id, COUNT(*)::int AS n_a
                       FROM relationship_bought GROUP BY 1),
                 single AS MATERIALIZED (
                     SELECT category_id, class,
                            SUM(sized.number) FILTER (WHERE fewer = 0) AS all_of,
                            SUM(sized.number) FILTER (WHERE fewer = 1) AS but_one
                       FROM (SELECT category_id, size, COUNT(*) AS number
                               FROM relationship_bought GROUP BY 1, 2) AS sized
                      CROSS JOIN generate_series(0, 1) AS fewer
                       JOIN %(sized)s = size - fewer
                      GROUP BY 1, 2),
                 paired AS MATERIALIZED (
                     SELECT first_id AS a, second_id AS b, class,
                            SUM(two.number) FILTER (WHERE fewer = 0) AS all_of,
                            SUM(two.number) FILTER (WHERE fewer = 1) AS but_one,
                            SUM(two.number) FILTER (WHERE fewer = 2) AS but_two
                       FROM relationship_bought_pair AS two
                      CROSS JOIN generate_series(0, 2) AS fewer
                       JOIN %(sized)s = size - fewer
                      GROUP BY 1, 2, 3),
                 pair AS MATERIALIZED (
                     SELECT first_id AS a, second_id AS b, SUM(number)::int AS n_ab
                       FROM relationship_bought_pair
                      GROUP BY 1, 2 HAVING SUM(number) >= %(both)s)
            """,
            sized=sized,
            both=ENOUGH_OF_BOTH,
        )

    @api.model
    def _get_classed(self):
        """How many accounts of a class there are, and with one and the other.

        Of all, as if they bought neither; those with one have one other category fewer,
        those with both two.
        """
        return SQL(
            """
            SELECT pair.a, pair.b,
                   (every.number + COALESCE(one.but_one, 0) - COALESCE(one.all_of, 0)
                    + COALESCE(other.but_one, 0) - COALESCE(other.all_of, 0)
                    + COALESCE(paired.all_of, 0) - 2 * COALESCE(paired.but_one, 0)
                    + COALESCE(paired.but_two, 0))::float8 AS number,
                   (COALESCE(one.but_one, 0) - COALESCE(paired.but_one, 0)
                    + COALESCE(paired.but_two, 0))::float8 AS with_a,
                   (COALESCE(other.but_one, 0) - COALESCE(paired.but_one, 0)
                    + COALESCE(paired.but_two, 0))::float8 AS with_b
              FROM pair
             CROSS JOIN (SELECT class, COALESCE(number, 0) AS number
                           FROM (SELECT DISTINCT class
                                   FROM relationship_bought_class) AS class
                           LEFT JOIN every USING (class)) AS every
              LEFT JOIN single AS one
                ON one.category_id = pair.a AND one.class = every.class
              LEFT JOIN single AS other
                ON other.category_id = pair.b AND other.class = every.class
              LEFT JOIN paired
                ON paired.a = pair.a AND paired.b = pair.b
               AND paired.class = every.class
            """
        )
