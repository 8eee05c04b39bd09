import json
import os
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo.fields import Command
from odoo.http import request
from odoo.tests import tagged

from ..score.common import Scores
from .common import PortalCase

ADDON = "odoo.addons.account_relationship"
#: What a screen reader, a keyboard or weak eyes do not get past.
SERIOUS = ("serious", "critical")
#: Odoo's button below the page for another language: grey on grey.
ODOOS = [".js_language_selector"]
#: What these answer is a file, or nothing, no page.
FILES = ("/pdf", "/xlsx", "/attachment/<int:attachment_id>", "/seen")
#: Opens each page in a frame as large as the window: one browser for all of them.
LOOK = """
const load = (frame, start) =>
    new Promise((resolve) => {
        frame.onload = () => resolve(frame.contentWindow);
        start();
    });
const press = async (frame, selector) => {
    const element = frame.contentDocument.querySelector(selector);
    if (element.type !== "submit") {
        element.click();
        return;
    }
    // What the browser stops, others send: the page has to say what is missing.
    element.form.noValidate = true;
    await load(frame, () => element.click());
};
// What is taken away while Odoo's services start ends in errors of theirs.
const becomeReady = async (page) => {
    for (let turn = 0; turn < 500; turn++) {
        if (page.document.body.hasAttribute("is-ready")) {
            return;
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    console.error(`${page.location}: Odoo's services do not start`);
};
const unfold = (page) => {
    for (const fold of page.document.querySelectorAll("details")) {
        fold.removeAttribute("name");
        fold.open = true;
    }
};
const findOutOfReach = (page) => {
    const controls = "a[href], button, input, select, textarea, summary";
    return [...page.document.querySelectorAll(`#wrap :is(${controls})`)].filter(
        (element) => {
            if (!element.checkVisibility({ visibilityProperty: true })) {
                return false;
            }
            element.focus();
            return element.tabIndex < 0 || page.document.activeElement !== element;
        }
    );
};
const lookAt = async ({ url, presses, status }) => {
    const name = [url, ...presses].join(" > ");
    const frame = document.createElement("iframe");
    frame.width = window.innerWidth;
    frame.height = window.innerHeight;
    frame.src = url;
    await load(frame, () => document.body.replaceChildren(frame));
    for (const selector of presses) {
        await becomeReady(frame.contentWindow);
        await press(frame, selector);
    }
    const page = frame.contentWindow;
    await becomeReady(page);
    unfold(page);
    await new Promise((resolve) => {
        const script = page.document.createElement("script");
        script.onload = resolve;
        script.src = %(axe)s;
        page.document.head.append(script);
    });
    const context = { exclude: %(odoos)s };
    const found = await page.axe.run(context, { resultTypes: ["violations"] });
    for (const rule of found.violations) {
        if (%(serious)s.includes(rule.impact)) {
            const places = rule.nodes.map((node) => node.html).join(" ");
            console.error(`${name}: ${rule.impact}: ${rule.help}: ${places}`);
        }
    }
    for (const element of findOutOfReach(page)) {
        console.error(`${name}: no key leads to ${element.outerHTML}`);
    }
    const answered = page.performance.getEntriesByType("navigation")[0].responseStatus;
    if (answered !== status || !page.document.querySelector("#wrap")) {
        console.error(`${name}: answers ${answered}, not ${status}`);
    }
};
(async () => {
    for (const page of %(pages)s) {
        await lookAt(page);
    }
    console.log("test successful");
})();
"""


def page(url, *presses, status=200):
    """A page to look at: its address, and what is pressed there before.

    A button that sends a form leads to the next page.
    """
    return {"url": url, "presses": presses, "status": status}


