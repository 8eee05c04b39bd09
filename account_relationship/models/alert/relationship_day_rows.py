from odoo import api, fields, models

from ...lines import format_money


class RelationshipDay(models.AbstractModel):
    """What the rows of *My day* say, and which button helps."""

    _inherit = "relationship.day"

    @api.model
    def _get_lanes(self, rows, user):
        labels = dict(self.env["relationship.alert"]._select_lanes())
        accounts = self.env["relationship.account"].browse(
            [row.account_id for row in rows]
        )
        readable = accounts._filtered_access("read")
        items = self._describe_items([item for row in rows for item in row.items])
        takable = self._filter_takable(readable, user)
        lanes = {
            key: {"key": key, "label": label, "total": 0, "rows": []}
            for key, label in labels.items()
        }
        for row, account in zip(rows, accounts, strict=True):
            lane = lanes[row.lane]
            lane["total"] = row.of_lane
            lane["rows"].append(
                {
                    "account": self._describe_account(account, readable),
                    "for_user": self._get_stood_in_for(account, user),
                    "can_take_over": account in takable,
                    "stake": self._format_stake(row.stake),
                    "number": row.number,
                    "items": [items[kind, int(id_)] for kind, id_ in row.items],
                }
            )
        return list(lanes.values())

    @api.model
    def _describe_account(self, account, readable):
        # sudo: whoever has something to do for a customer may know its name
        name = account.sudo().display_name
        return {"id": account.id, "name": name, "can_open": account in readable}

    @api.model
    def _get_stood_in_for(self, account, user):
        # sudo: who looks after a customer is for everybody who sees it
        manager = account.sudo().manager_id
        stands_in = account.sudo().acting_manager_id == user != manager
        return manager.name if stands_in else ""

    @api.model
    def _format_stake(self, stake):
        if not stake:
            return ""
        return format_money(self.env, stake, self.env.company.currency_id)

    @api.model
    def _format_when(self, account, day):
        return self.env["relationship.alert"]._format_when(account, day)

    # ------------------------------------------------------------
    # Reasons
    # ------------------------------------------------------------

    @api.model
    def _describe_items(self, items):
        """Return ``{(kind, id): what is shown of it}``, model by model."""
        sources, found = self._get_sources(), {}
        ids = {}
        for kind, id_ in items:
            ids.setdefault(kind, []).append(int(id_))
        for kind, of_kind in ids.items():
            source = sources[kind]
            for record in self.env[source.model].browse(of_kind):
                found[kind, record.id] = {
                    "kind": kind,
                    "model": source.model,
                    "id": record.id,
                    "is_alert": False,
                    "others": [],
                    **source.describe(record),
                }
        return found

    @api.model
    def _describe_promise(self, promise):
        return {
            "icon": "fa-handshake-o",
            "words": self.env._("promise: %(what)s", what=promise.name),
            "when": self._format_when(promise.account_id, promise.date_due),
            "is_late": promise.is_late,
            "button": self._get_done_button("action_keep", self.env._("Kept")),
        }

    @api.model
    def _describe_feedback(self, feedback):
        company = feedback.company_id
        day = feedback.deadline and company._get_relationship_day(feedback.deadline)
        what = feedback.display_name
        return {
            "icon": "fa-comment-o",
            "words": self.env._("feedback waits: %(what)s", what=what)
            if feedback.user_id
            else self.env._("nobody took the feedback: %(what)s", what=what),
            "when": self._format_when(feedback.account_id, day),
            "is_late": feedback.clock_state == "late",
            "button": False,
        }

    @api.model
    def _describe_action(self, action):
        # sudo: the name of the plan is for whoever has to do something in it
        plan = action.sudo().plan_id.display_name
        words = self.env._("%(what)s, plan %(plan)s", what=action.name, plan=plan)
        return {
            "icon": "fa-check-square-o",
            "words": words if plan else action.name,
            "when": self._format_when(action.account_id, action.date_due),
            "is_late": action.is_late,
            "button": self._get_done_button("action_done", self.env._("Done")),
        }

    @api.model
    def _describe_step(self, account):
        today = account.company_id._get_relationship_today()
        step, day = account.next_step, account.next_step_date
        log = self.env._("Log contact")
        return {
            "icon": "fa-arrow-circle-o-right",
            "words": self.env._("next step: %(what)s", what=step),
            "when": self._format_when(account, day),
            "is_late": day < today,
            "button": self._get_done_button(
                "action_finish_next_step",
                self.env._("Done"),
                undo="action_reopen_next_step",
                args=[step],
                undo_args=[step, fields.Date.to_string(day)],
            ),
            "others": [self._get_button(account, "action_log_interaction", log)],
        }

    @api.model
    def _describe_review(self, account):
        today = account.company_id._get_relationship_today()
        day = account.next_review_date
        return {
            "icon": "fa-search",
            "words": self.env._("review due"),
            "when": self._format_when(account, day),
            "is_late": day < today,
            "button": self._get_done_button(
                "action_review",
                self.env._("Reviewed"),
                undo="action_reopen_review",
                undo_args=[fields.Date.to_string(day)],
            ),
        }

    @api.model
    def _describe_plan(self, plan):
        words = self.env._("review the plan %(plan)s", plan=plan.display_name)
        return {
            "icon": "fa-map-o",
            "words": words,
            "when": "",
            "is_late": False,
            "button": False,
        }

    @api.model
    def _describe_update(self, plan):
        today = plan.company_id._get_relationship_today()
        words = self.env._("update on the plan %(plan)s", plan=plan.display_name)
        send = self.env._("Send update")
        return {
            "icon": "fa-paper-plane-o",
            "words": words,
            "when": self._format_when(plan.account_id, plan.next_update_on),
            "is_late": plan.next_update_on < today,
            "button": self._get_button(plan, "action_send_update", send),
        }

    @api.model
    def _describe_contact(self, account):
        log = self.env._("Log contact")
        return {
            "icon": "fa-phone",
            "words": self.env._("contact due"),
            "when": self._format_when(account, account.next_contact_date),
            "is_late": account.is_contact_late,
            "button": self._get_button(account, "action_log_interaction", log),
        }

    @api.model
    def _describe_alert(self, alert):
        reason = alert._get_reasons().get(alert.reason)
        buttons = [
            self._get_button(alert.account_id, method, label)
            for method, label in alert._get_buttons(reason)
        ]
        return {
            "icon": reason.icon if reason else "fa-bell-o",
            "words": alert.words or "",
            "when": "",
            "is_late": False,
            "is_alert": True,
            "button": buttons[0] if buttons else False,
            "others": buttons[1:],
        }

    # ------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------

    @api.model
    def _get_button(self, record, method, label):
        """A button that opens something: a public method of a record."""
        return {
            "method": method,
            "label": label,
            "model": record._name,
            "id": record.id,
            "undo": "",
        }

    @api.model
    def _get_done_button(
        self, method, label, undo="action_reopen", args=(), undo_args=()
    ):
        """A button of the row's own record, which is done with it.

        :param undo: the method that takes it back
        :param args: what the method is told besides the record
        :param undo_args: and the one that takes it back
        """
        return {
            **{"method": method, "label": label, "undo": undo},
            **{"args": list(args), "undo_args": list(undo_args)},
        }
