"""Screens of what is sold and agreed, and of what could be sold."""

from .screen_steps import EVERY_ACCOUNT, Screen

GROWTH_SCREENS = (
    Screen("bridge", "head", "recurring-revenue-bridge"),
    Screen("agreements", "head", "agreements?view_type=kanban", EVERY_ACCOUNT),
    Screen("movements", "head", "customer-movements"),
    Screen("cohorts", "head", "customer-cohorts"),
    Screen("potential", "head", "sales-potential?view_type=kanban", EVERY_ACCOUNT),
    Screen("matrix", "head", "accounts-by-category"),
    Screen("people-list", "manager", "customer-people"),
)
