import re
from collections import defaultdict
from dataclasses import dataclass

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import plaintext2html

#: A text with such a thing is HTML already.
MARKUP = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
LINES = ("one2many", "many2many")
#: Whom and what every colleague may name.
OPEN_MODELS = frozenset({"res.users", "res.company", "res.currency", "res.country"})

#: Says that one of our own paths is at work. A call from outside cannot carry it: its
#: context is JSON, in which there is no such object.
OWN_PATH = object()


@dataclass(frozen=True)
class OwnWord:
    """What one of our own paths says in a key of the context, see :func:`say`."""

    value: object


def say(**words):
    """Keys for ``with_context`` that are believed, as no call from outside says so.

    Rights have no say in it: the context of a caller is still there where our code
    goes on with all rights.
    """
    return {name: OwnWord(value) for name, value in words.items()}


def hear(env, name, default=None):
    """What one of our own paths said in a key of the context; a caller is not heard."""
    word = env.context.get(name)
    return word.value if isinstance(word, OwnWord) else default


def is_listed(name, fields):
    """Whether a field is among those a caller asks for; nonsense lists none."""
    return isinstance(fields, (list, tuple, set, frozenset)) and name in fields


def leave_out(fields, names):
    """What a caller asks for, without some names; nonsense is left to Odoo."""
    if not any(is_listed(name, fields) for name in names):
        return fields
    return [name for name in fields if name not in names]


def check_marks(records, names, vals_list):
    """On records of Odoo's, marks of ours are set by our own paths alone.

    They run with all rights, and act by the marks with all rights later. Anybody may
    take a mark away.
    """
    if records.env.su:
        return
    marks = {name for vals in vals_list for name in names if vals.get(name)}
    if marks:
        raise UserError(get_proof_message(records, marks))


def get_proof_message(records, names):
    """Say which fields nobody writes down."""
    labels = [records._fields[name]._description_string(records.env) for name in names]
    fields = ", ".join(sorted(labels))
    derived = getattr(records, "_derived_fields", ())
    if all(name in derived or records._fields[name].compute for name in names):
        return records.env._(
            "This follows from the rest and cannot be written down: %(fields)s.",
            fields=fields,
        )
    return records.env._(
        "This is noted by doing it and cannot be written down: %(fields)s.",
        fields=fields,
    )


