from lxml import etree

from odoo.tests import tagged, users

from .common import FeedbackCommon


@tagged("post_install", "-at_install")
class TestFeedbackSpeed(FeedbackCommon):
    """What opens feedback asks as much for many as for few."""

    def _get_specification(self, view_type, model_name="relationship.feedback"):
        """What the web client reads for a view: its fields, and those of its lists."""
        model = self.env[model_name]
        root = etree.fromstring(model.get_view(view_type=view_type)["arch"])
        specification = {}
        for node in root.xpath("//field[not(ancestor::field)]"):
            name = node.get("name")
            field = model._fields[name]
            specification[name] = {}
            if field.type == "many2one":
                specification[name] = {"fields": {"display_name": {}}}
            elif name == "notice_ids":
                fields = self._get_specification("list", field.comodel_name)
                specification[name] = {"fields": fields}
            elif field.type == "many2many":
                specification[name] = {"fields": {"display_name": {}}}
        return specification

    def _count(self, read):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        read()
        return self.cr.sql_log_count - before

    def _add_many(self, number, **values):
        """Of as many customers, contacts and teams as there can be."""
        accounts = self._add_accounts(number)
        contacts = self.env["res.partner"].create(
            [
                {"name": "Amy", "parent_id": account.partner_id.id, "email": "a@x.org"}
                for account in accounts
            ]
        )
        teams = [self.technical_team, self.sales_team, self.quality_team]
        return self.env["relationship.feedback"].concat(
            *(
                self._say(
                    partner_id=contact.id,
                    team_id=teams[index % 3].id,
                    user_id=(self.tess, self.theo, self.lena)[index % 3].id,
                    **values,
                )
                for index, contact in enumerate(contacts)
            )
        )

    @users("ann")
    def test_lists_boards_and_calendars(self):
        few, many = (self._add_many(number) for number in (6, 60))
        for view_type in ("list", "kanban", "calendar", "activity"):
            with self.subTest(view=view_type):
                specification = self._get_specification(view_type)

                def read(feedback, specification=specification):
                    return feedback.web_search_read(
                        [("id", "in", feedback.ids)], specification, limit=500
                    )

                # Once for what is read once.
                self._count(lambda: read(few))
                number = self._count(lambda: read(few))
                self.assertEqual(self._count(lambda: read(many)), number)
                self.assertLess(number, 25)

    @users("ann")
    def test_form_asks_as_much_for_many_notices_and_duplicates_as_for_few(self):
        small, large = self._say("Dark"), self._say("Darker")
        for feedback, number in ((small, 2), (large, 20)):
            for __ in range(number):
                self._tell(feedback, "update")
                self._say("Dark as well")._merge_into(feedback)
        specification = self._get_specification("form")
        self.assertIn("body", specification["notice_ids"]["fields"])
        for feedback in (small, large):
            self._count(lambda feedback=feedback: feedback.web_read(specification))
        numbers = [
            self._count(lambda feedback=feedback: feedback.web_read(specification))
            for feedback in (small, large)
        ]
        self.assertEqual(numbers[0], numbers[1])
        self.assertLess(numbers[0], 60)

    @users("hugo")
    def test_loop_report_takes_one_query(self):
        self._add_many(20)
        Report = self.env["relationship.feedback.report"]
        self.env.flush_all()
        Report._read_group([], ["team_id"], ["acknowledge_hours:avg"])
        with self.assertQueryCount(1):
            Report._read_group([], ["team_id"], ["acknowledge_hours:avg"])
