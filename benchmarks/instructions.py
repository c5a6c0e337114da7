"""Guard the cost of a plan by counting machine instructions, which a busy machine does not change.

`python benchmarks/instructions.py` counts with valgrind's callgrind how many instructions one more plan takes, and one
more `json.loads` of the same body; both under one hash seed, each as the difference of two runs, so that starting up
does not count. It fails where their ratio is more than 2 % above the one kept in `instructions.json`. `--write` keeps
the present ratios. Counts depend on the interpreter's build, so that ratios are kept by it; where nothing is kept of a
build there is nothing to compare, and that is said.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KEPT = HERE / "instructions.json"
ALLOWED = 1.02
COUNT = 3000
"""So many bodies more in the second run."""

KINDS = ("plan", "new", "texts")
"""Sizes that repeat, every size new, and all texts of sizes that repeat."""

MODELS = ("fal/gemini-3-pro-image", "google/gemini-3-pro-image", "bfl/flux-1.1-pro", "google/veo-3.1")
SIZES = ("1024x1024", "1920x1080", "800x600")


def bodies(count: int) -> list[dict[str, Any]]:
    """Give the same requests every time: a few models and sizes, each with a prompt and a seed of its own."""
    chance = random.Random(7)  # noqa: S311  # the same bodies every time, not a secret
    made = []
    for index in range(count):
        model = MODELS[index % len(MODELS)]
        body = {"model": model, "prompt": f"a red fox in deep snow, take {index:06}", "size": SIZES[index % 3]}
        length = {"seconds": 8} if "veo" in model else {"n": 1}
        made.append({**body, **length, "seed": chance.randrange(1000), "user": f"u{index % 9}"})
    return made


def work(kind: str, count: int) -> None:
    """Do the work that is counted, `count` times after a first round that is always the same."""
    gc.disable()  # when it runs depends on everything that was ever made
    from normalizer import Catalog  # counted in both runs alike

    catalog = Catalog.bundled()
    first, more = bodies(60), bodies(count)
    if kind == "loads":
        texts = [json.dumps(body) for body in more]
        for text in texts:
            json.loads(text)
        return
    if kind == "new":
        more = [{**body, "size": f"{300 + index}x{900 + index}"} for index, body in enumerate(more)]
    for body in (*first, *first, *more):
        plan = catalog.plan(body)
        if kind == "texts":
            _ = [str(change) for change in (*plan.adjustments, *plan.notes)], plan.parameters


def instructions(kind: str, count: int) -> int:
    """Count the instructions of one run."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        command = [
            "valgrind",
            "--tool=callgrind",
            f"--callgrind-out-file={out}",
            sys.executable,
            __file__,
            kind,
            str(count),
        ]
        env = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
        subprocess.run(command, env=env, check=True, capture_output=True)
        summary = next(line for line in out.read_text().splitlines() if line.startswith(("summary:", "totals:")))
        return int(summary.split()[1])


def ratios() -> dict[str, float]:
    """Compare one more body of each kind with one more `json.loads`; two runs go side by side."""
    runs = [(kind, times * COUNT) for kind in ("loads", *KINDS) for times in (1, 2)]
    with ThreadPoolExecutor(2) as pool:
        counted = dict(zip(runs, pool.map(lambda run: instructions(*run), runs), strict=True))
    more = {kind: counted[kind, 2 * COUNT] - counted[kind, COUNT] for kind in ("loads", *KINDS)}
    return {kind: round(more[kind] / more["loads"], 3) for kind in KINDS}


def build() -> str:
    """Name the interpreter and its build."""
    return f"{platform.python_version()} {platform.python_compiler()} {platform.machine()}"


def main(arguments: list[str]) -> int:
    """Measure, then compare with what is kept, or keep it."""
    if len(arguments) == 2:
        work(arguments[0], int(arguments[1]))
        return 0
    if shutil.which("valgrind") is None:
        print("valgrind is not installed", file=sys.stderr)
        return 3
    found, kept = ratios(), json.loads(KEPT.read_text())
    if arguments == ["--write"]:
        KEPT.write_text(json.dumps({**kept, build(): found}, indent=2) + "\n")
        return 0
    status = 0
    for kind, ratio in found.items():
        before = kept.get(build(), {}).get(kind)
        print(f"{kind}: {ratio} json.loads of the same body, {before or 'nothing'} kept for {build()}")
        if before is not None and ratio > before * ALLOWED:
            print(f"{kind}: more than 2 % above what is kept", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
