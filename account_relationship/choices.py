from odoo.exceptions import ValidationError

#: Days: longer is nothing that anybody keeps to.
TEN_YEARS = 3650


def check_choices(records, name):
    """Only what can be chosen: Odoo looks where the choices are listed, not asked for.

    :param name: a selection field whose choices come from a method
    """
    field = records._fields[name]
    known = set(field.get_values(records.env))
    for record in records:
        if record[name] and record[name] not in known:
            raise ValidationError(
                records.env._(
                    "“%(value)s” cannot be chosen for “%(field)s”.",
                    value=record[name],
                    field=field._description_string(records.env),
                )
            )


def check_numbers(records, *names, most=TEN_YEARS):
    """Nothing so large that no calendar has the day; also no number that is none.

    What works through all customers would stop at it for all of them.

    :param names: fields with a number, of days unless ``most`` is given
    """
    for record in records:
        for name in names:
            if not abs(record[name]) <= most:
                raise ValidationError(
                    records.env._(
                        "“%(field)s” is at most %(most)s.",
                        field=record._fields[name]._description_string(records.env),
                        most=most,
                    )
                )
