"""The README says what is: its code runs, its output is what is printed today, its links and numbers hold.

`python tests/unit/test_readme.py` writes what the library says today into README.md and benchmarks/README.md.
"""

from __future__ import annotations

import contextlib
import doctest
import importlib.util
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import pytest

from normalizer import Catalog, Plan, normalize

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
COMPARISON = ROOT / "benchmarks" / "README.md"
COLUMNS = 100
"""How wide the terminal of the README is."""

BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>\S+) -->\n)?^```(?P<language>\w+)\n(?P<code>.*?)^```\n", re.MULTILINE | re.DOTALL
)
PEERS = re.compile(r"(?<=<!-- peers -->\n).*?(?=<!-- /peers -->)", re.DOTALL)


def read(path: Path) -> str:
    """Read a text of the repository."""
    return path.read_text(encoding="utf-8")


def blocks(language: str) -> list[tuple[str, str]]:
    """List the README's blocks of a language, each with the mark above it."""
    found = [match for match in BLOCK.finditer(read(README)) if match["language"] == language]
    return [(match["mark"] or "", match["code"]) for match in found]


def load_peers() -> Any:
    """Load the script of the comparison."""
    spec = importlib.util.spec_from_file_location("peers", ROOT / "benchmarks" / "peers.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["peers"] = module
    spec.loader.exec_module(module)
    return module


def on_a_terminal(arguments: list[str]) -> str:
    """Give what `normalizer` writes to a terminal, without colours."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    env = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "LINES", "FORCE_COLOR"}}
    env |= {"NO_COLOR": "1", "TERM": "xterm", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "normalizer", *arguments]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env) as process:
        os.close(theirs)
        raw = b""
        with contextlib.suppress(OSError):  # how a terminal says that the other side is gone
            while piece := os.read(ours, 4096):
                raw += piece
    os.close(ours)
    assert process.returncode == 0, raw.decode()
    return "".join(f"{line.rstrip()}\n" for line in raw.decode().splitlines())


def session(text: str, names: dict[str, Any]) -> str:
    """Run the examples of a session and give it with the answers of today."""
    lines = []
    for example in doctest.DocTestParser().get_examples(text):
        head, *rest = example.source.splitlines()
        lines += [f">>> {head}", *(f"... {line}" for line in rest)]
        answer = io.StringIO()
        with contextlib.redirect_stdout(answer):
            exec(compile(example.source, "README.md", "single"), names)  # noqa: S102  # our own examples
        lines += answer.getvalue().splitlines()
    return "".join(f"{line}\n" for line in lines)


def fresh_readme(folder: Path) -> str:
    """Run the README from top to bottom in a folder and give it with the output of today."""
    names: dict[str, Any] = {}
    printed = ""

    def renew(match: re.Match[str]) -> str:
        nonlocal printed
        code = match["code"]
        if match["mark"] == "run":
            _, _, command = code.partition(".venv/bin/normalizer ")
            printed = on_a_terminal(shlex.split(command))
        elif match["mark"] == "printed":
            code = printed
        elif match["language"] == "yaml":
            place = folder / match["mark"]
            place.parent.mkdir(parents=True)
            place.write_text(code, encoding="utf-8")
        elif match["language"] == "python":
            exec(compile(code, "README.md", "exec"), names)  # noqa: S102  # our own example
        elif match["language"] == "pycon":
            code = session(code, names)
        start = match.start("code") - match.start()
        return match[0][:start] + code + match[0][start + len(match["code"]) :]

    with contextlib.chdir(folder):
        text = BLOCK.sub(renew, read(README))
    peers = load_peers()
    front = peers.table(json.loads(read(peers.KEPT)), [case for case in peers.CASES if case.front])
    return PEERS.sub(lambda _: front, text)


def fresh_comparison() -> str:
    """Give the README of the benchmarks with the table of today."""
    peers = load_peers()
    return PEERS.sub(lambda _: peers.table(json.loads(read(peers.KEPT))), read(COMPARISON))


def test_the_readme_is_what_the_library_says_today(tmp_path: Path) -> None:
    """Every block runs, and every output is the present one; running this file renews it."""
    assert read(README) == fresh_readme(tmp_path)


def test_the_comparison_is_what_the_library_sends_today() -> None:
    """The whole table beside the benchmarks is as fresh as the README's part of it."""
    assert read(COMPARISON) == fresh_comparison()


def test_the_peer_sends_what_was_kept(tmp_path: Path) -> None:
    """Where LiteLLM is installed, here or for PEER_PYTHON, it is asked again; `python benchmarks/peers.py --write`."""
    python = os.environ.get("PEER_PYTHON", sys.executable)
    if python == sys.executable and importlib.util.find_spec("litellm") is None:
        pytest.skip("litellm is not installed, and PEER_PYTHON names no Python that has it")
    peers = load_peers()
    answers = tmp_path / "peers.json"
    done = subprocess.run(
        [python, str(peers.__file__), "--write", str(answers)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(read(answers)) == json.loads(read(peers.KEPT))


def test_the_readme_has_the_blocks_it_should() -> None:
    """Two commands and nothing else for the shell; no block in a language that this file does not run."""
    languages = {match["language"] for match in BLOCK.finditer(read(README))}
    assert languages == {"bash", "text", "python", "pycon", "yaml"}
    assert [(mark, code.count("\n")) for mark, code in blocks("bash")] == [("run", 1), ("tests", 1)]
    assert [mark for mark, _ in blocks("text")] == ["printed"]
    assert read(README).count("```") == 2 * len(list(BLOCK.finditer(read(README))))


def test_short_things_are_short() -> None:
    """A gateway takes eight lines, a model ten."""
    (_, gateway), *_ = blocks("python")
    (_, model), *_ = blocks("yaml")
    assert len([line for line in gateway.splitlines() if line.strip()]) == 8
    assert len(model.splitlines()) == 10


def test_the_tests_that_run_unwatched_are_the_ones_promised() -> None:
    """`.ci/run` takes the README's own command, and lets nothing be skipped."""
    script = read(ROOT / ".ci" / "run")
    (taking,) = re.findall(r"^tests=.*$", script, re.MULTILINE)
    done = subprocess.run(
        ["bash", "-c", f'{taking}; printf "%s\n" "$tests"'], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert [("tests", done.stdout)] == [block for block in blocks("bash") if block[0] == "tests"]
    assert script.rstrip().splitlines()[-1] == 'REQUIRE_ALL=1 bash -euo pipefail -c "$tests"'
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_the_workflow_runs_the_script_on_every_python() -> None:
    """The workflow adds nothing of its own; its Pythons are those of the package."""
    workflow = read(ROOT / ".github" / "workflows" / "ci.yml")
    project = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]
    pythons = [name.rpartition(" ")[2] for name in project["classifiers"] if re.search(r":: 3\.\d+$", name)]
    (matrix,) = re.findall(r"python: (\[.*\])", workflow)
    assert json.loads(matrix) == pythons
    assert re.findall(r"- run: (.*)", workflow) == ["bash .ci/run"]


@pytest.mark.parametrize("path", [README, COMPARISON], ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    """Every relative link is a file of the repository."""
    links = [link for link in re.findall(r"\]\(([^)#]+)", read(path)) if "://" not in link]
    assert links
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_numbers_in_words_hold() -> None:
    """There are as many models and providers as the README says, or more."""
    (claim,) = re.findall(r"more than (\d+) models at more than (\d+)\sproviders", read(README))
    catalog = Catalog.bundled()
    assert (len(catalog.models()), len(catalog.providers())) > (int(claim[0]), 0)
    assert len(catalog.providers()) > int(claim[1])


def test_what_is_named_exists() -> None:
    """Every attribute of a plan in the README is one, and every mode is one of the rules."""
    target = Catalog.bundled().target("gemini-3-pro-image")
    plan = normalize({"prompt": "a fox"}, target)
    names = re.findall(r"`plan\.(\w+)", read(README))
    assert len(names) > 8
    assert isinstance(plan, Plan)
    assert [name for name in names if not hasattr(plan, name)] == []


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        README.write_text(fresh_readme(Path(scratch)), encoding="utf-8")
    COMPARISON.write_text(fresh_comparison(), encoding="utf-8")
