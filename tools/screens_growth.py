"""Screens of what is sold and agreed, of what could be sold, of how customers do."""

from .screen_steps import ACCOUNT, EVERY_ACCOUNT, Screen, click

GROWTH_SCREENS = (
    Screen("bridge", "head", "recurring-revenue-bridge"),
    Screen("agreements", "head", "agreements?view_type=kanban", EVERY_ACCOUNT),
    Screen("movements", "head", "customer-movements"),
    Screen("cohorts", "head", "customer-cohorts"),
    Screen("potential", "head", "sales-potential?view_type=kanban", EVERY_ACCOUNT),
    Screen("matrix", "head", "accounts-by-category"),
    Screen("people-list", "manager", "customer-people"),
    Screen(
        "health",
        "manager",
        ACCOUNT % "readymat",
        [
            click(".o_notebook .nav-link", "Health"),
            "document.querySelector('.o_notebook').scrollIntoView()",
        ],
    ),
    Screen("health-report", "head", "customer-health"),
    Screen(
        "health-backtest",
        "head",
        "customer-health-tests",
        [click("button[name='action_run']", "Test Now")],
    ),
    Screen("health-profiles", "admin", "customer-health-profiles", phone=False),
)
