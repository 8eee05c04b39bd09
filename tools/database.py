"""Databases: cloned from templates that are built once.

Two layers of templates, each with or without demo data:

1. *base*: what our addons depend on. Takes a minute, changes hardly ever. Without demo
   data it stands on what the core addon depends on alone, which tests need as well.
2. *addons*: base and our addons; where a browser is used, with the assets it loads
   compiled. Takes half a minute, changes with the addons' sources.

A third has the addons of others as well, and ours that are glued to them.

A clone of any takes less than a second. Odoo's filestore has a folder for each
database and files that are never rewritten, so that a clone links to them.
"""

import hashlib
import os
import re
import shutil
from contextlib import contextmanager

from psycopg2 import sql

from . import addons, odoo_cli, odoo_package, paths, postgres, process
from .errors import Problem

#: What pages, tours and JavaScript tests load. Compiled once in a template: in a
#: browser test it would take 5 to 25 s each, in every class anew.
JS_BUNDLES = (
    "web.assets_web",
    "web.assets_frontend_lazy",
    "web.assets_frontend_minimal",
    "web.assets_tests",
    "web.__assets_tests_call__",
    "web.assets_unit_tests",
    "web.assets_unit_tests_setup",
)
CSS_BUNDLES = (
    "web.assets_web",
    "web.assets_web_print",
    "web.assets_frontend",
    "web.assets_unit_tests_setup",
)
COMPILE_ASSETS = f"""
qweb = env["ir.qweb"]
for name in {JS_BUNDLES!r}:
    qweb._get_asset_bundle(name, css=False, js=True).js()
for name in {CSS_BUNDLES!r}:
    qweb._get_asset_bundle(name, css=True, js=False).css()
env.cr.commit()
"""
NAME = re.compile(r"^[A-Za-z][\w-]{0,62}$")
#: Templates of the addons that are kept: today's sources and the ones before.
KEPT_TEMPLATES = 8


def run(options) -> None:
    """`make db NAME=x [DEMO=1] [MODULES=a,b] [FORCE=1]`."""
    name = options.name
    if not NAME.match(name):
        raise Problem(
            f"{name!r} is no name for a database.",
            "Give one: make db NAME=example.",
        )
    postgres.start()
    if exists(name):
        if not options.force:
            raise Problem(
                f"The database {name} exists.",
                "Replace it with FORCE=1, or take another.",
            )
        drop(name)
    modules = [module for module in options.modules.split(",") if module]
    create(name, demo=options.demo, modules=modules)
    process.say(f"Database {name} is ready: bin/odoo -d {name}")


def create(name: str, demo: bool, modules=(), assets: bool = True) -> None:
    """A database with our addons, or with `modules` on what these depend on."""
    template = base_template(demo) if modules else addons_template(demo, assets)
    clone(template, name)
    set_note(name, "" if modules else addons.fingerprint())
    if modules:
        _install(name, modules, demo, ", ".join(modules))


@contextmanager
def temporary(kind: str):
    """The name of a database for one command, gone afterwards.

    What a killed command left is removed first.
    """
    prefix = f"{kind}_{_checkout()}_"
    for name in _names_like(prefix):
        # Workers of a test run add theirs to the name.
        pid = name.removeprefix(prefix).split("-")[0]
        if pid.isdigit() and not os.path.exists(f"/proc/{pid}"):
            drop(name)
    name = f"{prefix}{os.getpid()}"
    try:
        yield name
    finally:
        drop(name)


# Templates


def base_template(demo: bool, *chosen: str) -> str:
    """What our addons (or the chosen ones) depend on."""
    modules = addons.dependencies(*chosen)
    first = addons.dependencies(addons.CORE)
    on_core = not demo and set(first) < set(modules)
    key = _key("base", demo, ",".join(modules), odoo_package.version())

    def install(name):
        if on_core:
            clone(base_template(False, addons.CORE), name)
        _install(name, modules, demo, "Odoo's modules")

    kind = "base" if on_core or demo else "core"
    return _template(f"template_base_{_checkout()}_{key}", install, kind, demo)


