"""`normalizer conformance`: the vectors put to this library and to other programs."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

from normalizer import conformance
from normalizer.cli.program import app

if TYPE_CHECKING:
    from pathlib import Path

VECTORS = [vector for vector in conformance.vectors() if vector.rule == "R4.2"]
IMPORTS = "import json, sys\nfrom normalizer.conformance import answer, vectors\n"


def run(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(app, ["conformance", *arguments])


def program(folder: Path, body: str) -> str:
    """Write a program in Python, and give the command that starts it."""
    file = folder / "other.py"
    file.write_text(IMPORTS + body, encoding="utf-8")
    return f'"{sys.executable}" "{file}"'


def test_a_rule_passes() -> None:
    """The vectors of one rule are run, and counted."""
    done = run("--only", "r4.2")
    assert (done.exit_code, done.stdout) == (0, f"{len(VECTORS)} of {len(VECTORS)} passed, 0 failed\n")


def test_the_result_as_json() -> None:
    """One document with a summary and the failures."""
    done = run("--only", "R4.2", "--format", "json")
    assert json.loads(done.stdout) == {
        "summary": {"vectors": len(VECTORS), "passed": len(VECTORS), "failed": 0},
        "failures": [],
    }


def test_a_whole_section_and_a_single_vector() -> None:
    """`--only` takes a section of rules, a rule, or an id; anything else is an error of usage."""
    section = [vector for vector in conformance.vectors() if vector.rule.partition(".")[0] == "R3"]
    assert run("--only", "R3").stdout.startswith(f"{len(section)} of {len(section)} passed")
    assert run("--only", "frame-4k").stdout == "1 of 1 passed, 0 failed\n"
    done = run("--only", "R4.99")
    assert (done.exit_code, done.stderr) == (2, "error: --only: no vector is of 'R4.99'\n")


def test_the_vectors_are_printed() -> None:
    """`--vectors` gives the file, for a test suite in another language."""
    assert run("--vectors").stdout == conformance.text()


def test_another_program_is_asked(tmp_path: Path) -> None:
    """A question a line goes in, an answer a line comes out; the questions do not hold the answers."""
    command = program(tmp_path, "for line in sys.stdin: print(json.dumps(answer(json.loads(line))))\n")
    assert run("--only", "R4", "--command", command).exit_code == 0


def test_a_wrong_answer_is_named(tmp_path: Path) -> None:
    """A program that is wrong in one answer has one failure, with what differs, and exit code 1."""
    body = """
for line in sys.stdin:
    found = answer(json.loads(line))
    if json.loads(line)["request"] == {"aspect_ratio": "7:1"}:
        found["plan"]["calls"][0]["payload"]["aspect_ratio"] = "4:1"
    print(json.dumps(found))
"""
    done = run("--only", "R4.2", "--command", program(tmp_path, body))
    assert done.exit_code == 1
    assert done.stdout == (
        "seven-of-four-and-eight (R4.2): 7:1 is 1.143 from 8:1 and 1.75 from 4:1\n"
        '  calls.0.payload.aspect_ratio: expected "8:1", got "4:1"\n'
        f"{len(VECTORS) - 1} of {len(VECTORS)} passed, 1 failed\n"
    )


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        ("print('hello')", 3, "answer 1 is no JSON: 'hello'"),
        ("print('[]')", 3, "answer 1: expected an object with the key plan or the key problems, got '[]'"),
        ("print('{\"problems\": []}')", 3, f"expected {len(VECTORS)} answers, one a line, got 1"),
        ("sys.exit(7)", 3, "the program ended with 7"),
        ("sys.stdout.buffer.write(b'\\xff')", 3, "expected answers in UTF-8"),
    ],
)
def test_bad_output_is_a_clear_error(tmp_path: Path, body: str, code: int, said: str) -> None:
    """What is no answer is told in one line, with exit code 3."""
    done = run("--only", "R4.2", "--command", program(tmp_path, body))
    assert (done.exit_code, done.stderr.count("\n")) == (code, 1)
    assert said in done.stderr


@pytest.mark.parametrize("command", ["", "no-such-program-anywhere", '"unclosed'])
def test_a_command_that_is_none(command: str) -> None:
    """A command that cannot be started is an error of usage."""
    done = run("--only", "R4.2", "--command", command)
    assert done.exit_code == 2
    assert done.stderr.startswith("error: --command: ")
