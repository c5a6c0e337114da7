"""What people install: the built wheel without extras, and the editable install that the README begins with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

from normalizer import Catalog, __version__

ROOT = Path(__file__).parents[2]
FACTS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "capabilities").rglob("*") if path.is_file())

LOADS_ALL = """
import importlib.util, json, normalizer
catalog = normalizer.Catalog.bundled().preload()
plan = catalog.plan({"model": "gemini-3-pro-image", "prompt": "a fox", "size": "3840x2160", "n": 3})
print(json.dumps({
    "version": normalizer.__version__, "catalog": catalog.version, "models": len(catalog.models()),
    "targets": len(catalog.targets()), "calls": len(plan.calls), "home": normalizer.__file__,
    "extras": [name for name in ("typer", "rich", "PIL", "httpx", "polars") if importlib.util.find_spec(name)],
}))
"""


def run(*command: str | Path, cwd: Path, ok: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a command in an environment that knows nothing of this checkout."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run([*map(str, command)], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert not ok or done.returncode == 0, f"{command}: {done.stderr[-3000:]}"
    return done


def python_of(environment: Path) -> Path:
    """Make a virtual environment and give its Python."""
    venv.create(environment, with_pip=True)
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def checkout(to: Path) -> Path:
    """Copy what a clone holds, leaving out what work leaves behind."""
    left = shutil.ignore_patterns(".git", ".venv*", "*cache*", ".hypothesis", "dist", "build", "*.egg-info")
    return Path(shutil.copytree(ROOT, to, ignore=left))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source distribution, and the wheel from it alone."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, checkout(out / "clone"), cwd=out)
    (built,) = out.glob("*.whl")
    assert len(list(out.glob("*.tar.gz"))) == 1
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel without extras in a new virtual environment and give its Python."""
    place = tmp_path_factory.mktemp("plain")
    python = python_of(place / "venv")
    run(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", wheel, cwd=place)
    return python


def test_the_wheel_carries_the_facts_and_nothing_else(wheel: Path) -> None:
    """All capability files travel inside the package; tests and benchmarks do not."""
    names = zipfile.ZipFile(wheel).namelist()
    info = f"param_normalizer-{__version__}.dist-info/"
    carried = sorted(name.removeprefix("normalizer/") for name in names if name.startswith("normalizer/capabilities/"))
    assert carried == FACTS
    assert [name for name in names if not name.startswith(("normalizer/", info))] == []
    vectors = {"normalizer/conformance.json", "normalizer/conformance.schema.json"}
    assert {"normalizer/py.typed", f"{info}licenses/LICENSE", *vectors} <= set(names)


def test_the_wheel_asks_for_two_packages(wheel: Path) -> None:
    """Without extras only pydantic and PyYAML are needed."""
    metadata = f"param_normalizer-{__version__}.dist-info/METADATA"
    said = HeaderParser().parsestr(zipfile.ZipFile(wheel).read(metadata).decode())
    needs = [need for need in said.get_all("Requires-Dist", []) if "extra ==" not in need]
    assert sorted(need.partition("<")[0].partition(">")[0] for need in needs) == ["pydantic", "pyyaml"]


def test_the_installed_wheel_loads_every_model(installed: Path, tmp_path: Path) -> None:
    """Far from any checkout the same facts are there as here, and no extra is."""
    told = json.loads(run(installed, "-c", LOADS_ALL, cwd=tmp_path).stdout)
    here = Catalog.bundled()
    assert not Path(told.pop("home")).is_relative_to(ROOT)
    assert told == {
        "version": __version__,
        "catalog": here.version,
        "models": len(here.models()),
        "targets": len(here.targets()),
        "calls": 3,
        "extras": [],
    }


def test_the_command_line_names_its_extra(installed: Path, tmp_path: Path) -> None:
    """Without the extra the command says in one line what to install."""
    done = run(installed.with_name("normalizer"), "models", cwd=tmp_path, ok=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "param-normalizer[cli]" in done.stderr
    assert done.stderr.count("\n") == 1


def test_running_names_its_extra(installed: Path, tmp_path: Path) -> None:
    """Without it there is one line that says what to install."""
    done = run(installed, "-c", "import normalizer.run", cwd=tmp_path, ok=False)
    assert done.returncode == 1
    assert "PIL is missing; pip install 'param-normalizer[run]'" in done.stderr.splitlines()[-1]


def test_the_first_command_of_the_readme_works_in_a_clone(tmp_path: Path) -> None:
    """Word for word: it makes an environment, installs the checkout in place, and plans."""
    clone = checkout(tmp_path / "clone")
    readme = (clone / "README.md").read_text(encoding="utf-8")
    command = readme.partition("<!-- run -->\n```bash\n")[2].partition("\n```\n")[0]
    assert ".venv/bin/normalizer plan" in command
    done = run("bash", "-euo", "pipefail", "-c", command, cwd=clone)
    assert "3 calls" in done.stdout
    # an editable install leaves the facts where they are: beside the package
    told = json.loads(run(clone / ".venv/bin/python", "-c", LOADS_ALL, cwd=tmp_path).stdout)
    assert Path(told["home"]).is_relative_to(clone)
    assert (told["catalog"], told["extras"]) == (Catalog.bundled().version, ["typer", "rich"])
