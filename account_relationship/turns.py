"""Twice is once: a request that was sent again, two tabs, two people at one moment.

Whoever makes a record of another, mails or moves a state first takes a turn on the
record it is about. Whoever comes second begins again after the first, and then finds
what the first one did.
"""

from datetime import timedelta

from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL

#: The same within this time is one request that was sent twice, not another one.
REPEAT = timedelta(minutes=10)
#: What a customer sends again so soon was sent once.
HOUR = timedelta(hours=1)


def take_turns(records):
    """Let two who are at these records at the same moment come one by one.

    The rows are written as they are: the database stops whoever comes second, Odoo
    tries that one again, and then it sees what the first one did. A lock alone would
    let it go on with what it saw at its beginning.

    :param records: records the caller may write; their rights are not looked at
    """
    if records.ids:
        records.env.cr.execute(
            SQL(
                "UPDATE %s SET write_date = write_date WHERE id = ANY(%s)",
                SQL.identifier(records._table),
                records.ids,
            )
        )


def browse_given(model, given):
    """The record of an id somebody sent; what is no number is the id of nothing."""
    return model.browse(given if type(given) is int else [])


def find_twin(model, vals, anchor):
    """What the same user made of the same values a moment ago.

    :param model: the model, in the user's environment
    :param vals: values for ``create``, which the defaults of a dialog complete
    :param anchor: name of the many2one the two have in common
    :return: one record, or none
    """
    defaults = {
        name.removeprefix("default_"): value
        for name, value in model.env.context.items()
        if name.startswith("default_")
    }
    vals = {**defaults, **vals}
    if type(vals.get(anchor)) is not int:
        return model.browse()
    candidates = model.search(
        Domain(anchor, "=", vals[anchor])
        & Domain("create_uid", "=", model.env.uid)
        & Domain("create_date", ">=", fields.Datetime.now() - REPEAT),
        order="id",
    )
    return candidates.filtered(lambda record: _is_twin(record, vals))[:1]


def _is_twin(record, vals):
    for name, value in vals.items():
        field = record._fields.get(name)
        if not field or not field.store or field.type in ("one2many", "many2many"):
            continue
        try:
            given = field.convert_to_cache(value, record)
        except (TypeError, ValueError):
            return False  # nonsense, which is refused when it is saved
        if given != field.convert_to_cache(record[name], record):
            return False
    return True
