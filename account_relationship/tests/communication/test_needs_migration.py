from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path
from odoo.tools.sql import column_exists

from .common import CommunicationCommon


@tagged("post_install", "-at_install")
class TestNeedsDates(CommunicationCommon):
    """Accounts that said by when a customer wants something, and not what."""

    def _migrate(self):
        name = "post-needs-dates"
        path = f"account_relationship/migrations/19.0.1.7.0/{name}.py"
        load_script(file_path(path), name).migrate(self.env.cr, "19.0.1.5.0")

    def _hold(self, account, words, day):
        """As an account of 19.0.1.5.0 held it."""
        self.env.cr.execute(
            "ALTER TABLE relationship_account"
            " ADD COLUMN IF NOT EXISTS wants text,"
            " ADD COLUMN IF NOT EXISTS wants_by date,"
            " ADD COLUMN IF NOT EXISTS wants_user_id int,"
            " ADD COLUMN IF NOT EXISTS wants_on date"
        )
        self.env.cr.execute(
            "UPDATE relationship_account SET wants = %s, wants_by = %s,"
            " wants_user_id = %s, wants_on = '2026-11-12' WHERE id = %s",
            [words, day, self.ann.id, account.id],
        )

    def test_a_day_without_words_becomes_a_need_of_whoever_noted_it(self):
        self._hold(self.acme, " ", "2027-02-03")
        self._hold(self.birch, "Desks", "2027-02-03")
        self.env.flush_all()
        self._migrate()
        needs = self.env["relationship.need"].with_user(self.ann).search([])
        need = needs.filtered(lambda n: n.account_id == self.acme)
        self.assertRecordValues(
            need,
            [
                {
                    "name": "Wants something by this day",
                    "kind": "want",
                    "state": "open",
                    "user_id": self.ann.id,
                    "company_id": self.acme.company_id.id,
                }
            ],
        )
        self.assertEqual(str(need.date_by), "2027-02-03")
        self.assertEqual(str(need.said_on), "2026-11-12")
        self.assertFalse(needs.filtered(lambda n: n.account_id == self.birch))

    def test_where_the_day_is_gone_nothing_is_made(self):
        self.assertFalse(column_exists(self.env.cr, "relationship_account", "wants_by"))
        self._migrate()
        self.assertFalse(self.env["relationship.need"].search([]))
