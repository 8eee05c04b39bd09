from datetime import date, datetime

from odoo.tests import freeze_time, tagged, users
from odoo.tools import SQL

from ..common import AccountCommon

EVENING = "2026-12-01 02:30:00"


@tagged("post_install", "-at_install")
class TestCompanyDay(AccountCommon):
    """Which day it is, is asked of the company, not of whoever looks."""

    def _add_company_in(self, country, **values):
        return self.env["res.company"].create(
            {"name": country, "country_id": self.env.ref(country).id, **values}
        )

    @freeze_time(EVENING)
    def test_each_company_has_the_day_of_its_zone(self):
        for zone, day in [
            ("America/Los_Angeles", date(2026, 11, 30)),
            ("UTC", date(2026, 12, 1)),
            ("Asia/Tokyo", date(2026, 12, 1)),
        ]:
            self.env.company.relationship_tz = zone
            self.assertEqual(self.env.company._get_relationship_today(), day, zone)

    @freeze_time(EVENING)
    def test_a_company_put_away_has_its_day_as_well(self):
        """What is late of it is not forgotten."""
        other = self._add_company_in("base.jp")
        other.write({"relationship_tz": "America/Los_Angeles", "active": False})
        days = {
            company: day
            for day, companies in self.env["res.company"]._get_all_todays()
            for company in companies
        }
        self.assertEqual(days[other.id], date(2026, 11, 30))

    @freeze_time(EVENING)
    @users("ann", "eve", "pia")
    def test_everybody_has_the_day_of_the_company(self):
        company = self.env.company
        company.sudo().relationship_tz = "America/Los_Angeles"
        self.env.user.tz = "Asia/Tokyo"
        self.assertEqual(company._get_relationship_today(), date(2026, 11, 30))

    def test_sql_counts_the_same_days(self):
        company = self.env.company
        for zone in ("America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati"):
            company.relationship_tz = zone
            company.flush_recordset()
            for moment in (
                datetime(2026, 3, 8, 7, 59, 59),
                datetime(2026, 11, 1, 8, 30),
                datetime(2026, 12, 31, 18, 29, 59),
                datetime(2026, 12, 31, 18, 30),
            ):
                day = self.env["res.company"]._get_relationship_day_sql(
                    SQL("%s::timestamp", moment), "company"
                )
                rows = self.env.execute_query(
                    SQL(
                        "SELECT %s FROM res_company AS company WHERE id = %s",
                        day,
                        company.id,
                    )
                )
                self.assertEqual(rows, [(company._get_relationship_day(moment),)])

    def test_a_new_company_has_the_day_of_its_address(self):
        self.env.user.tz = "America/Los_Angeles"
        for country, zone in [
            ("base.jp", "Asia/Tokyo"),
            # Of several zones that of whoever sets it up.
            ("base.us", "America/Los_Angeles"),
        ]:
            self.assertEqual(self._add_company_in(country).relationship_tz, zone)

    def test_what_was_chosen_stays_when_the_company_moves(self):
        company = self._add_company_in("base.jp", relationship_tz="Europe/Madrid")
        company.country_id = self.env.ref("base.br")
        self.env.flush_all()
        self.assertEqual(company.relationship_tz, "Europe/Madrid")
