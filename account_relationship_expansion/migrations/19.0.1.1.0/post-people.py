"""Key contacts of databases from before there were people are people, too."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["relationship.key.contact"]._add_all_to_people()
