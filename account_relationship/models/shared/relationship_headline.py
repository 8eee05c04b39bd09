from psycopg2 import DataError

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import formatLang

from ...lines import format_money

#: How Odoo refuses a search it cannot read.
UNREADABLE = (
    *(ValueError, TypeError, AssertionError, AttributeError, KeyError, IndexError),
    *(NotImplementedError, RecursionError, OverflowError, DataError),
)


class RelationshipHeadline(models.AbstractModel):
    """A report that says in one sentence what its chart shows.

    A model says its own in :meth:`_make_headline`; an addon extends that method. All
    is read as the user, of the records the search finds.
    """

    _name = "relationship.headline"
    _description = "Report with a sentence above its chart"

    #: Fields of what came of a record. A search by one of them finds a section of the
    #: report, the customers behind a bar, and a rate of those would be none of all.
    _outcomes = ()

    @api.model
    def get_headline(self, domain):
        """What the records a search finds say, in the reader's language.

        The context key ``relationship_report`` says which report asks where a model
        has several.

        :param list domain: what the search of the chart finds
        :rtype: str
        :raise UserError: for what is no search
        :raise AccessError: for whoever may not read these records
        """
        return self._answer_search(
            domain,
            lambda found: self._make_headline(found) or self._get_empty_headline(),
        )

    @api.model
    def _answer_search(self, domain, find):
        """What a screen asks of what its search finds, as the reader.

        :param find: a function of the parsed search
        :return: what the function returns
        :raise UserError: for what is no search
        :raise AccessError: for whoever may not read these records
        """
        self.check_access("read")
        try:
            return find(self._parse_search(domain))
        except UNREADABLE as error:
            raise UserError(self.env._("This search cannot be read.")) from error

    @api.model
    def _parse_search(self, domain):
        if not isinstance(domain, (list, tuple)):
            raise UserError(self.env._("This search cannot be read."))
        domain = Domain(list(domain))
        domain.validate(self)
        return domain

    @api.model
    def _make_headline(self, domain):
        """Return the sentence, or nothing where nothing is found."""
        return ""

    @api.model
    def _get_empty_headline(self):
        """What it means that a search finds nothing."""
        if self.search_count([], limit=1):
            return self.env._("Nothing matches: take a filter out to see more.")
        return self.env._("There is nothing to report yet.")

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """A spreadsheet shows one number for companies of several currencies.

        Pivots of ours ask for the sum in each currency and in the reader's, those of
        spreadsheets for the sum alone: with ``relationship_one_currency`` it is in the
        reader's.
        """
        name, __, function = aggregate_spec.partition(":")
        is_one = self.env.context.get("relationship_one_currency")
        if function == "sum" and is_one and name in self._fields:
            aggregate_spec = self._sum_of(name)
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _sum_of(self, name):
        """The sum of a column; of money, in one currency where there are several."""
        is_money = self._fields[name].type == "monetary"
        several = is_money and len(self.env.companies.currency_id) > 1
        return f"{name}:{'sum_currency' if several else 'sum'}"

    @api.model
    def _is_section(self, domain):
        """Whether a search asks for some of what came of it, not for some customers."""
        return any(map(self._is_of_outcome, domain.iter_conditions()))

    @api.model
    def _leave_out_outcomes(self, domain):
        """The search of the whole report that a section is of."""
        return domain.map_conditions(
            lambda one: Domain.TRUE if self._is_of_outcome(one) else one
        )

    @api.model
    def _is_of_outcome(self, condition):
        return condition.field_expr.partition(".")[0] in self._outcomes

    # ------------------------------------------------------------
    # Numbers and words
    # ------------------------------------------------------------

    @api.model
    def _sum_up(self, domain, *aggregates):
        """The aggregates of all that is found, one value for each."""
        [values] = self._read_group(domain, [], aggregates)
        return [value or 0 for value in values]

    @api.model
    def _find_most(self, domain, name):
        """``(what most have in a field, how many, how many there are)``."""
        counts = dict(self._read_group(domain, [name], ["__count"]))
        if not counts:
            return "", 0, 0
        most = max(counts, key=counts.get)
        field = self._fields[name]
        if field.type == "selection":
            label = dict(field._description_selection(self.env)).get(most, "")
        else:
            label = most.display_name
        return label or self.env._("none"), counts[most], sum(counts.values())

    @api.model
    def _format_sum(self, amount):
        """An amount of money in the currency of the reader's company."""
        return format_money(self.env, amount, self.env.company.currency_id)

    @api.model
    def _format_share(self, part, whole):
        """``78 %``; 0 and 100 are said of none and of all only."""
        share = round(100 * part / whole)
        if 0 < part < whole:
            share = min(max(share, 1), 99)
        return f"{share}\N{NO-BREAK SPACE}%"

    @api.model
    def _format_few(self, number, digits=0):
        """A number as people write it, without the digits that say nothing."""
        digits = 0 if round(number, digits) == round(number) else digits
        return formatLang(self.env, number or 0, digits=digits)
