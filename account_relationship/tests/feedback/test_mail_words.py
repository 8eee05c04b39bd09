from time import process_time

from odoo.tests import BaseCase, tagged

from ...mail_words import find_forwarded, get_name_words, get_words

SAID = "The lamp does not light.\nPlease call me."
SAID_HTML = "<div>The lamp does not light.</div><div>Please call me.</div>"
#: What each program writes below an answer, and above it nothing.
HTML = {
    "Gmail, web": '<div dir="ltr">{said}</div><br><div class="gmail_quote gmail_quote_'
    'container"><div dir="ltr" class="gmail_attr">On Thu, Nov 12, 2026 at 10:00 AM Tess'
    ' &lt;<a href="mailto:t@o.com">t@o.com</a>&gt; wrote:<br></div><blockquote class='
    '"gmail_quote">OUR WORDS</blockquote></div>',
    "Outlook, desktop": '<div class="WordSection1"><p class="MsoNormal">{said}</p><p>'
    '&nbsp;</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt">'
    '<p class="MsoNormal"><b>From:</b> Tess &lt;t@o.com&gt; <br><b>Sent:</b> Thursday, '
    "12 November 2026 10:00<br><b>To:</b> Amy<br><b>Subject:</b> Lamp</p></div>"
    "<p>OUR WORDS</p></div>",
    "Outlook, desktop, German": "<div><p>{said}</p><div><div style='border-top:solid'>"
    "<p><b>Von:</b> Tess<br><b>Gesendet:</b> Donnerstag, 12. November 2026 10:00<br>"
    "<b>An:</b> Amy<br><b>Betreff:</b> Lamp</p></div></div><p>OUR WORDS</p></div>",
    "Outlook, desktop, Spanish": "<div><p>{said}</p><div><p><strong>De:</strong> Tess"
    "<br><strong>Enviado el:</strong> jueves, 12 de noviembre de 2026<br><strong>Para:"
    "</strong> Amy<br><strong>Asunto:</strong> Lamp</p></div><p>OUR WORDS</p></div>",
    "Outlook, web": '<div class="elementToProof">{said}</div><div id="appendonsend">'
    '</div><hr tabindex="-1" style="width:98%"><div id="divRplyFwdMsg" dir="ltr"><font>'
    "<b>From:</b> Tess &lt;t@o.com&gt;<br><b>Sent:</b> Thursday<br><b>To:</b> Amy<br>"
    "<b>Subject:</b> Lamp</font></div><div>OUR WORDS</div>",
    "Outlook, phone": '<div>{said}</div><div id="ms-outlook-mobile-signature">Get <a '
    'href="https://aka.ms">Outlook for iOS</a></div><hr><div '
    'id="divRplyFwdMsg"><b>From:'
    "</b> Tess<br><b>Sent:</b> Thursday<br><b>To:</b> Amy<br><b>Subject:</b> Lamp</div>"
    "<div>OUR WORDS</div>",
    "Apple Mail": "<div>{said}</div><br><div><blockquote type='cite'><div>On 12 "
    "Nov 2026"
    ", at 10:00, Tess &lt;t@o.com&gt; wrote:</div><br><div>OUR WORDS</div></blockquote>"
    "</div>",
    "iPhone": "<div dir='ltr'>{said}</div><div dir='ltr'><br>Sent from my iPhone</div>"
    "<div dir='ltr'><br><blockquote type='cite'>On 12 Nov 2026, at 10:00, Tess wrote:"
    "<br><br>OUR WORDS</blockquote></div>",
    "Thunderbird": "<p>{said}</p><div class='moz-cite-prefix'>Am 12.11.26 um 10:00 "
    "schrieb Tess:<br></div><blockquote type='cite' cite='mid:x'>OUR "
    "WORDS</blockquote>",
    "Yahoo": "<div class='ydp1'><div>{said}</div></div><div id='yahoo_quoted_1' class="
    "'yahoo_quoted'><div>On Thursday, November 12, 2026 at 10:00:00 AM GMT+1, Tess "
    "&lt;t@o.com&gt; wrote:</div><div>OUR WORDS</div></div>",
    "K-9": "<div dir='auto'>{said}</div><br><br><div class='gmail_quote'><div "
    "dir='auto'"
    ">Am 12. November 2026 10:00:00 MEZ schrieb Tess:</div><blockquote class="
    "'gmail_quote'>OUR WORDS</blockquote></div>",
}
PLAIN = {
    "Gmail": "On Thu, Nov 12, 2026 at 10:00 AM Tess <t@o.com>\nwrote:\n\n> OUR WORDS\n"
    ">\n> more of OUR WORDS",
    "Gmail, Spanish": "El jue, 12 nov 2026 a las 10:00, Tess (<t@o.com>) escribió:\n\n"
    "> OUR WORDS",
    "Outlook": "________________________________\nFrom: Tess <t@o.com>\nSent: Thursday,"
    " November 12, 2026 10:00\nTo: Amy <amy@example.com>\nSubject: Lamp\n\nOUR WORDS",
    "Outlook, older": "-----Original Message-----\nFrom: Tess\nSent: "
    "Thursday\nTo: Amy\n"
    "Subject: Lamp\n\nOUR WORDS",
    "Outlook, French": "De : Tess <t@o.com>\nEnvoyé : jeudi 12 novembre 2026 10:00\n"
    "À : Amy\nObjet : Lamp\n\nOUR WORDS",
    "Outlook, phone": "Get Outlook for "
    "Android<https://aka.ms/x>\n________________________"
    "________\nFrom: Tess\nSent: Thursday\nTo: Amy\nSubject: Lamp\n\nOUR WORDS",
    "Apple Mail": "Sent from my iPhone\n\n> On 12 Nov 2026, at 10:00, Tess <t@o.com> "
    "wrote:\n> \n> OUR WORDS",
    "Thunderbird, French": "Le 12/11/2026 à 10:00, Tess a écrit :\n> OUR WORDS",
    "Thunderbird, German": "Am 12.11.26 um 10:00 schrieb Tess:\n> OUR WORDS",
    "Yahoo": "On Thursday, November 12, 2026 at 10:00:00 AM GMT+1, Tess "
    "<t@o.com> wrote:"
    "\n\nOUR WORDS\nmore of OUR WORDS",
    "K-9": "-------- Ursprüngliche Nachricht --------\nVon: Tess "
    "<t@o.com>\nGesendet: 12."
    " November 2026\nAn: Amy\nBetreff: Lamp\n\nOUR WORDS",
    "Web mail, Italian": "Il giorno gio 12 nov 2026 alle 10:00 Tess <t@o.com> "
    "ha scritto:"
    "\n\nOUR WORDS",
}
#: A mail passed on, below a line of ours.
FORWARDED = {
    "Gmail": "<div dir='ltr'>Please look</div><br><div class='gmail_quote'><div class="
    "'gmail_attr'>---------- Forwarded message ---------<br>From: <strong>Amy</strong> "
    "<span>&lt;<a "
    "href='mailto:amy@example.com'>amy@example.com</a>&gt;</span><br>Date: "
    "Thu, Nov 12, 2026 at 10:00 AM<br>Subject: Lamp<br>To: Ann &lt;ann@o.com&gt;<br>"
    "</div><br><br>{said}</div>",
    "Outlook": "<div><p>Please look</p><div><p><b>From:</b> Amy &lt;amy@example.com&gt;"
    "<br><b>Sent:</b> Thursday<br><b>To:</b> Ann<br><b>Subject:</b> Lamp</p></div>"
    "<p>{said}</p></div>",
    "Outlook, web": "<div>Please look</div><hr><div id='divRplyFwdMsg'><b>Von:</b> Amy "
    "&lt;amy@example.com&gt;<br><b>Gesendet:</b> Donnerstag<br><b>An:</b> Ann<br><b>"
    "Betreff:</b> Lamp</div><div>{said}</div>",
    "Apple Mail": "<div>Please look<br><div><br><blockquote type='cite'><div>Begin "
    "forwarded message:</div><br><div><b>From: </b>Amy &lt;amy@example.com&gt;</div>"
    "<div><b>Subject: </b>Lamp</div><div><b>Date: </b>12 November 2026</div><div><b>To:"
    " </b>Ann</div><br><div>{said}</div></blockquote></div></div>",
    "Thunderbird": "<p>Please look</p><div class='moz-forward-container'><br>-------- "
    "Weitergeleitete Nachricht --------<table><tbody><tr><th>Betreff: "
    "</th><td>Lamp</td>"
    "</tr><tr><th>Datum: </th><td>Thu</td></tr><tr><th>Von: </th><td>Amy "
    "&lt;amy@example.com&gt;</td></tr><tr><th>An: "
    "</th><td>Ann</td></tr></tbody></table>"
    "<br>{said}</div>",
    "Plain text": "<pre>Please look\n\n---------- Forwarded message ---------\nDe: Amy "
    "&lt;amy@example.com&gt;\nFecha: jue, 12 nov 2026\nAsunto: Lamp\nPara: Ann\n\n\n"
    "The lamp does not light.\nPlease call me.\n</pre>",
}


