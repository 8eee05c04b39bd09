import json
import os
from pathlib import Path

from odoo.tests import tagged

from .portal import PortalCase

#: What a screen reader, a keyboard or weak eyes do not get past.
SERIOUS = ("serious", "critical")
#: Opens each page in a frame as large as the window: one browser for all of them.
LOOK = """
const open = (url) =>
    new Promise((resolve) => {
        const frame = document.createElement("iframe");
        frame.width = window.innerWidth;
        frame.height = window.innerHeight;
        frame.onload = () => resolve(frame);
        frame.src = url;
        document.body.replaceChildren(frame);
    });
(async () => {
    for (const url of %(urls)s) {
        const page = (await open(url)).contentWindow;
        for (const fold of page.document.querySelectorAll("details")) {
            fold.removeAttribute("name");
            fold.open = true;
        }
        await new Promise((resolve) => {
            const script = page.document.createElement("script");
            script.onload = resolve;
            script.src = %(axe)s;
            page.document.head.append(script);
        });
        const found = await page.axe.run("#wrap", { resultTypes: ["violations"] });
        const barriers = found.violations.filter((rule) =>
            %(serious)s.includes(rule.impact)
        );
        for (const rule of barriers) {
            const places = rule.nodes.map((node) => node.html).join(" ");
            console.error(`${url}: ${rule.impact}: ${rule.help}: ${places}`);
        }
        if (!found.passes.length) {
            console.error(`${url}: axe looked at nothing`);
        }
    }
    console.log("test successful");
})();
"""


@tagged("post_install", "-at_install")
class TestPortalBarriers(PortalCase):
    """No page of ours keeps out people with disabilities, says axe, on a desk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        source = Path(os.environ.get("AXE_CORE", "missing"))
        if not source.exists():
            reason = "axe-core is not installed: the portal is not tested for barriers."
            # Where nobody reads what was skipped, it has to fail.
            if os.environ.get("CI", "").lower() in ("1", "true", "yes"):
                raise AssertionError(reason)
            cls.skipTest(cls, reason)
        cls.axe = cls.env["ir.attachment"].create(
            {
                "name": "axe.js",
                "raw": source.read_bytes(),
                "mimetype": "application/javascript",
                "public": True,
            }
        )

    def _check(self, login, *urls):
        code = LOOK % {
            "axe": json.dumps(f"/web/content/{self.axe.id}"),
            "urls": json.dumps(urls),
            "serious": json.dumps(SERIOUS),
        }
        self.browser_js(
            urls[0],
            code,
            ready="Boolean(document.querySelector('#wrap'))",
            login=login,
            timeout=300,
        )

    def _prepare_plan(self):
        self.acme_plan.customer_summary = "<p>We move in January.</p>"
        self.env["relationship.objective"].create(
            {
                "plan_id": self.acme_plan.id,
                "name": "Desks installed",
                "kind": "quantitative",
                "unit": "desks",
                "target": 40,
                "current": 24,
                "is_shared": True,
            }
        )
        for state in ("in_progress", "done", "cancelled"):
            action = self._add_action(self.acme_plan, name=state, side="ours")
            action.write({"state": state})
        self.theirs.message_post(
            body="Here it is.",
            author_id=self.pia.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=[("plan.txt", b"x")],
        )
        self._add_action(self.acme_plan, name="Late", date_due="2020-01-01")

    def test_pages_of_customers(self):
        self._prepare_plan()
        share = self._share(self.acme_plan, self.amy)
        solved = self._add_feedback(self.acme, self.pia, "Solved meanwhile")
        self._ask_whether_solved(solved)
        solved._customer_verifies(True, "", self.pia.partner_id)
        self._ask_whether_solved(self.acme_feedback)
        self._check(
            "pia",
            "/my",
            "/my/account-manager?done=call",
            "/my/plans",
            f"/my/plans/{self.acme_plan.id}?problem=type",
            f"/plan/{self.acme_plan.id}/{share.access_token}",
            "/my/feedback?filterby=all",
            "/my/feedback/new",
            f"/my/feedback/{self.acme_feedback.id}",
            f"/my/feedback/{solved.id}",
            "/my/plans/99999999",
        )

    def test_preview(self):
        self._check("ann", f"/plan/{self.draft_plan.id}/preview")


@tagged("post_install", "-at_install")
class TestPortalBarriersOnPhone(TestPortalBarriers):
    """The same in the hand."""

    browser_size = "390x844"
    touch_enabled = True
