from odoo import api, fields, models
from odoo.tools import SQL


class RelationshipCategoryMovement(models.Model):
    """The same of each product category: who still buys it, who stopped, who began.

    New is who bought of the category for the first time ever. Sales of each category
    count from 0 on, so that what was returned of one hides nothing of another.
    """

    _name = "relationship.category.movement"
    _description = "Movement of a customer in a product category"
    _inherit = "relationship.movement.mixin"
    _auto = False
    _order = "month desc, difference, id"
    _more_columns = {"category_id": "int"}

    category_id = fields.Many2one(
        comodel_name="product.category",
        string="Product category",
        readonly=True,
        help="Empty for lines without a product.",
    )

    @api.model
    def _more_key(self):
        return ", COALESCE(category_id, 0)"

    @api.model
    def _same_row(self):
        return SQL("COALESCE(kept.category_id, 0) = COALESCE(found.category_id, 0)")

    @api.model
    def _get_rows(self, comparison, bought, customers):
        retention = self.env["relationship.retention"].with_company(
            comparison.company_id
        )
        before, after = comparison._get_windows()
        return retention._get_category_movements(before, after, customers)

    def action_open_account(self):
        """Open the customer account, or the contact of a customer without one."""
        self.ensure_one()
        self.check_access("read")
        return (self.account_id or self.partner_id).get_formview_action()
