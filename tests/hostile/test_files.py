"""Files that were made to break readers or to contradict themselves: found on their line, each beside a sound twin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hostile.file_cases import FileCase, Wanted, cases
from normalizer import Catalog
from normalizer.check import check_paths
from normalizer.errors import MESSAGE_LIMIT, CapabilityError, FileProblem
from normalizer.yaml_tree import parse_tree

if TYPE_CHECKING:
    from pathlib import Path

CASES = cases()


def written(root: Path, files: dict[str, str]) -> Path:
    """Write the files of a case below a folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def is_found(wanted: Wanted, problems: list[FileProblem]) -> bool:
    """Tell whether a problem is among those that were found, at its place."""
    return any(
        (problem.file.endswith(wanted.file), problem.line, problem.level) == (True, wanted.line, wanted.level)
        and wanted.said in problem.problem
        for problem in problems
    )


def are_sound(problems: list[FileProblem]) -> None:
    """Check that every problem is one safe line that names its place (R11.2)."""
    for problem in problems:
        assert len(problem.problem) <= MESSAGE_LIMIT, problem.problem[:200]
        assert str(problem).isprintable()
        assert str(problem).isascii()


def test_there_are_enough_cases_and_no_name_stands_twice() -> None:
    """The collection keeps its cases, and a failing one can be found by its name."""
    names = [case.name for case in CASES]
    assert len(names) >= 150
    assert len(set(names)) == len(names)
    assert all(case.wanted and case.repaired for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hostile_files_are_told_with_their_line(tmp_path: Path, case: FileCase) -> None:
    """Each problem is found where it stands, and no other error is."""
    found = check_paths([written(tmp_path, case.files)])
    for wanted in case.wanted:
        assert is_found(wanted, found), [str(problem) for problem in found]
    errors = {(problem.file, problem.line) for problem in found if problem.level == "error"}
    assert len(errors) == len({(wanted.file, wanted.line) for wanted in case.wanted if wanted.level == "error"})
    are_sound(found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hostile_files_are_refused_when_they_load(tmp_path: Path, case: FileCase) -> None:
    """What cannot be used raises the library's own error; what is only wrong is left to the check."""
    root = written(tmp_path, case.files)
    if "check" in case.marks or all(wanted.level != "error" for wanted in case.wanted):
        assert Catalog.from_directory(root).models()
        return
    with pytest.raises(CapabilityError) as caught:
        Catalog.from_directory(root)
    places = {(problem.file.rpartition("/")[2], problem.line) for problem in caught.value.problems}
    for wanted in case.wanted:
        assert wanted.level != "error" or (wanted.file.rpartition("/")[2], wanted.line) in places
    are_sound(list(caught.value.problems))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_repaired_twins_load(tmp_path: Path, case: FileCase) -> None:
    """The twin has no such problem and gives its targets: the case is about one thing alone."""
    root = written(tmp_path, case.repaired)
    found = check_paths([root])
    assert [str(problem) for problem in found if problem.level == "error"] == []
    warned = {(problem.file, problem.line) for problem in found if problem.level == "warning"}
    assert len(warned) == len({(wanted.file, wanted.line) for wanted in case.allowed})
    assert Catalog.from_directory(root).targets()


def test_special_words_as_values_are_text() -> None:
    """`<<` and `=` mean nothing special as values."""
    assert parse_tree(b"a: <<\nb: =\n", "x.yaml").plain() == {"a": "<<", "b": "="}


def test_numbers_beyond_all_bounds_are_text() -> None:
    """A number of 5000 digits and a chain of 20000 parts stay text, without any arithmetic."""
    text = "9" * 5000
    chain = ":".join(["59"] * 20000)
    assert parse_tree(f"a: {text}\nb: {chain}\n".encode(), "x.yaml").plain() == {"a": text, "b": chain}


WORDS = ["16:9", "9:16", "1:60", "16:9:4", "1:1.5", "no", "off", "on", "yes", "y", "010", "0o10", "0x1024", "1_000"]
WORDS += ["1e3", "+1", ".5", "5.", ".inf", "-.inf", ".nan", "2026-01-01", "2026-01-01T00:00:00Z", "NULL", "True", "=="]
WORDS += ["~", "null~", "9" * 16, "-0x1", "1:2:3:4", "0.0.0", "1.", "off:on", "<<a", "=a"]


@pytest.mark.parametrize("word", WORDS)
def test_words_that_other_readers_turn_into_something_stay_words(word: str) -> None:
    """Only plain decimal numbers, `true`, `false` and `null` are more than text; keys are always text."""
    assert parse_tree(f"a: {word}\n".encode(), "x.yaml").plain() == {"a": word}
    assert parse_tree(f"{word}: a\n".encode(), "x.yaml").plain() == {word: "a"}
