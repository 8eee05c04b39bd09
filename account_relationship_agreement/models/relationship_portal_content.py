from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

from odoo.addons.account_relationship.models.shared.relationship_portal_content import (
    Description,
)


class RelationshipPortalContent(models.AbstractModel):
    """What a customer reads of what is agreed."""

    _inherit = "relationship.portal.content"

    @api.model
    def _get_descriptions(self):
        return super()._get_descriptions() | {
            "agreement": Description(
                "relationship.agreement",
                self._describe_agreement,
                ("name", "reference"),
                lambda agreement: [
                    "/my/agreements",
                    f"/my/agreements/{agreement.id}",
                ],
            ),
            "agreement_line": Description(
                "relationship.agreement.line",
                self._describe_agreement_line,
                ("name",),
            ),
        }

    @api.model
    def _describe_agreement(self, agreement):
        """An agreement that runs and is shown to its customer; nothing of any other."""
        # sudo: what is read here is the whitelist itself
        agreement = agreement.sudo()
        if not agreement._is_shown():
            return {}
        today = agreement._get_today()
        lines = agreement.line_ids.filtered(
            lambda line: not line.date_end or line.date_end >= today
        )
        return {
            "id": agreement.id,
            "title": agreement.name,
            "reference": agreement.reference or "",
            "company": agreement.company_id.name,
            "customer": agreement.customer_id.name,
            "is_paused": agreement.is_paused,
            "state": agreement.state,
            "state_label": self._get_agreement_state(agreement, today),
            "date_start": agreement.date_start,
            "date_end": agreement.ended_on or agreement.fixed_until,
            "lines": [self._describe_shown_line(line) for line in lines],
            **self._describe_notice(agreement, today),
            "asked_words": self._format_asked(agreement),
        }

    @api.model
    def _describe_review(self, review):
        """With the agreements the customer is shown."""
        return super()._describe_review(review) | {
            "agreements": [
                self._describe_agreement(agreement)
                for agreement in self._get_shown_agreements(review)
            ]
        }

    @api.model
    def _count_review(self, review):
        number = len(self._get_shown_agreements(review))
        words = self.env._("Agreements: %(number)s", number=number)
        return super()._count_review(review) + [words]

    @api.model
    def _get_shown_agreements(self, review):
        # sudo: what the customer is shown; of an account the caller may read
        agreements = self.env["relationship.agreement"].sudo()
        return agreements.search(
            agreements._get_shown_domain()
            & Domain("account_id", "=", review.account_id.id)
        )

    @api.model
    def _format_asked(self, agreement):
        """That it was received when the customer asked to talk about the renewal."""
        day = agreement.talk_asked_on and format_date(self.env, agreement.talk_asked_on)
        who = self._get_own_name(agreement, agreement.talk_asked_by_id)
        if not day:
            return ""
        if who:
            return self.env._(
                "%(contact)s asked on %(day)s: we received it.", contact=who, day=day
            )
        return self.env._("You asked on %(day)s: we received it.", day=day)

    @api.model
    def _get_agreement_state(self, agreement, today):
        if agreement.ended_on:
            return self.env._("Ends")
        if agreement.is_paused:
            return self.env._("Paused")
        if agreement.date_start > today:
            return self.env._("About to begin")
        if agreement.state == "renewed":
            return self.env._("Renewed")
        return self.env._("Running")

    # ------------------------------------------------------------
    # Notice
    # ------------------------------------------------------------

    @api.model
    def _describe_notice(self, agreement, today):
        """Until when notice can be given, how long before, and what happens without."""
        deadline = agreement.notice_deadline
        has_notice = not agreement.ended_on and agreement.renewal != "none"
        return {
            "noticed_on": agreement.noticed_on,
            "notice_deadline": deadline if deadline and deadline >= today else False,
            "notice_words": has_notice and self._format_notice(agreement) or "",
            "renewal_words": self._format_renewal(agreement),
        }

    @api.model
    def _format_notice(self, agreement):
        if not agreement.notice_count:
            return self.env._("on the last day at the latest")
        length = self._format_length(agreement.notice_count, agreement.notice_unit)
        if not agreement.fixed_until:
            return self.env._("%(length)s ahead", length=length)
        return self.env._("%(length)s before it ends", length=length)

    @api.model
    def _format_renewal(self, agreement):
        """What happens at the end of the term when nobody says anything."""
        if agreement.ended_on:
            return ""
        if not agreement.fixed_until:
            return self.env._("It goes on until one of us gives notice.")
        if agreement.renewal == "tacit":
            return self.env._(
                "Without notice it goes on for another %(length)s.",
                length=self._format_length(agreement.term_count, agreement.term_unit),
            )
        if agreement.renewal == "agreed":
            return self.env._("It goes on when we both agree on it.")
        return self.env._("It ends by itself.")

    @api.model
    def _format_length(self, count, unit):
        if count == 1:
            return {
                "day": self.env._("1 day"),
                "week": self.env._("1 week"),
                "month": self.env._("1 month"),
                "year": self.env._("1 year"),
            }[unit]
        return {
            "day": self.env._("%(count)s days", count=count),
            "week": self.env._("%(count)s weeks", count=count),
            "month": self.env._("%(count)s months", count=count),
            "year": self.env._("%(count)s years", count=count),
        }[unit]

    # ------------------------------------------------------------
    # Lines
    # ------------------------------------------------------------

    @api.model
    def _describe_agreement_line(self, line):
        """A line of an agreement that is shown; nothing of any other."""
        # sudo: what is read here is the whitelist itself
        line = line.sudo()
        return self._describe_shown_line(line) if line.agreement_id._is_shown() else {}

    @api.model
    def _describe_shown_line(self, line):
        today = line.agreement_id._get_today()
        start = line.date_start
        return {
            "name": line.name,
            "quantity": formatLang(
                self.env,
                line.quantity,
                digits=0 if float(line.quantity).is_integer() else 2,
            ),
            # What is counted in the product's own unit needs no word for it.
            "unit": line.product_uom_id.name
            if line.product_uom_id != line.product_id.uom_id
            else False,
            "amount": formatLang(self.env, line.amount, currency_obj=line.currency_id),
            "period": self._format_period(line.period_count, line.period_unit),
            # What runs since long ago is not told apart from the agreement.
            "date_start": start if start and start > today else False,
            "date_end": line.date_end,
        }

    @api.model
    def _format_period(self, count, unit):
        if unit == "once":
            return self.env._("once")
        if count == 1:
            return {
                "day": self.env._("a day"),
                "week": self.env._("a week"),
                "month": self.env._("a month"),
                "year": self.env._("a year"),
            }[unit]
        return self.env._("every %(length)s", length=self._format_length(count, unit))
