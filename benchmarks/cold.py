"""What is paid once: importing, reading and compiling a file, and the memory of a target. Ratios of one run.

`python benchmarks/cold.py [ROUNDS]` prints a table. Memory is counted by tracemalloc, of all targets of the catalogue
with what they share; its yardstick is the expanded block of each as JSON read back into Python objects. Files take
time of the processor alone, so that other work on the machine counts less.
"""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import time
import tracemalloc
from typing import TYPE_CHECKING

from normalizer import Catalog
from normalizer.bundled import bundled_root
from normalizer.compile import compile_target
from normalizer.loader import Providers, Source, load_model, open_model

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 9

Sources = tuple[Source, ...]


def started(code: str) -> float:
    """Time a new interpreter that runs this, in seconds."""
    before = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - before


def imports(rounds: int) -> tuple[float, float]:
    """Compare `import normalizer` and planning one request with `import pydantic`, an empty interpreter taken off."""
    ours, theirs, first = [], [], []
    for _ in range(rounds):
        empty = started("pass")
        theirs.append(started("import pydantic; pydantic.BaseModel") - empty)
        ours.append(started("import normalizer") - empty)
        first.append(started("import normalizer; normalizer.Catalog.bundled().target('sora-2')") - empty)
    middle = statistics.median(theirs)
    return statistics.median(ours) / middle, statistics.median(first) / middle


def _loaded(sources: Sources, model: str, providers: Providers) -> None:
    open_model(sources, model, providers)


def _first(sources: Sources, model: str, providers: Providers) -> None:
    targets = open_model(sources, model, providers).targets
    compile_target(targets[next(iter(targets))], "bench")


def _expanded(sources: Sources, model: str, providers: Providers) -> None:
    load_model(sources, model, providers)


def _compiled(sources: Sources, model: str, providers: Providers) -> None:
    for expanded in load_model(sources, model, providers).targets.values():
        compile_target(expanded, "bench")


STAGES = {
    "a file read and checked": _loaded,
    "with its first target compiled": _first,
    "with all its targets put together": _expanded,
    "with all its targets compiled": _compiled,
}


def stage(make: Callable[[Sources, str, Providers], None], rounds: int) -> tuple[float, float, float]:
    """Time this with each model alone, providers' files read, in milliseconds of the processor: median, 95 %, most."""
    sources = (Source(bundled_root(), "capabilities"),)
    providers = Providers(sources)
    models = Catalog.bundled().models()
    times = {model: [0.0] * rounds for model in models}
    for model in models:
        load_model(sources, model, providers)
    for turn in range(rounds):
        for model in models:
            providers.alike.clear()  # nothing was read before that this model could share
            before = time.process_time()
            make(sources, model, providers)
            times[model][turn] = (time.process_time() - before) * 1000
    best = sorted(statistics.median(one) for one in times.values())
    return statistics.median(best), best[len(best) * 95 // 100], best[-1]


def whole(rounds: int) -> float:
    """Time reading, checking and compiling all files at once, in seconds of the processor."""
    best = float("inf")
    for _ in range(rounds):
        before = time.process_time()
        Catalog.from_directory(bundled_root())
        best = min(best, time.process_time() - before)
    return best


def memory() -> float:
    """Compare all compiled targets with their expanded blocks as JSON objects, both in one piece."""
    sources = (Source(bundled_root(), "capabilities"),)
    providers = Providers(sources)
    models = Catalog.bundled().models()
    expanded = [one for model in models for one in load_model(sources, model, providers).targets.values()]
    texts = [one.block.model_dump_json(exclude_defaults=True) for one in expanded]
    taken = _held(lambda: [compile_target(one, "bench") for one in expanded])
    return taken / _held(lambda: [json.loads(text) for text in texts])


def _held(make: Callable[[], object]) -> int:
    """Count the bytes that stay when something has been made."""
    gc.collect()
    tracemalloc.start()
    made = make()
    gc.collect()
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del made
    return taken


def main(rounds: int) -> None:
    """Measure and print."""
    held = memory()  # before anything is compiled that targets share
    ours, first = imports(rounds)
    print("| what | figure |\n|---|---:|")
    print(f"| `import normalizer` / `import pydantic` | {ours:.2f} |")
    print(f"| import, read and compile one model / `import pydantic` | {first:.2f} |")
    for name, make in STAGES.items():
        middle, most, worst = stage(make, 3)
        print(f"| {name}, ms: median, 95 %, most | {middle:.1f}, {most:.1f}, {worst:.1f} |")
    print(f"| the whole catalogue read, checked and compiled, s | {whole(3):.2f} |")
    print(f"| memory of all targets / their blocks as JSON objects | {held:.2f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
