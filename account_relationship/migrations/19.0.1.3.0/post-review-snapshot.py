"""Looks at a plan are kept in the shape in which all looks are compared."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for plan in env["relationship.plan"].search([("agreed_on", "!=", False)]):
        old = plan.review_snapshot
        if old and isinstance(old.get("actions"), dict):
            plan.review_snapshot = convert(old, plan._take_snapshot())


def convert(old, now):
    """What the old look did not keep is taken from how things stand now."""
    return {
        **now,
        "date_end": old["date_end"],
        "actions": _convert_lines(old["actions"], now["actions"]),
        "objectives": _convert_lines(old["objectives"], now["objectives"]),
    }


def _convert_lines(old, now):
    known = {str(line["id"]): line for line in now}
    return [
        {**known.get(key, {}), "id": int(key), **_rename(line)}
        for key, line in old.items()
    ]


def _rename(line):
    names = {"name": "title", "current": "progress"}
    return {names.get(key, key): value for key, value in line.items()}
