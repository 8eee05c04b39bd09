import re

from markupsafe import escape

from odoo import api, models
from odoo.tools import SQL

#: Shorter words of a person stand in what others said as well.
SHORTEST_WORDS = 12
TEXTS = ("char", "text", "html")
#: Of a message: from whom and to whom it is.
ADDRESSES = ("email_from", "reply_to", "outgoing_email_to")
ADDRESSES += ("incoming_email_to", "incoming_email_cc")


class RelationshipPersonMention(models.AbstractModel):
    """Where a person is named in what stands about an account, to take the name out.

    Every text of every model of an account is gone through, and the conversations and
    activities on them: one of an addon as well. So are those on the person's contact.
    """

    _name = "relationship.person.mention"
    _description = "Names of a person in texts about an account"

    @api.model
    def _erase(self, accounts, persons, names, words):
        """Replace names, addresses and quoted words in all texts about the accounts.

        :param accounts: where the person may be named
        :param persons: the contacts, whose documents may keep them
        :param names: names and addresses, found as whole words
        :param words: what the person said, found as it was said
        """
        if not accounts and not persons:
            return
        self.env.flush_all()
        variants = self._get_variants(words)
        texts = self._get_other_texts(accounts)
        texts += self._get_texts_on(
            persons._name, SQL("%s", tuple(persons.ids) or (0,))
        )
        for model in self._get_models():
            texts += self._get_texts(model, self._get_records(model, accounts))
        for table, columns, condition in texts:
            query = self._get_query(table, columns, condition, names, variants)
            if query:
                self.env.cr.execute(query)
        self.env.invalidate_all(flush=False)

    @api.model
    def _get_other_texts(self, accounts):
        """Where else words are copied to, as :meth:`_get_texts`; parts add theirs."""
        return []

    @api.model
    def _get_models(self):
        return [
            model
            for model in self.env.values()
            if model._name.startswith("relationship.")
            and model._auto
            and not (model._abstract or model._transient)
            and self._get_way(model)
        ]

    @api.model
    def _get_way(self, model):
        """The field by which records come to an account: their own or their whole's."""
        if model._name == "relationship.account":
            return "id"
        names = [name for name, field in model._fields.items() if self._is_part(field)]
        return "account_id" if self._has_account(model) else next(iter(names), None)

    @api.model
    def _has_account(self, model):
        field = model._fields.get("account_id")
        return bool(field and field.store) and model._name.startswith("relationship.")

    @api.model
    def _is_part(self, field):
        """Whether what has the field is part of something about an account."""
        return (
            field.type == "many2one"
            and field.store
            and field.ondelete == "cascade"
            and self._has_account(self.env[field.comodel_name])
        )

    @api.model
    def _get_records(self, model, accounts):
        """The ids of the model's records that stand about the accounts."""
        way = self._get_way(model)
        holders = SQL("%s", accounts.ids)
        if way not in ("id", "account_id"):
            whole = self.env[model._fields[way].comodel_name]
            holders = SQL(
                "ARRAY(SELECT id FROM %s WHERE account_id = ANY(%s))",
                SQL.identifier(whole._table),
                accounts.ids,
            )
        return SQL(
            "(SELECT id FROM %s WHERE %s = ANY(%s))",
            SQL.identifier(model._table),
            SQL.identifier(way),
            holders,
        )

    @api.model
    def _get_texts(self, model, records):
        """``[(table, columns, condition)]``: the records, and what is said on them."""
        own = [
            name
            for name, field in model._fields.items()
            if field.type in TEXTS
            and field.store
            and not (field.translate or field.related or name == "access_token")
        ]
        return [
            (model._table, own, SQL("id IN %s", records)),
            *self._get_texts_on(model._name, records),
        ]

    @api.model
    def _get_texts_on(self, model, records):
        """As :meth:`_get_texts`: what is said, noted and planned on the records."""
        on_them = SQL("model = %s AND res_id IN %s", model, records)
        planned = SQL("res_model = %s AND res_id IN %s", model, records)
        noted = SQL(
            "mail_message_id IN (SELECT id FROM mail_message WHERE %s)", on_them
        )
        values = [
            f"{age}_value_{kind}" for age in ("old", "new") for kind in ("char", "text")
        ]
        return [
            ("mail_tracking_value", values, noted),
            ("mail_mail", ["body_html", "headers", "email_to", "email_cc"], noted),
            ("mail_message", ["body", "subject", *ADDRESSES], on_them),
            ("mail_activity", ["summary", "note", "res_name"], planned),
        ]

    @api.model
    def _get_query(self, table, columns, condition, names, words):
        if not columns:
            return None
        partner = self.env["res.partner"]
        pattern = self._get_pattern(names)
        erased = {}
        for column in columns:
            name = SQL.identifier(column)
            text = SQL("%s", name)
            for said in words:
                text = SQL(
                    "replace(%s, %s, %s)", text, said, partner._get_erased_words()
                )
            erased[column] = SQL(
                "regexp_replace(%s, %s, %s, 'gi')",
                text,
                pattern,
                partner._get_erased_name(),
            )
        return SQL(
            "UPDATE %(table)s SET %(values)s WHERE %(condition)s AND (%(changed)s)",
            table=SQL.identifier(table),
            values=SQL(", ").join(
                SQL("%s = %s", SQL.identifier(column), text)
                for column, text in erased.items()
            ),
            condition=condition,
            changed=SQL(" OR ").join(
                SQL("%s != %s", SQL.identifier(column), text)
                for column, text in erased.items()
            ),
        )

    @api.model
    def _get_pattern(self, names):
        """PostgreSQL's expression of the names: as whole words, in text and in HTML."""
        if not names:
            return r"\m\M"  # is found nowhere
        variants = {said for name in names for said in (name, str(escape(name)))}
        found = "|".join(
            r"\s+".join(map(re.escape, said.split())) for said in sorted(variants)
        )
        # Not \m and \M: “Amy (Lamps)” ends with no letter.
        return rf"(?<!\w)({found})(?!\w)"

    @api.model
    def _get_variants(self, words):
        """Words as they stand in plain text and in HTML, the longest first."""
        # Copied elsewhere, the lines may be laid out in any way.
        lines = {line.strip() for said in words for line in said.splitlines()}
        plain = {said for said in lines | words if len(said) >= SHORTEST_WORDS}
        variants = plain | {str(escape(said)) for said in plain}
        return sorted(variants, key=len, reverse=True)
