"""The revenue of all documents there are already is added up by month."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    api.Environment(cr, SUPERUSER_ID, {})["relationship.revenue"]._rebuild()
