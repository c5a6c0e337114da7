"""Real schemas, out of packages of the registries: fetched by the tests that need them, never kept."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
from functools import cache
from tempfile import TemporaryDirectory
from typing import Any

import pytest

PATIENCE = 120
"""Seconds for one package."""
GENERATOR = "ts-json-schema-generator@2.4.0"
"""What turns types of TypeScript into a JSON Schema."""


@cache
def from_npm(package: str, member: str) -> Any:
    """Read one JSON file of an npm package."""
    return json.loads(text_from_npm(package, member))


def text_from_npm(package: str, member: str) -> str:
    """Read one file of an npm package; the test is skipped where npm is missing or reaches no registry."""
    with TemporaryDirectory() as folder:
        answer = _npm("pack", "--pack-destination", folder, package)
        with tarfile.open(f"{folder}/{answer.split()[-1]}") as archive:
            file = archive.extractfile(f"package/{member}")
            assert file is not None
            return file.read().decode()


@cache
def schema_of_types(package: str, member: str, root: str) -> Any:
    """Turn the declarations of an npm package into one JSON Schema, with what is said beside each type."""
    with TemporaryDirectory() as folder:
        _npm("install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", GENERATOR, package)
        modules = f"{folder}/node_modules"
        name = package.rpartition("@")[0]
        generator = f"{modules}/ts-json-schema-generator/bin/ts-json-schema-generator.js"
        asked = ["--path", f"{modules}/{name}/{member}", "--type", root, "--no-type-check"]
        done = subprocess.run(["node", generator, *asked], capture_output=True, check=True, timeout=PATIENCE)
        return json.loads(done.stdout)


def _npm(*command: str) -> str:
    """Run npm; the test is skipped where it is missing or reaches no registry."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("needs npm, to fetch real schemas")
    package = command[-1]
    try:
        done = subprocess.run(
            [npm, *command[:1], "--silent", "--prefer-offline", *command[1:]],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm gave no {package} within {PATIENCE} seconds")
    if done.returncode:
        pytest.skip(f"npm gave no {package}: is there a network")
    return done.stdout