@tagged("post_install", "-at_install")
class TestPortalBarriers(Scores, PortalCase):
    """No page of ours keeps out people with disabilities, says axe, or the keyboard."""

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
        cls.set_up_scores()
        cls.set_up_pages()

    @classmethod
    def set_up_pages(cls):
        """All that shows on a page, so that axe has something to look at."""
        # With a second language there is a choice of languages, too.
        cls.env["res.lang"]._activate_lang("es_ES")
        cls.amy.lang = "es_ES"
        cls.acme_plan.customer_summary = "<p>We move in January.</p>"
        cls.env["relationship.objective"].create(
            {
                "plan_id": cls.acme_plan.id,
                "name": "Desks installed",
                "kind": "quantitative",
                "unit": "desks",
                "target": 40,
                "current": 24,
                "is_shared": True,
            }
        )
        for state in ("in_progress", "done", "cancelled"):
            action = cls._add_action(cls.acme_plan, name=state, side="ours")
            action.write({"state": state})
        cls.theirs.message_post(
            body="Here it is.",
            author_id=cls.pia.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=[("plan.txt", b"x")],
        )
        cls._add_action(cls.acme_plan, name="Late", date_due="2020-01-01")
        cls.solved = cls._add_feedback(cls.acme, cls.pia, "Solved meanwhile")
        cls._ask_whether_solved(cls.solved)
        cls.solved._customer_verifies(True, "", cls.pia.partner_id)
        cls._ask_whether_solved(cls.acme_feedback)

    # ------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------

    def _get_pages_of_customers(self):
        """What a customer who logs in gets to see."""
        plan = f"/my/plans/{self.acme_plan.id}"
        feedback = f"/my/feedback/{self.acme_feedback.id}"
        contact = "/my/account-manager"
        return [
            page("/my"),
            page(contact),
            page(contact, f"form[action$='/{self.acme.id}/call'] [type=submit]"),
            page(contact, f"form[action$='/{self.acme.id}/write'] [type=submit]"),
            page("/my/plans"),
            page(f"{plan}?problem=type"),
            page(plan, self._get_button(self.theirs)),
            page("/my/feedback"),
            page("/my/feedback/page/1?filterby=all&sortby=changed"),
            page("/my/feedback/new"),
            page("/my/feedback/new", ".o_relationship_portal [type=submit]"),
            page(f"/my/feedback/{self.solved.id}"),
            page(feedback),
            page(feedback, "[value=unsolved]"),
            page("/my/plans/99999999", status=404),
            page(f"/my/plans/{self._propose().id}"),
            page(f"/my/plans/{self._propose().id}", "[value=agree]"),
            *self._get_pages_of_agreements(),
        ]

    def _get_pages_of_agreements(self):
        """Of the addon for agreements: a list, and one that is talked about."""
        if "relationship.agreement" not in self.env:
            return []
        self.env.company.relationship_share_agreements = True
        lines = [{"name": "Lift", "amount": 100}, {"name": "Check", "amount": 9}]
        agreement = self.env["relationship.agreement"].create(
            {
                "name": "Maintenance",
                "reference": "C-17",
                "account_id": self.acme.id,
                "line_ids": [Command.create(line) for line in lines],
            }
        )
        agreement.action_confirm()
        url = f"/my/agreements/{agreement.id}"
        return [
            page("/my/agreements"),
            page("/my/agreements/page/1"),
            page(url, "form[action$='/talk'] [type=submit]"),
            page(url),
        ]

    def _propose(self):
        plan = self._add_plan(self.acme, name="What we propose", state="draft")
        self._add_action(plan, name="Name a key user")
        plan.proposed_at = self.env.cr.now()
        return plan

    def _get_pages_of_links(self):
        """What somebody without login gets to see, by the links of our mails."""
        share = self._share(self.acme_plan, self.amy)
        revoked = self._share(self.acme_plan, self.amy)
        revoked.action_revoke()
        plan = f"/plan/{self.acme_plan.id}"
        contact = self.acme_feedback.partner_id
        token = self.acme_feedback._get_reader_token(contact)
        feedback = f"/feedback/{self.acme_feedback.id}/{token}"
        mails = self.env["relationship.plan.contact"].create(
            {"plan_id": self.acme_plan.id, "partner_id": self.amy.id}
        )
        asked = self._share(self._propose(), self.amy)._get_link_path()
        choices = f"/plan-mails/{mails.id}/{mails.access_token}"
        return [
            page(f"{plan}/{share.access_token}"),
            page(f"{plan}/{share.access_token}", self._get_button(self.theirs)),
            page(f"{plan}/{self._share(self.acme_plan).access_token}"),
            page(f"{plan}/{revoked.access_token}", status=404),
            page(asked, "[value=agree]"),
            page(feedback),
            page(feedback, "[value=unsolved]"),
            page(f"{feedback}x", status=404),
            page(choices),
            page(choices, "[value=weekly]", ".o_relationship_portal [type=submit]"),
            page(f"{choices}x", status=404),
            *self._get_pages_of_scores(),
            *self._get_pages_of_colleagues(),
        ]

    def _get_pages_of_scores(self):
        expired = self._add_score(
            self.ben, days=40, expires_on=self.today - timedelta(days=1)
        )
        question, other = (
            score._get_link_path()
            for score in (self._add_score(self.amy), self._add_score(self.carl))
        )
        return [
            page(question),
            page(question, "#wrap [type=submit]", status=400),
            page(f"{question}?value=7", "#score_9", "#wrap [type=submit]"),
            # The same link again: it works once.
            page(question, status=404),
            page(expired._get_link_path(), status=404),
            page(f"{other}/refuse"),
            page(f"{other}/refuse", "#wrap [type=submit]"),
            page(f"{other}x/refuse", status=404),
        ]

    def _get_pages_of_colleagues(self):
        """What one of us opens from a mail."""
        url = f"/my-day/no-mail/{self.ann.id}/{self.ann._get_monday_mail_token()}"
        return [
            page(url),
            page(url, "#wrap [type=submit]"),
            page(f"{url}x", status=404),
        ]

    def _get_button(self, action):
        return f"#action-{action.id} details:last-child [type=submit]"

    # ------------------------------------------------------------
    # Looking
    # ------------------------------------------------------------

    def _look(self, login, pages):
        code = LOOK % {
            "axe": json.dumps(f"/web/content/{self.axe.id}"),
            "odoos": json.dumps(ODOOS),
            "pages": json.dumps(pages),
            "serious": json.dumps(SERIOUS),
        }
        self.browser_js(
            pages[0]["url"],
            code,
            ready="document.body.hasAttribute('is-ready')",
            login=login,
            timeout=300,
        )

    @contextmanager
    def _watch_routes(self):
        """Keep which routes answer, and to which method."""
        answered, http = set(), self.registry["ir.http"]
        match = http._match

        def watch(cls, path):
            rule, arguments = match(path)
            answered.add((rule.rule, request.httprequest.method))
            return rule, arguments

        with patch.object(http, "_match", classmethod(watch)):
            yield answered

    def _get_routes_with_a_page(self):
        routes = set()
        for rule in self.env["ir.http"].routing_map().iter_rules():
            endpoint = rule.endpoint.original_endpoint
            if endpoint.__module__.startswith(ADDON) and not rule.rule.endswith(FILES):
                methods = rule.endpoint.routing["methods"] or ["GET"]
                routes |= {(rule.rule, method) for method in methods}
        return {(rule, method) for rule, method in routes if method != "HEAD"}

    def test_no_page_has_barriers(self):
        with self._watch_routes() as answered:
            self._look("pia", self._get_pages_of_customers())
            self._look(None, self._get_pages_of_links())
            self._look("ann", [page(f"/plan/{self.draft_plan.id}/preview")])
        ours = self._get_routes_with_a_page()
        self.assertGreater(len(ours), 20)
        self.assertFalse(ours - answered, "Nobody looked at these pages")


@tagged("post_install", "-at_install")
class TestPortalBarriersOnPhone(TestPortalBarriers):
    """The same in the hand."""

    browser_size = "390x844"
    touch_enabled = True
