"""Run CrossHair over the contracts: `python -m tests.symbolic [--seconds 60]`. Needs the extra `symbolic`.

First it must find the planted mistakes, then it looks at the library. Each contract gets at most so many seconds, which
its conditions share.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
FINE, FOUND = 0, 1
"""How CrossHair ends; 2 says that it could not begin."""
AT_ONCE = 2


def main(arguments: list[str]) -> int:
    """Give 0 where all planted mistakes are found and nothing else is."""
    parser = argparse.ArgumentParser(prog="python -m tests.symbolic")
    parser.add_argument("--seconds", type=int, default=60, help="at most so many for each contract")
    seconds = parser.parse_args(arguments).seconds
    work = [
        (module, name, seconds / conditions)
        for module in ("planted", "contracts")
        for name, conditions in contracts(module).items()
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return 0 if all(pool.map(lambda one: is_fine(*one), work)) else 1


def contracts(module: str) -> dict[str, int]:
    """Name the functions of a module that say what must hold, with the number of their conditions."""
    tree = ast.parse((HERE / f"{module}.py").read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    counted = {function.name: (ast.get_docstring(function) or "").count("post:") for function in functions}
    return {name: conditions for name, conditions in counted.items() if conditions}


def is_fine(module: str, name: str, seconds: float) -> bool:
    """Check one contract, and say what came of it: a counter-example is right only where a mistake was planted."""
    command = [sys.executable, "-m", "crosshair", "check", f"tests.symbolic.{module}.{name}"]
    options = ["--analysis_kind", "PEP316", "--per_condition_timeout", str(seconds), "--report_all"]
    done = subprocess.run([*command, *options], cwd=HERE.parents[1], capture_output=True, text=True, check=False)
    is_right = done.returncode == (FOUND if module == "planted" else FINE)
    verdict = "as it must be" if is_right else "NOT as it must be"
    sys.stdout.write(f"{module}.{name}: {verdict}\n{(done.stdout + done.stderr).strip()}\n")
    sys.stdout.flush()
    return is_right


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
