"""What is left where the customer knows and was not asked is to ask."""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE relationship_feedback
           SET deadline_kind = 'verify'
         WHERE deadline_kind = 'update'
           AND state = 'implemented'
           AND is_told
           AND asked_at IS NULL
        """
    )
