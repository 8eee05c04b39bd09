import doctest
from unittest.mock import patch

from odoo.tests import tagged

from ...controllers import text, upload
from .common import PortalCase


@tagged("post_install", "-at_install")
class TestPortalFiles(PortalCase):
    """What customers attach, and which files they get."""

    def test_files_that_run_are_refused(self):
        for name, content in [
            ("page.html", b"hello"),
            ("picture.svg", b"hello"),
            ("run.js", b"hello"),
            ("setup.exe", b"MZ hello"),
            ("picture.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            ("note.txt", b"<html><script>alert(1)</script></html>"),
            ("note.pdf", b"\x7fELF" + b"\0" * 64),
            ("noextension", b"hello"),
            ("plan.pdf.exe", b"hello"),
            ("plan.pdf.svg", b"hello"),
            ("plan.pdf\0.html", b"hello"),
            ("plan.html ", b"hello"),
            (".html", b"hello"),
        ]:
            with self.subTest(name=name):
                page = self._attach(name, content)
                self.assertIn("We do not take files of this kind", page.text)
        self.assertFalse(self.theirs.message_ids.attachment_ids)

    def test_a_file_over_the_limit_is_refused_kindly(self):
        self.env["ir.config_parameter"].set_param(upload.PARAMETER, "1")
        page = self._attach("large.txt", b"x" * (upload.MEGABYTE + 1))
        self.assertRegex(page.text, r"larger than\s*1\s*MB")
        self.env["ir.config_parameter"].set_param(upload.PARAMETER, "many")
        with patch.object(upload, "MEGABYTE", 10):
            page = self._attach("large.txt", b"x" * 201)
        self.assertRegex(page.text, r"larger than\s*20\s*MB")
        self.assertFalse(self.theirs.message_ids.attachment_ids)

    def test_twenty_megabytes_pass_and_one_byte_more_does_not(self):
        self._attach("large.txt", b"x" * (20 * upload.MEGABYTE))
        self.assertEqual(len(self.theirs.message_ids.attachment_ids), 1)
        page = self._attach("larger.txt", b"x" * (20 * upload.MEGABYTE + 1))
        self.assertRegex(page.text, r"larger than\s*20\s*MB")
        self.assertEqual(len(self.theirs.message_ids.attachment_ids), 1)

    def test_words_are_kept_when_a_file_is_refused(self):
        file = [("attachment", ("page.html", b"hello", "text/html"))]
        plan, feedback = (
            f"/my/plans/{self.acme_plan.id}",
            f"/my/feedback/{self.acme_feedback.id}",
        )
        action = f"{plan}/action/{self.theirs.id}"
        for page, url in ((plan, action), (feedback, f"{feedback}/answer")):
            with self.subTest(url=url):
                words = {"answer": "comment", "comment": "See <the> drawing"}
                refused = self._post(page, url, files=file, **words)
                self.assertIn("We do not take files of this kind", refused.text)
                self.assertIn("See &lt;the&gt; drawing</textarea>", refused.text)
                # Once: they do not turn up again elsewhere.
                self.assertNotIn("drawing", self._read(page))
        self.assertFalse(self.theirs.message_ids.attachment_ids)

    def test_too_many_files_are_refused(self):
        file = ("attachment", ("a.txt", b"x", "text/plain"))
        page = self._comment(files=[file] * (upload.MAX_FILES + 1))
        self.assertIn("Please send at most", page.text)

    def test_new_feedback_refuses_files_too(self):
        page = self._post(
            "/my/feedback/new",
            "/my/feedback/new",
            files=[("attachment", ("x.html", b"x", "text/html"))],
            kind="idea",
            verbatim="With a page",
        )
        self.assertIn("We do not take files of this kind", page.text)
        self.assertIn("With a page</textarea>", page.text)

    def test_own_files_come_back_as_downloads(self):
        self._attach("plan.txt", b"Floor")
        attachment = self.theirs.message_ids.attachment_ids
        url = f"/my/plans/{self.acme_plan.id}/attachment/{attachment.id}"
        response = self.url_open(url)
        self.assertEqual(response.content, b"Floor")
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        self.log_in("bert")
        self.assertGone(url)

    def test_internal_files_are_not_sent(self):
        for record in (self.theirs, self.acme_plan, self.acme_feedback):
            record.message_post(
                body="Internal",
                attachments=[("margin.txt", b"SECRET")],
                author_id=self.ann.partner_id.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        attachments = (
            self.theirs.message_ids
            | self.acme_plan.message_ids
            | self.acme_feedback.message_ids
        ).attachment_ids
        self.assertEqual(len(attachments), 3)
        for attachment in attachments:
            self.assertGone(f"/my/plans/{self.acme_plan.id}/attachment/{attachment.id}")
            self.assertGone(
                f"/my/feedback/{self.acme_feedback.id}/attachment/{attachment.id}"
            )
            response = self.url_open(f"/web/content/{attachment.id}")
            self.assertNotIn("SECRET", response.text)

    def test_examples_of_names_and_contents_hold(self):
        failed, tried = doctest.testmod(upload)
        self.assertFalse(failed)
        self.assertGreaterEqual(tried, 4)

    def test_examples_of_what_is_typed_hold(self):
        failed, tried = doctest.testmod(text)
        self.assertFalse(failed)
        self.assertEqual(tried, 2)
