from odoo import api, models
from odoo.exceptions import UserError

from ..shared.windows import open_listed


class RelationshipAccount(models.Model):
    """What a company sets up first: each step is done when the data says so."""

    _inherit = "relationship.account"

    @api.model
    def get_first_steps(self):
        """What the panel above the accounts offers to who leads account managers.

        :return: list of ``{"key", "title", "help", "words", "is_done"}``, where
            ``words`` say how far it is; without what the user may not do, and empty for
            everybody else, when all is done and when the company put the panel away
        """
        # sudo: how the company works, which is read here by its own people only
        is_hidden = self.env.company.sudo().relationship_first_steps_hidden
        if is_hidden or not self._is_for_first_steps():
            return []
        steps = self._get_first_steps()
        return steps if any(not step["is_done"] for step in steps) else []

    @api.model
    def action_first_step(self, key):
        """Open where a step is done.

        :param str key: of the step, see :meth:`get_first_steps`
        :raises UserError: when the user has no such step
        """
        windows = self._get_first_step_windows() if self._is_for_first_steps() else {}
        opened = windows.get(key) if isinstance(key, str) else None
        if not opened:
            raise UserError(self.env._("There is no such step."))
        name, domain = opened
        titles = {step["key"]: step["title"] for step in self._get_first_steps()}
        action = open_listed(self, name, domain)
        action["display_name"] = titles.get(key, action["name"])
        action["views"] = sorted(action["views"], key=lambda view: view[1] != "list")
        return action

    @api.model
    def hide_first_steps(self):
        """Put the panel away for the whole company; who leads account managers may."""
        if self._is_for_first_steps():
            # sudo: this one field of the company, by those the panel is for
            self.env.company.sudo().relationship_first_steps_hidden = True

    # ------------------------------------------------------------
    # The steps: addons and other parts add theirs
    # ------------------------------------------------------------

    @api.model
    def _get_first_steps(self):
        looked_after = [*self._get_first_step_domain(), ("stage_kind", "!=", "ended")]
        [(number, with_backup)] = self._read_group(
            looked_after, [], ["__count", "backup_id:count"]
        )
        steps = [
            {
                "key": "accounts",
                "title": self.env._("Open accounts"),
                "help": self.env._("Give your customers an account manager."),
                "words": self.env._("%(number)s opened", number=number),
                "is_done": bool(number),
            },
            {
                "key": "backups",
                "title": self.env._("Name backups"),
                "help": self.env._("Somebody acts while the manager is away."),
                "words": self.env._(
                    "%(done)s of %(all)s have one", done=with_backup, all=number
                ),
                "is_done": bool(number) and with_backup == number,
            },
        ]
        if self.env["res.users"].has_access("write"):
            steps.append(self._get_capacity_step())
        return steps

    @api.model
    def _is_for_first_steps(self):
        return self.env.user.has_group("account_relationship.group_head")

    @api.model
    def _get_first_step_domain(self):
        return [("company_id", "=", self.env.company.id)]

    @api.model
    def _get_first_step_windows(self):
        """Return ``{key: (action, domain)}``."""
        no_backup = [("backup_id", "=", False), ("stage_kind", "!=", "ended")]
        managers = self.env.ref("account_relationship.group_user").id
        return {
            "accounts": ("relationship_candidate_action", []),
            "backups": (
                "relationship_account_action",
                [*self._get_first_step_domain(), *no_backup],
            ),
            "capacity": (
                "res_users_action_managers",
                [("share", "=", False), ("all_group_ids", "in", [managers])],
            ),
        }

    @api.model
    def _get_capacity_step(self):
        """Done when the company's number is its own, or somebody has another one."""
        company = self.env.company
        capacity = company.relationship_capacity
        default = company._fields["relationship_capacity"].default(company)
        own = self.env["res.users"].search_count(
            [("account_capacity", ">", 0), ("company_ids", "in", company.ids)]
        )
        if own:
            words = self.env._("%(number)s have their own", number=own)
        else:
            words = self.env._("%(number)g for each manager", number=capacity)
        return {
            "key": "capacity",
            "title": self.env._("Set capacity"),
            "help": self.env._("How many accounts one manager can look after."),
            "words": words,
            "is_done": bool(own) or capacity != default,
        }
