"""Heads of mails as programs write them: what went to many, and what a person said."""

from odoo.tests import tagged

from .test_feedback_gateway import GatewayCommon

#: One mail to a whole list of addresses, by the programs that send them.
NEWSLETTERS = {
    "Mailchimp": """Feedback-ID: 12345678:12345678.4567890:us6:mc
List-ID: 8f2a6b1c0d list <8f2a6b1c0d.123.list-id.mcsv.net>
X-Campaign: mailchimp8f2a6b1c0d.0a1b2c3d4e
X-campaignid: mailchimp8f2a6b1c0d.0a1b2c3d4e
X-Report-Abuse: Please report abuse for this campaign at mailchimp.com/abuse
X-MC-User: 8f2a6b1c0d
List-Unsubscribe: <https://shop.us6.list-manage.com/unsubscribe?u=8f2a>
List-Unsubscribe-Post: List-Unsubscribe=One-Click""",
    "HubSpot, marketing": """Feedback-ID: aspmkt_123:123456:aspmkt:HubSpot
List-Unsubscribe: <mailto:1axyz@bf03x.hubspotemail.net?subject=unsubscribe>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
X-HS-Cid: 2ae1b8c3""",
    "Salesforce, mass mail": """X-SFDC-LK: 00D1t000000abcd
X-SFDC-EmailCategory: apiMassMail
Precedence: bulk
List-Unsubscribe: <https://shop.my.salesforce.com/unsubscribe>""",
    "Mailman, announcements": """Precedence: list
List-Id: News of the shop <news.shop.example.net>
List-Post: NO
List-Unsubscribe: <mailto:news-leave@shop.example.net>""",
    "older programs": """Precedence: bulk
X-CSA-Complaints: csa-complaints@eco.de
List-Unsubscribe: <https://news.shop.example.net/out>""",
}
#: A person writes to us, by a program that marks what it sends.
PERSONS = {
    "Outlook": """Thread-Topic: Lamp
Thread-Index: AQHa1234567890
X-MS-Has-Attach:
X-MS-Exchange-Organization-SCL: 1""",
    "Gmail": "X-Gm-Message-State: AOJu0Yx1\nX-Google-Smtp-Source: AGHT+IE",
    "Salesforce, one to one": """X-SFDC-LK: 00D1t000000abcd
X-SFDC-User: 0051t000000abcd
X-Sender: postmaster@salesforce.com
X-mail_abuse_inquiries: http://www.salesforce.com/company/abuse.jsp""",
    "Mailman, a discussion": """Precedence: list
List-Id: Buyers <buyers.customer.example.com>
List-Post: <mailto:buyers@customer.example.com>
List-Unsubscribe: <mailto:buyers-leave@customer.example.com>""",
    "Google Groups": """Precedence: list
Mailing-list: list buyers@customer.example.com; contact buyers+owners@example.com
List-ID: <buyers.customer.example.com>
List-Post: <https://groups.google.com/g/buyers/post>, <mailto:buyers@example.com>
List-Unsubscribe: <mailto:googlegroups-manage+1+unsubscribe@googlegroups.com>""",
    "an answer through a sales program": """In-Reply-To: <other@customer.example.com>
References: <other@customer.example.com>
Feedback-ID: 1:2:sales:tool
List-Unsubscribe: <https://track.example.net/out>""",
    "an answer that names only the thread": """References: <a@x.example.com>
Precedence: bulk
List-Unsubscribe: <https://track.example.net/out>""",
}
#: A person or not: nobody can tell by the heads.
DOUBTFUL = {
    "HubSpot, one to one": """X-HS-Cid: 2ae1b8c3
List-Unsubscribe: <https://hs-1234.s.hubspotemail.net/unsub>
List-Unsubscribe-Post: List-Unsubscribe=One-Click""",
    "a sales program by Amazon": """Feedback-ID: ::1.eu-west-1.Ab12=:AmazonSES
X-SES-Outgoing: 2026.11.29-54.240.1.1
List-Unsubscribe: <https://track.example.net/out>""",
    "an old mail client": "Precedence: bulk",
    "a list of which little is known": "List-Id: <buyers.customer.example.com>",
}
#: Programs that write of what somebody did in them.
MACHINES = {
    "GitHub": """List-ID: shop/lamps <lamps.shop.github.com>
List-Archive: https://github.com/shop/lamps
List-Post: <mailto:reply+ABCD@reply.github.com>
List-Unsubscribe: <mailto:unsub+ABCD@reply.github.com>
Precedence: list
In-Reply-To: <shop/lamps/issues/7@github.com>
References: <shop/lamps/issues/7@github.com>
X-GitHub-Reason: subscribed
X-Auto-Response-Suppress: All""",
    "Jira": """Auto-Submitted: auto-generated
Precedence: bulk
X-JIRA-FingerPrint: 4f1c
List-Unsubscribe: <https://shop.atlassian.net/unsubscribe>""",
    "GitLab": """X-Auto-Response-Suppress: All
Auto-Submitted: auto-generated
X-GitLab-Project: lamps
List-Id: shop/lamps <12.lamps.shop.gitlab.com>
List-Unsubscribe: <https://gitlab.com/-/sent_notifications/1/unsubscribe>""",
}


@tagged("post_install", "-at_install")
class TestBulk(GatewayCommon):
    """What a person wrote is never dropped; who cannot be told apart is kept."""

    def _write(self, heads, email_from="news@shop.example.net"):
        return self._receive(extra=heads, email_from=email_from)

    def test_newsletters_become_no_feedback(self):
        for program, heads in NEWSLETTERS.items():
            with self.subTest(program=program):
                self.assertFalse(self._write(heads))

    def test_what_persons_write_is_heard_as_a_persons(self):
        for program, heads in PERSONS.items():
            for sender in ("bob@shop.example.net", "amy@example.com"):
                with self.subTest(program=program, sender=sender):
                    feedback = self._write(heads, sender)
                    self.assertTrue(feedback)
                    self.assertFalse(feedback.is_from_machine)

    def test_of_strangers_what_is_doubtful_is_kept_and_answered_by_nobody(self):
        self.technical_team.tell_on_acknowledge = True
        for program, heads in DOUBTFUL.items():
            with self.subTest(program=program):
                feedback = self._write(heads, "bob@shop.example.net")
                self.assertTrue(feedback.is_from_machine)
                self.assertFalse(feedback.is_mailed_on_acknowledge)

    def test_of_a_customers_contact_one_sign_is_no_doubt(self):
        for program, heads in DOUBTFUL.items():
            with self.subTest(program=program):
                feedback = self._write(heads, "amy@example.com")
                self.assertEqual(feedback.account_id, self.acme)
                self.assertFalse(feedback.is_from_machine)
        self.assertEqual(self.acme.last_touch_kind, "mail")

    def test_of_a_customers_contact_nothing_is_dropped(self):
        for program, heads in NEWSLETTERS.items():
            with self.subTest(program=program):
                feedback = self._write(heads, "Amy <AMY@example.com>")
                self.assertEqual(feedback.account_id, self.acme)
                self.assertTrue(feedback.is_from_machine)

    def test_of_a_contact_of_several_customers_nothing_is_dropped(self):
        self.carl.email = self.amy.email = "shared@example.com"
        feedback = self._write(NEWSLETTERS["Mailchimp"], "shared@example.com")
        self.assertTrue(feedback.is_from_machine)
        self.assertFalse(feedback.account_id)

    def test_what_programs_tell_of_is_kept_and_marked(self):
        for program, heads in MACHINES.items():
            with self.subTest(program=program):
                self.assertTrue(self._write(heads).is_from_machine)
