"""The seeds of the fuzzers, and what they have found: every run puts them to the targets, without a fuzzer."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from normalizer import NormalizationError, normalize
from normalizer.capability import ModelFile, validate
from normalizer.compile import compile_target
from normalizer.errors import CapabilityError
from normalizer.layers import Layer
from normalizer.loader import expand_all
from normalizer.yaml_tree import parse_tree

from . import TARGETS, file, mutator, request, text
from .one import Counts, counting

HERE = Path(__file__).parent
MODULES: dict[str, Any] = {"text": text, "request": request, "file": file}


def inputs(folder: str) -> list[Any]:
    """List the files of all targets in a folder, each as a parameter of a test."""
    return [
        pytest.param(name, path, id=f"{name}-{path.name}")
        for name in TARGETS
        for path in sorted((HERE / folder / name).glob("*"))
    ]


@pytest.mark.parametrize(("name", "path"), inputs("seeds"))
def test_seed(name: str, path: Path) -> None:
    """Every seed keeps what its target demands."""
    MODULES[name].check(path.read_bytes())


@pytest.mark.parametrize(("name", "path"), inputs("found"))
def test_found(name: str, path: Path) -> None:
    """What a fuzzer once found does not come back."""
    data = path.read_bytes()
    MODULES[name].check(data)
    if name == "file":
        plans_without_leave(data)


def plans_without_leave(data: bytes) -> None:
    """Plan on every target of a file; nothing but the library's own errors leaves."""
    tree = parse_tree(data, "model.yaml")
    model = validate(ModelFile, tree)
    targets, _ = expand_all("m", model, Layer(tree), file.PROVIDERS)
    for expanded in targets.values():
        try:
            target = compile_target(expanded, "fuzz")
        except CapabilityError:
            continue
        for asked in file.REQUESTS:
            try:
                normalize(asked, target)
            except NormalizationError:
                continue


@pytest.mark.parametrize("key", ["constants", "model", "auto"])
def test_a_placeholder_that_nobody_knows_is_told_with_its_line(key: str) -> None:
    """It was a bare ValueError once; now it is a problem of the file like any other."""
    path = HERE / "found" / "file" / f"{key.removesuffix('s')}-unknown.yaml"
    tree = parse_tree(path.read_bytes(), "model.yaml")
    targets, _ = expand_all("m", validate(ModelFile, tree), Layer(tree), file.PROVIDERS)
    with pytest.raises(CapabilityError) as caught:
        compile_target(targets["one", "generate"], "fuzz")
    (problem,) = caught.value.problems
    assert problem.key.startswith(f"providers.one.generate.{key}")
    assert (problem.line, problem.problem) == (8 if key == "model" else 9, "unknown placeholder {dodel}")


@pytest.mark.parametrize("name", TARGETS)
def test_the_seeds_get_in(name: str) -> None:
    """The seeds of a target reach everything that it counts, so that its fuzzer begins inside."""
    target = MODULES[name]
    reached = [target.check(path.read_bytes()) for path in sorted((HERE / "seeds" / name).iterdir())]
    assert set().union(*reached) == set(target.LABELS)
    assert max(path.stat().st_size for path in (HERE / "seeds" / name).iterdir()) < 1024


def test_a_request_is_changed_into_a_request() -> None:
    """What the mutator makes of a request is one most of the time, the same for the same seed, and never too long."""
    data = (HERE / "seeds" / "request" / "hostile").read_bytes()
    random = Random(0)  # noqa: S311  nothing secret
    numbers = [random.randrange(2**32) for _ in range(200)]
    made = [mutator.mutate(data, 1024, number, lambda blind, _: blind) for number in numbers]
    assert made == [mutator.mutate(data, 1024, number, lambda blind, _: blind) for number in numbers]
    assert len(set(made)) > 100
    assert max(map(len, made)) <= 1024
    for changed in made:
        request.check(changed)


def test_counts_are_seen_from_outside(tmp_path: Path) -> None:
    """Counts written by one process are read by another, whatever becomes of the first."""
    counts = Counts(tmp_path / "counts", ("in", "out"))
    run = counting(lambda data: {"in"} if data else set(), counts)
    run(b"x")
    run(b"")
    assert Counts(tmp_path / "counts", ("in", "out")).read() == {"executions": 2, "in": 1, "out": 0}
