"""Who is asked for a score without a language of its own reads the customer's."""

OWN = "{{ object.partner_id.lang }}"
OR_CUSTOMERS = "{{ object.partner_id.lang or object.account_id.partner_id.lang }}"


def migrate(cr, version):
    cr.execute(
        """
        UPDATE mail_template AS template
           SET lang = %s
          FROM ir_model_data AS data
         WHERE data.model = 'mail.template'
           AND data.module = 'account_relationship'
           AND data.res_id = template.id
           AND template.lang = %s
        """,
        (OR_CUSTOMERS, OWN),
    )
