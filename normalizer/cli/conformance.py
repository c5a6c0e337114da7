"""`normalizer conformance`: the vectors of the rules, put to this library or to a program of any language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from normalizer.cli import output
from normalizer.cli.ending import FINDINGS, FINE, CommandError
from normalizer.cli.options import TableOrJson  # noqa: TC001  typer reads annotations at run time
from normalizer.errors import quote

if TYPE_CHECKING:
    from normalizer.conformance import Vector


def conformance(
    *,
    command: Annotated[
        str | None,
        typer.Option(
            "--command",
            metavar="PROGRAM",
            help="Ask this program: a question a line on its stdin, an answer a line on its stdout.",
        ),
    ] = None,
    only: Annotated[
        str | None,
        typer.Option("--only", metavar="RULE|ID", help="Only the vectors of a rule such as R4.2, or the one of an id."),
    ] = None,
    vectors: Annotated[bool, typer.Option("--vectors", help="Print the file of vectors and run nothing.")] = False,
    format_: TableOrJson = "table",
) -> int:
    """Run the conformance vectors, and say which answers are wrong.

    They hold what the rules demand, for implementations in any language. Exits with 1 where an answer is wrong.
    """
    from normalizer import conformance as suite

    if vectors:
        output.text_document(suite.text())
        return FINE
    chosen = [vector for vector in suite.vectors() if only is None or _is_meant(vector, only)]
    if not chosen:
        raise CommandError(f"--only: no vector is of {quote(only)}")
    questions = [vector.question for vector in chosen]
    if command is None:
        answers = [suite.answer(question) for question in questions]
    else:
        from normalizer.cli.outside import ask

        answers = ask(command, questions)
    wrong = [
        (vector, found)
        for vector, answer in zip(chosen, answers, strict=True)
        if (found := suite.differences(vector.expected, answer))
    ]
    _show(chosen, wrong, format_)
    return FINDINGS if wrong else FINE


def _is_meant(vector: Vector, only: str) -> bool:
    return only == vector.id or vector.rule == only.upper() or vector.rule.startswith(f"{only.upper()}.")


def _show(chosen: list[Vector], wrong: list[tuple[Vector, list[str]]], format_: str) -> None:
    summary = {"vectors": len(chosen), "passed": len(chosen) - len(wrong), "failed": len(wrong)}
    if format_ == "json":
        failures = [
            {"id": vector.id, "rule": vector.rule, "says": vector.says, "differences": found} for vector, found in wrong
        ]
        output.document({"summary": summary, "failures": failures})
        return
    lines = [
        line
        for vector, found in wrong
        for line in (f"{vector.id} ({vector.rule}): {vector.says}", *(f"  {said}" for said in found))
    ]
    lines.append(f"{summary['passed']} of {summary['vectors']} passed, {summary['failed']} failed")
    output.text_document("\n".join(lines) + "\n")
