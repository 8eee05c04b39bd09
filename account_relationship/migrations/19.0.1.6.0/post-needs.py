"""What accounts and interactions hold becomes needs.

An account held one thing the customer wants and one problem: these are open. Whatever
an interaction noted besides had given way to them: nobody said what became of it. It
is kept as dropped, with that as the reason, and can be reopened; the interaction says
what it said.
"""

import logging

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL
from odoo.tools.sql import column_exists

_logger = logging.getLogger(__name__)

REPLACED = {
    "en": "Another one took its place, before needs were kept one by one.",
    "es": "Otra ocupó su lugar, antes de que las necesidades se guardaran una a una.",
}
#: ``kind: (words, by when, by whom, when)``, columns of the account.
HELD = {
    "want": ("wants", "wants_by", "wants_user_id", "wants_on"),
    "problem": ("problem", None, "problem_user_id", "problem_on"),
}


def migrate(cr, version):
    if not version or not column_exists(cr, "relationship_account", "wants_on"):
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    lang = env.company.partner_id.lang or "en_US"
    reason = REPLACED.get(lang[:2], REPLACED["en"])
    for kind, columns in HELD.items():
        cr.execute(get_held(kind, *columns))
        cr.execute(get_noted(kind, columns[0], columns[1], reason))
    forget_gone(cr)
    env.invalidate_all()


def forget_gone(cr):
    """What names a field that is gone would open with an error.

    Views of the company's own are switched off: what else they show is kept.
    """
    gone = (
        r"\m(wants_by|wants_user_id|wants_on|is_wants_stale"
        r"|problem_user_id|problem_on|is_problem_stale)\M"
    )
    path = rf"\maccount_ids?[./]{gone[2:]}"
    cr.execute(
        """
        DELETE FROM ir_filters
         WHERE concat_ws(' ', domain, context, sort)
               ~ CASE model_id WHEN 'relationship.account' THEN %s ELSE %s END
        """,
        [gone, path],
    )
    cr.execute(
        """
        DELETE FROM ir_exports_line AS line
         USING ir_exports AS export
         WHERE export.id = line.export_id
           AND line.name
               ~ CASE resource WHEN 'relationship.account' THEN %s ELSE %s END
        """,
        [gone, path],
    )
    cr.execute(
        """
        UPDATE ir_ui_view AS view
           SET active = FALSE
         WHERE model = 'relationship.account' AND active AND arch_db::text ~ %s
           AND NOT EXISTS (SELECT FROM ir_model_data AS data
                            WHERE data.model = 'ir.ui.view' AND data.res_id = view.id)
        RETURNING name
        """,
        [gone],
    )
    for (name,) in cr.fetchall():
        _logger.warning("View %s names fields that became needs: switched off", name)


def get_held(kind, words, by, user, day):
    """What the account holds is open; the interaction with the words is where it was
    heard."""
    return SQL(
        """
        INSERT INTO relationship_need
               (name, kind, state, account_id, company_id, interaction_id, user_id,
                said_on, confirmed_on, date_by,
                create_uid, create_date, write_uid, write_date)
        SELECT %(words)s, %(kind)s, 'open', account.id, account.company_id, heard.id,
               %(user)s, %(day)s, %(day)s, %(by)s,
               %(user)s, now() AT TIME ZONE 'UTC', %(user)s, now() AT TIME ZONE 'UTC'
          FROM relationship_account AS account
          LEFT JOIN LATERAL (
               SELECT id FROM relationship_interaction AS interaction
                WHERE interaction.account_id = account.id
                  AND interaction.state = 'done'
                  AND interaction.is_confidential IS NOT TRUE
                  AND interaction.%(field)s = %(words)s
                ORDER BY date_start DESC, id DESC LIMIT 1) AS heard ON TRUE
         WHERE %(words)s ~ '\\S'
        """,
        kind=kind,
        words=SQL.identifier("account", words),
        field=SQL.identifier(words),
        by=SQL.identifier("account", by) if by else SQL("NULL::date"),
        user=SQL("COALESCE(%s, account.create_uid)", SQL.identifier("account", user)),
        day=SQL(
            "COALESCE(%s, account.write_date::date, CURRENT_DATE)",
            SQL.identifier("account", day),
        ),
    )


def get_noted(kind, words, by, reason):
    """What interactions noted, once for the same words, unless it is open."""
    return SQL(
        """
        INSERT INTO relationship_need
               (name, kind, state, drop_reason, account_id, company_id, interaction_id,
                user_id, said_on, confirmed_on, closed_on, date_by,
                create_uid, create_date, write_uid, write_date)
        SELECT DISTINCT ON (interaction.account_id, %(words)s)
               %(words)s, %(kind)s, 'dropped', %(reason)s, interaction.account_id,
               interaction.company_id, interaction.id, interaction.create_uid,
               interaction.date_start::date, interaction.date_start::date,
               CURRENT_DATE, %(by)s,
               interaction.create_uid, interaction.create_date,
               interaction.create_uid, interaction.create_date
          FROM relationship_interaction AS interaction
         WHERE %(words)s ~ '\\S'
           AND interaction.state = 'done'
           AND interaction.is_confidential IS NOT TRUE
           AND NOT EXISTS (
               SELECT FROM relationship_need AS need
                WHERE need.account_id = interaction.account_id
                  AND need.kind = %(kind)s AND need.name = %(words)s)
         ORDER BY interaction.account_id, %(words)s, interaction.date_start DESC
        """,
        kind=kind,
        words=SQL.identifier("interaction", words),
        by=SQL.identifier("interaction", by) if by else SQL("NULL::date"),
        reason=reason,
    )
