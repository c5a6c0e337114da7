"""Commands around the catalogue: `python -m tests.matrix update | draw [SEED] | grid [MODEL ...] | schema`.

`update` writes the snapshots, `docs/shapes.md` and `docs/coverage.md` anew; `draw` lists forty targets to be read again
against their sources, chosen by the present commit's hash or by a seed; `grid` tries the whole grid on every target of some
models, or of all, which takes an hour; `schema` holds the schema of every target's requests against the
engine, which takes minutes.
"""

from __future__ import annotations

import sys

from . import coverage_page, grid_run, shapes_page
from .cases import catalog
from .draw import commit, drawn
from .page import written
from .schema_law import breaches
from .snapshot import update


def main(arguments: list[str]) -> int:
    """Run a command; 2 where there is no such one."""
    if arguments == ["update"]:
        pages = [f"docs/{page.PAGE.name}" for page in (shapes_page, coverage_page) if written(page.PAGE, page.render())]
        for name in (*update(), *pages):
            sys.stdout.write(f"changed: {name}\n")
        return 0
    if arguments[:1] == ["draw"] and len(arguments) <= 2:
        seed = arguments[1] if len(arguments) == 2 else commit()
        sys.stdout.write(f"seed {seed}\n")
        for case in drawn(seed):
            sys.stdout.write(f"{case.name}\n")
        return 0
    if arguments[:1] == ["grid"]:
        return grid_run.run(arguments[1:])
    if arguments == ["schema"]:
        return _schemas()
    sys.stderr.write("usage: python -m tests.matrix update | draw [SEED] | grid [MODEL ...] | schema\n")
    return 2


def _schemas() -> int:
    found = 0
    for target in catalog().targets():
        for said in breaches(target, pairs=200, more=100):
            found += 1
            sys.stdout.write(f"{said}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
