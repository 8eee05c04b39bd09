from odoo import api, fields, models
from odoo.fields import Domain

from .relationship_account_answers import WORDS


class RelationshipInteraction(models.Model):
    """What is said in an interaction is added to what the customer needs.

    The dialog shows what is open already, for somebody to say what became of it.
    """

    _inherit = "relationship.interaction"

    need_ids = fields.One2many(
        comodel_name="relationship.need",
        inverse_name="interaction_id",
        string="Needs heard",
    )
    open_needs = fields.Json(
        string="Open",
        compute="_compute_open_needs",
        export_string_translation=False,
    )

    @api.depends("account_id")
    @api.depends_context("uid", "lang")
    def _compute_open_needs(self):
        needs = self.account_id._origin._get_open_needs()
        for interaction in self:
            interaction.open_needs = needs[interaction.account_id._origin]._get_rows()

    def write(self, vals):
        result = super().write(vals)
        if vals.get("is_confidential"):
            # sudo: whoever may say that it is confidential; the words stay here
            self.sudo()._find_untouched_needs().unlink()
        return result

    def _find_untouched_needs(self):
        """Needs heard here that are open, and nothing came of yet."""
        return self.need_ids.filtered(
            lambda need: need.state == "open" and not need._get_work()
        )

    def _bring_needs(self, names=None):
        """Add what was said, each once.

        What is corrected in the interaction is corrected in its need. The same words
        as those of an open need confirm that one.

        :param names: the fields that were written; all by default
        """
        said = [
            (interaction, kind)
            for interaction in self
            for kind in WORDS
            if names is None or interaction._is_said_anew(kind, names)
        ]
        if not said:
            return
        # sudo: whoever may log an interaction adds to what the customer needs
        needs = self.env["relationship.need"].sudo()
        heard = needs.search([("interaction_id", "in", self.ids)]).grouped(
            lambda need: (need.interaction_id.id, need.kind)
        )
        is_open = Domain("account_id", "in", self.account_id.ids)
        known = needs.search(is_open & Domain("state", "=", "open")).grouped(
            lambda need: (need.account_id.id, need.kind, need._get_key(need.name))
        )
        new = []
        for interaction, kind in said:
            values = interaction._prepare_need(kind)
            key = (interaction.account_id.id, kind, needs._get_key(values["name"]))
            if need := heard.get((interaction.id, kind)):
                need[:1]._correct(values)
            elif need := known.get(key):
                need[:1]._hear_again(values)
            elif values["name"]:
                new.append(values)
        needs.create(new)

    def _is_said_anew(self, kind, names):
        dates = {"wants_by"} if kind == "want" else set()
        return bool({WORDS[kind], "is_confidential", *dates} & set(names))

    def _prepare_need(self, kind):
        """Values of the need: of the day, and of the one person, who said it."""
        self.ensure_one()
        account, people = self.account_id, self.partner_ids
        only = account._get_own_contacts(people) if len(people) == 1 else None
        day = fields.Datetime.context_timestamp(self, self.date_start).date()
        return {
            "name": (self[WORDS[kind]] or "").strip(),
            "kind": kind,
            "account_id": account.id,
            "interaction_id": self.id,
            "partner_id": only and only.id,
            "user_id": self.env.uid,
            "said_on": day,
            "date_by": kind == "want" and self.wants_by,
        }
