from odoo import api, models

from odoo.addons.base_import.models.base_import import FIELDS_RECURSION_LIMIT

from .relationship_feedback_history import HISTORY


class BaseImportImport(models.TransientModel):
    _inherit = "base_import.import"

    @api.model
    def get_fields_tree(self, model, depth=FIELDS_RECURSION_LIMIT):
        """Offer administrators what a ticket closed in another system brings along.

        :param str model: name of the model to import
        :param int depth: how deep lines of lines are offered
        :return: list of dicts, one for each field; see the module “base_import”
        """
        if not isinstance(model, str) or model not in self.env:
            return []
        tree = super().get_fields_tree(model, depth)
        is_administrator = self.env.user.has_group("account_relationship.group_manager")
        if model == "relationship.feedback" and depth and is_administrator:
            said = self.env[model].fields_get(HISTORY, ["string", "type"])
            tree += [
                {
                    "id": name,
                    "name": name,
                    "string": said[name]["string"],
                    "required": False,
                    "fields": [],
                    "type": said[name]["type"],
                    "model_name": model,
                }
                for name in HISTORY
            ]
        return tree
