from odoo import models
from odoo.tools import SQL, email_normalize


class PrivacyLookupWizard(models.TransientModel):
    """Odoo's look-up of a person finds all we know, and deleting keeps our figures."""

    _inherit = "privacy.lookup.wizard"

    def _get_query(self):
        """What Odoo leaves out: what goes with a contact, and many contacts of one."""
        query = super()._get_query()
        found = [
            SQL(
                "SELECT %s AS res_model_id, id AS res_id, TRUE AS is_active FROM %s"
                " WHERE %s",
                self.env["ir.model"]._get_id(model._name),
                SQL.identifier(model._table),
                SQL(" OR ").join(conditions),
            )
            for model in self.env.values()
            if (conditions := self._get_our_conditions(model))
        ]
        return SQL(" UNION ALL ").join([query, *found])

    def action_lookup(self):
        """What was found in several ways is one line."""
        result = super().action_lookup()
        found = self.line_ids.grouped(lambda line: (line.res_model_id, line.res_id))
        # sudo: nobody may delete lines; these are the user's own, a moment old
        for lines in found.values():
            lines[1:].sudo().unlink()
        return result

    def _get_our_conditions(self, model):
        if not _is_ours(model):
            return []
        people = SQL("(SELECT id FROM indirect_references)")
        conditions = []
        for name, field in model._fields.items():
            if field.comodel_name != "res.partner" or not field.store:
                continue
            if field.type == "many2one" and field.ondelete == "cascade":
                conditions.append(SQL("%s IN %s", SQL.identifier(name), people))
            elif field.type == "many2many":
                conditions.append(
                    SQL(
                        "id IN (SELECT %s FROM %s WHERE %s IN %s)",
                        SQL.identifier(field.column1),
                        SQL.identifier(field.relation),
                        SQL.identifier(field.column2),
                        people,
                    )
                )
        if model._name == "relationship.promise":
            conditions.append(
                SQL(
                    "interaction_id IN (SELECT relationship_interaction_id"
                    " FROM relationship_interaction_partner_rel"
                    " WHERE res_partner_id IN %s)",
                    people,
                )
            )
        return conditions


class PrivacyLookupWizardLine(models.TransientModel):
    _inherit = "privacy.lookup.wizard.line"

    def action_unlink(self):
        """Of our records the person is taken out; the record is the customer's."""
        self.ensure_one()
        model = self.env[self.res_model]
        if self.res_model == "res.partner":
            # sudo: as Odoo's own deletion here, which administrators do
            persons = model.sudo().browse(self.res_id).exists()
            self._erase(persons.filtered(lambda person: not person.is_company))
            return super().action_unlink()
        if not _is_ours(model):
            return super().action_unlink()
        self._erase(self._get_persons())
        self.execution_details = self.env._(
            "Person taken out of %(model)s #%(record)s",
            model=self.res_model_id.name,
            record=self.res_id,
        )
        self.is_unlinked = True

    def _erase(self, persons):
        persons = persons.filtered(
            lambda person: (
                not person.with_context(active_test=False).relationship_account_ids
            )
        )
        emails = [email_normalize(self.wizard_id.email)]
        for person in persons:
            person._erase_from_accounts()
        # Of senders and answers without a contact there is the address.
        persons.browse()._erase_from_accounts(emails)

    def _get_persons(self):
        """The persons looked up who stand in the record, and who have the address."""
        # sudo: as above
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        record = self.env[self.res_model].sudo().browse(self.res_id).exists()
        named = partners.browse()
        for name, field in record._fields.items():
            if field.comodel_name == "res.partner" and field.store and record:
                named |= record[name]
        looked_up = partners.search(
            [("email_normalized", "=", email_normalize(self.wizard_id.email))]
        )
        lines = self.wizard_id.line_ids.filtered(
            lambda line: line.res_model == "res.partner"
        )
        persons = (named & partners.browse(lines.mapped("res_id"))) | looked_up
        return persons.filtered(lambda person: not person.is_company)


def _is_ours(model):
    return (
        model._name.startswith("relationship.")
        and model._auto
        and not (model._abstract or model._transient)
    )
