import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ... import plan_changes
from ...turns import HOUR
from ..shared.relationship_guard import say
from ..shared.states import TOLD_PLAN

#: So many changes of how often a contact wants mails are noted on the plan in an hour.
MOST_NOTED = 10


class RelationshipPlanContact(models.Model):
    """A contact of the customer who is told how a shared plan goes, and how often.

    The plan as the contact was last told of it is kept, so that a mail says what is
    new for this very reader. The contact changes how often by a link in every mail.
    """

    _name = "relationship.plan.contact"
    _description = "Contact informed of an action plan"
    _inherit = [
        "relationship.guard",
        "relationship.link.mixin",
    ]
    _link_path = "/plan-mails"
    _order = "plan_id, id"
    _rec_name = "partner_id"
    _proof_fields = frozenset(
        {
            *("chosen_at", "informed_at", "snapshot", "seen_change_at", "digest_at"),
            "access_token",
        }
    )

    plan_id = fields.Many2one(
        comodel_name="relationship.plan", required=True, index=True, ondelete="cascade"
    )
    account_id = fields.Many2one(
        related="plan_id.account_id", store=True, index=True, string="Customer account"
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    customer_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('commercial_partner_id', '=', customer_id)]",
    )
    inform = fields.Selection(
        selection=[
            ("each", "At each change"),
            ("weekly", "Once a week"),
            ("never", "Never"),
        ],
        string="Mails",
        default="each",
        required=True,
        help="At each change: some minutes after the last one. Once a week: on Monday "
        "morning, when something changed. The contact can change it in every mail.",
    )
    chosen_at = fields.Datetime(
        string="Chosen by the contact",
        readonly=True,
        copy=False,
        help="When the contact said how often.",
    )
    reach = fields.Selection(
        selection=[
            ("ok", "Can be reached"),
            ("no_email", "No e-mail"),
            ("archived", "Archived"),
            ("gone", "Left the customer"),
        ],
        string="Reachable",
        compute="_compute_reach",
        compute_sudo=True,
    )
    informed_at = fields.Datetime(string="Last told", readonly=True, copy=False)
    snapshot = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="The plan as the contact was last told of it.",
    )
    seen_change_at = fields.Datetime(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="The last change of the plan that was looked at for the contact.",
    )
    digest_at = fields.Datetime(
        readonly=True,
        copy=False,
        default=fields.Datetime.now,
        help="When a weekly mail was last thought of.",
    )

    _plan_partner_uniq = models.UniqueIndex(
        "(plan_id, partner_id)", "This contact is informed of the plan already."
    )

    @api.depends(
        "partner_id.email_normalized",
        "partner_id.active",
        "partner_id.commercial_partner_id",
        "account_id.partner_id",
    )
    def _compute_reach(self):
        for contact in self:
            partner = contact.partner_id
            if partner.commercial_partner_id != contact.account_id.partner_id:
                contact.reach = "gone"
            elif not partner.active:
                contact.reach = "archived"
            else:
                contact.reach = "ok" if partner.email_normalized else "no_email"

    @api.constrains("partner_id", "plan_id")
    def _check_partner_id(self):
        for contact in self:
            # sudo: whose people they are is checked whoever adds them
            partner, customer = contact.sudo().partner_id, contact.sudo().customer_id
            if partner.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is no contact of %(customer)s: only the "
                        "customer's own people can be told about the plan.",
                        contact=partner._get_spoken_names()[0],
                        customer=customer.name,
                    )
                )

    def write(self, vals):
        """A row stays with its reader and plan: its link does.

        Who changes to a weekly mail in the middle of a week waits for its end. What
        one of us chooses for the contact is no longer the contact's own choice.
        """
        self._check_proofs(vals)
        self._check_stays(vals)
        changed = self.filtered(
            lambda row: row.inform != vals.get("inform", row.inform)
        )
        if changed and vals["inform"] == "weekly":
            changed._on_own_path().digest_at = fields.Datetime.now()
        if changed and not self._is_on_own_path():
            changed._on_own_path().chosen_at = False
        return super(RelationshipPlanContact, self._on_own_path()).write(vals)

    def _check_stays(self, vals):
        if any(
            name in vals and contact[name].id != vals[name]
            for contact in self
            for name in ("plan_id", "partner_id")
        ):
            raise UserError(
                self.env._(
                    "A contact who is told about a plan cannot be exchanged. Remove "
                    "the line and add the other contact."
                )
            )

    def _become_one(self):
        """Of several rows of one person the one stays that the person chose last.

        Where nobody chose, the one that is told most often.
        """
        choices = list(dict(self._fields["inform"].selection))
        chosen = self.filtered("chosen_at").sorted("chosen_at", reverse=True)
        often = self.sorted(lambda row: choices.index(row.inform))
        (self - (chosen or often)[0]).unlink()

    # ------------------------------------------------------------
    # What the contact knows and what is new
    # ------------------------------------------------------------

    def _can_be_told(self):
        """Those who want mails and can get them."""
        return self.filtered(
            lambda contact: contact.inform != "never" and contact.reach == "ok"
        )

    def _get_lang(self):
        return self.partner_id._get_customer_lang(self.customer_id)

    def _describe(self):
        """The plan as the contact sees it now."""
        self.ensure_one()
        side = self.env["relationship.portal.content"]
        side = side.with_context(lang=self._get_lang())
        return side._describe_plan(self.plan_id)

    def _get_changes(self, description):
        return plan_changes.compare(self.snapshot, description)

    def _group_alike(self):
        """Those who know the same and read the same language get the same words."""
        return list(
            self.grouped(
                lambda contact: (
                    contact._get_lang(),
                    contact.informed_at,
                    json.dumps(contact.snapshot, sort_keys=True),
                )
            ).values()
        )

    def _mark_told(self, description):
        self.write(
            {
                "snapshot": plan_changes.freeze(description),
                "informed_at": fields.Datetime.now(),
            }
        )

    # ------------------------------------------------------------
    # Mails
    # ------------------------------------------------------------

    def _get_words(self):
        return self.env["relationship.plan.message"].with_context(lang=self._get_lang())

    def _describe_sender(self):
        plan = self.plan_id
        return {"name": plan._get_sender().name or "", "company": plan.company_id.name}

    def _prepare_letter(self, words="", subject=""):
        """What a mail to contacts who know the same says of their plan.

        :return: nothing when the plan is not shown, and was not when they were told
        """
        contact = self[0]
        description = contact._describe()
        changes = contact._get_changes(description)
        if not description and not changes:
            return {}
        wording = contact._get_words()
        section = wording._prepare_section(description, changes, contact.informed_at)
        return {
            "description": description,
            "changes": changes,
            "section": section,
            "subject": subject or wording._get_subject(description, changes),
            "body": wording._render_letter(
                [section], contact._describe_sender(), words
            ),
        }

    def _post(self, subject, body, kind, number=1):
        """Queue the mail of each contact of one plan, with links of the contact's own.

        Nobody follows the plan by it; answers come to the plan.

        :param number: how many plans the mail is about
        """
        plan = self.plan_id
        sender = plan._get_sender()
        is_manual = kind == "manual"
        return plan.with_context(
            lang=self[0]._get_lang(),
            **say(relationship_plan_mail_links=self._get_links(number)),
        ).message_post(
            subject=subject,
            body=body,
            message_type="comment" if is_manual else "auto_comment",
            subtype_xmlid="mail.mt_comment",
            author_id=sender.partner_id.id,
            email_from=sender.email_formatted,
            partner_ids=self.partner_id.ids,
            email_layout_xmlid="account_relationship.mail_customer_layout",
            email_add_signature=False,
            notify_skip_followers=True,
            force_send=is_manual,
        )

    # ------------------------------------------------------------
    # Links
    # ------------------------------------------------------------

    def _get_links(self, number=1):
        """What is in the mail of each contact only, by the contact's partner."""
        return {
            contact.partner_id.id: {
                "button": contact._get_button(number),
                "preferences_url": contact.get_base_url() + contact._get_link_path(),
            }
            for contact in self
        }

    def _get_button(self, number):
        """The page of the portal for who has a login, a link for anybody else."""
        self.ensure_one()
        plan = self.plan_id
        env = self.with_context(lang=self._get_lang()).env
        if self.partner_id.user_ids.filtered(lambda user: user.active and user.share):
            pages = f"{plan.get_base_url()}/my/plans"
            if number > 1:
                return {"url": pages, "title": env._("Open the plans")}
            return {"url": f"{pages}/{plan.id}", "title": env._("Open the plan")}
        url = self._get_link().url
        if number > 1:
            # A link opens one plan: say which.
            title = self._describe().get("title", "")
            return {"url": url, "title": env._("Open “%(plan)s”", plan=title)}
        return {"url": url, "title": env._("Open the plan")}

    def _get_link(self):
        """A link of the contact's that works for some weeks yet."""
        soon = fields.Date.context_today(self) + timedelta(days=14)
        link = self.env["relationship.plan.link"].search(
            [
                ("plan_id", "=", self.plan_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("is_revoked", "=", False),
                ("date_expires", ">=", soon),
            ],
            limit=1,
        )
        return link or link.create(
            {"plan_id": self.plan_id.id, "partner_id": self.partner_id.id}
        )

    # ------------------------------------------------------------
    # The contact chooses
    # ------------------------------------------------------------

    def _is_link_open(self):
        """A contact who left the customer has none."""
        return self.reach != "gone"

    def _find_siblings(self):
        """All plans of which the reader of one of them is told, this one first."""
        siblings = self.search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("plan_id.is_shared", "=", True),
                ("plan_id.state", "in", TOLD_PLAN),
            ]
        )
        return self | siblings.filtered(lambda contact: contact.reach != "gone")

    def _describe_choices(self):
        """What the page of choices shows of each plan: its title for the customer."""
        return [
            {
                "id": contact.id,
                "inform": contact.inform,
                "title": (contact._describe() or contact.snapshot or {}).get("title")
                or self.env._("Our plan with you"),
            }
            for contact in self
        ]

    def _choose(self, inform):
        """The contact says how often; we hear of it on the plan."""
        self.ensure_one()
        self.env.user._check_answers()
        if inform not in dict(self._fields["inform"].selection):
            return False
        if inform != self.inform:
            self._on_own_path().write(
                {"inform": inform, "chosen_at": fields.Datetime.now()}
            )
            self._log_choice()
        return True

    def _log_choice(self):
        """What is chosen counts at any time; to and fro it is noted a few times only.

        No limit of what a contact sends refuses it: everybody may stop mails.
        """
        # self is superuser's: the page checked the token
        noted = self.env["mail.message"].search_count(
            [
                *(
                    ("model", "=", "relationship.plan"),
                    ("res_id", "=", self.plan_id.id),
                ),
                ("author_id", "=", self.partner_id.id),
                ("message_type", "=", "notification"),
                ("create_date", ">", self.env.cr.now() - HOUR),
            ],
            limit=MOST_NOTED,
        )
        if noted >= MOST_NOTED:
            return
        labels = dict(self._fields["inform"]._description_selection(self.env))
        self.plan_id._message_log(
            body=self.env._(
                "%(contact)s chose mails about the plan: %(how_often)s",
                contact=self.partner_id._get_spoken_names()[0],
                how_often=labels[self.inform],
            ),
            author_id=self.partner_id.id,
        )
