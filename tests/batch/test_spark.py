"""The kernel on Spark, in local mode over many partitions: every row has the verdict of the row path."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from normalizer import Catalog, Policy
from normalizer.batch import validate_rows
from normalizer.batch.spark import shipped_files, unpacked, validate_frame

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("pyarrow", reason="the extra batch is not installed")

ROWS = [
    (
        f"id{i}",
        ["fal/flux-dev", "recraft-v3", "bfl/flux-1.1-pro", "nowhere/flux-dev"][i % 4],
        f"fox {i}",
        size,
        i % 3 or None,
    )
    for i in range(400)
    for size in (["1024x1024", "1000x600", "big", None, f"{600 + i}x700"][i % 5],)
]
NAMES = ("id", "model", "prompt", "size", "n")


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Start Spark on this machine alone."""
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Java is not installed")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = sql.SparkSession.builder.master("local[2]").appName("tests")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "20",
    }.items():
        builder = builder.config(name, value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of Spark itself while it starts
        session = builder.getOrCreate()
    yield session
    session.stop()


def wanted(**how: Any) -> dict[str, tuple[Any, ...]]:
    """Judge the rows one by one."""
    told = {}
    rows = [{name: value for name, value in zip(NAMES[1:], row[1:], strict=True) if value is not None} for row in ROWS]
    for row, judged in zip(ROWS, validate_rows(rows, **how), strict=True):
        verdict = judged.verdict
        wide, high = verdict.expected_size or (None, None)
        told[row[0]] = (verdict.status, verdict.text, verdict.payload, wide, high, verdict.loss, verdict.calls)
    return told


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("policy", [None, Policy(scale="at_least", max_n=1)])
def test_every_row_over_many_partitions(spark: Any, policy: Policy | None) -> None:
    """Rows spread over partitions and small batches get the verdicts of the row path, whatever the policy."""
    frame = spark.createDataFrame(ROWS, "id string, model string, prompt string, size string, n int").repartition(9)
    told = validate_frame(frame, policy=policy, payloads=True, keep=("id",)).collect()
    got = {
        row.id: (row.status, row.codes, row.payload, row.expected_width, row.expected_height, row.loss, row.calls)
        for row in told
    }
    assert len(told) == len(ROWS)
    assert got == wanted(policy=policy, payloads=True)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_own_catalogue_travels(spark: Any, tmp_path: Path) -> None:
    """Workers plan with the files of the catalogue that was given, without reading its folder."""
    own = Path(shutil.copytree(Catalog.bundled().sources[0].root, tmp_path / "own"))
    (own / "acme").mkdir()
    (own / "acme" / "fast.yaml").write_text(
        "schema: 1\nname: Fast\nmaker: Acme\nmedia: image\nproviders:\n  near:\n    sources: a page\n"
        "    checked: 2026-11-22\n    confidence: first-party\n"
        "    generate: {model: up-fast, parameters: {prompt, n: {max: 4}}}\n",
        encoding="utf-8",
    )
    frame = spark.createDataFrame([("fast", "a fox", 6)], "model string, prompt string, n int")
    told = validate_frame(frame, Catalog.from_directory(own))
    shutil.rmtree(own)
    [row] = told.collect()
    assert (row.ok, row.provider, row.calls) == (True, "near", 2)


def test_a_catalogue_that_travelled_is_the_same() -> None:
    """What is unpacked has the version of what was shipped, and is unpacked once."""
    catalog = Catalog.bundled()
    shipped = shipped_files(catalog)
    assert unpacked(shipped).version == catalog.version
    assert unpacked(shipped) is unpacked(shipped)
