"""What measured the mean recommendation goes on measuring it: NPS is in points now."""

from odoo.tools import SQL


def migrate(cr, version):
    for table in ("relationship_objective", "relationship_plan_template_objective"):
        cr.execute(
            SQL(
                "UPDATE %s SET measure = 'recommendation_12m'"
                " WHERE measure = 'nps_12m'",
                SQL.identifier(table),
            )
        )
