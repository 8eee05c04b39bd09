from odoo import api, models
from odoo.tools.misc import format_date

from ...plan_changes import OPEN

#: Steps a mail names before it points at the page.
SHOWN_STEPS = 5


class RelationshipPlanMessage(models.AbstractModel):
    """What changed in a plan, in words, in the language of the environment.

    It is made of :class:`~..plan_changes.Change` and of the dicts of
    ``relationship.customer.side``, so that nothing else can get into a mail.
    """

    _name = "relationship.plan.message"
    _description = "Words for what changed in an action plan"

    # ------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------

    @api.model
    def _describe_changes(self, changes):
        """Return ``[{"title", "words"}]``, one for each change."""
        return [
            {"title": change.title, "words": self._format_change(change)}
            for change in changes
        ]

    @api.model
    def _format_change(self, change):
        """The words for one kind of change, or for what happens to any part."""
        happened = change.kind.split("_", 1)[1]
        if words := self._get_fixed_words().get(change.kind):
            return words
        if words := self._get_words_with_day().get(change.kind):
            return self._add_day(words, change.after)
        wording = getattr(self, f"_format_{change.kind}", None)
        wording = wording or getattr(self, f"_format_{happened}")
        return wording(change.before, change.after)

    @api.model
    def _get_fixed_words(self):
        return {
            "plan_new": self.env._("A new plan, shared with you"),
            "plan_gone": self.env._("Ended; we do not follow it any further"),
            "plan_summary": self.env._("The description was rewritten"),
            "action_dropped": self.env._("No longer needed"),
            "action_gone": self.env._("No longer part of the plan"),
            "objective_gone": self.env._("No longer a goal"),
        }

    @api.model
    def _get_words_with_day(self):
        return {
            "action_started": self.env._("Under way"),
            "action_paused": self.env._("Planned again"),
            "action_reopened": self.env._("Taken up again"),
            "objective_new": self.env._("New goal"),
        }

    @api.model
    def _format_plan_state(self, before, after):
        states = self.env["relationship.portal.content"]._get_plan_states()
        return states.get(after["state"], "")

    @api.model
    def _format_plan_moved(self, before, after):
        if not after.get("date_end"):
            return self.env._("No longer has an end date")
        return self.env._(
            "To be finished by %(date)s", date=self._day(after, "date_end")
        )

    @api.model
    def _format_renamed(self, before, after):
        return self.env._("New title, was “%(title)s”", title=before["title"])

    @api.model
    def _format_action_new(self, before, after):
        if after["side"] == "theirs":
            words = self.env._("New step for you")
        else:
            words = self.env._("New step of ours")
        return self._add_day(words, after)

    @api.model
    def _format_action_done(self, before, after):
        if not after.get("date_done"):
            return self.env._("Done")
        return self.env._("Done on %(date)s", date=self._day(after, "date_done"))

    @api.model
    def _format_action_handed(self, before, after):
        return self.env._("Now done by %(name)s", name=after.get("who", ""))

    @api.model
    def _format_objective_state(self, before, after):
        states = self.env["relationship.portal.content"]._get_objective_states()
        return states.get(after["state"], "")

    @api.model
    def _format_objective_progressed(self, before, after):
        return self.env._(
            "%(now)s %%, was %(before)s %%",
            now=after["progress"],
            before=before.get("progress") or 0,
        )

    # Dates

    @api.model
    def _format_moved(self, before, after):
        if not after.get("date_due"):
            return self.env._("No longer has a date")
        if not before.get("date_due"):
            return self.env._("Due by %(date)s", date=self._day(after, "date_due"))
        return self.env._(
            "Moved from %(before)s to %(after)s",
            before=self._day(before, "date_due"),
            after=self._day(after, "date_due"),
        )

    @api.model
    def _add_day(self, words, line):
        if not line.get("date_due"):
            return words
        return self.env._(
            "%(what)s, by %(date)s", what=words, date=self._day(line, "date_due")
        )

    @api.model
    def _day(self, line, key):
        return format_date(self.env, line[key]) if line.get(key) else ""

    # ------------------------------------------------------------
    # Letters
    # ------------------------------------------------------------

    @api.model
    def _get_subject(self, description, changes):
        """The subject of a mail about one plan; empty when there is nothing to name."""
        title = (description or (changes[0].before if changes else {})).get("title", "")
        kinds = {change.kind for change in changes}
        if (description or {}).get("is_proposal"):
            subject = self.env._("%(plan)s: our proposal, do you agree?", plan=title)
        elif "plan_new" in kinds:
            subject = self.env._("%(plan)s: our plan with you", plan=title)
        elif "plan_gone" in kinds:
            subject = self.env._("%(plan)s: ended", plan=title)
        elif changes:
            subject = self.env._("%(plan)s: what is new", plan=title)
        else:
            subject = self.env._("%(plan)s: where we stand", plan=title)
        return " ".join(subject.split())

    @api.model
    def _get_digest_subject(self, number, company):
        subject = self.env._(
            "News of %(number)s plans with %(company)s", number=number, company=company
        )
        return " ".join(subject.split())

    @api.model
    def _prepare_section(self, description, changes, told_at=None):
        """What a mail says of one plan.

        :param description: the plan as the customer sees it now; empty when it is gone
        :param told_at: when the contact was told last
        """
        steps = description.get("actions", [])
        open_steps = [step for step in steps if step["state"] in OPEN]
        is_new = any(change.kind == "plan_new" for change in changes)
        return {
            "plan": description,
            "title": description.get("title") or (changes[0].title if changes else ""),
            "is_new": is_new,
            "lines": [] if is_new else self._describe_changes(changes),
            "told_on": format_date(self.env, told_at) if told_at else "",
            "waiting": self._list_steps(open_steps, "theirs"),
            "next": self._list_steps(open_steps, "ours"),
        }

    @api.model
    def _list_steps(self, steps, side):
        mine = [step for step in steps if step["side"] == side]
        return {
            "steps": [
                self._add_day(step["title"], step) for step in mine[:SHOWN_STEPS]
            ],
            "more": max(0, len(mine) - SHOWN_STEPS),
        }

    @api.model
    def _render_letter(self, sections, sender, words=""):
        """The body of a mail.

        :param sender: dict with the name of who writes and of the company
        :param words: markup of our own that comes first
        """
        return self.env["ir.qweb"]._render(
            "account_relationship.plan_letter",
            {"sections": sections, "sender": sender, "words": words},
            minimal_qcontext=True,
            lang=self.env.lang,
        )
