"""The figures that are kept since this version are made of all there is already."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    api.Environment(cr, SUPERUSER_ID, {})["relationship.work"]._build_retention()
