from odoo.tests import TransactionCase, tagged

from .common import PortalCase


@tagged("post_install", "-at_install")
class TestPortalLook(PortalCase):
    """The page itself, in a browser: seen is what was visible for some seconds."""

    def _open_for(self, milliseconds):
        share = self._share(self.acme_plan, self.amy)
        self.browser_js(
            f"/plan/{self.acme_plan.id}/{share.access_token}",
            f"setTimeout(() => console.log('test successful'), {milliseconds})",
            ready="document.readyState === 'complete'",
            cookies={},
        )
        return self.acme_plan.visit_ids

    def test_a_page_that_was_visible_for_some_seconds_was_seen(self):
        looks = self._open_for(8000)
        self.assertEqual(looks.partner_id, self.amy)
        self.assertEqual(len(looks), 1)

    def test_a_page_that_was_closed_at_once_was_not_seen(self):
        self.assertFalse(self._open_for(1500))

    def test_steps_that_are_over_are_unfolded_for_paper_and_folded_after(self):
        share = self._share(self.acme_plan, self.amy)
        self.ours.action_done()
        self.browser_js(
            f"/plan/{self.acme_plan.id}/{share.access_token}",
            """
            const folded = document.querySelector("details.o_relationship_fold");
            const tell = (name) => window.dispatchEvent(new Event(name));
            const timer = setInterval(() => {
                tell("beforeprint");
                if (folded.open) {
                    tell("afterprint");
                    clearInterval(timer);
                    console.log(folded.open ? "stays unfolded" : "test successful");
                }
            }, 200);
            """,
            ready="document.readyState === 'complete'",
            cookies={},
        )


@tagged("post_install", "-at_install")
class TestPortalWithWebsite(TransactionCase):
    """Where Odoo's website is installed, its colors are those of our pages."""

    def test_no_badge_is_written_in_the_websites_pale_tone(self):
        names = self.env["ir.model.data"].search(
            [
                ("module", "=like", "account_relationship%"),
                ("model", "=", "ir.ui.view"),
                ("name", "=like", "portal_%"),
            ]
        )
        pages = self.env["ir.ui.view"].browse(names.mapped("res_id"))
        self.assertGreater(len(pages), 10)
        pale = pages.filtered(lambda view: "text-bg-light" in view.arch)
        self.assertFalse(pale.mapped("key"))
