"""What we deliver for companies to change, for databases from before it was delivered.

What a company deleted does not come back with an update (``forcecreate="0"``); and so
an update brings nothing that is new, either: it is made here, once.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import parse_version
from odoo.tools.convert import convert_file

#: ``{the release it came with: files of data}``, in the order they are loaded. Tiers,
#: stages and types of interactions came with the first one.
DELIVERED = {
    "19.0.1.2.0": (
        "relationship_feedback_area_data",
        "relationship_feedback_team_data",
        "relationship_feedback_rule_data",
    ),
    "19.0.1.7.0": ("mail_activity_plan_data",),
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for release, files in DELIVERED.items():
        if parse_version(version) >= parse_version(release):
            continue
        for name in files:
            convert_file(
                env,
                "account_relationship",
                f"data/{name}.xml",
                {},
                mode="init",
                noupdate=True,
            )
