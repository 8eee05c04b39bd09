"""Handovers that tell customers by a template made for something else lose it.

It would have rendered records of another model that happen to have the same ids.
Whoever opens the handover chooses a template that fits.
"""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE relationship_handover AS handover
           SET notice_template_id = NULL
          FROM mail_template AS template
         WHERE template.id = handover.notice_template_id
           AND template.model IS DISTINCT FROM 'relationship.handover.line'
        """
    )
