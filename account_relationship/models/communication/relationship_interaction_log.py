from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: Minutes in which whoever logged something takes it back with one tap.
UNDO_MINUTES = 10


class RelationshipInteraction(models.Model):
    """What the quick dialog knows before anything is typed.

    Where it was opened from says which customer it is about, who took part and, for a
    meeting in the calendar, when it was.
    """

    _inherit = "relationship.interaction"

    def action_undo(self):
        """Take back what was just logged, with the promises and needs it brought.

        For whoever logged it, and some minutes long; what came of it since stays.

        :return: an action that shows what is there again
        :raises UserError: when it is too late, or a colleague's
        """
        self.ensure_one()
        self.check_access("read")
        since = fields.Datetime.now() - timedelta(minutes=UNDO_MINUTES)
        if self.create_uid != self.env.user or self.create_date < since:
            raise UserError(
                self.env._(
                    "Only whoever logged it takes it back, within %(minutes)s minutes. "
                    "Correct it instead, or delete it.",
                    minutes=UNDO_MINUTES,
                )
            )
        # sudo: salespeople delete nothing but their own words of a moment ago
        logged = self.sudo()
        needs = logged._find_untouched_needs()
        promises = logged.promise_ids.filtered(lambda one: one.state == "open")
        for brought in (needs, promises):
            brought.filtered(lambda one: one.create_date == logged.create_date).unlink()
        logged.unlink()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _get_source(self):
        """The record the dialog was opened from, if it may be read."""
        return self._find_source(
            self.env.context.get("default_res_model"),
            self.env.context.get("default_res_id"),
        )

    @api.model
    def _find_source(self, model_name, record_id):
        """A document people talk about, if there is one and the user may read it."""
        if not isinstance(model_name, str) or type(record_id) is not int:
            return None
        if model_name not in self.env:
            return None
        record = self.env[model_name].browse(record_id)
        thread = self.env.registry["mail.thread"]
        if not isinstance(record, thread) or record._abstract or not record.exists():
            return None
        return record if record.has_access("read") else None

    def _check_source(self, vals):
        """Where it was logged from was handed in: it is opened for others later."""
        if self._is_on_own_path() or not {"res_model", "res_id"} & vals.keys():
            return
        for record in self or [self]:
            model = vals.get("res_model", record[:1].res_model)
            number = vals.get("res_id", record[:1].res_id)
            if (model or number) and self._find_source(model, number) is None:
                raise UserError(
                    self.env._(
                        "The document this was logged from does not exist, or you may "
                        "not read it."
                    )
                )

    @api.model
    def _get_source_event(self):
        source = self._get_source()
        if source is not None and source._name == "calendar.event":
            return source
        return self.env["calendar.event"]

    def _default_account_id(self):
        source = self._get_source()
        if source is not None and "relationship_account_id" in source._fields:
            # Of a document of somebody else's one may not see the account.
            return source.relationship_account_id._filtered_access("read")
        return False

    def _default_partner_ids(self):
        """The person the document is about, when it is a person."""
        source = self._get_source()
        partner = self.env["res.partner"]
        if source is not None and source._name == "res.partner":
            partner = source
        elif source is not None and source._name == "calendar.event":
            # sudo: only to find out which guests are the customer's
            customer = source.relationship_account_id.sudo().partner_id
            partner = source.partner_ids.filtered(
                lambda contact: contact.commercial_partner_id == customer
            )
        elif source is not None and "partner_id" in source._fields:
            partner = source.partner_id
        return partner.filtered(lambda contact: not contact.is_company)

    def _default_user_ids(self):
        """Colleagues who were at the meeting; otherwise whoever logs."""
        colleagues = self._get_source_event().partner_ids.user_ids.filtered(
            lambda user: not user.share
        )
        return colleagues or self.env.user

    def _default_type_id(self):
        """A meeting is one; otherwise the type the user logged last."""
        types = self.env["relationship.interaction.type"]
        meeting = self.env.ref(
            "account_relationship.interaction_type_meeting", raise_if_not_found=False
        )
        if self._get_source_event() and meeting and meeting.active:
            return meeting
        last = self.env["relationship.interaction"].search_fetch(
            [("create_uid", "=", self.env.uid)], ["type_id"], order="id desc", limit=1
        )
        return last.type_id.filtered("active") or types.search([], limit=1)

    @api.model
    def default_get(self, fields_list):
        """A meeting says when it was, how long, and what about."""
        values = super().default_get(fields_list)
        if self._get_source() is None:
            values = {
                name: value
                for name, value in values.items()
                if name not in ("res_model", "res_id")
            }
        if event := self._get_source_event():
            values |= {
                "event_id": event.id,
                "subject": event.name,
                "date_start": event.start,
                "duration": round(event.duration * 60),
            }
        return values

    @api.model
    @api.readonly
    def get_suggested_contacts(self, account_id):
        """Return the few people of the customer who probably took part.

        Those talked to most recently come first, then key contacts, then others.
        """
        # Whatever is no id is the id of no account; True would be one for Python.
        ids = [account_id] if type(account_id) is int else []
        account = self.env["relationship.account"].browse(ids).exists()
        # sudo: who the key contacts are of an account one may read; the people are
        # read with one's own rights
        account = account._filtered_access("read").sudo()
        if not account:
            return []
        recent = self.env["relationship.interaction"].search_fetch(
            [("account_id", "=", account.id)], ["partner_ids"], limit=10
        )
        people = self.env["res.partner"].search(
            Domain("commercial_partner_id", "=", account.partner_id.id)
            & Domain("is_company", "=", False)
            & Domain("type", "=", "contact")
            & Domain("name", "!=", False),
            limit=50,
        )
        known = recent.partner_ids | account.key_contact_ids.partner_id
        suggested = ((known & people) | people)[:5]
        return [
            {"id": contact.id, "display_name": contact.name} for contact in suggested
        ]

    @api.model
    def get_log_action(self, res_model=False, res_id=False):
        """Open the quick dialog, for the customer of a record if one is given."""
        return self._get_dialog_action(
            {"default_res_model": res_model, "default_res_id": res_id}
        )

    @api.model
    def _get_dialog_action(self, context):
        """Open the quick dialog; its title says which customer it is about."""
        self.check_access("create")
        if context.get("default_res_model") == "relationship.account":
            context = {"default_account_id": context["default_res_id"]}
        account = self.env["relationship.account"].browse(
            context.get("default_account_id")
        )
        # A number somebody made up tells no customer's name.
        account = account.exists()._filtered_access("read") or (
            self.with_context(**context)._default_account_id()
        )
        view = self.env.ref(
            "account_relationship.relationship_interaction_view_form_dialog"
        )
        context = {**context, "relationship_log_dialog": True}
        if account:
            context = {**context, "default_account_id": account.id}
        return {
            "type": "ir.actions.act_window",
            "name": (
                # sudo: whoever sees the document knows the name of the customer
                self.env._("Log interaction: %(name)s", name=account.sudo().name)
                if account
                else self.env._("Log interaction")
            ),
            "res_model": "relationship.interaction",
            "views": [(view.id, "form")],
            "target": "new",
            "context": context,
        }
