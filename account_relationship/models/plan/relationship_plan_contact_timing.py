from datetime import time, timedelta

from dateutil.relativedelta import MO, relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..shared.states import TOLD_PLAN

#: Minutes without a change after which a mail goes out, so that ten quick edits
#: make one mail.
QUIET_MINUTES = 5
#: The hour of Monday, where the company is, at which digests go out.
DIGEST_HOUR = 7


class RelationshipPlanContact(models.Model):
    """When contacts are mailed: some minutes after a change, or on Mondays.

    Each plan, and each reader of weekly mails, is a step of its own: the mail is queued
    and noted in one transaction, so that nobody gets it twice, whatever happens in
    between, and rows are locked, so that two workers do not mail the same.
    """

    _inherit = "relationship.plan.contact"

    # ------------------------------------------------------------
    # At each change
    # ------------------------------------------------------------

    @api.model
    def _cron_tell_changes(self):
        """Mail what changed in the plans that rest since some minutes."""
        plans = self._find_changed_plans()
        self.env["ir.cron"]._work_off(plans, self._send_changes)

    @api.model
    def _find_changed_plans(self):
        moment = fields.Datetime.now() - timedelta(minutes=QUIET_MINUTES)
        self.flush_model()
        self.env["relationship.plan"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT plan.id
                  FROM relationship_plan AS plan
                  JOIN relationship_plan_contact AS contact ON contact.plan_id = plan.id
                  JOIN res_company AS company ON company.id = plan.company_id
                 WHERE plan.is_shared
                   AND company.active
                   AND plan.state IN %s
                   AND contact.inform = 'each'
                   AND COALESCE(plan.changed_at, plan.create_date) <= %s
                   AND (contact.seen_change_at IS NULL
                        OR contact.seen_change_at
                           < COALESCE(plan.changed_at, plan.create_date))
                 GROUP BY plan.id
                 ORDER BY plan.changed_at, plan.id
                """,
                TOLD_PLAN,
                moment,
            )
        )
        return self.env["relationship.plan"].browse(plan_id for (plan_id,) in rows)

    @api.model
    def _send_changes(self, plan):
        moment = plan.changed_at or plan.create_date
        contacts = self.search([("plan_id", "=", plan.id), ("inform", "=", "each")])
        # Another worker that is at it holds the lock and leaves nothing to do.
        contacts = contacts._lock().filtered(
            lambda contact: (
                not contact.seen_change_at or contact.seen_change_at < moment
            )
        )
        self.env["relationship.plan.update"]._send_to(contacts._can_be_told(), "change")
        # What was seen, not the present moment: a change saved meanwhile still counts.
        contacts.write({"seen_change_at": moment})

    def _lock(self):
        """Those nobody else is at, as they are now."""
        contacts = self.try_lock_for_update()
        contacts.invalidate_recordset()
        return contacts

    # ------------------------------------------------------------
    # Once a week
    # ------------------------------------------------------------

    @api.model
    def _cron_send_digests(self):
        """One mail a week for each reader, on Monday morning where the company is."""
        due = self.browse()
        groups = self._read_group(
            [("inform", "=", "weekly"), ("company_id.active", "=", True)],
            ["company_id"],
        )
        for (company,) in groups:
            due |= self.search(
                [
                    ("company_id", "=", company.id),
                    ("inform", "=", "weekly"),
                    ("digest_at", "<", self._get_last_digest_moment(company)),
                    ("plan_id.is_shared", "=", True),
                    ("plan_id.state", "in", TOLD_PLAN),
                ]
            )
        readers = due.grouped(lambda contact: (contact.company_id, contact.partner_id))
        self.env["ir.cron"]._work_off(
            list(readers.values()), lambda group: group._send_digest()
        )

    @api.model
    def _get_last_digest_moment(self, company):
        """The last Monday morning of the company, in UTC."""
        now = fields.Datetime.now()
        monday = company._get_relationship_day(now) + relativedelta(weekday=MO(-1))
        hour = time(DIGEST_HOUR)
        moment = company._get_relationship_moment(monday, hour)
        if moment <= now:
            return moment
        return company._get_relationship_moment(monday - timedelta(weeks=1), hour)

    def _send_digest(self):
        """One mail to one reader about all plans in which something is new."""
        moment = self._get_last_digest_moment(self.company_id)
        contacts = self._lock().filtered(lambda contact: contact.digest_at < moment)
        self.env["relationship.plan.update"]._send_digest(contacts._can_be_told())
        contacts.write({"digest_at": fields.Datetime.now()})
