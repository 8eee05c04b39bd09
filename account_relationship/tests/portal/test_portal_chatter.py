from odoo import http
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import PortalCase

SECRET = "SECRET"


@tagged("post_install", "-at_install")
class TestPortalChatter(PortalCase):
    """Odoo's own ways to a conversation do not lead to ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.records = [cls.acme_feedback, cls.acme_plan, cls.theirs, cls.acme]
        for record in cls.records:
            record.message_post(
                body=SECRET,
                attachments=[(f"{SECRET}.txt", SECRET.encode())],
                author_id=cls.ann.partner_id.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        cls.share = cls._share(cls.acme_plan, cls.amy)
        cls.token = cls.acme_feedback._portal_ensure_token()
        cls.mail_token = (
            cls.env["relationship.plan.contact"]
            .create({"plan_id": cls.acme_plan.id, "partner_id": cls.amy.id})
            .access_token
        )

    def _get_keys(self):
        """All that a customer has from our mails, and what can be made of it."""
        signed = self.acme_feedback._sign_token(self.pia.partner_id.id)
        return [
            {},
            *({"token": token} for token in self._get_tokens()),
            {"hash": signed, "pid": self.pia.partner_id.id},
        ]

    def _get_tokens(self):
        return self.token, self.share.access_token, self.mail_token

    def _ask(self, route, **params):
        """What the route says, its refusal included."""
        try:
            with mute_logger("odoo.http"):
                return str(self.make_jsonrpc_request(route, params))
        except JsonRpcException as refusal:
            return str(refusal)

    def _try(self, route, make_params):
        """Try each record with each key, as the customer and as anybody."""
        for login in ("pia", "bert", None):
            self.log_in(login)
            for record in self.records:
                for key in self._get_keys():
                    with self.subTest(login=login, record=record._name, key=key):
                        said = self._ask(route, **make_params(record, key))
                        self.assertNotIn(SECRET, said)

    def test_no_token_opens_a_conversation(self):
        self._try(
            "/mail/chatter_fetch",
            lambda record, key: {
                "thread_model": record._name,
                "thread_id": record.id,
                **key,
            },
        )
        self._try(
            "/mail/thread/messages",
            lambda record, key: {"thread_model": record._name, "thread_id": record.id},
        )

    def test_no_token_tells_about_a_conversation(self):
        self._try(
            "/portal/chatter_init",
            lambda record, key: {
                "thread_model": record._name,
                "thread_id": record.id,
                **key,
            },
        )
        wanted = ["attachments", "followers", "activities", "suggestedRecipients"]
        self._try(
            "/mail/data",
            lambda record, key: {
                "fetch_params": [
                    [
                        "mail.thread",
                        {
                            "thread_model": record._name,
                            "thread_id": record.id,
                            "request_list": wanted,
                            "access_params": key,
                        },
                    ]
                ]
            },
        )

    def test_no_token_posts_into_a_conversation(self):
        before = [record.message_ids for record in self.records]
        self._try(
            "/mail/message/post",
            lambda record, key: {
                "thread_model": record._name,
                "thread_id": record.id,
                "post_data": {
                    "body": "Intruder",
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                },
                **key,
            },
        )
        self.env.invalidate_all()
        self.assertEqual([record.message_ids for record in self.records], before)

    def test_no_token_leaves_a_file(self):
        self.log_in(None)
        before = self.env["ir.attachment"].search_count([])
        for record in self.records:
            for token in self._get_tokens():
                with mute_logger("odoo.http"):
                    response = self.url_open(
                        "/mail/attachment/upload",
                        {
                            "csrf_token": http.Request.csrf_token(self),
                            "thread_model": record._name,
                            "thread_id": record.id,
                            "token": token,
                        },
                        files=[("ufile", ("page.html", b"<script>", "text/html"))],
                    )
                self.assertGreaterEqual(response.status_code, 400)
        self.assertEqual(self.env["ir.attachment"].search_count([]), before)

    def test_no_token_opens_our_files(self):
        for record in self.records:
            [attachment] = record.message_ids.attachment_ids
            for token in self._get_tokens():
                for url in (
                    f"/web/content/{attachment.id}?access_token={token}",
                    f"/web/content/{record._name}/{record.id}/name"
                    f"?access_token={token}",
                    f"/mail/view?model={record._name}&res_id={record.id}"
                    f"&access_token={token}",
                ):
                    with mute_logger("odoo.http"):
                        self.assertNotIn(SECRET, self.url_open(url).text, url)

    def _get_readable_fields(self):
        """All but those that lead to models customers have no rights on."""
        Message = self.env["mail.message"].with_user(self.pia)
        return [
            name
            for name, field in Message._fields.items()
            if Message._has_field_access(field, "read")
            and (
                not field.relational
                or self.env[field.comodel_name].with_user(self.pia).has_access("read")
            )
        ]

    def test_messages_to_customers_do_not_name_our_titles(self):
        for record in self.records[:3]:
            record.name = f"{SECRET} title"
            record._message_subscribe(self.bea.partner_id.ids)
        self.theirs.customer_name = "Moving"
        url = f"/my/feedback/{self.acme_feedback.id}"
        self._post(url, f"{url}/answer", answer="comment", comment="Hello")
        url = f"/my/plans/{self.acme_plan.id}"
        action = f"{url}/action/{self.theirs.id}"
        self._post(url, action, answer="comment", comment="Hello")
        self.acme_feedback.with_user(self.ann).message_post(
            body="Hello Pia",
            partner_ids=self.pia.partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        messages = self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {
                "model": "mail.message",
                "method": "search_read",
                "args": [[("model", "=like", "relationship.%")]],
                "kwargs": {"fields": self._get_readable_fields()},
            },
        )
        bodies = " ".join(message["body"] for message in messages)
        self.assertIn("Hello Pia", bodies)
        self.assertEqual(len(messages), 3)
        subjects = {message["subject"] for message in messages}
        self.assertEqual(subjects, {"Late again", "Moving"})
        self.assertNotIn(SECRET, str(messages))
        # Among ourselves the record is called what we call it.
        message = self.acme_feedback.message_ids[0].with_user(self.ann)
        self.assertIn(SECRET, message.record_name)

    def _call(self, method, *args):
        try:
            with mute_logger("odoo.http"):
                return self.make_jsonrpc_request(
                    "/web/dataset/call_kw",
                    {
                        "model": "mail.message",
                        "method": method,
                        "args": args,
                        "kwargs": {},
                    },
                )
        except JsonRpcException as refusal:
            return str(refusal)

    def test_nobody_forges_or_changes_words_by_rpc(self):
        url = f"/my/feedback/{self.acme_feedback.id}"
        self._post(url, f"{url}/answer", answer="comment", comment="Hello")
        own = self.acme_feedback.message_ids[0]
        before = self.birch_feedback.message_ids
        forged = {
            "model": "relationship.feedback",
            "res_id": self.birch_feedback.id,
            "author_id": self.bert.partner_id.id,
            "body": "Forged",
            "message_type": "comment",
            "subtype_id": self.env.ref("mail.mt_comment").id,
            "parent_id": own.id,
        }
        for method, *arguments in (
            ("create", forged),
            ("create", {**forged, "res_id": self.acme_feedback.id}),
            ("write", own.ids, {"body": "Changed"}),
            ("write", own.ids, {"res_id": self.birch_feedback.id}),
            ("write", own.ids, {"author_id": self.bert.partner_id.id}),
            ("unlink", own.ids),
        ):
            with self.subTest(method=method, arguments=arguments):
                self.assertIn("AccessError", self._call(method, *arguments))
        for key in self._get_keys():
            self._ask(
                "/mail/message/update_content",
                message_id=own.id,
                update_data={"body": "Changed", "attachment_ids": []},
                **key,
            )
            self._ask(
                "/mail/message/reaction",
                message_id=own.id,
                content="x",
                action="add",
                **key,
            )
        self.env.invalidate_all()
        self.assertEqual(self.birch_feedback.message_ids, before)
        self.assertEqual(self.acme_feedback.message_ids[0], own)
        self.assertIn("Hello", own.body)
        self.assertFalse(own.reaction_ids)
        self.assertEqual(own.author_id, self.pia.partner_id)
