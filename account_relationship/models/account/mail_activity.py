from odoo import api, fields, models

from ...turns import browse_given
from ..shared.relationship_guard import check_marks, leave_out

#: Who gets an activity later, whoever plans it.
MARKS = ("relationship_absence_id", "relationship_successor_of_id")


class MailActivity(models.Model):
    _inherit = "mail.activity"

    relationship_absence_id = fields.Many2one(
        comodel_name="relationship.absence",
        string="Passed on during",
        index="btree_not_null",
        ondelete="set null",
        help="The activity goes back to the account manager after this absence.",
    )
    relationship_successor_of_id = fields.Many2one(
        comodel_name="res.users",
        string="Waits for the successor of",
        index="btree_not_null",
        ondelete="set null",
        help="Planned by a colleague who has left: the customer's next account manager "
        "gets the activity.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        check_marks(self, MARKS, vals_list)
        self._pass_on_to_acting_manager(vals_list)
        return super().create(vals_list)

    @api.model
    def default_get(self, fields):
        """No default of a call or a user says who gets it later."""
        return super().default_get(leave_out(fields, MARKS))

    def write(self, vals):
        check_marks(self, MARKS, [vals])
        if "user_id" in vals:
            # Whoever gives it to somebody else means it: it does not go back.
            vals = {
                "relationship_absence_id": False,
                "relationship_successor_of_id": False,
                **vals,
            }
        return super().write(vals)

    def _is_of(self, user):
        """What a stand-in, or an heir, has is still of whoever is away, or gone."""
        former = self.relationship_successor_of_id
        absent = self.relationship_absence_id.user_id | former.filtered(
            lambda user: not user.active
        )
        return super()._is_of(user) or user in absent

    # ------------------------------------------------------------
    # People come and go
    # ------------------------------------------------------------

    @api.model
    def _pass_on_to_acting_manager(self, vals_list):
        """What is planned for somebody absent, or gone, goes to the one who acts."""
        result = super()._pass_on_to_acting_manager(vals_list)
        users = self.env["res.users"].browse(
            {vals["user_id"] for vals in vals_list if type(vals.get("user_id")) is int}
        )
        # sudo: only whether they still work here
        gone = users.sudo().filtered(lambda user: not user.active)
        away = gone.union(*self.env["relationship.absence"]._get_running(users))
        planned = [
            vals
            for vals in vals_list
            if vals.get("user_id") in away._ids and type(vals.get("res_id")) is int
        ]
        by_model = {}
        # sudo: models are known to everybody who plans something on a record
        models_sudo = self.env["ir.model"].sudo()
        for vals in planned:
            given = browse_given(models_sudo, vals.get("res_model_id"))
            model = vals.get("res_model") or given.model
            by_model.setdefault(model, []).append(vals)
        for model, group in by_model.items():
            accounts = self.env["relationship.account"]._get_of_documents(
                model, {vals["res_id"] for vals in group}
            )
            for vals in group:
                self._pass_on_values(vals, accounts.get(vals["res_id"]), gone)
        return result

    @api.model
    def _pass_on_values(self, vals, account, gone):
        if not account:
            return
        if vals["user_id"] in gone._ids:
            if heir := account._find_in_charge():
                vals["relationship_successor_of_id"] = vals["user_id"]
                vals["user_id"] = heir.id
        elif (
            account.absence_id.user_id.id == vals["user_id"]
            and account.acting_manager_id != account.manager_id
        ):
            vals["user_id"] = account.acting_manager_id.id
            vals["relationship_absence_id"] = account.absence_id.id

    def _return_to_manager(self, absence):
        """Give back what was passed on.

        Who has left meanwhile, or may not open it any more, gets nothing back.
        """
        manager = absence.user_id
        kept = self._filter_closed_to(manager) if manager.active else self
        (self - kept).write({"user_id": manager.id, "relationship_absence_id": False})
        kept.write(
            {
                "relationship_absence_id": False,
                "relationship_successor_of_id": manager.id,
            }
        )

    def _await_successor(self, leaving, tell=True):
        """Keep what people who leave planned about customers, for whoever comes next.

        Odoo deletes the activities of users who are archived. Those about a customer
        go to who acts for the account, and wait for the next manager there.

        :param leaving: the users who leave, still active or not
        :param tell: whether those who get them are told
        """
        accounts = self._get_account_by_activity()
        kept = self.filtered(lambda activity: activity in accounts)
        heirs = kept._get_heirs(accounts, leaving)
        told = kept.grouped(lambda activity: (activity.user_id, heirs[activity]))
        for (owner, heir), activities in told.items():
            marks = activities.grouped(
                lambda activity, owner=owner: activity._get_mark(owner, leaving)
            )
            for mark, group in marks.items():
                group.with_context(mail_activity_quick_update=True).write(
                    {"user_id": heir.id, **dict([mark])}
                )
        if tell:
            self._notify_waiting(told)

    def _get_heirs(self, accounts, leaving):
        """Return ``{activity: who has it next}``: who acts for the customer.

        :param accounts: ``{activity: account}``
        :param leaving: the users who leave
        """
        in_charge = {
            account: account._find_in_charge(leaving=leaving)
            for account in set(accounts.values())
        }
        return {activity: in_charge[accounts[activity]] for activity in self}

    @api.model
    def _return_to(self, users):
        """Who comes back, and still has the accounts, needs no successor."""
        waiting = self.search([("relationship_successor_of_id", "in", users.ids)])
        accounts = waiting._get_account_by_activity()
        for user, activities in waiting.grouped("relationship_successor_of_id").items():
            own = activities.filtered(
                lambda activity, user=user: (
                    activity in accounts and accounts[activity].manager_id == user
                )
            )
            # Not what may not be opened any more.
            own -= own._filter_closed_to(user)
            own.with_context(mail_activity_quick_update=True).write(
                {"user_id": user.id}
            )

    def _filter_closed_to(self, user):
        """Those on records the user may not open."""
        env = self.with_user(user).env
        closed = self.browse()
        for model, activities in self.grouped("res_model").items():
            documents = env[model].with_context(
                allowed_company_ids=user.company_ids.ids
            )
            documents = documents.browse(activities.mapped("res_id")).exists()
            readable = set(documents._filtered_access("read").ids)
            closed |= activities.filtered(
                lambda activity, readable=readable: activity.res_id not in readable
            )
        return closed

    def _get_mark(self, owner, leaving):
        """Whose it is, when somebody else gets it as its owner leaves."""
        absence = self.relationship_absence_id
        if absence and absence.user_id not in leaving:
            # A stand-in leaves: it still goes back to the one who is away.
            return "relationship_absence_id", absence.id
        former = self.relationship_successor_of_id or absence.user_id or owner
        return "relationship_successor_of_id", former.id

    def _get_account_by_activity(self):
        """Return ``{activity: account}`` of those that are about one."""
        Account = self.env["relationship.account"]
        found = {}
        for (model, user), activities in self.grouped(
            lambda activity: (activity.res_model, activity.user_id)
        ).items():
            accounts = Account._get_of_documents(
                model, activities.mapped("res_id"), user
            )
            for activity in activities:
                if account := accounts.get(activity.res_id):
                    found[activity] = account
        return found

    @api.model
    def _notify_waiting(self, told):
        """One message to each who has somebody's work now, whatever its amount.

        :param told: ``{(user who leaves, who has it): activities}``
        """
        for (user, heir), activities in told.items():
            if not heir or heir == self.env.user:
                continue
            env = self.with_context(lang=heir.lang).env
            env["mail.thread"].message_notify(
                partner_ids=heir.partner_id.ids,
                subject=env._(
                    "%(count)s activities of %(user)s are on your list",
                    count=len(activities),
                    user=user.name,
                ),
                body=env._(
                    "%(user)s no longer does what was planned with these customers: it "
                    "is on your list now. Where an account manager is missing, the "
                    "next one gets what is still open.",
                    user=user.name,
                ),
                email_layout_xmlid="mail.mail_notification_light",
            )
