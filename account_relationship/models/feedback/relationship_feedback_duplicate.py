from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..shared.states import WORKING_FEEDBACK
from ..shared.windows import open_window

#: What being merged changes, so that it can be given back; of feedback that is open.
KEPT_MOMENTS = (
    *("acknowledged_at", "decided_at", "reopened_at", "waiting_since"),
    *("acknowledge_deadline", "decide_deadline", "update_deadline"),
    "resolve_deadline",
)
KEPT_FIELDS = (*KEPT_MOMENTS, "reopen_count", "is_waiting")


class RelationshipFeedback(models.Model):
    """Several customers' people say the same: it is answered once, and all are told."""

    _inherit = "relationship.feedback"

    possible_duplicate_ids = fields.Many2many(
        comodel_name="relationship.feedback",
        compute="_compute_possible_duplicate_ids",
        string="Perhaps the same",
        help="Open feedback of the same customer on the same area or product.",
    )
    possible_duplicate_count = fields.Integer(
        compute="_compute_possible_duplicate_ids", string="Perhaps the same (number)"
    )
    before_merge = fields.Json(
        readonly=True,
        copy=False,
        help="How it stood before it was merged, so that this can be undone.",
    )

    @api.depends("account_id", "area_id", "product_id", "state")
    def _compute_possible_duplicate_ids(self):
        """One query for all: open feedback of the accounts, sorted out here."""
        open_feedback = self.env["relationship.feedback"].search_fetch(
            [
                ("account_id", "in", self.account_id.ids),
                ("state", "in", WORKING_FEEDBACK),
            ],
            ["account_id", "area_id", "product_id"],
        )
        by_account = open_feedback.grouped("account_id")
        for feedback in self:
            others = by_account.get(feedback.account_id, open_feedback.browse())
            similar = others.browse()
            if feedback.state in WORKING_FEEDBACK:
                similar = (others - feedback._origin).filtered(feedback._is_similar)
            feedback.possible_duplicate_ids = similar
            feedback.possible_duplicate_count = len(similar)

    def _is_similar(self, other):
        return bool(
            (self.area_id and self.area_id == other.area_id)
            or (self.product_id and self.product_id == other.product_id)
        )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_merge(self):
        """Choose which one goes on; the others become its duplicates."""
        self.check_access("write")
        self._refuse_merge(self._get_own_obstacle())
        return open_window(
            self.env._("Merge feedback"),
            "relationship.feedback.merge",
            target="new",
            context={"default_feedback_ids": [Command.set(self.ids)]},
        )

    def action_unmerge(self):
        """It was something else after all: it goes on where it stood."""
        for feedback in self:
            if feedback.state != "duplicate":
                raise UserError(
                    self.env._(
                        "“%(name)s” is no duplicate: there is nothing to take apart.",
                        name=feedback.name,
                    )
                )
            feedback._unmerge()

    def action_see_possible_duplicates(self):
        """Show what may be the same, to be selected and merged."""
        self.ensure_one()
        similar = self | self.possible_duplicate_ids
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Perhaps the same"),
            "res_model": "relationship.feedback",
            "view_mode": "list,form",
            "domain": Domain("id", "in", similar.ids),
        }

    # ------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------

    def _merge_into(self, survivor):
        """Become duplicates of another; whoever said these is told with it.

        Notices and attachments stay where they are, and the words are posted on the
        one that goes on.
        """
        self._check_mergeable(survivor)
        for feedback in self:
            reporters = feedback._get_reporters() - survivor._get_own_reporters()
            kept = feedback.read(["state", *KEPT_FIELDS], load=False)[0]
            del kept["id"]
            before = {
                "reporters": reporters.ids,
                "values": {
                    name: fields.Datetime.to_string(value)
                    if hasattr(value, "year")
                    else value
                    for name, value in kept.items()
                },
            }
            survivor.reporter_ids |= reporters
            survivor._post_words_of(feedback)
            feedback._on_own_path().write(
                {
                    "state": "duplicate",
                    "duplicate_of_id": survivor.id,
                    "before_merge": before,
                }
            )

    def _get_own_reporters(self):
        """Those who said it here, not in a duplicate."""
        self.ensure_one()
        brought = [
            partner_id
            for duplicate in self.duplicate_ids
            for partner_id in (duplicate.before_merge or {}).get("reporters", [])
        ]
        return self.reporter_ids - self.env["res.partner"].browse(brought)

    def _get_own_obstacle(self):
        """Why these cannot be merged, whatever with; ``False`` when they can."""
        if not all(feedback.account_id for feedback in self):
            return self.env._("Choose the contact of each first.")
        if not all(feedback.state in WORKING_FEEDBACK for feedback in self):
            return self.env._("Only open feedback can become a duplicate.")
        return False

    def _refuse_merge(self, problem):
        if problem:
            raise UserError(
                self.env._("They cannot be merged. %(problem)s", problem=problem)
            )

    def _check_mergeable(self, survivor):
        problem = (self | survivor)._get_own_obstacle()
        if survivor in self or not self:
            problem = self.env._("Choose at least two.")
        elif survivor.state == "duplicate":
            problem = self.env._(
                "“%(name)s” is itself a duplicate. Merge into “%(other)s”.",
                name=survivor.name,
                other=survivor.duplicate_of_id.name,
            )
        elif survivor.state not in WORKING_FEEDBACK:
            problem = self.env._(
                "“%(name)s” is settled already: who says it now would not be answered. "
                "Reopen it first.",
                name=survivor.name,
            )
        elif (self | survivor).account_id != survivor.account_id:
            problem = self.env._(
                "They are from different customers, each of whom has to be answered: "
                "%(customers)s.",
                customers=", ".join((survivor | self).account_id.mapped("name")),
            )
        self._refuse_merge(problem)

    def _post_words_of(self, feedback):
        """Keep what the other one said in the conversation, with its attachments."""
        self.ensure_one()
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "=", feedback.id)]
        )
        copies = attachments.copy({"res_id": self.id})
        self.message_post(
            body=feedback._quote(),
            attachment_ids=copies.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _quote(self):
        """What was said and by whom, for the conversation of another feedback."""
        words = self.env._(
            "Merged with %(feedback)s, said by %(reporters)s:",
            feedback=self._get_html_link(),
            reporters=", ".join(self._get_reporters()._get_spoken_names())
            or self.email_from
            or self.env._("nobody we know"),
        )
        said = Markup("<br/>").join(self.verbatim.splitlines())
        return Markup("<p>%s</p><blockquote>%s</blockquote>") % (words, said)

    def _unmerge(self):
        survivor = self.duplicate_of_id
        kept = self.before_merge or {}
        values = kept.get("values") or {}
        state = (
            values.get("state")
            if values.get("state") in WORKING_FEEDBACK
            else "in_progress"
        )
        self._on_own_path().write(
            {
                "state": state,
                "duplicate_of_id": False,
                "before_merge": False,
                **self._read_kept(values),
            }
        )
        survivor._forget_reporters(kept.get("reporters") or [])
        survivor.message_post(
            body=self.env._(
                "%(feedback)s goes on by itself again.", feedback=self._get_html_link()
            ),
            subtype_xmlid="mail.mt_note",
        )

    @api.model
    def _read_kept(self, values):
        """What was kept, and nothing else: it was once anybody's to write."""
        kept = {
            name: fields.Datetime.to_datetime(values[name] or False)
            for name in KEPT_MOMENTS
            if name in values
        }
        if "is_waiting" in values:
            kept["is_waiting"] = bool(values["is_waiting"])
        if "reopen_count" in values:
            kept["reopen_count"] = int(values["reopen_count"])
        return kept

    def _forget_reporters(self, partner_ids):
        """Those a duplicate brought, unless another one brought them, too."""
        self.ensure_one()
        staying = self.partner_id
        for duplicate in self.duplicate_ids:
            staying |= duplicate._get_reporters()
        gone = self.env["res.partner"].browse(partner_ids) - staying
        self.reporter_ids -= gone