@tagged("post_install", "-at_install")
class TestMailWords(BaseCase):
    def test_history_below_an_html_answer_is_not_what_was_said(self):
        for program, mail in HTML.items():
            with self.subTest(program=program):
                self.assertEqual(get_words(mail.format(said=SAID_HTML)), SAID)

    def test_history_below_a_plain_answer_is_not_what_was_said(self):
        for program, history in PLAIN.items():
            with self.subTest(program=program):
                text = f"{SAID}\n\n{history}".replace("&", "&amp;")
                text = text.replace("<", "&lt;").replace(">", "&gt;")
                self.assertEqual(get_words(f"<pre>{text}\n</pre>"), SAID)

    def test_answers_below_what_they_answer_are_what_was_said(self):
        mail = (
            "<div>On 12 Nov 2026, Tess wrote:</div><blockquote>Which one?</blockquote>"
            "<div>The red one.</div><blockquote>Since when?</blockquote>"
            "<div>Since Monday.</div>"
        )
        self.assertEqual(get_words(mail), "The red one.\nSince Monday.")

    def test_words_of_a_customer_that_look_like_heads_stay(self):
        for text in (
            "From: Berlin\nTo: Rome\nDate: 12 May\nThe parcel is lost.",
            "My boss wrote:\nsend them back.",
            "--- mail order ---\nIt is late.",
            "On Monday your driver wrote:\nnobody at home.",
        ):
            with self.subTest(text=text):
                self.assertEqual(get_words(f"<pre>{text}</pre>"), text)

    def test_forwarded_mail_says_who_wrote_it_and_what_stands_above(self):
        for program, mail in FORWARDED.items():
            with self.subTest(program=program):
                found = find_forwarded(mail.format(said=SAID_HTML))
                self.assertEqual(
                    (found.above, found.words), ("Please look", SAID), found
                )
                self.assertIn("amy@example.com", found.sender)

    def test_mail_that_is_nothing_but_forwarded_says_what_it_quotes(self):
        for program, mail in FORWARDED.items():
            with self.subTest(program=program):
                mail = mail.replace("Please look", "").format(said=SAID_HTML)
                self.assertEqual(get_words(mail), SAID)

    def test_mail_of_endless_lines_is_read_at_once(self):
        """Whoever writes to a team's address does not stop all mails."""
        size = 100_000
        heads = "From: Amy\nTo: Tess\nCc: "
        for text in (
            "-" * size,
            "-----message" * (size // 12),
            f"{'-' * 190}\n" * (size // 190),
            heads + "a" * size,
            (heads + "a" * 900 + "\n") * (size // 900),
            f"{heads}{'a@' * size}\nSubject: b",
            f"On 1 {'on wrote ' * size}",
        ):
            with self.subTest(text=text[:60]):
                started = process_time()
                get_words(f"<pre>{text}</pre>")
                find_forwarded(f"<pre>{text}</pre>")
                self.assertLess(process_time() - started, 5)
        started = process_time()
        get_name_words("(" * size)
        self.assertLess(process_time() - started, 1)
