"""Contacts without a name are not greeted by the name of the template's example.

Changed where the words are still those we delivered, whatever stands around them.
"""

from psycopg2.extras import Json

CHANGES = {
    "subject": (
        "{{ object.partner_id.name }}",
        "{{ object.partner_id.name or object.account_id.name }}",
    ),
    "body_html": (
        't-out="object.partner_id.name"',
        't-out="object.partner_id.name or object.account_id.name"',
    ),
}


def migrate(cr, version):
    cr.execute(
        """
        SELECT template.id, template.subject, template.body_html
          FROM mail_template AS template
          JOIN ir_model_data AS data ON data.res_id = template.id
         WHERE data.model = 'mail.template' AND data.module = 'account_relationship'
           AND data.name = 'mail_template_score'
        """
    )
    for template_id, *texts in cr.fetchall():
        changed = [
            texts_of_langs
            and Json(
                {
                    lang: text and text.replace(before, after)
                    for lang, text in texts_of_langs.items()
                }
            )
            for texts_of_langs, (before, after) in zip(
                texts, CHANGES.values(), strict=True
            )
        ]
        cr.execute(
            "UPDATE mail_template SET subject = %s, body_html = %s WHERE id = %s",
            [*changed, template_id],
        )
