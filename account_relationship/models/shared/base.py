from collections import defaultdict

from odoo import api, models

#: Records of ours: what they are called is not everybody's to read.
OURS = "relationship."


class Base(models.AbstractModel):
    """Who may not read a record of ours does not learn of it by another one.

    Odoo reads a field of another record with all rights, and asks for its groups when
    it is read or searched for, but not when records are grouped, sorted or added up by
    it. In a form it takes any record a caller names: it tells its title, and what
    follows from it with all rights. Done for all models: any may show a field of ours,
    and gets its groups by doing so.
    """

    _inherit = "base"

    def _traverse_related_sql(self, alias, field, query):
        self._check_field_access(field, "read")
        return super()._traverse_related_sql(alias, field, query)

    def onchange(self, values, field_names, fields_spec):
        """Records of ours the caller may not read are left out, as if nobody named any.

        Of a record that is there, the one it has stays.
        """
        self = self._leave_out_unread_defaults()
        if unread := self._find_unread(values):
            values = self._leave_out_unread(values, unread)
            named = [name for name in field_names or () if name in values]
            if field_names and not named:
                return {}
            field_names = named
        return super().onchange(values, field_names, fields_spec)

    def _leave_out_unread_defaults(self):
        """The same records, without defaults of the call that may not be read."""
        start = "default_"
        defaults = {
            key.removeprefix(start): value
            for key, value in self.env.context.items()
            if key.startswith(start)
        }
        unread = self._find_unread(defaults)
        if not unread:
            return self
        kept = self.browse()._leave_out_unread(defaults, unread)
        left_out = {f"{start}{name}" for name in defaults.keys() - kept.keys()}
        context = self.env.context
        rest = {key: context[key] for key in context if key not in left_out}
        return self.with_env(self.env(context=rest))

    def _find_unread(self, values):
        """Return ``{model: ids}`` of what is named and may not be read."""
        named = defaultdict(set)
        self._collect_named(values, named)
        unread = {}
        for model, ids in named.items():
            records = self.env[model].browse(ids)
            if hidden := ids.difference(self._filter_nameable(records)._ids):
                unread[model] = hidden
        return unread

    @api.model
    def _filter_nameable(self, records):
        """Those of some records of ours that a form of the model may name."""
        return records._filtered_access("read")

    def _collect_named(self, values, named):
        for field, value in self._get_named_links(values):
            if field.type == "many2one":
                if _is_ours(field) and (number := _get_number(value)):
                    named[field.comodel_name].add(number)
                continue
            for command in filter(_has_values, value):
                self._get_named_line(field, command)._collect_named(command[2], named)

    def _leave_out_unread(self, values, unread):
        kept = dict(values)
        for field, value in self._get_named_links(values):
            if field.type == "many2one":
                is_unread = _get_number(value) in unread.get(field.comodel_name, ())
                if is_unread and not self._has_named(field, value):
                    del kept[field.name]
                continue
            kept[field.name] = [
                [
                    *command[:2],
                    self._get_named_line(field, command)._leave_out_unread(
                        command[2], unread
                    ),
                ]
                if _has_values(command)
                else command
                for command in value
            ]
        return kept

    def _has_named(self, field, value):
        """Whether the record has it already, and may be read."""
        # sudo: whether it is the one that is named
        known = self._origin._filtered_access("read").sudo()
        return _get_number(value) in known[field.name]._ids

    def _get_named_links(self, values):
        """``(field, value)`` of what is a link, or lines, in a form."""
        # What is no form at all is refused by Odoo.
        for name, value in values.items() if isinstance(values, dict) else ():
            field = self._fields.get(name)
            if field is not None and field.relational:
                if field.type == "many2one" or isinstance(value, list):
                    yield field, value

    @api.model
    def _get_named_line(self, field, command):
        """The line a command is about; a new one is an empty recordset."""
        number = command[1] if type(command[1]) is int else []
        return self.env[field.comodel_name].browse(number)


def _has_values(command):
    return (
        isinstance(command, (list, tuple))
        and len(command) == 3
        and isinstance(command[2], dict)
    )


def _get_number(value):
    """The id in the value of a many2one; what is no number is the id of nothing."""
    if isinstance(value, dict):
        value = value.get("id")
    return value if type(value) is int and value > 0 else None


def _is_ours(field):
    return field.comodel_name.startswith(OURS)
