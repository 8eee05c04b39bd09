from odoo import api, fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    relationship_absence_id = fields.Many2one(
        comodel_name="relationship.absence",
        string="Passed on during",
        index="btree_not_null",
        ondelete="set null",
        help="The activity goes back to the account manager after this absence.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._pass_on_to_acting_manager(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if "user_id" in vals:
            # Whoever gives it to somebody else means it: it does not go back.
            vals = {"relationship_absence_id": False, **vals}
        return super().write(vals)

    @api.model
    def _plan_many(self, xmlid, plans):
        """Plan something on many records at once, on each for its own reason.

        :param xmlid: of the activity type
        :param plans: ``[(record, user, day, summary)]``
        """
        activity_type = self.env.ref(xmlid)
        return self.create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "automated": True,
                    "res_model_id": self.env["ir.model"]._get_id(record._name),
                    "res_id": record.id,
                    "date_deadline": day,
                    "summary": summary,
                    "user_id": user.id,
                }
                for record, user, day, summary in plans
            ]
        )

    def _action_done(self, feedback=False, attachment_ids=None):
        """A call or meeting that was held is a touch at once."""
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        held = self.exists().filtered(
            lambda activity: (
                activity.activity_type_id.category in ("phonecall", "meeting")
            )
        )
        held._get_customer_accounts()._refresh_touches()
        self.exists()._finish_actions()
        return result

    def _finish_actions(self):
        """Whoever ticks off the to-do of an action has done the action."""
        own = self.filtered(
            lambda activity: (
                activity.res_model == "relationship.action"
                and activity.activity_type_id
                == self.env.ref(
                    "account_relationship.activity_type_action",
                    raise_if_not_found=False,
                )
            )
        )
        actions = self.env["relationship.action"].browse(own.mapped("res_id"))
        actions.exists().filtered(lambda action: action._is_open()).action_done()

    def _get_customer_accounts(self):
        """The accounts of the documents the activities are about."""
        # sudo: whoever calls a customer need not be allowed to read its account
        accounts = self.env["relationship.account"].sudo()
        for model, activities in (
            self.filtered("res_model").grouped("res_model").items()
        ):
            # sudo: as above; only the customer of the document is looked at
            documents = self.env[model].sudo().browse(activities.mapped("res_id"))
            if model == accounts._name:
                accounts |= documents.exists()
            elif model in self.env["relationship.touch"]._get_parts():
                accounts |= documents.exists().account_id
            elif "relationship_account_id" in documents._fields:
                accounts |= documents.exists().relationship_account_id
        return accounts

    @api.model
    def _pass_on_to_acting_manager(self, vals_list):
        """What is planned for an absent manager goes to the one who acts."""
        for model in ("relationship.account", "relationship.feedback"):
            model_id = self.env["ir.model"]._get_id(model)
            planned = [
                vals
                for vals in vals_list
                if vals.get("user_id")
                and vals.get("res_id")
                and (
                    vals.get("res_model") == model
                    or vals.get("res_model_id") == model_id
                )
            ]
            # sudo: who acts is decided by the account, not by who plans the activity
            records = self.env[model].sudo().browse({v["res_id"] for v in planned})
            records = records.exists()
            is_account = model == "relationship.account"
            accounts = {
                record.id: record if is_account else record.account_id
                for record in records
            }
            for vals in planned:
                self._pass_on_values(vals, accounts.get(vals["res_id"]))

    @api.model
    def _pass_on_values(self, vals, account):
        if (
            account
            and account.absence_id.user_id.id == vals["user_id"]
            and account.acting_manager_id != account.manager_id
        ):
            vals["user_id"] = account.acting_manager_id.id
            vals["relationship_absence_id"] = account.absence_id.id
