"""What a mail says, without the mails it quotes: plain text work, no database.

Odoo marks the quotations it recognises in HTML (``data-o-mail-quote``); what the common
programs write beside and instead of them is known here by its lines.
"""

import re
from typing import NamedTuple

import lxml.html

from odoo.tools import html2plaintext, html_sanitize, remove_accents

#: Stands where a marked quotation was: answers may go on below it.
QUOTE = "\ue000"
#: What is longer is no such line, and no name; to look for one in it takes too long.
LONGEST_LINE = 200
BLOCKS = "div|p|blockquote|hr|tr|li|ul|ol|pre|table|h1|h2|h3|h4"

_FROM = "from|von|de|da|van|från|fra|od|expéditeur|mittente|remitente"
_OTHER = (
    "sent|date|to|cc|subject|reply-to|gesendet|datum|an|betreff|enviado(?: el)?|enviada"
    "|fecha|data|para|asunto|assunto|envoyé|à|objet|inviato|a|oggetto|verzonden|aan"
    "|onderwerp|skickat|till|ämne|sendt|til|emne|wysłano|do|temat"
)
_LEAD = r"[\s>*_/]*"
_TAIL = r"[\s*_/]*:[\s*_/]*"
#: A line of the heads of a mail: "From: Amy <amy@example.com>", bold or not.
FROM_LINE = re.compile(rf"{_LEAD}(?:{_FROM}){_TAIL}(?P<value>.*)$", re.IGNORECASE)
SUBJECT_LINE = re.compile(
    rf"{_LEAD}(?:subject|betreff|asunto|assunto|objet|oggetto|onderwerp|ämne"
    rf"|emne|temat)"
    rf"{_TAIL}",
    re.IGNORECASE,
)
HEAD_LINE = re.compile(rf"{_LEAD}(?:{_FROM}|{_OTHER}){_TAIL}", re.IGNORECASE)
#: "-----Original Message-----", "Begin forwarded message:" and their translations.
BORDER = re.compile(
    r"[\s>*]*(?:-{4,}[^-].*(?:message|nachricht|mensaje|mensagem|messaggio|bericht"
    r"|meddelande|besked|wiadomość).*-{4,}|begin forwarded message\s*:"
    r"|anfang der weitergeleiteten nachricht\s*:|inicio del mensaje reenviado\s*:"
    r"|début du message (?:réexpédié|transféré)\s*:"
    r"|inizio messaggio inoltrato\s*:|início da mensagem (?:reencaminhada|encaminhada)"
    r"\s*:|begin doorgestuurd bericht\s*:)[\s*]*$",
    re.IGNORECASE,
)
#: "On Monday, Tess wrote:", on up to three lines.
ATTRIBUTION = re.compile(
    r"(?=.*\d)[\s>*]*(?:(?:on|le|el|il giorno|il|em|am|op|den|a|w dniu|dnia"
    r"|no dia)\b.{5,300}?"
    r"(?:wrote|a écrit|escribió|ha scritto|escreveu|schrieb\b.{0,150}?|skrev\b.{0,150}?"
    r"|schreef\b.{0,150}?|napisał\(?a?\)?\b.{0,150}?)"
    r"|.{1,120}\b(?:schrieb am|skrev den|schreef op)\b.{5,120}?)\s*:\s*$",
    re.IGNORECASE | re.DOTALL,
)
#: What phones add below the words, and the lines they draw.
SIGNATURE = re.compile(
    r"\s*(?:[_*–—-]{4,}|sent from (?:my|outlook|yahoo|mail)\b.{0,60}"
    r"|get outlook for .{1,30}"
    r"|(?:von meine[mr] .{1,30}|von outlook .{1,30}) gesendet"
    r"|gesendet (?:von|mit) .{1,40}|outlook für .{1,30} beziehen"
    r"|enviado (?:desde|do|a partir do) .{1,40}|obtener outlook para .{1,30}"
    r"|envoyé (?:de|depuis) .{1,40}|télécharger outlook pour .{1,30}"
    r"|inviato da .{1,40}|scarica outlook per .{1,30}"
    r"|verstuurd vanaf .{1,40}|verzonden (?:met|vanaf) .{1,40})\s*$",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")


class Forwarded(NamedTuple):
    """A mail that was passed on: what stands above it, and what it says."""

    above: str
    sender: str
    words: str


def get_words(body):
    """The text of a mail without signature and quotations.

    A forwarded mail is nothing but a quotation: that is what was said, then.

    :param str body: HTML, from outside
    """
    if own := get_own_words(body):
        return own
    forwarded = find_forwarded(body)
    everything = _join(_unquote(_read_lines(body, keep_quotes=True)))
    return forwarded.words if forwarded else everything


def get_own_words(body):
    """As :func:`get_words`; nothing of a mail that is nothing but a quotation."""
    return cut_history(_read_lines(body, keep_quotes=False))


def find_forwarded(body):
    """The first mail quoted in full, with the lines that say who wrote it.

    :param str body: HTML, from outside
    :rtype: Forwarded or None
    """
    lines = _unquote(_read_lines(body, keep_quotes=True))
    for number in range(len(lines)):
        if _is_head(lines, number):
            end = _skip_head(lines, number)
            sender = next(filter(None, map(FROM_LINE.match, lines[number:end])))
            return Forwarded(
                cut_history(lines[:number]),
                sender["value"].strip(" *_"),
                cut_history(lines[end:]),
            )
    return None


def get_name_words(sender):
    """The words of a name: those of “Smith, Amélie (Acme)” are Amelie's, too.

    :param str sender: a name, what stands in brackets is none
    :rtype: set
    """
    name = re.sub(r"[(\[<].*?[)\]>]", " ", (sender or "")[:LONGEST_LINE])
    return set(re.findall(r"[^\W_]+", remove_accents(name).lower()))


def cut_history(lines):
    """The text of these lines, up to where an earlier mail begins."""
    kept, number = [], 0
    while number < len(lines):
        line = lines[number]
        if _is_border(line) or _is_head(lines, number):
            break
        if length := _measure_attribution(lines, number):
            below = [text for text in lines[number + length :] if text.strip()]
            if not below or not below[0].startswith((QUOTE, ">")):
                break
            number += length
            continue
        if not line.startswith(">"):
            kept.append(line.replace(QUOTE, ""))
        number += 1
    while kept and (not kept[-1].strip() or SIGNATURE.match(kept[-1])):
        kept.pop()
    return _join(kept)


def _is_border(line):
    return len(line) <= LONGEST_LINE and BORDER.match(line)


def _is_head(lines, number):
    """Whether the heads of a mail begin here.

    Three of them, From and an address or a subject; “From: Berlin, To: Rome” is none.
    """
    if not HEAD_LINE.match(lines[number]):
        return False
    heads = lines[number : _skip_head(lines, number)]
    found = [line for line in heads if HEAD_LINE.match(line)]
    is_mail = any(SUBJECT_LINE.match(line) or ADDRESS.search(line) for line in found)
    is_mail = is_mail and any(map(FROM_LINE.match, found))
    return is_mail and len(found) >= 3


def _skip_head(lines, number):
    """The line behind the heads; blank ones and those of long values are of them."""
    end = number
    for position in range(number, min(number + 14, len(lines))):
        if HEAD_LINE.match(lines[position]):
            end = position + 1
        elif position - end >= 2:
            break
    return end


def _measure_attribution(lines, number):
    """How many lines "On Monday, Tess wrote:" takes, 0 if it is none."""
    for length in (1, 2, 3):
        if ATTRIBUTION.match("\n".join(lines[number : number + length])):
            return length
    return 0


def _unquote(lines):
    return [re.sub(r"^(?:> ?)+", "", line).replace(QUOTE, "") for line in lines]


def _join(lines):
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()


def _read_lines(body, keep_quotes):
    """The lines of the text; marked quotations are kept or leave a ``QUOTE``."""
    page = lxml.html.fromstring(f"<div>{html_sanitize(body)}</div>")
    if not keep_quotes:
        for node in page.xpath(
            "//*[@data-o-mail-quote][not(ancestor::*[@data-o-mail-quote])]"
        ):
            mark = lxml.html.Element("p")
            mark.text, mark.tail = f"\n{QUOTE}\n", node.tail
            node.getparent().replace(node, mark)
    for node in page.iterdescendants():
        # Odoo tells line breaks by their bare tags.
        node.attrib.clear()
        if isinstance(node.tag, str) and re.fullmatch(BLOCKS, node.tag):
            node.text = f"\n{node.text or ''}"
            node.tail = f"\n{node.tail or ''}"
    html = lxml.html.tostring(page, encoding="unicode")
    text = html2plaintext(html, include_references=False)
    return [line.strip() for line in text.replace("\xa0", " ").splitlines()]
