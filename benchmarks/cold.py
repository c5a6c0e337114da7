"""What is paid once: importing, reading and compiling a file, and the memory of a target. Ratios of one run.

`python benchmarks/cold.py [ROUNDS]` prints a table. Memory is counted by tracemalloc, of targets compiled after all
that they share is there; its yardstick is the expanded block of each as JSON read back into Python objects.
"""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import time
import tracemalloc

from normalizer import Catalog
from normalizer.catalog import bundled_root
from normalizer.compile import compile_target
from normalizer.loader import Providers, Source, load_model

ROUNDS = 9


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


def compiling(rounds: int) -> tuple[float, float, float]:
    """Time reading, checking and compiling each file alone, in milliseconds: median, 95th percentile, most."""
    sources = (Source(bundled_root(), "capabilities"),)
    providers = Providers(sources)
    models = Catalog.bundled().models()
    times = {model: [0.0] * rounds for model in models}
    for turn in range(rounds):
        for model in models:
            before = time.perf_counter()
            for expanded in load_model(sources, model, providers).targets.values():
                compile_target(expanded, "bench")
            times[model][turn] = (time.perf_counter() - before) * 1000
    best = sorted(statistics.median(one) for one in times.values())
    return statistics.median(best), best[len(best) * 95 // 100], best[-1]


def memory() -> float:
    """Compare a compiled target with its expanded block as JSON objects: the median of all."""
    sources = (Source(bundled_root(), "capabilities"),)
    providers = Providers(sources)
    ratios = []
    for model in Catalog.bundled().models():
        for expanded in load_model(sources, model, providers).targets.values():
            compile_target(expanded, "bench")  # what all share is there now
            text = expanded.block.model_dump_json(exclude_defaults=True)
            gc.collect()
            tracemalloc.start()
            target = compile_target(expanded, "bench")
            taken = tracemalloc.get_traced_memory()[0]
            tracemalloc.stop()
            tracemalloc.start()
            plain = json.loads(text)
            objects = tracemalloc.get_traced_memory()[0]
            tracemalloc.stop()
            if target and plain:
                ratios.append(taken / objects)
    return statistics.median(ratios)


def main(rounds: int) -> None:
    """Measure and print."""
    ours, first = imports(rounds)
    middle, most, worst = compiling(3)
    print("| what | figure |\n|---|---:|")
    print(f"| `import normalizer` / `import pydantic` | {ours:.2f} |")
    print(f"| import, read and compile one model / `import pydantic` | {first:.2f} |")
    print(f"| reading, checking and compiling a file, ms: median, 95 %, most | {middle:.1f}, {most:.1f}, {worst:.1f} |")
    print(f"| memory of a target / its block as JSON objects | {memory():.2f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
