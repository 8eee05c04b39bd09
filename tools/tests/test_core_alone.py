"""The core addon without the others, and without the apps that these glue to it."""

import pytest

from tools import addons, database, odoo_cli, postgres

from .test_install_uninstall import shell

CHECK = """
modules = env["ir.module.module"].search([("state", "=", "installed")])
names = set(modules.mapped("name"))
assert "account_relationship" in names, names
assert not names & {glue!r}, names
team = env.ref("account_relationship.feedback_team_technical")
customer = env["res.partner"].create({{"name": "Alone", "is_company": True}})
feedback = env["relationship.feedback"].create(
    {{"verbatim": "Late again", "partner_id": customer.id, "team_id": team.id}}
)
feedback.action_acknowledge()
views = env["ir.ui.view"].search([("model", "=like", "relationship.%")])
for view in views.filtered(lambda view: not view.inherit_id and view.model in env):
    env[view.model].get_view(view.id, view.type)
"""


@pytest.mark.slow
def test_the_core_needs_none_of_the_apps_it_is_glued_to():
    glue = set(addons.names()) - {addons.CORE}
    apps = set(addons.dependencies()) - set(addons.dependencies(addons.CORE))
    with postgres.running(), database.temporary("alone") as name:
        database.clone(database.base_template(False, addons.CORE), name)
        # What Odoo installs by itself with what the core needs is not ours.
        with postgres.cursor(name) as cr:
            cr.execute("SELECT name FROM ir_module_module WHERE state = 'installed'")
            apps -= {module for (module,) in cr.fetchall()}
        assert "project" in apps
        odoo_cli.batch(
            "Installing the core alone",
            "test-install-alone",
            *("-d", name, "-i", addons.CORE, "--stop-after-init", "--no-http"),
        )
        shell(name, "core-alone", CHECK.format(glue=glue | apps))
