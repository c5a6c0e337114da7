"""The shapes that `normalizer show` draws: as wide and tall as they are, and no wider than there is room."""

from __future__ import annotations

import pytest
from rich.console import Console
from typer.testing import CliRunner

from normalizer import Catalog
from normalizer.cli.program import app
from normalizer.cli.shapes import CELL, MOST_COLUMNS, MOST_LINES, box_of, pictures


@pytest.mark.parametrize("name", ["1:1", "16:9", "9:16", "21:9", "2:3"])
def test_a_box_has_the_shape_of_its_name(name: str) -> None:
    """Width by height, in letters that are twice as high as wide, is the ratio to a letter."""
    *box, label = box_of(name)
    assert label.strip() == name
    width, height = len(box[0].strip()), len(box)
    wide, tall = map(int, name.split(":"))
    assert (width - 1) / (height * CELL) <= wide / tall * 1.2
    assert (width + 1) / (height * CELL) >= wide / tall * 0.8
    assert len({len(line) for line in (*box, label)}) == 1


def test_an_extreme_shape_is_cut() -> None:
    """A file may name any ratio; its box stays on the screen."""
    assert len(box_of("9999:1")[0]) <= MOST_COLUMNS + 2
    assert len(box_of("1:9999")) <= MOST_LINES + 3


def test_boxes_go_on_below_where_there_is_no_room() -> None:
    """A narrow screen gets several rows, none wider than itself; each shape is named once."""
    target = next(
        one
        for one in Catalog.bundled().targets()
        if len(one.describe()["parameters"].get("aspect_ratio", {}).get("values", ())) > 8
    )
    screen = Console(width=40)
    with screen.capture() as captured:
        for part in pictures(screen, target):
            screen.print(part)
    lines = captured.get().splitlines()
    assert max(map(len, lines)) <= 40
    words = captured.get().split()
    for name in target.describe()["parameters"]["aspect_ratio"]["values"]:
        assert name in words


def test_show_draws_the_table_of_pixels() -> None:
    """The pixels of every cell stand in the table, a hole as a dash."""
    result = CliRunner().invoke(app, ["show", "seedream-4.0", "--provider", "byteplus", "--operation", "generate"])
    assert result.exit_code == 0
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["16:9", "1312x736", "2848x1600", "5504x3040"] in rows
    assert any("┌" in line for line in result.stdout.splitlines())
