"""How many rows a core of a cluster judges: `python benchmarks/batch_spark.py [ROWS [CORES]]`.

A repeating log (`request_log.py`) is written as Parquet and judged by Spark in local mode. The first pass starts the
workers and fills their memories; the second is timed, by the clock. What it gives for one core is what a page on
clusters may multiply, less what shuffles and slow disks take.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession
from request_log import write

from batch import of_json
from normalizer.batch.spark import validate_frame

ROWS, CORES = 200_000, 1


def main(count: int, cores: int) -> None:
    """Generate, judge twice, and print rows per second."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = (
        SparkSession.builder.master(f"local[{cores}]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.jsonl"
        write("repeating", count, path)
        pq.write_table(pa.Table.from_batches(list(of_json(path))), path.with_suffix(".parquet"))
        frame = spark.read.parquet(str(path.with_suffix(".parquet"))).repartition(4 * cores).cache()
        frame.count()
        judged = validate_frame(frame)
        for name in ("first pass", "second pass"):
            start = time.perf_counter()
            rows = judged.groupBy("status").count().collect()
            spent = time.perf_counter() - start
            found = {row["status"]: row["count"] for row in rows}
            if sum(found.values()) != count:
                raise ValueError(f"expected {count} rows, got {found}")
            print(f"{name}: {count / spent:,.0f} rows a second on {cores} core(s), {count / spent / cores:,.0f} a core")
    spark.stop()


if __name__ == "__main__":
    main(*(int(given) for given in (*sys.argv[1:], *(ROWS, CORES)[len(sys.argv) - 1 :])))
