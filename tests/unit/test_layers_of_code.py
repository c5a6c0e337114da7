"""The shape of the code: imports point one way, the way of a request is pure, and no model has a name in it."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from normalizer import Catalog

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "normalizer"
FILES = sorted(PACKAGE.rglob("*.py"))

# From the bottom to the top: a module imports from its own line or from lines above it. A name is a module, or a
# package with all that is in it.
LAYERS = """
_version codes honest media_type base64_text
errors operation
strict_json values
fit
fingerprint policy write
resolve
parts
wire
plan
draft
hint
request
geometry
parameters
geometry_report
sums
account
target
payload required
quick
engine
search describe request_schema
descriptors
yaml_tree capability
overlay
layers
origins
folders extras
loader
compile
names bundled
catalog
schema check conformance drift changes batch
importer
run
docs
gateway
cli
__main__
"""
FIRST_OF_FILES = "yaml_tree"
"""What stands above this line of LAYERS is the way of a request."""

LATE = {("target", "describe"), ("target", "request_schema")}
"""Imports that point the other way, made when a method is called: the host sees one object, not two modules."""

PURE_LIBRARY = frozenset(
    [
        "__future__",
        "base64",
        "binascii",
        "bisect",
        "collections",
        "abc",
        "collections.abc",
        "dataclasses",
        "difflib",
        "fractions",
        "functools",
        "hashlib",
        "itertools",
        "json",
        "math",
        "operator",
        "re",
        "types",
        "typing",
    ]
)
"""All that the way of a request may use: no file, clock, chance, logging, network, YAML or pydantic."""

IMPURE_NAMES = frozenset(["open", "input", "print", "eval", "exec", "breakpoint", "__import__", "globals", "hash"])
"""Built-in functions that read or write the world; `hash` differs from process to process."""

COMPILES = "quick.builder"
"""The one module that compiles: expressions of its own making, of which no text becomes a part."""

COMPILED = "<payload>"
"""What it names them, by which the interpreter's events tell them from others."""

LONGEST_MODULE = 320
LONGEST_FUNCTION = 60
WORDS_OF_ENGLISH = frozenset({"together"})
"""Ids that are words of our sentences too: they count only where one is a whole text of the code."""

NAMES_OF_FORMATS = {("cli/show.py", "openrouter"), ("docs/pages/examples.py", "openai")}
"""What an option calls a format that other programs read, and the SDK in whose words an example stands: there the name
decides nothing about a provider."""

NAMES_THAT_SAY_NOTHING = frozenset(["utils", "util", "helpers", "helper", "common", "misc"])


