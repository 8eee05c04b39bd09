"""Addons that are glued to the OCA's: apart from the others, gone without a trace."""

import pytest

from tools import addons, database, odoo_cli, paths, postgres, testing

from .test_install_uninstall import OUR_WORDS, SCHEMA, mentions, schema, shell
from .test_parts import addon, made, make_addon  # fixtures

__all__ = ["addon", "made"]

#: A contract and a subscription, as a company has them before.
THEIRS = """
customer = env["res.partner"].create({"name": "Customer", "is_company": True})
contract = env["contract.contract"].create({
    "name": "Lifts", "partner_id": customer.id, "line_recurrence": True,
    "contract_line_ids": [(0, 0, {
        "name": "Lift", "quantity": 1, "price_unit": 100,
        "date_start": "2026-01-01", "recurring_next_date": "2026-01-01"})],
})
pricelist = env["product.pricelist"].create({"name": "Ours"})
template = env["sale.subscription.template"].create({"name": "Monthly"})
product = env["product.product"].create({"name": "Cloud", "list_price": 10})
subscription = env["sale.subscription"].create({
    "partner_id": customer.id, "template_id": template.id,
    "pricelist_id": pricelist.id,
    "sale_subscription_line_ids": [(0, 0, {"product_id": product.id})],
})
env.cr.commit()
"""
USE = """
customer = env["contract.contract"].search([("name", "=", "Lifts")]).partner_id
group = env.ref("account_relationship.group_user")
ann = env["res.users"].with_context(no_reset_password=True).create(
    {"name": "leftover_ann", "login": "leftover_ann", "group_ids": [(4, group.id)]}
)
account = env["relationship.account"].create(
    {"partner_id": customer.id, "manager_id": ann.id}
)
assert account.arr == 1200, account.arr
env["ir.filters"].create({
    "name": "Contracts", "model_id": "relationship.recurring.line",
    "domain": "[('kind', '=', 'contract')]"})
env["ir.filters"].create({
    "name": "Theirs", "model_id": "contract.contract", "domain": "[('id', '>', 0)]"})
env.cr.commit()
"""
UNINSTALL = """
modules = env["ir.module.module"].search([("name", "in", {names!r})])
modules.button_immediate_uninstall()
env.cr.commit()
"""
WHAT_IS_THEIRS = """
    SELECT to_jsonb(contract)::text FROM contract_contract AS contract
     UNION ALL SELECT to_jsonb(line)::text FROM contract_line AS line
     UNION ALL SELECT to_jsonb(kept)::text FROM sale_subscription AS kept
     UNION ALL SELECT to_jsonb(line)::text FROM sale_subscription_line AS line
"""


@pytest.fixture
def glued(addon, build, monkeypatch):
    """A checkout with an addon on one that a wheel unpacked, and one on that."""
    monkeypatch.setattr(paths, "VENV", build / "venv")
    folder = build / "venv/lib/python3.11/site-packages/odoo/addons/contract"
    folder.mkdir(parents=True)
    (folder / "__manifest__.py").write_text("{}")
    make_addon("account_relationship_contract", ["account_relationship", "contract"])
    make_addon("account_relationship_more", ["account_relationship_contract"])
    addons.manifests.cache_clear()
    return ["account_relationship_contract", "account_relationship_more"]


def test_what_is_glued_to_addons_of_others_is_in_no_other_database(glued):
    assert addons.others() == ["contract"]
    assert addons.names() == ["account_relationship"]
    assert addons.glued() == glued
    assert addons.dependencies() == ["base", "crm"]
    before = addons.fingerprint()
    (paths.ROOT / glued[0] / "models" / "model.py").write_text("new model")
    assert addons.fingerprint() == before
    assert [folder.name for folder in addons.folders()][1:] == glued


def test_it_has_a_template_on_that_of_the_others(glued, made):
    name = database.glued_template()
    whole = database.addons_template(demo=False, assets=False)
    install = ("install", "contract", *glued)
    assert made[-3:] == [
        ("clone", whole, f"partial_{name}"),
        install,
        ("make", name),
    ]
    made.clear()
    assert database.glued_template() == name
    assert made == []


def test_without_such_addons_there_is_no_other_template(addon, made):
    assert database.glued_template() == database.addons_template(False, assets=False)


def test_it_is_tested_in_a_database_of_its_own(glued, monkeypatch):
    runs = []

    def run(targets, _paths, _options, are_glued):
        runs.append((targets, are_glued))
        return not are_glued

    for folder in addons.folders():
        (folder / "tests" / "test_x.py").write_text("")
    monkeypatch.setattr(testing, "_test_in_database", run)
    monkeypatch.setattr(testing, "_coverage", lambda *_command: None)
    assert testing.test_addons([], None) is False, "one that fails is enough"
    core = paths.ROOT / "account_relationship" / "tests"
    others = [str(paths.ROOT / name / "tests") for name in glued]
    assert runs == [([str(core)], False), (others, True)]
    runs.clear()
    assert (
        testing.test_addons([f"{glued[1]}/tests/test_x.py::Test::one"], None) is False
    )
    assert runs == [([f"{glued[1]}/tests/test_x.py::Test::one"], True)]
    runs.clear()
    assert testing.test_addons(["account_relationship/tests"], None) is True


def test_the_ocas_addons_are_there():
    wanted = {"contract", "contract_line_successor", "contract_termination"}
    assert wanted | {"subscription_oca"} <= set(addons.others())
    assert addons.glued() == [
        "account_relationship_contract",
        "account_relationship_subscription_oca",
    ]


@pytest.mark.slow
def test_uninstalling_leaves_no_trace_and_the_ocas_addons_as_they_were():
    with postgres.running(), database.temporary("glued") as name:
        database.clone(database.base_template(demo=False), name)
        # The first of the OCA's alone: nobody needs its addon of successors.
        for title, modules in (
            ("theirs", ["contract", "subscription_oca"]),
            ("ours", addons.names()),
        ):
            if title == "ours":
                shell(name, "glued-theirs", THEIRS)
                before = {**schema(name), "mentions": mentions(name, OUR_WORDS)}
                kept = theirs(name)
            odoo_cli.batch(
                f"Installing {title}",
                f"test-glued-{title}",
                *("-d", name, "-i", ",".join(modules), "--stop-after-init"),
                "--no-http",
            )
        with postgres.cursor(name) as cr:
            cr.execute("SELECT name FROM ir_module_module WHERE state = 'installed'")
            installed = {module for (module,) in cr.fetchall()}
        assert {*addons.glued()} <= installed, "they install themselves"
        assert "contract_line_successor" not in installed
        shell(name, "glued-use", USE)
        shell(name, "glued-uninstall", UNINSTALL.format(names=[*addons.manifests()]))
        after = schema(name)
        for kind in SCHEMA:
            assert after[kind] ^ before[kind] == set(), kind
        left = sorted(mentions(name, OUR_WORDS) - before["mentions"])
        assert not left, "\n".join(f"{table}: {text}" for table, text in left)
        assert theirs(name) == kept
        with postgres.cursor(name) as cr:
            cr.execute("SELECT name FROM ir_filters")
            favourites = {favourite for (favourite,) in cr.fetchall()}
        assert "Theirs" in favourites and "Contracts" not in favourites


def theirs(name):
    """Every row of contracts and subscriptions."""
    with postgres.cursor(name) as cr:
        cr.execute(WHAT_IS_THEIRS)
        return sorted(text for (text,) in cr.fetchall())
