"""Let the files explain differences: a block's own `drift`, then the provider's; what is left over counts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from normalizer.capability.problems import locate
from normalizer.drift.finding import Finding
from normalizer.drift.shape import same
from normalizer.drift.tally import LACKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.capability import Explanation
    from normalizer.drift.shape import Scalar
    from normalizer.drift.subject import Subject
    from normalizer.drift.tally import Difference
    from normalizer.loader import ProviderDocument

Place = tuple[str, int, str]
"""Where an explanation stands: file, line, and the field that it is about."""

_Share = tuple[tuple[str, ...], tuple["Scalar", ...], str | None]


class Explanations:
    """The explanations of one provider's targets, and which of them were of use."""

    def __init__(self, document: ProviderDocument, subjects: Iterable[Subject]) -> None:
        self._document = document
        self._subjects = {subject.name: subject for subject in subjects}
        self._used: set[Place] = set()

    def apply(self, found: Iterable[tuple[Difference, tuple[str, ...]]]) -> list[Finding]:
        """Make findings: each difference in as many parts as there are answers to why it is right."""
        findings = []
        for difference, targets in found:
            # what a type lists and none of its targets offers is explained once for all of them
            groups = [targets] if difference.kind == LACKING else [(target,) for target in targets]
            shares = [share for group in groups for share in self._shares(difference, group)]
            for names, values, because in _joined(shares):
                kind, path, kind_of, expected = difference[:4]
                provider = self._document.id
                findings.append(Finding(kind, provider, names, path, values, kind_of, expected, because))
        return findings

    def unused(self) -> list[Place]:
        """Give the explanations of what does not differ, sorted."""
        return sorted({place for _, _, place in self._all()} - self._used)

    def _shares(self, difference: Difference, targets: tuple[str, ...]) -> Iterator[_Share]:
        if not difference.values:
            yield targets, (), self._because(difference.path, None, targets)
            return
        by_reason: dict[str | None, list[Scalar]] = defaultdict(list)
        for value in difference.values:
            by_reason[self._because(difference.path, value, targets)].append(value)
        yield from ((targets, tuple(values), because) for because, values in by_reason.items())

    def _because(self, path: str, value: Scalar | None, targets: tuple[str, ...]) -> str | None:
        for wanted in _and_above(path):
            for key, explanation, place in self._of(targets):
                if key == wanted and _covers(explanation, value):
                    self._used.add(place)
                    return explanation.because
        return None

    def _of(self, targets: Iterable[str]) -> Iterator[tuple[str, Explanation, Place]]:
        for name in targets:
            expanded = self._subjects[name].expanded
            for key, explanation in expanded.block.drift.items():
                yield key, explanation, (*expanded.origin("drift", key), key)
        for key, explanation in self._document.file.drift.items():
            _, file, line = locate(self._document.tree, ("drift", key))
            yield key, explanation, (file, line, key)

    def _all(self) -> Iterator[tuple[str, Explanation, Place]]:
        return self._of(self._subjects)


def _covers(explanation: Explanation, value: Scalar | None) -> bool:
    if explanation.values is None:
        return True
    return value is not None and any(same(value, one) and type(value) is type(one) for one in explanation.values)


def _and_above(path: str) -> Iterator[str]:
    """Give a path and the paths above it.

    >>> list(_and_above("input.size"))
    ['input.size', 'input']
    """
    while path:
        yield path
        path = path.rpartition(".")[0]


def _joined(shares: Iterable[_Share]) -> list[_Share]:
    """Join what is the same for several targets."""
    joined: dict[tuple[tuple[Scalar, ...], str | None], list[str]] = defaultdict(list)
    for names, values, because in shares:
        joined[values, because] += names
    return [(tuple(dict.fromkeys(names)), values, because) for (values, because), names in joined.items()]
