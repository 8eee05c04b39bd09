"""What measured the mean recommendation goes on measuring it: NPS is in points now."""


def migrate(cr, version):
    for table in ("objective", "plan_template_objective"):
        cr.execute(
            f"UPDATE relationship_{table} SET measure = 'recommendation_12m'"
            " WHERE measure = 'nps_12m'"
        )
