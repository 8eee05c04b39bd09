"""What lists and charts call a group of records without a value."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

NO_AREA = _lt("No area")
NO_TIER = _lt("No tier")
NO_SALES_TEAM = _lt("No sales team")
NO_TEAM = _lt("No team")
UNASSIGNED = _lt("Unassigned")
