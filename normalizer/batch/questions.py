"""What else a log may be asked: what if another provider got the requests, and which would serve them best."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from normalizer.batch.judge import Judge
from normalizer.batch.summary import DIGITS
from normalizer.batch.verdict import STATUSES
from normalizer.errors import NormalizationError

if TYPE_CHECKING:
    from normalizer.batch.verdict import Verdict
    from normalizer.catalog import Catalog
    from normalizer.policy import Policy


class Losses:
    """How some requests fare: rows of each status, and what those with a plan lose together."""

    __slots__ = ("counts", "loss")

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.loss = 0.0

    def add(self, verdict: Verdict) -> None:
        """Count one row."""
        self.counts[verdict.status] += 1
        self.loss += verdict.loss or 0.0

    def merge(self, other: Losses) -> None:
        """Take in the counts of another part of the log."""
        self.counts.update(other.counts)
        self.loss += other.loss

    def to_dict(self) -> dict[str, Any]:
        """Give the counts, and the mean loss of what has a plan."""
        planned = self.counts.total() - self.counts["error"]
        counts: dict[str, Any] = {status: self.counts[status] for status in STATUSES}
        return {
            "rows": self.counts.total(),
            **counts,
            "mean_loss": round(self.loss / planned, DIGITS) if planned else None,
        }


class Switch:
    """What would change if one provider got all requests: each row before and after."""

    def __init__(self) -> None:
        self.moves: Counter[tuple[str, str]] = Counter()
        self.before = Losses()
        self.after = Losses()

    def add(self, before: Verdict, after: Verdict) -> None:
        """Count one row."""
        self.moves[before.status, after.status] += 1
        self.before.add(before)
        self.after.add(after)

    def merge(self, other: Switch) -> None:
        """Take in the counts of another part of the log."""
        self.moves.update(other.moves)
        self.before.merge(other.before)
        self.after.merge(other.after)

    def to_dict(self) -> dict[str, Any]:
        """Give the counts as JSON values, from the best status to the worst."""
        moves = [
            {"before": one, "after": two, "rows": self.moves[one, two]}
            for one in STATUSES
            for two in STATUSES
            if self.moves[one, two]
        ]
        return {"before": self.before.to_dict(), "after": self.after.to_dict(), "moves": moves}


class Ranking:
    """How all requests would fare at each provider that serves the model they name."""

    def __init__(self) -> None:
        self.providers: dict[str, Losses] = {}

    def add(self, provider: str, verdict: Verdict) -> None:
        """Count one row at one provider."""
        self.providers.setdefault(provider, Losses()).add(verdict)

    def merge(self, other: Ranking) -> None:
        """Take in the counts of another part of the log."""
        for provider, losses in other.providers.items():
            self.providers.setdefault(provider, Losses()).merge(losses)

    def to_dict(self) -> list[dict[str, Any]]:
        """List the providers: the one that can serve most rows first, of those the one of least mean loss."""
        rows = [{"provider": name, **losses.to_dict()} for name, losses in self.providers.items()]
        return sorted(rows, key=lambda row: (row["error"] - row["rows"], row["mean_loss"] or 0.0, row["provider"]))


class Ranker:
    """Judges requests at every provider of their model; providers of a model are looked up once."""

    def __init__(self, catalog: Catalog, policy: Policy | None) -> None:
        self._catalog = catalog
        self._policy = policy
        self._judges: dict[str, Judge] = {}
        self._providers: dict[str, tuple[str, ...]] = {}

    def add(self, ranking: Ranking, request: Any) -> None:
        """Count one request at each provider; one that names no model counts nowhere."""
        if type(request) is not dict:
            return
        try:
            model = self._catalog.asked_target(request).model
        except NormalizationError:
            return
        for provider in self._serving(model):
            judge = self._judges.get(provider)
            if judge is None:
                judge = self._judges[provider] = Judge(self._catalog, self._policy, against=provider)
            ranking.add(provider, judge.verdict(request))

    def _serving(self, model: str) -> tuple[str, ...]:
        known = self._providers.get(model)
        if known is None:
            targets = [target for target in self._catalog.targets(model) if target.status != "retired"]
            known = self._providers[model] = tuple(dict.fromkeys(target.provider for target in targets))
        return known
