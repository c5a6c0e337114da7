"""`normalizer plan`: one request on one target, or on all providers of a model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

import normalizer
from normalizer.cli import output, reading
from normalizer.cli.catalogs import open_catalog
from normalizer.cli.ending import FINDINGS, FINE, CommandError
from normalizer.cli.options import CatalogFolder, Operation, OptionalModel, OverFolder, Provider, TableOrJson  # noqa: TC001  typer reads annotations at run time
from normalizer.errors import NormalizationError, Problem, UnknownModelError, quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from normalizer import Catalog, Policy, Target
    from normalizer.search import Ranked

STAND_IN = "<prompt>"
"""Asked where a target takes a prompt and none was given."""


def plan(
    model: OptionalModel = None,
    *,
    parameter: Annotated[
        list[str] | None,
        typer.Option(
            "-p",
            "--param",
            metavar="KEY=VALUE",
            help="One parameter of the request; as often as needed. Values are JSON numbers, true, false, null, lists "
            "and objects; everything else is text.",
        ),
    ] = None,
    request: Annotated[
        str | None,
        typer.Option("--request", metavar="FILE", help="The request as a JSON object, - for stdin; -p goes over it."),
    ] = None,
    provider: Provider = None,
    operation: Operation = None,
    all_providers: Annotated[
        bool, typer.Option("--all-providers", help="Rank all providers of the model, least loss first.")
    ] = False,
    include_retired: Annotated[bool, typer.Option("--include-retired", help="Rank retired targets too.")] = False,
    policy: Annotated[
        list[str] | None,
        typer.Option("--policy", metavar="KEY=VALUE", help="One rule of the gateway, such as scale=at_least."),
    ] = None,
    input_size: Annotated[
        str | None, typer.Option("--input-size", metavar="WxH", help="Width and height of the input image.")
    ] = None,
    format_: TableOrJson = "table",
    catalog: CatalogFolder = None,
    over: OverFolder = None,
) -> int:
    """Show the payloads for a request, and every difference.

    Each parameter is shown with what was asked, what is sent, and why. Without a provider the first one in the model's
    file is planned for; without an operation the one that follows from the inputs.
    """
    asked = {**(reading.request_of(request) if request else {}), **reading.pairs(parameter or (), "-p")}
    rules = Rules(reading.policy_of(policy or ()), reading.size_of(input_size, "--input-size"))
    opened = open_catalog(catalog, over).catalog
    name = model or _text(asked, "model")
    if name is None:
        raise CommandError("missing argument MODEL; normalizer models lists the names")
    provider = provider or _text(asked, "provider")
    target = _target(opened, name, provider, operation or _text(asked, "operation"), asked)
    if model is not None and target.upstream is not None and asked.get("model") not in {None, model}:
        output.note(f"model: the request says {quote(asked['model'])}, planned is {quote(model)}")
    if all_providers:
        targets = opened.targets(name, provider, target.operation)
        return _rank(asked, targets, rules, format_, include_retired=include_retired)
    return _plan(asked, target, rules, format_, len(opened.targets(target.model, None, target.operation)))


class Rules(NamedTuple):
    """What goes into every plan besides the request and the target."""

    policy: Policy | None
    input_size: tuple[int, int] | None


def _text(asked: Mapping[str, Any], key: str) -> str | None:
    value = asked.get(key)
    if value is not None and not isinstance(value, str):
        raise NormalizationError([Problem(key, "wrong_type", "a text", quote(value))])
    return value


def _target(
    catalog: Catalog, name: str, provider: str | None, operation: str | None, asked: Mapping[str, Any]
) -> Target:
    from normalizer.operation import operation_of

    try:
        return catalog.target(name, provider, operation or operation_of(asked))
    except UnknownModelError as error:
        problem = error.problems[0]
        if operation is None and problem.code == "unknown_operation":
            hint = "name one with --operation, or give the input it works on, such as -p image=URL"
            raise UnknownModelError([replace(problem, suggestion=hint)]) from None
        raise


def _with_prompt(asked: Mapping[str, Any], target: Target) -> Mapping[str, Any]:
    """Fill in a prompt where the target takes one and nobody gave it."""
    given = any("prompt" in target.native.get(key, ()) for key in asked if key != "prompt")
    if asked.get("prompt") is not None or given or "prompt" not in target.parameters:
        return asked
    return {"prompt": STAND_IN, **{key: value for key, value in asked.items() if key != "prompt"}}


def _say_stand_in() -> None:
    output.note(f"prompt: none given, filled with {STAND_IN}")


def _plan(asked: Mapping[str, Any], target: Target, rules: Rules, format_: str, providers: int) -> int:
    filled = _with_prompt(asked, target)
    stand_in = None if filled is asked else STAND_IN
    try:
        made = normalizer.normalize(filled, target, policy=rules.policy, input_size=rules.input_size)
    except NormalizationError as error:
        raise NormalizationError([_with_hint(problem) for problem in error.problems]) from None
    if stand_in is not None:
        _say_stand_in()
    if format_ == "json":
        output.document(made.to_dict())
    else:
        from normalizer.cli import plan_table

        screen = output.console()
        output.show(screen, plan_table.parts(screen, made, target, stand_in=stand_in, providers=providers))
    return FINE


def _with_hint(problem: Problem) -> Problem:
    """Say how a missing parameter is given here."""
    if problem.code != "missing" or problem.suggestion is not None:
        return problem
    return replace(problem, suggestion=f"give it with -p {problem.parameter}=...")


def _rank(
    asked: Mapping[str, Any], targets: Sequence[Target], rules: Rules, format_: str, *, include_retired: bool
) -> int:
    retired = [target for target in targets if target.status == "retired"]
    ranked: list[Ranked] = []
    for target in targets:
        # one by one, because each takes the prompt or not
        ranked += normalizer.rank(
            _with_prompt(asked, target),
            [target],
            policy=rules.policy,
            input_size=rules.input_size,
            include_retired=include_retired,
        )
    ranked.sort(key=lambda entry: entry.loss)
    if any(_with_prompt(asked, entry.target) is not asked for entry in ranked):
        _say_stand_in()
    if retired and not include_retired:
        names = ", ".join(target.provider for target in retired)
        output.note(f"retired and left out: {names}; --include-retired ranks them too")
    if format_ == "json":
        output.document([_entry(entry) for entry in ranked])
    else:
        from normalizer.cli import ranking_table

        screen = output.console()
        output.show(screen, ranking_table.parts(screen, ranked))
    return FINE if any(entry.plan is not None for entry in ranked) else FINDINGS


def _entry(entry: Ranked) -> dict[str, Any]:
    place = {"provider": entry.target.provider, "operation": entry.target.operation}
    if entry.plan is not None:
        return {**place, "loss": entry.loss, "plan": entry.plan.to_dict()}
    return {**place, "loss": None, **(entry.error.as_openai() if entry.error is not None else {})}
