"""The mail that asks for a score greets contacts without a name, and is of who is here.

They were greeted by the name of the template's example, and colleagues who had left
signed it. Changed where the words are still those we delivered, whatever stands around
them.
"""

from psycopg2.extras import Json

MANAGER = "object.account_id.acting_manager_id"
PERSON = "object.partner_id.name"
#: ``{column: (words as delivered, words instead)}``
CHANGES = {
    "subject": [
        (f"{{{{ {PERSON} }}}}", f"{{{{ {PERSON} or object.account_id.name }}}}"),
    ],
    "body_html": [
        (f't-out="{PERSON}"', f't-out="{PERSON} or object.account_id.name"'),
        (
            f't-out="{MANAGER}.name or object.account_id.manager_id.name"',
            "t-out=\"object.account_id._find_in_charge().name or ''\"",
        ),
    ],
    "email_from": [
        (
            f"({MANAGER} or object.account_id.manager_id).email_formatted",
            "object.account_id._find_in_charge().email_formatted",
        ),
    ],
}


def migrate(cr, version):
    cr.execute(
        """
        SELECT template.id, template.subject, template.body_html, template.email_from
          FROM mail_template AS template
          JOIN ir_model_data AS data ON data.res_id = template.id
         WHERE data.model = 'mail.template' AND data.module = 'account_relationship'
           AND data.name = 'mail_template_score'
        """
    )
    for template_id, *values in cr.fetchall():
        changed = [
            change(value, changes)
            for value, changes in zip(values, CHANGES.values(), strict=True)
        ]
        cr.execute(
            "UPDATE mail_template SET subject = %s, body_html = %s, email_from = %s"
            " WHERE id = %s",
            [*changed, template_id],
        )


def change(value, changes):
    """A text, or the texts of several languages, with other words."""
    if isinstance(value, dict):
        return Json({lang: change(text, changes) for lang, text in value.items()})
    for before, after in changes:
        value = value and value.replace(before, after)
    return value
