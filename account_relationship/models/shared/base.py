from odoo import models


class Base(models.AbstractModel):
    """Who may not read a field of another record does not learn it in groups either.

    Odoo reads such a field with all rights, and asks for its groups when it is read or
    searched for, but not when records are grouped, sorted or added up by it. Done for
    all models: any may show a field of ours, and gets its groups by doing so.
    """

    _inherit = "base"

    def _traverse_related_sql(self, alias, field, query):
        self._check_field_access(field, "read")
        return super()._traverse_related_sql(alias, field, query)
