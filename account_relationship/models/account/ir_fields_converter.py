from odoo import api, models
from odoo.tools import escape_psql, plaintext2html

from ..shared.relationship_guard import MARKUP


class AmbiguousError(ValueError):
    """Several contacts of a customer have the name in a field."""

    def __init__(self, field, message):
        # Odoo puts words in for “%”.
        super().__init__(message.replace("%", "%%"))
        self.field = field


class IrFieldsConverter(models.AbstractModel):
    """Names of people in a file, read by the row they stand in."""

    _inherit = "ir.fields.converter"

    @api.model
    def for_model(self, model, fromtype=str, *, savepoint):
        """Return what converts a row; see the module “base”.

        In files of other systems colleagues who left are found by their names, and
        contacts by names of their own, which only one has at the row's customer.
        """
        convert = super().for_model(model, fromtype, savepoint=savepoint)
        guard = self.env.registry["relationship.guard"]
        if not self.env.context.get("import_file") or not isinstance(model, guard):
            return convert

        def convert_row(record, log):
            record = self._find_colleagues(model, dict(record))
            try:
                record = self._find_contacts(model, record, savepoint)
            except AmbiguousError as error:
                log(error.field, error)
                record[error.field] = ""
            return convert(record, log)

        return convert_row

    @api.model
    def _get_named(self, model, record, comodel):
        """Yield ``(field, names)`` of a row: whom of a model it gives by name."""
        for name in list(record):
            field = model._fields.get(name)
            if field and field.comodel_name == comodel and record[name]:
                text = record[name][0].get(None)
                if text and field.type in ("many2one", "many2many"):
                    several = field.type == "many2many"
                    yield field, text.split(",") if several else [text]

    @api.model
    def _find_colleagues(self, model, record):
        """Find those who left as well; of others the name is kept in the notes."""
        notes, unknown = model._imported_names_field, []
        for field, names in self._get_named(model, record, "res.users"):
            found = {name: self._find_colleague(name.strip()) for name in names}
            lost = [name.strip() for name, user in found.items() if not user]
            if lost and (not notes or field.required or self._is_there(record)):
                # Odoo says which name it does not find.
                continue
            if all(user.active for user in found.values()) and not lost:
                continue
            unknown += lost
            ids = [str(user.id) for user in found.values() if user]
            # What is left empty is not filled with whoever imports.
            record[field.name] = [{".id": ",".join(ids)}] if ids else ""
        if unknown:
            self._keep_names(model._fields[notes], record, unknown)
        return record

    @api.model
    def _keep_names(self, notes, record, names):
        """Say in the notes who it was."""
        line = self.env._("Done by %(names)s (imported)", names=", ".join(names))
        said = record.get(notes.name) or ""
        is_html = notes.type == "html" and MARKUP.search(said)
        line = plaintext2html(line) if is_html else f"{line}\n"
        record[notes.name] = f"{line}{said}".strip()

    @api.model
    def _find_contacts(self, model, record, savepoint):
        """Find contacts by name among those of the account in the row.

        :raises AmbiguousError: when several have the name
        """
        customer = self._get_customer(model, record, savepoint)
        named = self._get_named(model, record, "res.partner") if customer else ()
        for field, names in named:
            found = [
                customer.search(
                    [
                        ("commercial_partner_id", "=", customer.id),
                        ("name", "=ilike", escape_psql(name.strip())),
                    ],
                    limit=2,
                )
                for name in names
            ]
            for name, contacts in zip(names, found, strict=True):
                if len(contacts) > 1:
                    message = self.env._(
                        "%(customer)s has several contacts named “%(name)s”. Give the "
                        "mail address instead.",
                        customer=customer.name,
                        name=name.strip(),
                    )
                    raise AmbiguousError(field.name, message)
            if all(found):
                ids = ",".join(str(contact.id) for contact in found)
                record[field.name] = [{".id": ids}]
        return record

    @api.model
    def _get_customer(self, model, record, savepoint):
        """The customer of the account in a row."""
        field, given = model._fields.get("account_id"), record.get("account_id")
        if not field or not given:
            return self.env["res.partner"]
        [(subfield, value)] = given[0].items()
        try:
            found, __ = self.db_id_for(model, field, subfield, value, savepoint)
        except ValueError:
            # Odoo says which account it does not find.
            found = False
        return self.env[field.comodel_name].browse(found or []).partner_id

    @api.model
    def _is_there(self, record):
        """Whether the row changes a record, which has notes of its own."""
        xid = record.get("id") or ""
        module = self.env.context.get("_import_current_module", "__import__")
        xid = xid if "." in xid else f"{module}.{xid}"
        return bool(record.get(".id")) or bool(
            self.env.ref(xid, raise_if_not_found=False)
        )

    @api.model
    def _find_colleague(self, name):
        """One of us by name, or who was one of us if only one had the name."""
        users = self.env["res.users"]
        if known := users.name_search(name, operator="="):
            return users.browse(known[0][0])
        left = users.with_context(active_test=False).search(
            [
                *("&", "&", ("active", "=", False), ("share", "=", False)),
                *("|", "|", ("name", "=", name), ("login", "=", name)),
                ("email", "=", name),
            ],
            limit=2,
        )
        return left if len(left) == 1 else users
