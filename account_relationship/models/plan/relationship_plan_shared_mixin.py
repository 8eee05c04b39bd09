from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ...people import check_words

#: Context of fields that lead to parts of templates as well as of plans.
WITH_TEMPLATES = {"relationship_with_templates": True}


class RelationshipPlanSharedMixin(models.AbstractModel):
    """What the customer may see of a plan: the plan itself, objectives, actions.

    Each is ours alone until its own switch says that it is shared. Whenever somebody
    changes what the customer sees, the plan notes the moment.
    """

    _name = "relationship.plan.shared.mixin"
    _description = "Part of an action plan a customer may see"

    is_shared = fields.Boolean(
        string="Shared with the customer",
        help="The customer sees it once the plan is agreed, and itself shared.",
    )
    customer_name = fields.Char(
        string="Title for the customer",
        help="How the customer sees it; its own title when empty.",
    )

    @api.model
    def _search(self, domain, *args, active_test=True, **kwargs):
        """Only those who ask for templates find them, as with what is archived.

        A template is no plan: it is not listed, counted, measured or reminded of.
        """
        domain = Domain(domain)
        if (
            active_test
            and not self.env.context.get("relationship_with_templates")
            and not any(
                condition.field_expr in ("id", "is_template")
                for condition in domain.iter_conditions()
            )
        ):
            domain &= Domain("is_template", "=", False)
        return super()._search(domain, *args, active_test=active_test, **kwargs)

    def _find_by(self, name, *values):
        """What a computed field of theirs is, as its search finds them.

        Whoever reads one part may not see the others it depends on: it is asked with
        all rights, of all of them in one query.

        :return: ``{id: value}`` of those for which it is one of some values
        """
        if not self.ids:
            return {}
        today = self.env["res.company"]._get_all_todays()
        found = [
            SQL(
                "SELECT id, %s AS place FROM (%s) AS found WHERE id = ANY(%s)",
                *(place, self._get_found_sql(name, value, today), self.ids),
            )
            for place, value in enumerate(values)
        ]
        rows = self.env.execute_query(SQL(" UNION ALL ").join(found))
        return {id_: values[place] for id_, place in rows}

    @api.model
    def _count_of(self, accounts, name, value):
        """How many of each account have a value in a computed field.

        Mostly none has: as in :meth:`_find_by` that is asked with all rights, and of
        those found only the ones the reader may read are counted.

        :rtype: Counter of account ids
        """
        today = self.env["res.company"]._get_all_todays()
        account = self._fields["account_id"]
        rows = self.env.execute_query(
            SQL(
                "SELECT id, account_id FROM %s WHERE %s = ANY(%s) AND id IN (%s)",
                SQL.identifier(self._table),
                SQL.identifier("account_id", to_flush=account),
                accounts.ids,
                self._get_found_sql(name, value, today),
            )
        )
        found = self.browse(id_ for id_, __ in rows)
        readable = set(found._filtered_access("read")._ids)
        return Counter(account_id for id_, account_id in rows if id_ in readable)

    @api.model
    @ormcache("self._name", "name", "value", "today")
    def _get_found_sql(self, name, value, today):
        """SQL of the ids for which a computed field has a value.

        Kept for the day: to make it takes five times as long as to ask it.
        """
        # sudo: see _find_by
        records = self.sudo().with_context(**WITH_TEMPLATES, active_test=False)
        return records._search(Domain(name, "=", value)).select()

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Everybody reads templates; who may change one writes under it."""
        operations = super()._mail_get_operation_for_mail_message_operation(
            message_operation
        )
        if message_operation == "create":
            # sudo: it tells a template from a plan
            templates = self.sudo().filtered("is_template")
            operations.update(dict.fromkeys(templates, "write"))
        return operations

    @api.constrains("customer_name")
    def _check_title(self):
        check_words(self, "customer_name")

    @api.model
    def _get_shown_fields(self):
        """Fields of which the customer sees a change."""
        return {"name", "customer_name", "is_shared", "state"}

    @api.model
    def _get_date_fields(self):
        """Dates somebody types, which may be mistyped."""
        return ["date_due"]

    def _get_plans(self):
        """The plans these are parts of."""
        return self.plan_id

    def _is_visible(self):
        """Whether the customer sees it."""
        return self.is_shared and self.plan_id._is_visible()

    def _get_snapshot_line(self):
        """Its line in a look at the plan, see relationship.plan.review."""
        self.ensure_one()
        return {
            "id": self.id,
            "title": self.name,
            "state": self.state,
            "date_due": self.date_due,
        }

    # ------------------------------------------------------------
    # Create, write
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.browse()._says_company():
            vals_list = [
                {name: vals[name] for name in vals if name != "company_id"}
                for vals in vals_list
            ]
        parts = super().create(vals_list)
        parts._check_dates()
        parts._send_change()
        return parts

    def write(self, vals):
        if not all(part._says_company() for part in self):
            vals = {name: vals[name] for name in vals if name != "company_id"}
        is_shown = bool(self._get_shown_fields() & vals.keys())
        if is_shown:
            # What is hidden from now on was seen before.
            self._send_change()
        result = super().write(vals)
        if set(self._get_date_fields()) & vals.keys():
            self._check_dates()
        if is_shown:
            self._send_change()
        return result

    def unlink(self):
        self._send_change()
        return super().unlink()

    def _says_company(self):
        """Whether it says itself of which company it is, not its account or plan."""
        return False

    def _check_dates(self):
        for part in self:
            for name in part._get_date_fields():
                day = part[name]
                if day and not 2000 <= day.year <= 2100:
                    raise ValidationError(
                        self.env._(
                            "“%(name)s”: %(date)s is not a date of a plan. "
                            "Choose one between 2000 and 2100.",
                            name=part.name,
                            date=day,
                        )
                    )

    def _send_change(self):
        """The customer will see something else than before."""
        shown = self.filtered(lambda part: part._is_visible())
        # sudo: whoever may change an action need not be allowed to edit the plan;
        # only the moment is noted
        plans = shown._get_plans().sudo()
        if plans:
            plans.changed_at = fields.Datetime.now()
