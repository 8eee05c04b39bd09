from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Bring the accounts together before the contacts' rows are.

        Odoo would delete an account whose customer has one already: the two would
        break the unique constraint.
        """
        # sudo: whoever may merge contacts need not be allowed to edit accounts;
        # without it their history would be lost
        accounts = self.env["relationship.account"].sudo()
        accounts = accounts.with_context(active_test=False).search(
            [("partner_id", "in", src_partners.ids)]
        )
        kept = accounts.browse()
        for account in accounts:
            kept |= account._move_to_customer(dst_partner.commercial_partner_id)
        # What they bought is revenue of the customer: SQL does not tell the ORM.
        self.env.flush_all()
        revenue = self.env["relationship.revenue"]
        bought = self._get_documents_condition(src_partners | dst_partner)
        revenue._note(bought)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        revenue._note(bought)
        # What the numbers are made of is the customer's only now.
        kept = kept.exists()
        kept._link_leads()
        kept._refresh_numbers()
        # sudo: as above
        keys = self.env["relationship.key.contact"].sudo()
        keys = keys.search([("partner_id", "=", dst_partner.id)])
        keys.account_id._refresh_touches(is_contact=True)
        return result

    @api.model
    def _update_foreign_keys_generic(self, model, src_records, dst_record):
        """Bring rows together of which there may be one once the records are one.

        Odoo would delete all rows of the others as soon as two of them break a
        constraint, and stop at a unique index.
        """
        moved = [
            (self._bring_together(rows, name, other, dst_record), name)
            for rows, name, other in self._find_once(model, src_records | dst_record)
        ]
        result = super()._update_foreign_keys_generic(model, src_records, dst_record)
        # SQL does not tell the ORM.
        for rows, name in moved:
            rows = rows.exists()
            rows.invalidate_recordset()
            rows.modified([name])
        return result

    @api.model
    def _get_once(self):
        """What may be there once of two records.

        :return: ``{model: the fields that name the two}``; the model has
            ``_become_one``
        """
        return {
            "relationship.key.contact": ("account_id", "partner_id"),
            "relationship.plan.contact": ("plan_id", "partner_id"),
        }

    @api.model
    def _find_once(self, model, records):
        """Rows of the records, the field that names these, and the one beside it."""
        for once, names in self._get_once().items():
            # sudo: whoever may merge contacts need not see what we know of them
            rows = self.env[once].sudo().with_context(active_test=False)
            for name, other in zip(names, reversed(names), strict=True):
                if rows._fields[name].comodel_name == model:
                    yield rows.search([(name, "in", records.ids)]), name, other

    @api.model
    def _bring_together(self, rows, name, other, kept):
        for same in rows.filtered(other).grouped(other).values():
            if len(same) > 1:
                same.sorted(lambda row: row[name] != kept)._become_one()
        return rows

    @api.model
    def _get_documents_condition(self, partners):
        """SQL about ``partner``: the contacts, and those of their companies.

        Worked out before they are merged: afterwards they are in another company.
        """
        # sudo: whatever they bought, in all companies
        contacts = self.env["res.partner"].sudo().with_context(active_test=False)
        found = contacts.search(
            [("commercial_partner_id", "in", partners.commercial_partner_id.ids)]
        )
        return SQL("partner.id = ANY(%s)", (found | partners).ids)