class RelationshipGuard(models.AbstractModel):
    """What a caller may not say, and which records a caller may not hand in.

    Proofs (that the customer was told, agreed, confirmed; who said it; the tokens of
    the customer's links) are written by the paths that make them true: by those that
    run with all rights, and by those that say so with :meth:`_on_own_path`. By RPC,
    import, defaults or an onchange they are refused, or left out.

    What follows from other fields is no more written: of which company and account a
    record is, rights go by that.

    Records handed in with a link are read by whoever hands them in: what is computed
    of them is stored, and so computed with all rights, as are checks, whose messages
    name them.

    ``tests/shared/test_guard.py`` lists the models and fields.
    """

    _name = "relationship.guard"
    _description = "What a caller may not say"

    # Each part says what of its own is guarded; those of one model count together.
    #: Fields no caller writes.
    _proof_fields = frozenset()
    #: ``{name: values}`` of those fields that everybody may give to a new record.
    _free_values = {}
    #: Fields that follow from others: found, not named. Odoo lets anybody write them.
    _derived_fields = frozenset()
    #: Whether all that is read only is found by our own paths.
    _keeps_figures = False
    #: Links to records that whoever sets them has to be allowed to read: found, all
    #: that are stored, but for those to ``OPEN_MODELS``; what is not stored is named.
    _link_fields = frozenset()
    #: Where an import keeps the names of colleagues who are nobody here.
    _imported_names_field = None

    @api.model
    def _post_model_setup__(self):
        result = super()._post_model_setup__()
        model = self.env.registry[self._name]
        # Without the model itself: it has what was found at an earlier set-up.
        parts = [vars(part) for part in reversed(model.mro()[1:])]
        for name in ("_proof_fields", "_link_fields"):
            said = (part.get(name, ()) for part in parts)
            setattr(model, name, frozenset().union(*said))
        fields = model._fields.values()
        model._derived_fields = frozenset(
            field.name for field in fields if model._is_derived(field)
        )
        model._link_fields |= (
            {field.name for field in fields if model._is_link(field)}
            - model._proof_fields
            - model._derived_fields
        )
        free = [part.get("_free_values", {}) for part in parts]
        model._free_values = {name: said[name] for said in free for name in said}
        return result

    @classmethod
    def _is_derived(cls, field):
        return (
            field.store
            and field.readonly
            and field.name not in models.MAGIC_COLUMNS
            and bool(field.compute or field.related or cls._keeps_figures)
        )

    @staticmethod
    def _is_link(field):
        return (
            field.store
            and field.type in ("many2one", "many2many")
            and field.comodel_name not in OPEN_MODELS
        )

    def _on_own_path(self):
        """The same records, for a path of ours that makes true what it writes."""
        return self.with_context(relationship_own_path=OWN_PATH)

    def _is_on_own_path(self):
        # What runs with all rights is code of ours: nobody calls it from outside.
        return self.env.su or (
            self.env.context.get("relationship_own_path") is OWN_PATH
        )

    # ------------------------------------------------------------
    # Create, write, defaults, onchange
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_proofs(self._get_said(vals))
        self._check_proofs_of_lines(vals_list)
        self._check_links(vals_list)
        if self.env.context.get("import_file"):
            vals_list = [self._keep_lines(vals) for vals in vals_list]
        return super().create(vals_list)

    def _keep_lines(self, vals):
        """What other programs export is plain text: its lines stay lines."""
        plain = {
            name: plaintext2html(value)
            for name, value in vals.items()
            if name in self._fields
            and self._fields[name].type == "html"
            and isinstance(value, str)
            and not MARKUP.search(value)
        }
        return {**vals, **plain}

    @api.model
    def _get_import_templates(self, label, name):
        """What :meth:`get_import_templates` offers in the import screen of a list."""
        return [
            {
                "label": label,
                "template": f"/account_relationship/static/xls/{name}.xlsx",
            }
        ]

    @api.model
    def _sql_error_to_message(self, exc):
        """Say in an import, too, what a line may not be: Odoo asks the record only."""
        lines = {
            field.comodel_name
            for field in self._fields.values()
            if field.type == "one2many"
            and self.env[field.comodel_name]._table == exc.diag.table_name
        }
        for name in lines - {self._name}:
            return self.env[name]._sql_error_to_message(exc)
        return super()._sql_error_to_message(exc)

    def write(self, vals):
        self._check_proofs(vals)
        self._check_proofs_of_lines([vals])
        self._check_links([vals])
        return super().write(vals)

    def _split_lines(self, vals):
        """What is said of records, and what of their lines.

        A path of ours that adds to what a caller says writes the lines without its
        mark: what the caller says of them is not ours.

        :param dict vals: what is written
        :return: two dicts of values
        """
        fields = self._fields
        lines = {
            name: value
            for name, value in vals.items()
            if name in fields and fields[name].type in LINES
        }
        return {name: vals[name] for name in vals if name not in lines}, lines

    def _write_each(self, changes):
        """Write what differs from one to the other, to those alike in one go.

        :param dict changes: ``{record: values}``
        """
        for values, records in self._group_by_values(changes):
            if values:
                records._on_own_path().write(values)

    def _group_by_values(self, changes):
        """Return ``[(values, records)]``, those with the same values together."""
        groups = {}
        for record, values in changes.items():
            key = repr(sorted(values.items()))
            groups.setdefault(key, (values, []))[1].append(record.id)
        return [(values, self.browse(ids)) for values, ids in groups.values()]

    @api.model
    def default_get(self, fields):
        """Proofs have the defaults of the model, not those of a call or a user."""
        context = self.env.context
        proofs = [
            name
            for name in self._proof_fields | self._derived_fields
            if is_listed(name, fields)
            and context.get(f"default_{name}") not in self._free_values.get(name, ())
        ]
        values = super().default_get(leave_out(fields, proofs))
        self._check_proofs_of_lines([values])
        self._check_links([values])
        for name in proofs:
            field = self._fields[name]
            if field.default:
                value = field.convert_to_cache(field.default(self), self)
                values[name] = field.convert_to_write(
                    field.convert_to_record(value, self), self
                )
        return values

    def onchange(self, values, field_names, fields_spec):
        """Nothing is told of records the caller may not read.

        A browser sends all a form shows, what is read only as well: it is not written.
        """
        self._check_links([values])
        return super().onchange(values, field_names, fields_spec)

    def _leave_out_unread_defaults(self):
        """They are refused, or left out, by :meth:`default_get`."""
        return self

    # ------------------------------------------------------------
    # What is refused
    # ------------------------------------------------------------

    @api.model
    def _check_proofs(self, names):
        if self._is_on_own_path():
            return
        refused = (self._proof_fields | self._derived_fields).intersection(names)
        if refused:
            # Whoever has no business here hears that first.
            self.check_access("write" if self else "create")
            for name in refused:
                self._check_field_access(self._fields[name], "write")
            raise UserError(self._get_proof_message(refused))

    @api.model
    def _get_proof_message(self, names):
        return get_proof_message(self, names)

    def _get_said(self, vals, record=None):
        """Which fields are said, without what everybody may give to a new record."""
        free = {} if record else self._free_values
        return [name for name, value in vals.items() if value not in free.get(name, ())]

    def _check_proofs_of_lines(self, vals_list):
        """What is said of lines along with their record is said by the same caller."""
        for vals in vals_list:
            for line, values in self._get_handed_lines(vals):
                # The path that writes the record is not one of its lines'.
                line._check_proofs(line._get_said(values, line))
                line._check_proofs_of_lines([values])

    def _check_links(self, vals_list):
        """Whoever hands in records may read them, unless they are there already.

        Asked once of each model, however many records are made at once.
        """
        if self._is_on_own_path():
            return
        handed = defaultdict(set)
        for vals in vals_list:
            self._collect_links(vals, handed)
        for name, ids in handed.items():
            self._check_handed(self.env[name].browse(ids))

    @api.model
    def _check_handed(self, records):
        records.check_access("read")

    def _collect_links(self, vals, handed):
        """Add what is handed in to ``{model: ids}``, that of lines as well."""
        # What is no form at all is refused by Odoo.
        if not isinstance(vals, dict):
            return
        for name in self._link_fields.intersection(vals):
            ids = set(self._get_handed_ids(vals[name]))
            if ids and self._origin:
                # sudo: which ids are there already
                ids.difference_update(self._origin.sudo()[name].ids)
            if ids:
                handed[self._fields[name].comodel_name] |= ids
        for line, values in self._get_handed_lines(vals):
            line._collect_links(values, handed)

    def _get_handed_lines(self, vals):
        """The guarded lines among what is handed in: ``[(line, values)]``.

        A new line is an empty recordset.
        """
        found, guard = [], self.env.registry["relationship.guard"]
        for name, commands in vals.items() if isinstance(vals, dict) else ():
            field = self._fields.get(name)
            if not field or field.type not in LINES or name in self._link_fields:
                continue
            lines = self.env[field.comodel_name]
            if not isinstance(lines, guard) or not isinstance(commands, list):
                continue
            for command in commands:
                if isinstance(command, (list, tuple)) and len(command) > 2:
                    code, line_id, values = command
                    if isinstance(values, dict):
                        known = line_id if code == Command.UPDATE else False
                        found.append((lines.browse(known or []), values))
        return found

    @api.model
    def _get_handed_ids(self, value):
        """The ids in a value of a many2one, or of the commands of an x2many.

        A form may send what it knows of a record as well, with the id among it.
        """
        if isinstance(value, models.BaseModel):
            return value.ids
        if not isinstance(value, (list, tuple)):
            value = [value]
        ids = []
        for entry in value:
            if isinstance(entry, dict):
                entry = entry.get("id")
            if isinstance(entry, (list, tuple)) and entry:
                code, *arguments = entry
                ids += arguments[:1] if code in (Command.UPDATE, Command.LINK) else []
                ids += arguments[1] if code == Command.SET else []
            else:
                ids.append(entry)
        # What is no number is the id of nothing.
        return [number for number in ids if type(number) is int and number]
