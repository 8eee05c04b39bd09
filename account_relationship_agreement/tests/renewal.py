from odoo.fields import Command

from .common import AgreementCommon


class RenewalCommon(AgreementCommon):
    """Agreements with a product, whose renewals people sell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann.group_ids |= cls.env.ref("sales_team.group_sale_salesman")
        cls.product = cls.env["product.product"].create(
            {"name": "Lift", "type": "service", "taxes_id": [Command.clear()]}
        )
        cls.lost_reason = cls.env["crm.lost.reason"].create({"name": "Bad weather"})

    def _agree_product(self, **values):
        line = {"name": "Lift", "product_id": self.product.id, "amount": 1500}
        return self._agree(**{"line_ids": [Command.create(line)], **values})

    def _make_opportunities(self):
        with self._without_commits():
            self.agreements._cron_make_opportunities()

    def _get_leads(self, agreement):
        return agreement.with_context(active_test=False).lead_ids

    def _make_lead(self, agreement):
        return agreement._make_opportunities().with_user(self.ann)

    def _get_notes(self, record):
        return " ".join(record.sudo().message_ids.mapped("body"))
