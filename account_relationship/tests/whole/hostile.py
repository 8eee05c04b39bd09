import inspect
import random
import traceback
from contextlib import contextmanager
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import models
from odoo.exceptions import AccessDenied, AccessError, RedirectWarning, UserError
from odoo.service.model import call_kw, get_public_method

OURS = "odoo.addons.account_relationship"
#: Get what cannot be sent by RPC; the same for all models with a thread.
GATEWAY = ("message_parse", "message_route")
#: What Odoo has for every model.
ORM = (
    *("search_count", "search_read", "web_search_read", "read", "web_read"),
    *("formatted_read_group", "name_search", "export_data", "onchange"),
    *("create", "write", "unlink", "copy", "default_get", "web_save", "load"),
)
#: What refuses, and says why.
REFUSALS = (UserError, RedirectWarning, AccessDenied, IntegrityError)
CHANGES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")
TEXTS = (
    *("", "x", "\x01\x02\x1f", "'; DROP TABLE res_users; --", "%s%(x)s{0}{x.y}"),
    *("<script>alert(1)</script>", "{{ object.env.user }}", "<t t-out='object'/>"),
    *("ünïcödé \u202e", "x" * 100_000, "../../etc/passwd", "res.users", "no.model"),
)
VALUES = (
    *(None, False, True, 0, -1, 2**31, 2**63, 1.5, float("inf"), [], {}, [[]]),
    *([None], ["x"], [-1], [10**9], {"id": 1}, [("id", "!=", 0)], [[6, 0, [1]]]),
    *TEXTS,
)
#: Ids no client of ours sends.
IDS = (
    *([], [0], [-1], [10**9], [2**31], ["x"], ["1; DROP TABLE res_users"], [None]),
    *([[1]], [1.5], [False], {"id": 1}, "x", 10**9),
)
#: Fields that keep what not everybody may read.
SENSITIVE = (
    *("note", "access_token", "words", "body", "verbatim", "reason", "subject", "url"),
    *("revenue_12m", "name", "message_ids", "line_ids", "plan_mail_ids", "title"),
)
PATHS = (
    *("note", "access_token", "message_ids.body", "account_id.interaction_ids.note"),
    *("account_id.revenue_12m", "account_id.plan_ids.note", "plan_id.note"),
    *("partner_id.relationship_account_id.interaction_ids.note", "words", "body"),
    *("plan_id.link_ids.access_token", "feedback_id.verbatim", "verbatim", "reason"),
    *("create_uid.partner_id.relationship_account_ids.plan_ids.note", "name"),
)


@contextmanager
def watch_changes(cursor):
    """Collect the statements that change something."""
    changes = []
    execute = type(cursor).execute

    def watch(cr, query, *args, **kwargs):
        code = getattr(query, "code", query)
        code = code if isinstance(code, str) else str(code)
        if code.lstrip().upper().startswith(CHANGES):
            changes.append(code)
        return execute(cr, query, *args, **kwargs)

    with patch.object(type(cursor), "execute", watch):
        yield changes


def find_methods(env):
    """``[(model, public method our addons give it)]``."""
    found = set()
    for name, model in env.registry.items():
        if model._abstract:
            continue
        for cls in model.mro():
            if cls.__module__.startswith(f"{OURS}.") or cls.__module__.startswith(
                f"{OURS}_"
            ):
                found |= {
                    (name, method)
                    for method, function in vars(cls).items()
                    if inspect.isfunction(function) and is_public(env[name], method)
                }
    seen = set()
    return [
        (model, method)
        for model, method in sorted(found, key=lambda pair: "." in pair[0] and pair)
        if method not in GATEWAY or not (method in seen or seen.add(method))
    ]


def is_public(model, method):
    try:
        get_public_method(model, method)
    except AccessError:
        return False
    return True


def find_our_frames(error):
    """``[is it ours]`` of the frames the error came through, the last is where."""
    return [
        "/account_relationship" in frame.filename and "/tests/" not in frame.filename
        for frame in traceback.extract_tb(error.__traceback__)
    ]


def is_traceback_of_ours(error, is_own, ids_are_wrong):
    """Whether we, not Odoo's dispatch, stumbled over what was sent.

    Of Odoo's own methods, and of ids and defaults that are none, Odoo's errors are
    Odoo's.
    """
    if isinstance(error, REFUSALS):
        return False
    frames = find_our_frames(error)
    return any(frames) if is_own and not ids_are_wrong else frames[-1:] == [True]


