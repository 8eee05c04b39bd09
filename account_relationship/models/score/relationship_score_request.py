from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..shared.mail_thread_internal import CUSTOMER_LAYOUT

BATCH_SIZE = 100
TEMPLATE = "account_relationship.mail_template_score"


class RelationshipScore(models.Model):
    """Whom to ask for a score, and asking them.

    A person is asked for a company once in the days of the customer's tier, by nobody
    more often than once in the days of the company, and never again after refusing.
    People are told apart by their address: two contacts with one are one person.
    """

    _inherit = "relationship.score"

    # ------------------------------------------------------------
    # Whom
    # ------------------------------------------------------------

    @api.model
    def _get_candidates(self, scope, today):
        """Return the query of key contacts, with what says no to asking them.

        Columns: ``account_id, partner_id, email, obstacle`` (empty when nothing does),
        ``asked_on`` (when the person was last asked by whomever), ``asked_here_on``
        (for this account), ``expire_days`` and ``is_due`` (by the days of the tier,
        where the company asks).
        """
        return SQL(
            """
            SELECT account.id AS account_id,
                   contact.id AS partner_id,
                   contact.email_normalized AS email,
                   company.relationship_score_expire_days AS expire_days,
                   asked.asked_on,
                   asked.asked_here_on,
                   CASE WHEN NOT contact.active THEN 'archived'
                        WHEN contact.commercial_partner_id != account.partner_id
                             THEN 'left'
                        WHEN contact.email_normalized IS NULL THEN 'no_email'
                        WHEN asked.is_refused THEN 'refused'
                        WHEN EXISTS (
                             SELECT FROM mail_blacklist AS blacklist
                              WHERE blacklist.email = contact.email_normalized
                                AND blacklist.active) THEN 'refused'
                        WHEN account.pause_until >= %(today)s THEN 'paused'
                        WHEN asked.asked_on
                             > %(today)s - company.relationship_score_gap_days
                             THEN 'gap'
                        END AS obstacle,
                   COALESCE(company.active
                            AND company.relationship_ask_scores
                            AND tier.feedback_days > 0
                            AND (asked.asked_here_on IS NULL
                                 OR asked.asked_here_on
                                    <= %(today)s - tier.feedback_days),
                            FALSE) AS is_due
              FROM relationship_key_contact AS key
              JOIN res_partner AS contact ON contact.id = key.partner_id
              JOIN relationship_account AS account ON account.id = key.account_id
              JOIN res_company AS company ON company.id = account.company_id
              JOIN relationship_stage AS stage ON stage.id = account.stage_id
              LEFT JOIN relationship_tier AS tier ON tier.id = account.tier_id
              LEFT JOIN LATERAL (
                   SELECT MAX(score.sent_on) AS asked_on,
                          MAX(score.sent_on)
                              FILTER (WHERE score.account_id = account.id)
                              AS asked_here_on,
                          BOOL_OR(score.is_refused) AS is_refused
                     FROM relationship_score AS score
                    WHERE score.partner_id = contact.id
                       OR score.email = contact.email_normalized) AS asked ON TRUE
             WHERE account.active
               AND stage.kind != 'ended'
               AND %(scope)s
            """,
            today=today,
            scope=scope,
        )

    @api.model
    def _find_due(self):
        """Key contacts whose turn it is: ``[(account id, partner id, email, days)]``.

        Of several accounts of one person the one not asked for longest comes first.
        """
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (email) account_id, partner_id, email, expire_days
                  FROM (%(candidates)s) AS candidate
                 WHERE obstacle IS NULL AND is_due
                 ORDER BY email, asked_here_on NULLS FIRST, account_id, partner_id
                """,
                candidates=self._get_candidates(SQL("TRUE"), self._get_today()),
            )
        )

    @api.model
    def _get_today(self):
        """The day for all companies: a cron and a public page have no time zone."""
        return fields.Date.today()

    # ------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------

    @api.model
    def _ask(self, rows):
        """Note who is asked and queue the mails; both in one transaction.

        :param rows: ``[(account id, partner id, email, days the link works)]``
        """
        today = self._get_today()
        scores = self.create(
            [
                {
                    "account_id": account_id,
                    "partner_id": partner_id,
                    "email": email,
                    "sent_at": fields.Datetime.now(),
                    "sent_on": today,
                    "expires_on": today + timedelta(days=expire_days),
                }
                for account_id, partner_id, email, expire_days in rows
            ]
        )
        scores._queue_mails()
        return scores

    def _queue_mails(self):
        """The mail carries the token: it hangs on nothing a colleague may read."""
        if not self:
            return
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        if not template:
            raise UserError(
                self.env._(
                    "The e-mail template that asks for a score was deleted. It comes "
                    "back when the addon is updated."
                )
            )
        template._check_made_for(self._name)
        # Not with all rights: the template may ask for anything.
        template.sudo(False).send_mail_batch(
            self.ids,
            email_values={
                "model": False,
                "res_id": False,
                "author_id": self.env.ref("base.partner_root").id,
            },
            email_layout_xmlid=CUSTOMER_LAYOUT,
        )

    @api.model
    def _cron_ask(self):
        """Every night: ask those whose turn it is, a batch at a time.

        What was asked is committed with its mails; a run that breaks off asks nobody
        twice, the next one goes on where it ended.
        """
        if not self.env.ref(TEMPLATE, raise_if_not_found=False):
            return
        self.env["ir.cron"]._work_off_many(
            self._find_due(), self._ask_once, size=BATCH_SIZE
        )

    @api.model
    def _ask_once(self, rows):
        """Leave out whom a colleague asked by hand since they were found."""
        emails = [email for __, __, email, __ in rows]
        asked = self.search(
            [("email", "in", emails), ("sent_on", "=", self._get_today())]
        )
        asked_emails = set(asked.mapped("email"))
        self._ask([row for row in rows if row[2] not in asked_emails])

    # ------------------------------------------------------------
    # Asking by hand
    # ------------------------------------------------------------

    @api.model
    def _ask_account(self, account):
        """Ask the key contacts of one account now, whatever the tier says.

        :return: ``(scores, [reason why somebody was not asked])``
        """
        self.env.flush_all()
        scope = SQL("account.id = %s", account.id)
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (COALESCE(email, partner_id::text)) account_id,"
                " partner_id, email, expire_days, obstacle, asked_on FROM (%s) AS row"
                " ORDER BY COALESCE(email, partner_id::text),"
                " obstacle NULLS FIRST, partner_id",
                self._get_candidates(scope, self._get_today()),
            )
        )
        reasons = [
            self._explain(partner_id, obstacle, asked_on)
            for __, partner_id, __, __, obstacle, asked_on in rows
            if obstacle
        ]
        free = [row[:4] for row in rows if not row[4]]
        if not free:
            self._check_may_ask(account, reasons)
        return self._ask(free), reasons

    @api.model
    def _check_may_ask(self, account, reasons):
        if reasons:
            raise UserError(
                self.env._(
                    "Nobody at %(customer)s can be asked for a score now:\n%(reasons)s",
                    customer=account.name,
                    reasons="\n".join(reasons),
                )
            )
        raise UserError(
            self.env._(
                "Nobody at %(customer)s can be asked for a score: add the people to "
                "ask as key contacts, on the tab People, to an account that is not "
                "archived or ended.",
                customer=account.name,
            )
        )

    @api.model
    def _explain(self, partner_id, obstacle, asked_on):
        """Say to a colleague why somebody cannot be asked."""
        name = self.env["res.partner"].browse(partner_id).name
        explanations = {
            "archived": self.env._("%(name)s: the contact is archived.", name=name),
            "left": self.env._("%(name)s: is no longer at the customer.", name=name),
            "no_email": self.env._("%(name)s: has no valid e-mail address.", name=name),
            "refused": self.env._("%(name)s: does not want to be asked.", name=name),
            "paused": self.env._(
                "%(name)s: the customer wants to be left for now.", name=name
            ),
            "gap": self.env._(
                "%(name)s: was asked on %(date)s already; that is too short ago.",
                name=name,
                date=fields.Date.to_string(asked_on),
            ),
        }
        return explanations[obstacle]