def addons_template(demo: bool, assets: bool = True) -> str:
    """Our addons on the base; `assets` when a browser is going to look at it."""
    base = base_template(demo)
    modules = addons.names()
    key = _key(base, demo, ",".join(modules), addons.fingerprint())
    prefix = f"template_addons_{_checkout()}_"

    def install(name):
        clone(base, name)
        _install(name, modules, demo, "the addons")

    def compile_assets(name):
        clone(installed, name)
        _compile_assets(name)

    if not exists(prefix + key):
        _forget_old_templates(prefix)
    installed = base
    if modules:
        installed = _template(prefix + key, install, "addons", demo)
    if not assets:
        return installed
    return _template(f"{installed}_assets", compile_assets, "addons", demo)


def glued_template() -> str:
    """The addons of others, and ours with those that are glued to them."""
    whole, glued = addons_template(demo=False, assets=False), addons.glued()
    if not glued:
        return whole
    modules = [*addons.others(), *glued]

    def install(name):
        clone(whole, name)
        _install(name, modules, False, "what is glued to addons of others")

    return kept("glued", (whole, modules, addons.fingerprint(*glued)), install)


def kept(kind: str, key: tuple, build) -> str:
    """A template for a purpose of its own, until it is made from something else.

    :param key: all that it is made from
    :param build: a function of the name of the database to make
    """
    prefix = f"template_{kind}_{_checkout()}_"
    name = prefix + _key(*key)
    for other in _names_like(prefix):
        if other != name:
            drop(other)
    return _template(name, build, kind, demo=False)


def _checkout() -> str:
    """In the names of what belongs to this checkout: a server may serve several."""
    return _key(str(paths.BUILD))[:6]


def _key(*parts) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def _template(name: str, build, kind: str, demo: bool) -> str:
    """Build under another name first: what bears the name is whole.

    One process at a time builds templates of a kind, with or without demo data.
    """
    if exists(name):
        return name
    with process.lock(f"templates-{kind}{'-demo' * demo}"):
        if not exists(name):
            partial = f"partial_{name}"
            drop(partial)
            build(partial)
            _rename(partial, name)
    return name


def _install(name: str, modules: list[str], demo: bool, what: str) -> None:
    odoo_cli.batch(
        f"Installing {what}{' with demo data' if demo else ''}",
        name,
        *("-d", name, "-i", ",".join(modules), "--stop-after-init", "--no-http"),
        "--with-demo" if demo else "--without-demo",
    )


def _compile_assets(name: str) -> None:
    odoo_cli.batch(
        "Compiling what browsers load",
        f"{name}-assets",
        *("shell", "-d", name, "--no-http"),
        script=COMPILE_ASSETS,
    )


def _forget_old_templates(prefix: str) -> None:
    """Sources change all day: keep the templates of the last few states."""
    for name in _names_like(prefix)[KEPT_TEMPLATES - 1 :]:
        drop(name)


# Databases and their filestores


def exists(name: str) -> bool:
    with postgres.cursor() as cr:
        cr.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        return bool(cr.fetchone())


def _names_like(prefix: str) -> list[str]:
    """Databases whose name starts so, the newest first."""
    with postgres.cursor() as cr:
        cr.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
            " ORDER BY oid DESC",
            (prefix,),
        )
        return [name for (name,) in cr.fetchall()]


def clone(template: str, name: str) -> None:
    _run("CREATE DATABASE {} TEMPLATE {}", name, template)
    source, target = paths.FILESTORE / template, paths.FILESTORE / name
    shutil.rmtree(target, ignore_errors=True)
    if source.exists():
        shutil.copytree(source, target, copy_function=os.link)


def drop(name: str) -> None:
    _run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    shutil.rmtree(paths.FILESTORE / name, ignore_errors=True)


def _rename(name: str, new_name: str) -> None:
    _run("ALTER DATABASE {} RENAME TO {}", name, new_name)
    shutil.rmtree(paths.FILESTORE / new_name, ignore_errors=True)
    if (paths.FILESTORE / name).exists():
        (paths.FILESTORE / name).rename(paths.FILESTORE / new_name)


def note(name: str) -> str:
    """What was noted about a database: the sources it was made from."""
    with postgres.cursor() as cr:
        cr.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = %s",
            (name,),
        )
        (text,) = cr.fetchone()
    return text or ""


def set_note(name: str, text: str) -> None:
    with postgres.cursor() as cr:
        cr.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                sql.Identifier(name), sql.Literal(text)
            )
        )


def _run(statement: str, *names: str) -> None:
    with postgres.cursor() as cr:
        cr.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
