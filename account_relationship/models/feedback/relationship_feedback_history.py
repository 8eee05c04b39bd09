from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: What a ticket that was closed in another system brings along.
HISTORY = (
    *("received_at", "acknowledged_at", "decided_at", "implemented_at"),
    *("closed_at", "outcome"),
)
#: What came of it where the file does not say so: by the state it was left in.
OUTCOMES = {"closed": "answered", "verified": "implemented", "declined": "declined"}
#: What other systems call the state of a ticket, in English and Spanish.
WORDS = {
    "new": "open abierto abierta",
    "closed": "closed done completed cerrado cerrada finalizado completado",
    "verified": "solved resolved fixed resuelto resuelta solucionado solucionada",
    "declined": "rejected denied refused wontfix rechazado rechazada denegado",
}
STATES = {word: state for state, words in WORDS.items() for word in words.split()}


class RelationshipFeedback(models.Model):
    """What was said and answered in the system a company comes from.

    An administrator imports it. What is over comes in closed and stays marked: nobody
    here answered it, so no figure of the loop counts it, no clock runs and nobody is
    told. What is open goes on here, with clocks that begin now.
    """

    _inherit = "relationship.feedback"
    _proof_fields = frozenset({"is_imported", "taken_over_at"})

    is_imported = fields.Boolean(
        string="Imported as closed",
        readonly=True,
        copy=False,
        help="It was closed in another system before it came here. The figures of the "
        "feedback loop leave it out.",
    )
    taken_over_at = fields.Datetime(
        string="Taken over on",
        readonly=True,
        copy=False,
        help="It came here open, with the day it was received on in another system. "
        "Our clocks and figures begin when it was taken over.",
    )

    @api.model
    def load(self, fields, data):
        """Import rows; other systems have words of their own for states."""
        titles = fields if isinstance(fields, list) else []
        places = [i for i, name in enumerate(titles) if name == "state"]
        data = [list(row) for row in data] if places else data
        for row in data if places else ():
            for place in places:
                word = "".join(filter(str.isalpha, str(row[place] or ""))).lower()
                row[place] = STATES.get(word, row[place])
        return super().load(fields, data)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.context.get("import_file"):
            return super().create(vals_list)
        vals_list = [self._leave_out_empty(vals) for vals in vals_list]
        is_brought = [self._is_brought(vals) for vals in vals_list]
        rows = list(zip(vals_list, is_brought, strict=True))
        brought = [vals for vals, is_brought in rows if is_brought]
        said = [vals for vals, is_brought in rows if not is_brought]
        quiet = self.with_context(
            mail_auto_subscribe_no_notify=True, mail_activity_quick_update=True
        )
        history = iter(self._create_history(brought) if brought else self)
        created = iter(
            super(RelationshipFeedback, quiet).create(said) if said else self
        )
        return self.browse(
            [next(history if is_brought else created).id for __, is_brought in rows]
        )

    @api.model
    def _is_brought(self, vals):
        """Whether the row tells what happened in another system.

        It is closed already, or an administrator says when it was received.
        """
        return vals.get("state") in OUTCOMES or (
            "received_at" in vals
            and self.env.user.has_group("account_relationship.group_manager")
        )

    @api.model
    def _leave_out_empty(self, vals):
        """A file has a column for all of its rows; what is empty says nothing."""
        return {k: v for k, v in vals.items() if v or k not in HISTORY}

    @api.model
    def _create_history(self, vals_list):
        if not self.env.user.has_group("account_relationship.group_manager"):
            raise UserError(
                self.env._(
                    "Only an administrator of customer accounts imports feedback that "
                    "is over already. Leave such rows out, or the column “%(column)s”.",
                    column=self._fields["state"]._description_string(self.env),
                )
            )
        for vals in vals_list:
            free = HISTORY if vals.get("state") in OUTCOMES else HISTORY[:1]
            said = {k: v for k, v in vals.items() if k not in free}
            # All but what such a row may bring is refused as on any new feedback.
            self._check_proofs(self._get_said(said))
            self._check_proofs_of_lines([said])
            self._check_links([said])
        quiet = self._on_own_path().with_context(
            mail_auto_subscribe_no_notify=True,
            mail_activity_quick_update=True,
            mail_notrack=True,
        )
        vals_list = [self._prepare_history(vals) for vals in vals_list]
        # pylint: disable-next=super-method-mismatch
        history = super(RelationshipFeedback, quiet).create(vals_list)
        return history.with_env(self.env)

    @api.model
    def _prepare_history(self, vals):
        """Values of a ticket of another system, each moment after the one before."""
        now = fields.Datetime.now()
        if vals.get("state") not in OUTCOMES:
            return self._prepare_taken_over(vals, now)
        closed_at = fields.Datetime.to_datetime(vals.get("closed_at"))
        received_at = fields.Datetime.to_datetime(vals.get("received_at"))
        closed_at = closed_at or received_at or now
        moments = {
            name: moment
            for name in HISTORY[1:4]
            if (moment := fields.Datetime.to_datetime(vals.get(name)))
        }
        moments |= {"received_at": received_at or min([closed_at, *moments.values()])}
        first, last = moments["received_at"], closed_at
        if last > now or not all(first <= m <= last for m in moments.values()):
            raise ValidationError(
                self.env._(
                    "“%(name)s” was closed before it was received, or later than now.",
                    name=vals.get("name") or self._get_first_line(vals.get("verbatim")),
                )
            )
        outcome = vals.get("outcome") or OUTCOMES[vals["state"]]
        return {
            **vals,
            # Whoever gave a score need not have said a word.
            "verbatim": vals.get("verbatim") or self.env._("(no comment)"),
            **moments,
            "state": "closed",
            "closed_at": closed_at,
            "outcome": outcome,
            "is_imported": True,
        }

    @api.model
    def _prepare_taken_over(self, vals, now):
        """Values of a ticket that goes on here, in the time we have from now on."""
        if fields.Datetime.to_datetime(vals["received_at"]) > now:
            raise ValidationError(
                self.env._(
                    "“%(name)s” was received later than now.",
                    name=vals.get("name") or self._get_first_line(vals.get("verbatim")),
                )
            )
        return {**vals, "taken_over_at": now}

    @api.model
    def _get_first_state(self, vals):
        return "closed" if vals.get("is_imported") else super()._get_first_state(vals)

    def _set_out(self, states):
        """Nobody has anything left to do with what was closed elsewhere."""
        history = self.filtered("is_imported")
        # sudo: as of any new feedback
        history.sudo()._refresh_revenue_at_stake()
        live = [
            (feedback, state)
            for feedback, state in zip(self, states, strict=True)
            if feedback not in history
        ]
        others = self - history
        if self.env.context.get("import_file"):
            # What is taken over is brought on as by anybody.
            others = others.with_context(relationship_own_path=None)
        return super(RelationshipFeedback, others)._set_out(
            [state for __, state in live]
        )

    def _get_clock_start(self):
        return self.reopened_at or self.taken_over_at or super()._get_clock_start()
