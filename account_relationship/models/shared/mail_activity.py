from markupsafe import Markup

from odoo import api, models
from odoo.tools import format_date

#: What of an open to-do follows what is wanted now.
FOLLOWS = ("user_id", "date_deadline", "summary")


class MailActivity(models.Model):
    """One to-do for each reason: what is open of a type of activity on a record.

    What somebody planned by hand is not ours and stays.
    """

    _inherit = "mail.activity"

    @api.model
    def _sync(self, reason, wanted, follows=FOLLOWS):
        """Let each record have the one to-do of a reason that is wanted now.

        What is missing is made, what is there is moved, what is over is dropped: in
        few queries, however many records there are. Each person hears of all that is
        new to him or her at once, unless the context says
        ``mail_activity_quick_update``.

        :param str reason: xmlid of the activity type; each reason has one of its own
        :param dict wanted: of records of one model: ``{record: (user, day, summary)}``,
            ``{record: None}`` where nothing is to do. Without summary it is the type's;
            a function of an environment says it in the language of the user
        :param follows: which fields of a to-do that is there are brought up to date
        """
        if not wanted or self.env.context.get("mail_activity_automation_skip"):
            return
        # sudo: to-dos follow what happens to a record, whoever has them and whoever
        # made it happen
        records = self.env[next(iter(wanted))._name].sudo().concat(*wanted)
        planned = records.with_context(active_test=True).activity_search([reason])
        planned = planned.with_env(records.env).grouped("res_id")
        over = records.env["mail.activity"]
        missing, changes = {}, {}
        for record, plan in wanted.items():
            there = planned.get(record.id, over.browse())
            if not plan:
                over |= there
            elif not there:
                missing[record] = plan
            elif values := there[0]._get_changes(*plan, follows):
                changes[there[0]] = values
        over.unlink()
        self._move(changes)
        self._make(reason, missing)

    @api.model
    def _make(self, reason, wanted):
        """Make to-dos beside what is there, and tell those who have them.

        :param reason: as of :meth:`_sync`
        :param dict wanted: ``{record: (user, day, summary)}``
        """
        activity_type = self.env.ref(reason, raise_if_not_found=False)
        if not wanted or not activity_type:
            return
        model_id = self.env["ir.model"]._get_id(next(iter(wanted))._name)
        # sudo: as in _sync
        activities = self.sudo().with_context(mail_activity_quick_update=True)
        made = activities.create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "automated": True,
                    "res_model_id": model_id,
                    "res_id": record.id,
                    "date_deadline": day,
                    "summary": self._say_to(user, summary)
                    or activity_type.with_context(lang=user.lang).summary,
                    "user_id": user.id,
                }
                for record, (user, day, summary) in wanted.items()
            ]
        )
        # sudo: those who have to act hear of it, whoever set it in motion
        made.with_env(self.sudo().env)._notify_owners()

    def _get_changes(self, user, day, summary, follows):
        """What of an open to-do is not as it is wanted."""
        said = self._say_to(user, summary)
        wanted = {"date_deadline": day, "summary": said or self.summary}
        changes = {
            name: value
            for name, value in wanted.items()
            if name in follows and self[name] != value
        }
        if "user_id" in follows and not self._is_of(user):
            changes["user_id"] = user.id
        return changes

    @api.model
    def _say_to(self, user, summary):
        """Why it is to be done, for whoever does it: customers and machines, who have
        a language of their own or none, set our work in motion.
        """
        if not callable(summary):
            return summary
        return summary(self.with_context(lang=user.lang).env)

    def _is_of(self, user):
        """Whether it is the user's, though somebody else may have it for now."""
        return self.user_id == user

    @api.model
    def _move(self, changes):
        given = {a: values for a, values in changes.items() if "user_id" in values}
        for activity, values in given.items():
            values |= {"res_model": activity.res_model, "res_id": activity.res_id}
        self._pass_on_to_acting_manager(list(given.values()))
        for values in given.values():
            del values["res_model"], values["res_id"]
        # sudo: as in _sync
        activities = self.sudo()
        quick = activities.with_context(mail_activity_quick_update=True)
        for group in (
            activities.concat(*changes)
            .grouped(lambda activity: frozenset(changes[activity].items()))
            .items()
        ):
            quick.concat(group[1]).write(dict(group[0]))
        activities.concat(*given)._notify_owners()

    @api.model
    def _pass_on_to_acting_manager(self, vals_list):
        """Give what is for somebody who is not there to somebody who is.

        :param list vals_list: values, changed in place, of activities that are made
            or given to somebody else, with ``user_id``, ``res_id`` and the model
        """

    def _notify_owners(self):
        """Tell each person of what is new: of several in one message."""
        if self.env.context.get("mail_activity_quick_update"):
            return
        for user, activities in self.grouped("user_id").items():
            if len(activities) == 1 and user != self.env.user:
                activities.action_notify()
            elif user and user != self.env.user:
                activities._notify_owner(user)

    def _notify_owner(self, user):
        activities = self.with_context(lang=user.lang)
        env = activities.env
        env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=env._(
                "%(count)s to-dos assigned to you: %(kind)s",
                count=len(activities),
                kind=", ".join(activities.activity_type_id.mapped("name")),
            ),
            body=Markup("<ul>%s</ul>") % activities._list_with_links(),
            email_layout_xmlid="mail.mail_notification_light",
        )

    def _list_with_links(self):
        """The items of an HTML list: on which document, what, until when."""
        return Markup().join(
            Markup("<li><a href='/mail/view?model=%s&res_id=%s'>%s</a>: %s (%s)</li>")
            % (
                *(activity.res_model, activity.res_id, activity.res_name),
                activity.summary or activity.activity_type_id.name,
                format_date(self.env, activity.date_deadline),
            )
            for activity in self
        )
