from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools.misc import get_lang

from ..models.score.relationship_score import COMMENT_SIZE
from ..scoring import SCALES, is_on_scale
from .attempt import attempt
from .text import read_words

PATH = "/relationship/score/<int:score_id>/<string:token>"
#: So much of a comment that is too long is shown again, to be shortened.
KEPT_SIZE = 10 * COMMENT_SIZE
#: The page is one person's: kept nowhere, found by no search engine, and the links on
#: it do not hand on the token.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


class RelationshipScore(http.Controller):
    """The page on which a contact gives a score, without login and JavaScript.

    Opening it records nothing: scanners of mails open every link. A link that expired,
    was used or never was shows one and the same page.
    """

    @http.route(
        PATH,
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        multilang=False,
        sitemap=False,
        readonly=True,
    )
    def show_score(self, score_id, token, value=None, **kwargs):
        score = self._find_score(score_id, token)
        if not score._is_open():
            return self._render_gone()
        return self._render_question(score, value=self._read_value(score, value))

    @http.route(
        PATH,
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        multilang=False,
        sitemap=False,
    )
    def give_score(self, score_id, token, value=None, comment="", **kwargs):
        score = self._find_score(score_id, token)
        if not score:
            return self._render_gone()
        number, comment = (
            self._read_value(score, value),
            read_words(comment, limit=None),
        )
        if score._has_just_said(number, comment):
            return self._render(score, "account_relationship.score_page_thanks")
        if not score._is_open():
            return self._render_gone()
        if number is None or len(comment) > COMMENT_SIZE:
            return self._render_question(
                score,
                value=number,
                comment=comment[:KEPT_SIZE],
                is_too_long=len(comment) > COMMENT_SIZE,
                is_without_value=number is None,
                status=400,
            )
        try:
            attempt(score._record_answer, number, comment)
        except UserError:
            return self._render_not_taken(score)
        return self._render(score, "account_relationship.score_page_thanks")

    @http.route(
        f"{PATH}/refuse",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        multilang=False,
        sitemap=False,
        readonly=True,
    )
    def show_refusal(self, score_id, token, **kwargs):
        """Works longer than the question: one may refuse at any time."""
        score = self._find_score(score_id, token)
        if not score:
            return self._render_gone()
        return self._render(score, "account_relationship.score_page_refuse")

    @http.route(
        f"{PATH}/refuse",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        multilang=False,
        sitemap=False,
    )
    def refuse_score(self, score_id, token, **kwargs):
        score = self._find_score(score_id, token)
        if not score:
            return self._render_gone()
        try:
            attempt(score._record_refusal)
        except UserError:
            return self._render_not_taken(score)
        return self._render(score, "account_relationship.score_page_refused")

    # ------------------------------------------------------------
    # What was sent
    # ------------------------------------------------------------

    def _find_score(self, score_id, token):
        """The score of the link, in the language of the contact."""
        score = request.env["relationship.score"]._find(score_id, token)
        lang = score.partner_id._get_customer_lang()
        request.update_context(lang=get_lang(request.env, lang).code)
        return score.with_context(lang=request.env.lang)

    def _read_value(self, score, value):
        """The number that was chosen, if it is one of the scale."""
        text = read_words(value)
        if not (text.isascii() and text.isdigit() and len(text) <= 2):
            return None
        number = int(text)
        return number if is_on_scale(score.score_type, number) else None

    # ------------------------------------------------------------
    # Pages
    # ------------------------------------------------------------

    def _render_question(self, score, status=200, **values):
        lowest, highest = SCALES[score.score_type]
        return self._render(
            score,
            "account_relationship.score_page",
            status=status,
            numbers=range(lowest, highest + 1),
            comment_size=COMMENT_SIZE,
            **values,
        )

    def _render_not_taken(self, score):
        return self._render(
            score, "account_relationship.score_page_not_taken", status=403
        )

    def _render_gone(self):
        return self._render(
            request.env["relationship.score"],
            "account_relationship.score_page_gone",
            status=404,
        )

    def _render(self, score, template, status=200, **values):
        """Show a page that knows no more of the score than what stands here."""
        company = score.company_id or request.env.company
        response = request.render(
            template,
            {
                "company_name": company.name,
                "res_company": company,
                "answer_url": score and score._get_link_path(),
                **values,
            },
            status=status,
        )
        response.headers.update(HEADERS)
        return response