def module_name(path: Path) -> str:
    """Give the dotted name below `normalizer`; the package itself is the empty text."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in FILES}


@cache
def tree_of(path: Path) -> ast.Module:
    """Parse a module once."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> list[tuple[str, bool]]:
    """List what a module imports when it runs, each with whether it does so late, inside a function."""
    found: list[tuple[str, bool]] = []

    def walk(node: ast.AST, *, late: bool) -> None:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for other in node.orelse:
                walk(other, late=late)
            return
        if isinstance(node, ast.Import):
            found.extend((alias.name, late) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: a relative import"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                is_module = full.partition(".")[2] in MODULES and full.startswith("normalizer.")
                found.append((full if is_module else str(node.module), late))
        inside = late or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        for child in ast.iter_child_nodes(node):
            walk(child, late=inside)

    walk(tree_of(path), late=False)
    return found


def own_imports(name: str) -> list[tuple[str, bool]]:
    """List the modules of this package that a module imports, each with whether it does so late."""
    inside = [(full, late) for full, late in imports(MODULES[name]) if full.partition(".")[0] == "normalizer"]
    return [(full.partition(".")[2], late) for full, late in inside]


def layer(name: str) -> int:
    """Give the line of a module in LAYERS."""
    top = name.partition(".")[0]
    for index, line in enumerate(LAYERS.split("\n")):
        if top in line.split():
            return index
    raise AssertionError(f"normalizer.{name}: give this module its place in LAYERS")


PURE = [name for name in MODULES if name and layer(name) < layer(FIRST_OF_FILES)]


@pytest.mark.parametrize("name", [name for name in MODULES if name])
def test_imports_point_one_way(name: str) -> None:
    """A module imports from its own layer or from below; the package's face, which knows all, from nobody's side."""
    wrong = [
        f"{name} imports {other}{' late' if late else ''}"
        for other, late in own_imports(name)
        if other and layer(other) > layer(name) and not (late and (name, other) in LATE)
    ]
    assert wrong == []


def test_imports_have_no_circle() -> None:
    """Inside a layer, too, no two modules need each other when they load."""
    graph = {
        name: {other for other, late in own_imports(name) if other in MODULES and other and not late}
        for name in MODULES
        if name
    }
    done: set[str] = set()
    while ready := {name for name in graph if name not in done and not graph[name] - done}:
        done |= ready
    assert sorted(graph.keys() - done) == []


def test_the_face_of_the_package_imports_late() -> None:
    """`import normalizer` loads the version and nothing else of the package."""
    assert [other for other, late in own_imports("") if not late] == ["_version"]


@pytest.mark.parametrize("name", PURE)
def test_the_way_of_a_request_uses_little(name: str) -> None:
    """No module up to the engine reaches for files, clock, chance, logging, network, YAML or pydantic."""
    outside = {full for full, _ in imports(MODULES[name]) if full.partition(".")[0] != "normalizer"}
    assert outside <= (PURE_LIBRARY | {"ast"} if name == COMPILES else PURE_LIBRARY)


@pytest.mark.parametrize("name", PURE)
def test_the_way_of_a_request_calls_nothing_impure(name: str) -> None:
    """No built-in function that touches the world, nor `hash`, whose answers differ by process."""
    names = {node.id for node in ast.walk(tree_of(MODULES[name])) if isinstance(node, ast.Name)}
    assert names & IMPURE_NAMES == ({"eval"} if name == COMPILES else set())


@pytest.mark.parametrize("name", PURE)
def test_the_way_of_a_request_keeps_no_state(name: str) -> None:
    """Nothing is assigned to a module's names while a request is planned."""
    statements = [node for node in ast.walk(tree_of(MODULES[name])) if isinstance(node, (ast.Global, ast.Nonlocal))]
    assert [node.lineno for node in statements] == []


# The same from outside: a new interpreter loads the way of a request while everything else cannot be imported, then
# compiles all targets, and then plans with every impure module gone and every event of the interpreter watched.
WATCHED = r"""
import importlib, json, sys

PURE, GONE = json.loads(sys.argv[1])
REQUEST = {"prompt": "p", "size": "1000x600", "n": 2, "seconds": 5, "output_format": "webp", "response_format": "url",
           "seed": 3, "own": object()}

def forget():
    for name in [name for name in sys.modules if name.partition(".")[0] in GONE]:
        sys.modules[name] = None
    for name in GONE:
        sys.modules[name] = None

aside = dict(sys.modules)
forget()
for name in PURE:
    importlib.import_module("normalizer." + name)
for name in [name for name in sys.modules if sys.modules[name] is None]:
    del sys.modules[name]
sys.modules.update((name, module) for name, module in aside.items() if module is not None)

from normalizer import Catalog
targets = Catalog.bundled().preload().targets()
for name in [name for name in sys.modules if name.startswith("normalizer.") and name[11:] not in PURE]:
    sys.modules[name] = None
forget()

from normalizer.engine import normalize
from normalizer.errors import NormalizationError
from normalizer.policy import Policy
from normalizer.search import diff, rank

events = set()
def told(event, given):
    if event == "compile":
        return f"compile {type(given[0]).__name__}"
    return f"exec {given[0].co_filename}" if event == "exec" else event
sys.addaudithook(lambda event, given: events.add(told(event, given)) if watching else None)
policy = Policy(exact_size="cover", scale="at_least")
for watching in (False, True):  # the first pass may still fill what the interpreter itself keeps
    plans = []
    for target in targets:
        inputs = dict.fromkeys([name for name in target.required if name not in REQUEST], "https://example.com/i.png")
        for asked in ({**inputs, **REQUEST}, {**inputs, "prompt": "p", "aspect_ratio": "5:4", "resolution": "2K"}):
            for how in (None, policy):
                try:
                    plan = normalize(asked, target, policy=how, input_size=(1200, 800))
                except NormalizationError as error:
                    error.as_openai()
                else:
                    plan.report(), plan.to_dict(), repr(plan), plan.fingerprint, plan.verify(8, 8), plan.loss
                    plans.append(plan)
        target.describe()
    [target.request_schema() for target in targets[::40]]  # each asks the engine a hundred questions
    rank(REQUEST, targets[:50]), [diff(one, other) for one, other in zip(plans, plans[1:51])]
watching = False
print(json.dumps([len(targets), len(plans), sorted(events)]))
"""
GONE = (
    "asyncio concurrent ctypes datetime email http importlib.metadata locale logging multiprocessing pathlib pickle "
    "pydantic pydantic_core random secrets selectors shutil signal socket sqlite3 ssl subprocess tempfile threading time "
    "urllib uuid yaml zoneinfo"
)
HARMLESS_EVENTS = {"object.__getattr__", "object.__setattr__", "sys._getframe", "code.__new__", "import", "builtins.id"}
"""Events that reach nothing outside; an `import` finds what is loaded already, since all else is gone.

`id` tells whether an object was met before, and no answer depends on which number that is.
"""


def test_planning_works_with_the_world_taken_away() -> None:
    """All targets plan, rank and describe themselves while files, clock, network, YAML and pydantic are out of reach."""
    told = json.dumps([sorted(PURE), GONE.split()])
    run = subprocess.run(
        [sys.executable, "-B", "-c", WATCHED, told], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    assert run.returncode == 0, run.stderr[-3000:]
    targets, plans, events = json.loads(run.stdout)
    assert targets == len(Catalog.bundled().targets())
    assert plans > targets
    assert set(events) <= HARMLESS_EVENTS | {"compile Expression", f"exec {COMPILED}"}  # a tree is compiled, no text


def bundled_names() -> set[str]:
    """Collect the ids, aliases and upstream ids of all models, and the ids of all providers."""
    catalog = Catalog.bundled()
    names = {*catalog.models(), *catalog.providers()}
    for model in catalog.models():
        names.update(catalog.capability(model).aliases)
    names.update(str(target.upstream_model) for target in catalog.targets() if target.upstream_model is not None)
    return {name.lower() for name in names}


def texts(path: Path) -> tuple[list[ast.Constant], list[ast.Constant]]:
    """List the texts in a module: those in its code, and its examples (docstrings, and command lines in help)."""
    nodes = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    alone = {id(node.value) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Expr)}
    examples = [node for node in nodes if id(node) in alone or str(node.value).startswith("normalizer ")]
    return [node for node in nodes if node not in examples], examples


def code_without_examples(path: Path) -> str:
    """Give a module's text, comments included, in which the examples are blanked out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for node in texts(path)[1]:
        for number in range(node.lineno - 1, node.end_lineno or node.lineno):
            lines[number] = ""
    return "\n".join(lines).lower()


def test_no_model_or_provider_has_a_name_in_the_code() -> None:
    """What one model or provider does stands in its file; the code knows none of them, its examples aside."""
    names = bundled_names()
    assert len(names) > 100
    found = []
    for path in FILES:
        words = set(re.findall(r"[\w./:-]+", code_without_examples(path))) - WORDS_OF_ENGLISH
        words |= {str(node.value).lower() for node in texts(path)[0]}
        here = path.relative_to(PACKAGE).as_posix()
        found += [f"{here}: {name}" for name in sorted(names & words) if (here, name) not in NAMES_OF_FORMATS]
    assert found == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_stay_short(path: Path) -> None:
    """A module has at most 320 lines, a function fits on one screen, and no module's name says nothing."""
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST_MODULE
    functions = [n for n in ast.walk(tree_of(path)) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
    assert [f.name for f in functions if (f.end_lineno or f.lineno) - f.lineno >= LONGEST_FUNCTION] == []
    assert not NAMES_THAT_SAY_NOTHING & {path.stem, path.parent.name}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_say_their_job_and_never_assert(path: Path) -> None:
    """A module opens with a docstring; `assert` disappears under `-O`, so that real errors are raised instead."""
    tree = tree_of(path)
    assert ast.get_docstring(tree) or not tree.body or path.name == "_version.py"
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Assert)] == []
