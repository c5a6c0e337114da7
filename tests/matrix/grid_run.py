"""Go through the whole grid, model by model on every processor: one line for each breach on stdout."""

from __future__ import annotations

import sys
from multiprocessing import Pool

from .cases import cases, catalog
from .grid import whole
from .grid_law import breaches


def run(models: list[str]) -> int:
    """Try all requests on the targets of some models, or of all; 0 where no law is broken, else 1, or 2 for a name."""
    known = catalog().models()
    if strangers := sorted(set(models) - set(known)):
        sys.stderr.write(f"no such model: {', '.join(strangers)}\n")
        return 2
    tried = broken = 0
    names = models or list(known)
    with Pool() as pool:
        for name, (count, found) in zip(names, pool.imap(tried_out, names), strict=True):
            sys.stdout.writelines(f"{line}\n" for line in found)
            tried, broken = tried + count, broken + len(found)
            sys.stderr.write(f"{name}: {count} requests, {len(found)} breaches\n")
    sys.stderr.write(f"{tried} requests, {broken} breaches\n")
    return 1 if broken else 0


def tried_out(model: str) -> tuple[int, list[str]]:
    """Try the grid on every target of a model: how many requests, and what is wrong with them."""
    count, found = 0, []
    for case in cases(model):
        legal: set[str] = set()
        for request in whole(case):
            count += 1
            found += [f"{case.name} {request}: {said}" for said in breaches(case, request, legal)]
    return count, found
