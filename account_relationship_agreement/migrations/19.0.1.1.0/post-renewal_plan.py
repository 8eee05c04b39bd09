"""The checkpoints of renewals, for databases from before they were delivered.

What a company deleted does not come back with an update (``forcecreate="0"``), and so
an update brings nothing that is new, either: it is made here, once.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools.convert import convert_file

MODULE = "account_relationship_agreement"


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    path = "data/mail_activity_plan_data.xml"
    convert_file(env, MODULE, path, {}, mode="init", noupdate=True)
