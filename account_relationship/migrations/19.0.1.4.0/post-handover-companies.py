"""Handovers without accounts are of the company of whoever drew them up.

Odoo gave them the company of the update; those with accounts have the companies of
these.
"""


def migrate(cr, version):
    cr.execute(
        """
        WITH empty AS (
            SELECT handover.id, author.company_id
              FROM relationship_handover AS handover
              JOIN res_users AS author ON author.id = handover.create_uid
             WHERE NOT EXISTS (
                   SELECT FROM relationship_handover_line AS line
                    WHERE line.handover_id = handover.id)
        ), removed AS (
            DELETE FROM relationship_handover_res_company_rel AS company
             USING empty
             WHERE company.relationship_handover_id = empty.id
               AND company.res_company_id != empty.company_id
        )
        INSERT INTO relationship_handover_res_company_rel
                    (relationship_handover_id, res_company_id)
        SELECT id, company_id FROM empty
        ON CONFLICT DO NOTHING
        """
    )
