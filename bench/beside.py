"""Screens of Odoo's own apps with as many cards, which ours are compared with."""

from .calls import FORMS, HEAD, MANAGER, Screen, form_calls, kanban_call

LEAD, TASK = "crm.lead", "project.task"
#: What an Odoo screen is called here; ours name it as what they are a share of.
PIPELINE, ALL_PIPELINES, BOARD, FORM, CONTACT_FORM = (
    "Odoo: my pipeline",
    "Odoo: all pipelines",
    "Odoo: project board",
    "Odoo: form of a lead",
    "form of a contact",
)
#: The most of the time of Odoo's screens that ours may take.
AS_ODOO = 1.2


def odoo_screens() -> list[Screen]:
    return [
        Screen(
            PIPELINE,
            MANAGER,
            lambda env: [kanban_call(env, LEAD, _pipeline(("user_id", "=", env.uid)))],
        ),
        Screen(ALL_PIPELINES, HEAD, lambda env: [kanban_call(env, LEAD, _pipeline())]),
        Screen(BOARD, HEAD, lambda env: [kanban_call(env, TASK, _board(env))]),
        Screen(
            FORM,
            MANAGER,
            lambda env: form_calls(env, LEAD, _lead_ids(env)),
        ),
    ]


def _pipeline(*terms) -> list:
    return [("type", "=", "opportunity"), *terms]


def _board(env) -> list:
    project = env["project.project"].search([("name", "=", "Bench")])
    return [("project_id", "=", project.id), ("display_in_project", "=", True)]


def _lead_ids(env) -> list[int]:
    domain = _pipeline(("user_id", "=", env.uid))
    return env[LEAD].search(domain, limit=FORMS, order="id").ids
