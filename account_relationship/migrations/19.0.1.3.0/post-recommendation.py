"""What measured the mean recommendation goes on measuring it: NPS is in points now.

Lines of templates are objectives of plans when this runs, see 19.0.1.5.0.
"""


def migrate(cr, version):
    cr.execute(
        "UPDATE relationship_objective SET measure = 'recommendation_12m'"
        " WHERE measure = 'nps_12m'"
    )
