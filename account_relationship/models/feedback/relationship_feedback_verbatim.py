from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, plaintext2html


class RelationshipFeedback(models.Model):
    """What the customer said stays; of a mail, what is not the customer's may go.

    A program read the mail and may have read too much or too little of it. Somebody
    sets it right, once: nothing is added that does not stand in the mail.
    """

    _inherit = "relationship.feedback"
    _proof_fields = frozenset({"verbatim_set_right_by_id"})

    verbatim_set_right_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Words set right by",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="Who of us took out of the mail what the customer did not say.",
    )

    def _prepare_changes(self, vals):
        changes = super()._prepare_changes(vals)
        if "verbatim" in vals:
            words = vals["verbatim"]
            for feedback in self.filtered(lambda one: one.verbatim != words):
                feedback._check_set_right(words)
                feedback._note_former_words()
                changes[feedback]["verbatim_set_right_by_id"] = self.env.uid
        return changes

    def _check_set_right(self, words):
        if self.source != "mail" or self.verbatim_set_right_by_id:
            raise UserError(
                self.env._(
                    "What the customer said stays as it was said. Write what you make "
                    "of it into the summary."
                )
            )
        if not self._stands_in_mail(words):
            raise UserError(
                self.env._(
                    "Take out of the mail what the customer did not say. What does not "
                    "stand in it cannot be added: write it into the summary."
                )
            )

    def _stands_in_mail(self, words):
        """Whether each line of the words came with the mail, however it is spaced."""
        mails = self.message_ids.filtered(
            lambda message: message.message_type in ("email", "auto_comment")
        )
        texts = [self.verbatim, *(html2plaintext(mail.body or "") for mail in mails)]
        came = " ".join(" ".join(texts).split())
        return all(
            " ".join(line.split()) in came for line in (words or "").splitlines()
        )

    def _note_former_words(self):
        """Keep what the words were, among ourselves."""
        former = self.env._("What they said was set right. It was read as:")
        self.message_post(
            body=Markup("<p>%s</p>%s") % (former, plaintext2html(self.verbatim))
        )