class Attacker:
    """Makes up calls, the same ones for the same seed, model and method.

    Whatever else there is: a new method changes no call of the others.
    """

    def __init__(self, env, records, foreign, seed):
        self.env = env
        self.records = records
        self.foreign = foreign
        self.seed = seed
        self._begin("")

    def _begin(self, *what):
        self.random = random.Random(" ".join([str(self.seed), *what]))  # noqa: S311

    def make_calls(self, model, method):
        """``[(what is wrong, args, kwargs)]`` for one method of ours."""
        self._begin(model, method)
        record = self.records.get(model)
        ids = record.ids if record else [1]
        function = get_public_method(self.env[model], method)
        start = [] if getattr(function, "_api_model", False) else [ids]
        right = self._make_arguments(model, function, hostile=False)
        yield "record", [*start, *right], {}
        if right:
            yield "arguments", [*start, *self._make_arguments(model, function)], {}
        yield "context", [*start, *right], {"context": self._make_context(model)}
        if start:
            other = self.foreign.get(model)
            pool = [*IDS, *([other.ids] * 4 if other else [])]
            yield "ids", [self.random.choice(pool), *right], {}
        else:
            yield "keywords", [], {self.random.choice(("x", "ids", "self")): 1}

    def _make_arguments(self, model, function, hostile=True):
        parameters = list(inspect.signature(function).parameters.values())[1:]
        return [
            self._make_argument(model, parameter.name, hostile)
            for parameter in parameters
            if parameter.kind == parameter.POSITIONAL_OR_KEYWORD
        ]

    def _make_argument(self, model, name, hostile):
        if name in ("vals", "vals_list"):
            # Odoo takes nothing but values here, whatever the model.
            return self._make_values(model, hostile)
        if hostile:
            return self.random.choice(VALUES)
        if name in ("fields", "fields_list"):
            return list(self.env[model]._fields)
        record = self.records.get("relationship.account")
        return {"account_id": record.id, "res_id": record.id, "default": {}}.get(
            name, record._name if name == "res_model" else {}
        )

    def _make_values(self, model, hostile=False):
        """Values that tie a record to Acme's, with words in some of the others."""
        fields = [
            field
            for __, field in sorted(self.env[model]._fields.items())
            if field.store and field.name not in models.MAGIC_COLUMNS
        ]
        ties = {
            field.name: self.records[field.comodel_name].id
            for field in fields
            if field.type == "many2one" and field.comodel_name in self.records
        }
        others = self.random.sample(fields, min(6, len(fields)))
        if hostile:
            wrong = {field.name: self.random.choice(VALUES) for field in others}
            return {**ties, **wrong, **self.random.choice([{}, {"no_field": 1}])}
        return {**{field.name: self._make_value(field) for field in others}, **ties}

    def _make_required(self, model):
        return {
            field.name: "x" if field.type in ("char", "text", "html") else 1
            for field in self.env[model]._fields.values()
            if field.required and field.type not in ("many2one", "selection")
        }

    def _make_value(self, field):
        if field.type in ("char", "text", "html"):
            return self.random.choice(TEXTS[:8])
        if field.type == "selection":
            return self.random.choice(field.get_values(self.env))
        return self.random.choice([False, 1, 0])

    def _make_context(self, model):
        account = self.records["relationship.account"]
        ids = self.records[model].ids if model in self.records else [1]
        names = self.env[model]._fields
        defaults = {
            f"default_{name}": 1
            for name in self.random.sample(sorted(names), min(5, len(names)))
        }
        return self.random.choice(
            [
                {"active_model": account._name, "active_ids": account.ids},
                {"active_model": "no.model", "active_ids": ["x"], "active_id": "x"},
                {"active_model": model, "active_ids": ids, "active_id": ids[0]},
                {"lang": "xx_XX", "tz": "Nowhere/Here", "active_test": False},
                {"allowed_company_ids": [10**6]},
                {"default_res_model": account._name, "default_res_id": account.id},
                {"default_res_model": "no.model", "default_res_id": "x"},
                {"default_access_token": "guessed", "default_state": "done"},
                defaults,
            ]
        )

    def make_orm_calls(self, model):
        """``[(method, args, kwargs)]`` of what Odoo has for all models."""
        self._begin(model)
        record = self.records[model]
        names = sorted(self.env[model]._fields)
        few = self.random.sample(names, min(4, len(names)))
        if record._transient:
            # Dialogs tell of the records they are made for.
            few = names
        spec = {name: {} for name in few}
        path = self.random.choice(PATHS)
        domain = [(path, "ilike", self.random.choice(["a", 1, False, None]))]
        ids = record.ids
        return {
            "search_count": [domain],
            "search_read": [[("id", "in", ids)], few],
            "web_search_read": [[], spec],
            "read": [ids, few],
            "web_read": [ids, spec],
            "formatted_read_group": [[], [self.random.choice([*few, path])]],
            "name_search": ["", [("id", "in", ids)]],
            "export_data": [ids, [*few, path.replace(".", "/")]],
            "onchange": [[], self._make_values(model), [], spec],
            "create": [self._make_values(model)],
            "write": [ids, self._make_values(model)],
            "unlink": [ids],
            "copy": [ids],
            "default_get": [names],
            "web_save": [
                [] if record._transient else ids,
                {**self._make_required(model), **self._make_values(model)},
                spec,
            ],
        }.items()

    def make_forms(self, user, model, account):
        """``[(args, kwargs)]`` of ``onchange``: forms about one's own account.

        Each names one record of Acme's, in its values or in the context. What the form
        computes of it must not be more than the user may read.
        """
        fields = self.env[model]._fields
        own = self.env[model].with_user(user)
        spec = {
            name: {}
            for name, field in fields.items()
            if own._has_field_access(field, "read")
        }
        start = {"account_id": account.id} if "account_id" in fields else {}
        for name, field in fields.items():
            record = self.records.get(field.comodel_name)
            if record and field.type in ("many2one", "many2many"):
                wrong = record.id if field.type == "many2one" else [[6, 0, record.ids]]
                yield [[], {**start, name: wrong}, [name], spec], {}
                default = record.id if field.type == "many2one" else record.ids
                context = {f"default_{name}": default, "active_id": record.id}
                context |= {"active_model": record._name, "active_ids": record.ids}
                yield [[], start, [], spec], {"context": context}

    def make_reads(self, model):
        """``[arguments of read]``, of each field that keeps something."""
        ids = self.records[model].ids
        fields = self.env[model]._fields
        return [[ids, [name]] for name in SENSITIVE if name in fields]

    def make_guesses(self, model):
        """Ways to ask a model for words, letter by letter."""
        fields = self.env[model]._fields
        own = [
            name
            for name in SENSITIVE
            if name in fields and fields[name].type in ("char", "text", "html")
        ]
        return [*own, *(path for path in PATHS if path.partition(".")[0] in fields)]


def call(model, method, args, kwargs):
    """As a request does it, with what it leaves to be written."""
    result = call_kw(model, method, args, kwargs)
    model.env.flush_all()
    return result
