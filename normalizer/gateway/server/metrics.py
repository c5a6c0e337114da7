"""Counters for Prometheus: few names, few labels, none of them a caller's."""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

HELP = {
    "normalizer_requests_total": "Requests by route and class of status.",
    "normalizer_request_seconds_total": "Seconds that requests took together, by route.",
    "normalizer_requests_in_progress": "Requests that are being answered.",
    "normalizer_plans_total": "Plans by whether everything asked is met.",
    "normalizer_adjustments_total": "Adjustments of plans by their code.",
    "normalizer_results_total": "Images and videos that were handed over.",
    "normalizer_mismatches_total": "Results whose pixels are not the planned ones.",
    "normalizer_run_errors_total": "Plans that could not be run, by code.",
    "normalizer_videos": "Videos by status.",
    "normalizer_media_objects": "Media that are kept.",
    "normalizer_media_bytes": "Bytes of the media that are kept.",
    "normalizer_event_loop_delay_seconds": "The longest delay of the event loop in the last minute.",
    "normalizer_event_loop_own_delay_seconds": "The same without the time for which its thread had no processor.",
}
GAUGES = frozenset(
    (
        *("normalizer_requests_in_progress", "normalizer_videos", "normalizer_event_loop_delay_seconds"),
        *("normalizer_event_loop_own_delay_seconds", "normalizer_media_objects", "normalizer_media_bytes"),
    )
)

Labels = tuple[tuple[str, str], ...]
Sample = tuple[str, Labels, float]


class Metrics:
    """Counts, and gauges that are read when somebody looks. Safe to share between threads."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, Labels], float] = defaultdict(float)
        self._lock = threading.Lock()
        self._gauges: list[Callable[[], Iterable[Sample]]] = []

    def count(self, name: str, amount: float = 1, **labels: str) -> None:
        """Add to a counter."""
        with self._lock:
            self._counts[name, tuple(sorted(labels.items()))] += amount

    def watch(self, gauge: Callable[[], Iterable[Sample]]) -> None:
        """Ask for some values each time."""
        self._gauges.append(gauge)

    def text(self) -> str:
        """Write all of them in Prometheus' text format."""
        with self._lock:
            samples = [(name, labels, value) for (name, labels), value in self._counts.items()]
        samples += [sample for gauge in self._gauges for sample in gauge()]
        lines: list[str] = []
        for name, said in HELP.items():
            rows = sorted((labels, value) for one, labels, value in samples if one == name)
            if rows:
                lines += [f"# HELP {name} {said}", f"# TYPE {name} {'gauge' if name in GAUGES else 'counter'}"]
                lines += [f"{name}{_labels(labels)} {value:g}" for labels, value in rows]
        return "\n".join(lines) + "\n"


def _labels(labels: Labels) -> str:
    # no value is a caller's, so that none needs escaping
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels) + "}" if labels else ""
