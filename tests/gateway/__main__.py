"""Commands: `PYTHONPATH=tests python -m gateway contract [--whole] [MODEL ...] | sdk [MODEL ...] | agreement`.

`contract` holds the sandbox against the engine on every target of some models, or of all, which takes minutes: every
payload of the matrix and of the grid's sample is accepted, at least twenty neighbours of each target are refused.
With `--whole` the whole grid is gone through, which takes hours. `agreement` holds it against the types of the
providers' SDKs on every target that has one. `sdk` asks a running server by the official SDK for every combination of
number, delivery and file type, the qualities in turn, on some models of the list in sdk.py, or on all: 2,600 requests.
"""

from __future__ import annotations

import sys
from multiprocessing import Pool

from openai import OpenAI

from matrix.cases import cases, catalog
from normalizer.gateway.sandbox.validator import refusals

from . import sdk
from .agreement import compared, disagreements
from .contract import breaches, plans
from .neighbours import neighbours
from .servers import command


def main(arguments: list[str]) -> int:
    """Run a command; 1 where something does not hold, 2 where there is no such command or model."""
    if arguments == ["agreement"]:
        return _agreement()
    if arguments[:1] == ["sdk"] and set(arguments[1:]) <= set(sdk.MODELS):
        return _sdk(arguments[1:] or list(sdk.MODELS))
    whole = "--whole" in arguments
    models = [word for word in arguments[1:] if word != "--whole"]
    strangers = set(models) - set(catalog().models())
    if arguments[:1] != ["contract"] or strangers:
        sys.stderr.write(
            "usage: PYTHONPATH=tests python -m gateway contract [--whole] [MODEL ...] | sdk [MODEL ...] | agreement\n"
        )
        return 2
    found = payloads = beside = 0
    with Pool() as pool:
        for said, sent, refused in pool.imap(_held, [(name, whole) for name in models or catalog().models()]):
            payloads, beside, found = payloads + sent, beside + refused, found + len(said)
            sys.stdout.writelines(f"{line}\n" for line in said)
    sys.stderr.write(f"{payloads} payloads accepted or named above, {beside} neighbours refused or named above\n")
    return 1 if found else 0


def _held(asked: tuple[str, bool]) -> tuple[list[str], int, int]:
    said: list[str] = []
    sent = refused = 0
    for case in cases(asked[0]):
        for plan in plans(case, whole=asked[1]):
            sent += len(plan.calls)
            said += breaches(case, plan)
        for what, payload, upstream in neighbours(case):
            refused += 1
            if not refusals(case.block, payload, upstream):
                said.append(f"{case.name}: accepted although {what}: {payload}")
    return said, sent, refused


def _agreement() -> int:
    found = both = 0
    for case, types in compared():
        said, refused = disagreements(case, types)
        both, found = both + refused, found + len(said)
        sys.stdout.writelines(f"{line}\n" for line in said)
    sys.stderr.write(f"{both} payloads refused by the types and here, {found} by the types alone\n")
    return 1 if found else 0


def _sdk(models: list[str]) -> int:
    asked = found = 0
    with command() as address, OpenAI(base_url=f"{address}/v1", api_key="unused", max_retries=0) as client:
        for model, request in sdk.every(models):
            asked += 1
            wrong = sdk.wrong_with(client, model, request)
            if wrong is not None:
                found += 1
                sys.stdout.write(f"{model} {request}: {wrong}\n")
    sys.stderr.write(f"{asked} requests, {found} with something wrong\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
