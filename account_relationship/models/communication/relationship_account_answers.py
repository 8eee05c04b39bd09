from odoo import api, fields, models
from odoo.fields import Command, Domain

from ...people import check_words
from ...turns import take_turns
from ..shared.relationship_guard import hear

#: Answers that keep their author and day.
ANSWERS = ("wants", "wants_by", "problem")


class RelationshipAccount(models.Model):
    """What the customer wants, by when, and its problems: the current answers.

    Each keeps its author and day and goes stale after the tier's days. Whoever follows
    the account, or sells to the customer, hears of a change once a day.
    """

    _inherit = "relationship.account"

    wants = fields.Text(string="What they want")
    wants_by = fields.Date(string="By when")
    wants_user_id = fields.Many2one(
        comodel_name="res.users", string="Wants noted by", readonly=True
    )
    wants_on = fields.Date(string="Wants noted on", readonly=True)
    problem = fields.Text(string="Problems")
    problem_user_id = fields.Many2one(
        comodel_name="res.users", string="Problem noted by", readonly=True
    )
    problem_on = fields.Date(string="Problem noted on", readonly=True)
    next_step = fields.Char()
    next_step_date = fields.Date(string="Next step on")
    answers_changed_at = fields.Datetime(
        readonly=True,
        index="btree_not_null",
        help="An answer changed and nobody was told yet.",
    )
    answers_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Last answer by",
        readonly=True,
        help="Empty when several people gave the answers that are still to be told.",
    )
    answers_told_ids = fields.Many2many(
        comodel_name="res.users",
        relation="relationship_account_answers_told_rel",
        string="Told of the last answer",
        readonly=True,
        copy=False,
        help="Who was told already while others still are to be.",
    )
    is_wants_stale = fields.Boolean(compute="_compute_is_stale")
    is_problem_stale = fields.Boolean(compute="_compute_is_stale")

    @api.constrains("wants", "problem", "next_step")
    def _check_words(self):
        check_words(self, "wants", "problem", "next_step")

    @api.depends("wants_on", "problem_on", "tier_id.stale_days")
    def _compute_is_stale(self):
        for account in self:
            today = (account.company_id or self.env.company)._get_relationship_today()
            days = account.tier_id.stale_days
            account.is_wants_stale = bool(
                days
                and account.wants
                and account.wants_on
                and (today - account.wants_on).days > days
            )
            account.is_problem_stale = bool(
                days
                and account.problem
                and account.problem_on
                and (today - account.problem_on).days > days
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Sign and date the answers an account is opened with."""
        return super().create(
            [
                {
                    **self._prepare_signature(
                        [name for name in ANSWERS if vals.get(name)]
                    ),
                    **vals,
                }
                for vals in vals_list
            ]
        )

    def write(self, vals):
        """Sign and date the answers that change."""
        result = True
        groups = self._group_by_changed_answers(vals)
        for changed, accounts in groups.items():
            others = accounts._get_answered_by_others() if changed else self.browse()
            signed = {
                **self._prepare_signature(changed),
                **self._prepare_confirmation(vals),
                **vals,
            }
            result = super(RelationshipAccount, accounts).write(signed)
            if others:
                # Each is to hear what the other noted.
                super(RelationshipAccount, others).write({"answers_user_id": False})
        return result

    def _get_answered_by_others(self):
        """Accounts with an answer of somebody else that nobody was told of yet."""
        return self.filtered(
            lambda account: (
                account.answers_changed_at and account.answers_user_id != self.env.user
            )
        )

    def _group_by_changed_answers(self, vals):
        """Return ``{names of answers that change: accounts}``."""
        names = [name for name in ANSWERS if name in vals]
        if not names:
            return {(): self}
        groups = {}
        for account in self:
            changed = tuple(
                name for name in names if account._is_another_answer(name, vals[name])
            )
            groups[changed] = groups.get(changed, self.browse()) | account
        return groups

    def _is_another_answer(self, name, value):
        new = self._fields[name].convert_to_cache(value, self)
        return (self[name] or False) != (new or False)

    def _prepare_confirmation(self, vals):
        """The day of answers the customer gave again: they are not stale."""
        told_at = hear(self.env, "relationship_answered_on")
        if not told_at:
            return {}
        day = fields.Datetime.context_timestamp(self, told_at).date()
        values = {}
        if vals.get("wants"):
            values["wants_on"] = day
        if vals.get("problem"):
            values["problem_on"] = day
        return values

    def _prepare_signature(self, changed):
        """Author and day of the answers, and that somebody has to be told."""
        if not changed:
            return {}
        told_at = hear(self.env, "relationship_answered_on") or fields.Datetime.now()
        day = fields.Datetime.context_timestamp(self, told_at).date()
        values = {
            "answers_changed_at": fields.Datetime.now(),
            "answers_user_id": self.env.uid,
            "answers_told_ids": [Command.clear()],
        }
        if "wants" in changed or "wants_by" in changed:
            values |= {"wants_user_id": self.env.uid, "wants_on": day}
        if "problem" in changed:
            values |= {"problem_user_id": self.env.uid, "problem_on": day}
        return values

    # ------------------------------------------------------------
    # Telling those who sell
    # ------------------------------------------------------------

    @api.model
    def _cron_tell_answers(self):
        """Tell each person once a day of the accounts whose answers changed.

        Each person is told by himself or herself: who was told is noted with it, so
        that a run that breaks off, or a person who cannot be told, makes nobody hear
        of it twice.
        """
        cron = self.env["ir.cron"]
        changed = self.env["relationship.account"].search(
            [("answers_changed_at", "!=", False)]
        )
        readers = changed._get_answer_readers()
        cron._work_off(
            list(readers.items()), lambda reader: reader[1]._notify_answers(reader[0])
        )
        cron._work_off_many(changed, lambda part: part._forget_told_answers())

    def _notify_answers(self, user):
        """Send one message to a person, with all accounts that concern him or her."""
        take_turns(self)
        accounts = self.filtered(
            lambda account: (
                account.answers_changed_at and user not in account.answers_told_ids
            )
        )
        accounts.write({"answers_told_ids": [Command.link(user.id)]})
        news = accounts.filtered(lambda account: account.answers_user_id != user)
        if news:
            news._send_answers(user)

    def _forget_told_answers(self):
        """What everybody was told of is no longer news."""
        take_turns(self)
        readers = self._get_answer_readers()
        waiting = self.browse().union(
            *(
                accounts.filtered(lambda a, user=user: user not in a.answers_told_ids)
                for user, accounts in readers.items()
            )
        )
        (self - waiting).write(
            {"answers_changed_at": False, "answers_told_ids": [Command.clear()]}
        )

    def _get_answer_readers(self):
        """Return ``{internal user: accounts}``: followers and salespeople."""
        readers = {}
        leads = self.env["crm.lead"].search(
            Domain("relationship_account_id", "in", self.ids)
            & Domain("won_status", "=", "pending")
            & Domain("user_id", "!=", False)
        )
        sellers = leads.grouped("relationship_account_id")
        for account in self:
            followers = account.message_follower_ids.partner_id.user_ids
            users = followers | sellers.get(account, leads.browse()).user_id
            for user in users.filtered(lambda user: user.active and not user.share):
                readers[user] = readers.get(user, self.browse()) | account
        return readers

    @api.model
    def _send_answers(self, user):
        self = self.with_context(lang=user.lang)
        body = self.env["ir.qweb"]._render(
            "account_relationship.answers_message",
            {"accounts": self, "user": user},
            lang=user.lang,
        )
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=self.env._("What customers want: what is new"),
            body=body,
            email_layout_xmlid="mail.mail_notification_light",
        )
