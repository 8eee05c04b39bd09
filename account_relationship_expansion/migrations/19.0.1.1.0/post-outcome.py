"""What was dismissed says so where outcomes are counted."""


def migrate(cr, version):
    cr.execute(
        "UPDATE relationship_whitespace SET outcome = 'dismissed'"
        " WHERE state = 'dismissed' AND outcome IS NULL"
    )
