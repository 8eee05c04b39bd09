import codecs
import re
from email.message import EmailMessage

from odoo import api, models

from ...people import is_outside

#: Headers of answering machines, older than RFC 3834 and beside it.
ANSWERING_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder")
#: Subjects of absence notes: these words, and then nothing or a colon.
ABSENCE_SUBJECT = re.compile(
    r"\s*(?:auto(?:matic|mated)?[ -]?(?:reply|response)|out of (?:the )?office"
    r"(?: auto ?reply)?|automatische antwort|abwesenheits(?:notiz|meldung)"
    r"|abwesend|respuesta autom[aá]tica|fuera de (?:la )?oficina"
    r"|r[ée]ponse automatique|absen(?:ce|t) du bureau|risposta automatica"
    r"|fuori sede|resposta autom[aá]tica|fora do escrit[oó]rio"
    r"|automatisch(?:e)? antwoord|afwezig(?:heid)?|automatiskt svar"
    r"|automatisk svar|autosvar|odpowied[zź] automatyczna)\s*(?::.*)?$",
    re.IGNORECASE | re.DOTALL,
)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def message_parse(self, message, save_original=False):
        """Tell automatic answers, and what machines write, from what a person wrote.

        Odoo files all of it as incoming e-mail; an absence note is no contact with the
        customer, and a ticket system's mail is none either, though somebody means it.
        The headers are those of RFC 3834 and what came before it.
        """
        if isinstance(message, EmailMessage):  # else Odoo says that it is no mail
            _name_known_charsets(message)
        values = super().message_parse(message, save_original=save_original)
        submitted = (message.get("Auto-Submitted") or "no").strip().lower()
        if self._is_automatic_answer(message, submitted, values.get("subject")):
            values["message_type"] = "out_of_office"
        elif not submitted.startswith("no"):
            values["message_type"] = "auto_comment"
        return _keep_storable(values)

    @api.model
    def _message_parse_post_process(self, message, message_dict, routes):
        """A colleague's absence note is a note of ours, and is sent to nobody.

        The answering machine takes Odoo for one of us and says what colleagues are
        told; Odoo would pass it on to the customer whose message it answers.
        """
        values = super()._message_parse_post_process(message, message_dict, routes)
        author = self.env["res.partner"].browse(values.get("author_id") or [])
        is_absence = message_dict["message_type"] == "out_of_office"
        if is_absence and author and not is_outside(author) and _is_ours(routes):
            values.update(is_internal=True, parent_id=False)
        return values

    def _is_automatic_answer(self, message, submitted, subject):
        precedence = (message.get("Precedence") or "").strip().lower()
        return (
            submitted.startswith("auto-replied")
            or precedence.replace("-", "_") == "auto_reply"
            or any(message.get(name) for name in ANSWERING_HEADERS)
            or bool(ABSENCE_SUBJECT.match(subject or ""))
        )


def _is_ours(routes):
    return any(model.startswith("relationship.") for model, *__ in routes or ())


def _name_known_charsets(message):
    """Read as UTF-8 what says it is in letters nobody knows: Python would raise."""
    for part in message.walk():
        charset = part.get_content_charset()
        try:
            codecs.lookup(charset or "utf-8")
        except (LookupError, ValueError):
            part.set_param("charset", "utf-8")


def _keep_storable(values):
    """No database keeps NUL: a mail with one raised, and was lost with all it says."""
    kept = {
        name: value.replace("\0", "") if isinstance(value, str) else value
        for name, value in values.items()
    }
    kept["attachments"] = [
        file._replace(fname=file.fname and file.fname.replace("\0", ""))
        for file in values["attachments"]
    ]
    return kept
