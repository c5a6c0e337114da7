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


@cache
def from_npm(package: str, member: str) -> Any:
    """Read one JSON file of an npm package."""
    return json.loads(text_from_npm(package, member))


def text_from_npm(package: str, member: str) -> str:
    """Read one file of an npm package; the test is skipped where npm is missing or reaches no registry."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("needs npm, to fetch real schemas")
    with TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", "--prefer-offline", "--pack-destination", folder, package]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            pytest.skip(f"npm gave no {package} within {PATIENCE} seconds")
        if done.returncode:
            pytest.skip(f"npm gave no {package}: is there a network")
        with tarfile.open(f"{folder}/{done.stdout.split()[-1]}") as archive:
            file = archive.extractfile(f"package/{member}")
            assert file is not None
            return file.read().decode()
