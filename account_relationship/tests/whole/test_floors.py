import ast
import re
from pathlib import Path

from odoo import models
from odoo.tests import BaseCase, tagged

MODELS = Path(__file__).parents[2] / "models"
#: The floors, the highest first: each may name what stands before it, nothing after it.
FLOORS = (
    *("shared", "account", "measure", "communication"),
    *("plan", "feedback", "score", "alert"),
)


def read_models(floor):
    """Return ``{file: syntax tree}`` of the models of one floor."""
    return {
        f"{floor}/{path.name}": ast.parse(path.read_text())
        for path in sorted((MODELS / floor).glob("*.py"))
    }


def get_names(tree):
    """The names a file gives to models of its own."""
    return {
        statement.value.value
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        if isinstance(statement, ast.Assign)
        and [ast.unparse(target) for target in statement.targets] == ["_name"]
    }


def get_mentions(tree):
    """What a file names: models and tables in its strings, packages it imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
            yield from re.findall(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+(\w+)", node.value)
        elif isinstance(node, ast.ImportFrom) and node.level == 2 and node.module:
            yield f"package {node.module.split('.')[0]}"


def get_models(tree):
    """``(name of the model, class)`` of each class of a file."""
    for node in filter(lambda node: isinstance(node, ast.ClassDef), tree.body):
        said = {
            statement.targets[0].id: ast.literal_eval(statement.value)
            for statement in node.body
            if isinstance(statement, ast.Assign)
            and ast.unparse(statement.targets[0]) in ("_name", "_inherit")
        }
        if said:
            yield said.get("_name") or said["_inherit"], node


def get_replacing(node):
    """The methods of a class that do not go on to those of the others."""
    for method in node.body:
        if isinstance(method, ast.FunctionDef):
            goes_on = any(
                isinstance(call, ast.Attribute)
                and call.attr == method.name
                and isinstance(call.value, ast.Call)
                and ast.unparse(call.value.func) == "super"
                for call in ast.walk(method)
            )
            if not goes_on:
                yield method.name


@tagged("post_install", "-at_install")
class TestFloors(BaseCase):
    """A part knows those it stands on, never those that stand on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trees = {floor: read_models(floor) for floor in FLOORS}
        cls.owners = {f"package {floor}": floor for floor in FLOORS}
        for floor, trees in cls.trees.items():
            for tree in trees.values():
                for name in get_names(tree):
                    if name.startswith("relationship."):
                        cls.owners[name] = floor
                        cls.owners[name.replace(".", "_")] = floor

    def _get_crossings(self):
        crossings = {}
        for floor, trees in self.trees.items():
            allowed = FLOORS[: FLOORS.index(floor) + 1]
            for file, tree in trees.items():
                named = {
                    mention
                    for mention in get_mentions(tree)
                    if self.owners.get(mention, floor) not in allowed
                }
                if named:
                    crossings[file] = named
        return crossings

    def test_every_package_of_models_is_a_floor(self):
        folders = {path.name for path in MODELS.iterdir() if path.is_dir()}
        self.assertEqual(folders - {"__pycache__"}, set(FLOORS))

    def test_nothing_names_what_stands_below(self):
        self.assertFalse(self._get_crossings())

    def test_nothing_calls_what_only_stands_below(self):
        made = {}
        for number, floor in enumerate(FLOORS):
            for tree in self.trees[floor].values():
                for node in ast.walk(tree):
                    if isinstance(node, ast.FunctionDef):
                        made.setdefault(node.name, number)
        # Odoo's own, which a part of ours extends.
        made = {name: floor for name, floor in made.items() if not self._is_odoos(name)}
        called = {
            (file, node.attr)
            for number, floor in enumerate(FLOORS)
            for file, tree in self.trees[floor].items()
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and made.get(node.attr, 0) > number
        }
        self.assertFalse(called)

    def _is_odoos(self, name):
        return hasattr(models.BaseModel, name) or not name.startswith("_")

    def test_which_messages_say_something_is_written_once(self):
        both = re.compile(r"""(["'])(?:email\1, \1comment|comment\1, \1email)\1""")
        folders = [MODELS, MODELS.parent / "report", MODELS.parent / "wizard"]
        found = [
            path.name
            for folder in folders
            for path in folder.rglob("*.py")
            if both.search(path.read_text())
        ]
        # The other names comments and addresses of answers: columns.
        self.assertEqual(sorted(found), ["relationship_score_report.py", "states.py"])

    def test_what_one_file_does_no_other_of_the_model_replaces(self):
        """Two of one name, one of which nobody calls any more, without an error."""
        made = {}
        for trees in self.trees.values():
            for file, tree in trees.items():
                for model, node in get_models(tree):
                    for name in get_replacing(node):
                        made.setdefault((model, name), []).append(file)
        self.assertIn(("relationship.account", "_refresh_numbers"), made)
        self.assertFalse({key: files for key, files in made.items() if files[1:]})

    def test_models_that_pose_as_pages_of_one_class_are_no_models(self):
        heirs = {}
        for trees in self.trees.values():
            for tree in trees.values():
                for name in self._get_inherited(tree):
                    heirs.setdefault(name, []).append(tree)
        abstract = {
            name
            for trees in self.trees.values()
            for tree in trees.values()
            if "AbstractModel" in ast.dump(tree)
            for name in get_names(tree)
        }
        self.assertFalse({name for name in abstract if len(heirs.get(name, [])) == 1})

    def _get_inherited(self, tree):
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == (
                "_inherit"
            ):
                if isinstance(node.value, ast.List):
                    yield from (item.value for item in node.value.elts)
