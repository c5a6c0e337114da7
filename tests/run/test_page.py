"""`docs/running.md` says what is: its code runs, its links lead somewhere, its options and settings are there."""

from __future__ import annotations

import doctest
import inspect
import re
from dataclasses import fields
from pathlib import Path

from normalizer.run import Fetcher, LinkStore, PictureSettings, arun
from normalizer.run.runner import MOST_ATTEMPTS, RunOptions
from normalizer.run.store import LINK_MINUTES
from run.pictures import plain

PAGE = Path(__file__).parents[2] / "docs" / "running.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_examples_run() -> None:
    """As written; pictures come from here, since a page cannot show one."""
    code = "\n".join(re.findall(r"^```pycon\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL))
    a_png = plain((1024, 1024))
    names = {"a_png": a_png, "a_small_png": plain((64, 48)), "send_elsewhere": lambda _: a_png}
    test = doctest.DocTestParser().get_doctest(code, names, PAGE.name, str(PAGE), 0)
    assert len(test.examples) > 20
    assert doctest.DocTestRunner().run(test).failed == 0


def test_every_option_has_its_line() -> None:
    """In the order in which the function has them, which `run` takes too."""
    table = TEXT[TEXT.index("| option") : TEXT.index("## What your function")]
    told = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    taken = [name for name, one in inspect.signature(arun).parameters.items() if one.kind is one.KEYWORD_ONLY]
    assert told == taken == list(RunOptions.__annotations__)


def test_settings_and_numbers_are_those_of_the_code() -> None:
    """Names in the page exist, and limits have their names in it."""
    named = set(re.findall(r"`(max_\w+|avif_\w+|background|timeout|trusted)[`=]?", TEXT))
    there = {field.name for field in fields(PictureSettings)}
    there |= set(inspect.signature(LinkStore).parameters) | set(inspect.signature(Fetcher).parameters)
    assert named <= there
    assert {name for name in there if name.startswith("max_")} <= named
    assert f"`PictureSettings.quality` ({PictureSettings().quality})" in TEXT
    assert (MOST_ATTEMPTS, "After ten attempts" in TEXT) == (10, True)
    assert f"valid for {LINK_MINUTES} minutes" in TEXT


def test_its_links_lead_somewhere() -> None:
    """To headings of the page."""
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lower()).replace(" ", "-")
        for line in re.findall(r"^## (.*)$", TEXT, re.MULTILINE)
    }
    links = re.findall(r"\]\(#([^)]+)\)", TEXT)
    assert len(links) > 8
    assert set(links) <= headings
