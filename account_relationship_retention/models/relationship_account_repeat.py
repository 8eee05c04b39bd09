from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

SECTIONS = ("line_section", "line_subsection")


class RelationshipAccount(models.Model):
    """*Repeat last order*: what the customer bought last, as a new quotation."""

    _inherit = "relationship.account"

    def action_repeat_last_order(self):
        """Make a quotation of the last order's products, at today's prices.

        Of the last confirmed order the user may see, or else of the last invoice. What
        is archived or not for sale any more, and what was composed for that order only
        (combos, down payments, delivery), is left out; what of it is a product is
        named.

        :return: the action that opens the quotation
        :raise UserError: when there is nothing to repeat
        :raise AccessError: for whoever may not make quotations
        """
        self.ensure_one()
        self.check_access("read")
        self.env["sale.order"].check_access("create")
        document = self._find_last_order() or self._find_last_invoice()
        if not document:
            raise UserError(
                self.env._(
                    "There is no order or invoice of %(customer)s that you may see.",
                    customer=self.display_name,
                )
            )
        lines, left_out = self._get_lines_to_repeat(document)
        if not any(line["product_id"] for line in lines):
            raise UserError(self._make_nothing_left_words(document, left_out))
        order = self._create_repeated(document, lines)
        return self._open_repeated(order, document, left_out)

    def _find_last_order(self):
        orders = self.env["sale.order"]
        return orders.search(
            self._get_order_domain(), order="date_order desc, id desc", limit=1
        )

    def _find_last_invoice(self):
        invoices = self.env["account.move"]
        if not invoices.has_access("read"):
            return invoices
        domain = self._get_invoice_domain() & Domain(
            "move_type", "in", ("out_invoice", "out_receipt")
        )
        return invoices.search(domain, order="invoice_date desc, id desc", limit=1)

    # ------------------------------------------------------------
    # Which lines
    # ------------------------------------------------------------

    def _get_lines_to_repeat(self, document):
        """Values of lines, without sections nothing is left of, and what is left out.

        :return: ``([values], names of products)``
        """
        kept, left_out = [], []
        for line in self._get_product_lines(document):
            if line.display_type in SECTIONS:
                kept.append(
                    {
                        "product_id": False,
                        "display_type": line.display_type,
                        "name": line.name,
                    }
                )
            elif self._may_be_sold(line):
                kept.append(self._get_repeated_values(line))
            else:
                # sudo: how a product of a document is called that the user may see
                left_out.append(line.product_id.sudo().display_name)
        return self._leave_out_empty_sections(kept), list(dict.fromkeys(left_out))

    def _get_product_lines(self, document):
        """Lines with products that were bought, and sections, in their order."""
        if document._name == "sale.order":
            lines, quantity = document.order_line, "product_uom_qty"
        else:
            lines, quantity = document.invoice_line_ids, "quantity"
        return lines.sorted(lambda line: (line.sequence, line.id)).filtered(
            lambda line: (
                line.display_type in SECTIONS
                or (
                    line.product_id
                    and line.display_type in (False, "product")
                    and line[quantity] > 0
                    and not line.is_downpayment
                    and not self._is_added(line)
                )
            )
        )

    def _is_added(self, line):
        """Whether Odoo added it to the order: delivery, a reward."""
        return any(
            name in line._fields and line[name]
            for name in ("is_delivery", "is_reward_line", "combo_item_id")
        )

    def _may_be_sold(self, line):
        # sudo: whether a product is for sale, also one the user may not see any more
        product = line.product_id.sudo()
        return (
            product.active
            and product.sale_ok
            and product.type != "combo"
            and self.company_id._may_use(product)
        )

    def _get_repeated_values(self, line):
        is_order = line._name == "sale.order.line"
        values = {
            "product_id": line.product_id.id,
            "product_uom_qty": line.product_uom_qty if is_order else line.quantity,
            "product_uom_id": line.product_uom_id.id or line.product_id.uom_id.id,
        }
        if is_order:
            chosen = line.product_no_variant_attribute_value_ids
            values["product_no_variant_attribute_value_ids"] = [Command.set(chosen.ids)]
        return values

    def _leave_out_empty_sections(self, lines):
        kept, has_product = [], dict.fromkeys(SECTIONS, False)
        for line in reversed(lines):
            kind = line.get("display_type")
            if not kind:
                has_product = dict.fromkeys(SECTIONS, True)
            elif has_product[kind]:
                has_product["line_subsection"] = False
                has_product["line_section"] = kind == "line_subsection"
            else:
                continue
            kept.append(line)
        return kept[::-1]

    # ------------------------------------------------------------
    # The quotation
    # ------------------------------------------------------------

    def _create_repeated(self, document, lines):
        orders = self.env["sale.order"].with_company(self.company_id)
        values = {
            "partner_id": self._get_addressee(document.partner_id).id,
            "company_id": self.company_id.id,
            "origin": document.name,
            "order_line": [
                Command.create({**line, "sequence": number})
                for number, line in enumerate(lines, 1)
            ],
        }
        if not self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            # Otherwise it is the customer's salesperson's, and gone.
            values["user_id"] = self.env.uid
        return orders.create(values)

    def _open_repeated(self, order, document, left_out):
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Quotation"),
            "res_model": "sale.order",
            "res_id": order.id,
            "views": [(False, "form")],
        }
        if not left_out:
            return action
        words = self.env._(
            "Of %(document)s this is left out, as it cannot be sold like that any "
            "more: %(products)s.",
            document=document.name,
            products=", ".join(left_out),
        )
        order.message_post(body=words)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": words, "type": "warning", "next": action},
        }

    def _make_nothing_left_words(self, document, left_out):
        if not left_out:
            return self.env._(
                "There is no product in %(document)s to repeat.", document=document.name
            )
        return self.env._(
            "Nothing of %(document)s can be sold like that any more: %(products)s.",
            document=document.name,
            products=", ".join(left_out),
        )
