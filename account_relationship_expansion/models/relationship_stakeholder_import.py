from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.account_relationship.models.shared.relationship_guard import is_listed


class RelationshipStakeholder(models.Model):
    """People from a file: by their names, with roles and whom they report to.

    A name that is one of the customer's contacts is that contact. Whom somebody
    reports to is looked for among the people of the same customer, further down the
    file as well.
    """

    _inherit = "relationship.stakeholder"

    @api.model
    def get_import_templates(self):
        """Offer a template in the import screen."""
        return [
            {
                "label": self.env._("Import template for people"),
                "template": "/account_relationship_expansion/static/xls/people.xlsx",
            }
        ]

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("import_file"):
            vals_list = self._name_contacts(vals_list)
        return super().create(vals_list)

    @api.model
    def load(self, fields, data):
        """Say who reports to whom once all people of the file are there."""
        if not self._says_leaders(fields, data):
            return super().load(fields, data)
        place = fields.index("parent_id")
        rows = [[*row[:place], *row[place + 1 :]] for row in data]
        savepoint = self.env.cr.savepoint()
        result = super().load([*fields[:place], *fields[place + 1 :]], rows)
        messages = []
        if result["ids"]:
            names = [row[place] for row in data]
            messages = self.browse(result["ids"])._report_to(names)
            result["messages"] += messages
        if messages:
            result["ids"] = False
        savepoint.close(rollback=bool(messages))
        return result

    @api.model
    def _says_leaders(self, fields, data):
        """Whether a file has a column of leaders; nonsense is left to Odoo."""
        return (
            is_listed("parent_id", fields)
            and isinstance(fields, list)
            and isinstance(data, list)
            and all(isinstance(row, list) for row in data)
            and all(len(row) == len(fields) for row in data)
        )

    @api.model
    def _name_contacts(self, vals_list):
        """Take a name for the contact of the customer who is called so, if one is."""
        unknown = [
            vals
            for vals in vals_list
            if vals.get("name")
            and vals.get("account_id")
            and not vals.get("partner_id")
        ]
        accounts = self.env["relationship.account"].browse(
            {vals["account_id"] for vals in unknown}
        )
        contacts = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "in", accounts.partner_id.ids),
                ("name", "in", [vals["name"].strip() for vals in unknown]),
            ]
        )
        called = contacts.grouped(lambda one: (one.commercial_partner_id, one.name))
        for vals in unknown:
            customer = accounts.browse(vals["account_id"]).partner_id
            found = called.get((customer, vals["name"].strip()), contacts.browse())
            if len(found) == 1:
                vals["partner_id"] = found.id
        return vals_list

    def _report_to(self, names):
        """Have each report to who is called so at the same customer.

        :param names: the leader's name for each person, or nothing
        :return: messages of :meth:`load`, of those who are not found
        """
        called = {}
        for person in self.search([("account_id", "in", self.account_id.ids)]):
            key = (person.account_id, _fold(person.display_name))
            called[key] = called.get(key, self.browse()) + person
        messages = []
        for row, (person, name) in enumerate(zip(self, names, strict=False)):
            if not _fold(name):
                continue
            leader = called.get((person.account_id, _fold(name)), self.browse())
            try:
                person.parent_id = person._get_one(leader, name)
            except UserError as error:
                messages.append(
                    {
                        "type": "error",
                        "message": str(error),
                        "record": row,
                        "rows": {"from": row, "to": row},
                        "field": "parent_id",
                    }
                )
        return messages

    def _get_one(self, leaders, name):
        if len(leaders) == 1:
            return leaders
        words = (
            self.env._(
                "Several people of %(customer)s are called “%(name)s”.",
                customer=self.account_id.name,
                name=name,
            )
            if leaders
            else self.env._(
                "Nobody of %(customer)s is called “%(name)s”, neither here nor further "
                "down.",
                customer=self.account_id.name,
                name=name,
            )
        )
        raise UserError(words)


def _fold(name):
    return " ".join((name or "").split()).casefold()
