import re

from odoo import models

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
        values = super().message_parse(message, save_original=save_original)
        submitted = (message.get("Auto-Submitted") or "no").strip().lower()
        if self._is_automatic_answer(message, submitted, values.get("subject")):
            values["message_type"] = "out_of_office"
        elif not submitted.startswith("no"):
            values["message_type"] = "auto_comment"
        return values

    def _is_automatic_answer(self, message, submitted, subject):
        precedence = (message.get("Precedence") or "").strip().lower()
        return (
            submitted.startswith("auto-replied")
            or precedence.replace("-", "_") == "auto_reply"
            or any(message.get(name) for name in ANSWERING_HEADERS)
            or bool(ABSENCE_SUBJECT.match(subject or ""))
        )
