from odoo.exceptions import ValidationError


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
