from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Command, Domain

from ...turns import take_turns

#: The fields that hold the words of open needs, by what they are of.
WORDS = {"want": "wants", "problem": "problem"}


class RelationshipAccount(models.Model):
    """What the customer wants, by when, and its problems: the open needs.

    Whoever follows the account, or sells to the customer, hears of a change once a day.
    """

    _inherit = "relationship.account"

    need_ids = fields.One2many(
        comodel_name="relationship.need",
        inverse_name="account_id",
        string="What they want, and problems",
    )
    wants = fields.Text(
        string="What they want",
        compute="_compute_words",
        inverse="_inverse_wants",
        search="_search_wants",
        help="What is written or imported here is added to what is open.",
    )
    problem = fields.Text(
        string="Problems",
        compute="_compute_words",
        inverse="_inverse_problem",
        search="_search_problem",
        help="What is written or imported here is added to what is open.",
    )
    open_needs = fields.Json(
        compute="_compute_open_needs", export_string_translation=False
    )
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

    def _get_open_needs(self):
        """Return ``{account: its open needs}``, the most urgent first."""
        needs = self.env["relationship.need"].search(
            Domain("account_id", "in", self.ids) & Domain("state", "=", "open")
        )
        return defaultdict(needs.browse, needs.grouped("account_id"))

    @api.depends("need_ids.name", "need_ids.state", "need_ids.kind")
    @api.depends_context("uid")
    def _compute_words(self):
        needs = self._get_open_needs()
        for account in self:
            said = needs[account._origin].grouped("kind")
            for kind, name in WORDS.items():
                of_kind = said.get(kind, self.env["relationship.need"])
                account[name] = "\n".join(of_kind.mapped("name")) or False

    def _inverse_wants(self):
        self._add_words("want")

    def _inverse_problem(self):
        self._add_words("problem")

    def _add_words(self, kind):
        """What is written is one more need; nothing that is open goes away."""
        said = {account: account[WORDS[kind]] for account in self}
        needs = self._get_open_needs()
        get_key = self.env["relationship.need"]._get_key
        new = []
        for account, words in said.items():
            names = needs[account].filtered(lambda n: n.kind == kind).mapped("name")
            known = {get_key(name) for name in (*names, "\n".join(names), "")}
            if get_key(words) not in known:
                values = {"account_id": account.id, "kind": kind, "name": words.strip()}
                new.append(values)
        self.env["relationship.need"].create(new)
        self.invalidate_recordset([WORDS[kind]])

    @api.depends("need_ids.name", "need_ids.date_by", "need_ids.state")
    @api.depends_context("uid", "lang")
    def _compute_open_needs(self):
        needs = self._get_open_needs()
        for account in self:
            account.open_needs = needs[account._origin]._get_rows()

    def _search_wants(self, operator, value):
        return self._search_words("want", operator, value)

    def _search_problem(self, operator, value):
        return self._search_words("problem", operator, value)

    def _search_words(self, kind, operator, value):
        """Accounts with an open need that says so; ``False`` means none is open."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        is_open = Domain("kind", "=", kind) & Domain("state", "=", "open")
        if operator != "in":
            return Domain("need_ids", "any", is_open & Domain("name", operator, value))
        words = [item for item in value if item]
        found = Domain("need_ids", "any", is_open & Domain("name", "in", words))
        if False in value:
            found |= ~Domain("need_ids", "any", is_open)
        return found

    def _note_answers(self):
        """Somebody has to be told of what the customers want or suffer from."""
        # sudo: whoever may log what a customer wants need not be allowed to edit the
        # account
        accounts = self.sudo().exists()
        # Each is to hear what the other noted.
        others = accounts.filtered(
            lambda account: (
                account.answers_changed_at and account.answers_user_id != self.env.user
            )
        )
        news = {
            "answers_changed_at": fields.Datetime.now(),
            "answers_told_ids": [Command.clear()],
        }
        others.write({**news, "answers_user_id": False})
        (accounts - others).write({**news, "answers_user_id": self.env.uid})

    def _get_motion(self):
        """A customer that bought before is an expansion, otherwise new business."""
        # sudo: a salesperson may not read the numbers of the account; whether the
        # customer ever bought is all that comes out
        return "upsell" if self.sudo().last_order_date else "new"

    def action_view_needs(self):
        """Open all the customer ever wanted or suffered from, by what came of it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship.relationship_need_action"
        )
        action["domain"] = [("account_id", "=", self.id)]
        action["context"] = {
            "default_account_id": self.id,
            "search_default_group_by_state": 1,
        }
        return action

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
