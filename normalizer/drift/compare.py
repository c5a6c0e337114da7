"""Compare the targets of a catalogue with their SDKs, provider by provider, and let the files explain what they can."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from normalizer.drift.belongs import Types
from normalizer.drift.explained import Explanations
from normalizer.drift.finding import Comparison, Finding, NotComparedError
from normalizer.drift.lacking import lacking_fields, lacking_ids
from normalizer.drift.probes import callers_own, plans
from normalizer.drift.stand_ins import GEOMETRY
from normalizer.drift.subject import Subject, name_of
from normalizer.drift.tally import Tally
from normalizer.loader import Providers, load_model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from normalizer.capability import Sdk
    from normalizer.catalog import Catalog
    from normalizer.drift.shape import Scalar
    from normalizer.folders import Source
    from normalizer.layers import Expanded
    from normalizer.loader import ProviderDocument
    from normalizer.plan import Plan
    from normalizer.target import Target


@dataclass(slots=True)
class _Result:
    findings: list[Finding] = field(default_factory=list)
    compared: dict[str, int] = field(default_factory=dict)
    payloads: int = 0
    versions: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    unread: set[str] = field(default_factory=set)
    unused: list[tuple[str, int, str]] = field(default_factory=list)


def compare(
    catalog: Catalog,
    sources: Sequence[Source],
    *,
    provider: str | None = None,
    declarations: Mapping[str, str] | None = None,
) -> Comparison:
    """Probe every target whose provider has an SDK, and hold what would be sent against the SDK's types.

    `declarations` are the texts of TypeScript files, by provider. Packages in Python are imported. Nothing is
    raised for what cannot be compared: it is named with the reason.
    """
    providers = Providers(sources)
    by_provider: dict[str, list[tuple[Target, Expanded]]] = defaultdict(list)
    for model in catalog.models():
        for (at, operation), expanded in load_model(sources, model, providers).targets.items():
            if provider in {None, at}:
                by_provider[at].append((catalog.target(model, at, operation), expanded))
    result = _Result()
    for name, targets in sorted(by_provider.items()):
        document = providers.get(name)
        if document is not None and document.file.sdk is not None:
            _compare(result, document, document.file.sdk, targets, (declarations or {}).get(name))
    return Comparison(
        tuple(result.findings),
        result.compared,
        result.payloads,
        result.versions,
        {reason: tuple(names) for reason, names in result.skipped.items()},
        tuple(sorted(result.unread)),
        tuple(result.unused),
    )


def _compare(
    result: _Result,
    document: ProviderDocument,
    sdk: Sdk,
    targets: list[tuple[Target, Expanded]],
    declarations: str | None,
) -> None:
    """Compare all targets of one provider: what a type lists is lacking only where none of its targets offers it."""
    try:
        types = Types(sdk, declarations)
    except NotComparedError as error:
        result.skipped[str(error)] += [name_of(target) for target, _ in targets]
        return
    tally, subjects = Tally(), []
    for target, expanded in targets:
        subject = Subject(target, expanded, types, callers_own(expanded.block, target.operation))
        probed, reasons = _probe(tally, subject)
        for reason in reasons:
            result.skipped[reason].append(subject.name)
        if probed:
            subjects.append(subject)
            result.payloads += probed
    for subject in subjects:
        result.payloads += _probe_missed(tally, subject)
    explanations = Explanations(document, subjects)
    ids = lacking_ids(tally, [expanded for _, expanded in targets])
    result.findings += explanations.apply([*tally.differences(), *lacking_fields(tally, document, subjects), *ids])
    result.unused += explanations.unused()
    result.unread |= tally.unread
    if subjects:
        result.compared[document.id] = len(subjects)
        result.versions[sdk.package] = types.version


def _probe(
    tally: Tally, subject: Subject, more: Mapping[str, tuple[Scalar, ...]] | None = None
) -> tuple[int, list[str]]:
    """Count what a target sends, each payload once; give how many could be compared, and why others could not."""
    seen: set[str] = set()
    reasons: dict[str, None] = {}
    compared = 0
    met: dict[tuple[str, str], Any] = {}
    for asked, plan in plans(subject.target, subject.expanded.block, more):
        if len(asked) == 1:
            met |= _met(subject, plan)
        for call in plan.calls:
            text = f"{call.upstream_model} {call.payload!r}"
            if text in seen:
                continue
            seen.add(text)
            try:
                types = subject.described(call.upstream_model)
            except NotComparedError as error:
                reasons[str(error)] = None
                continue
            compared += 1
            for described in types:
                tally.add(subject, described, call.payload, call.upstream_model)
    for (path, _), value in met.items():
        tally.met(subject.name, path, value)
    return compared, list(reasons)


def _met(subject: Subject, plan: Plan) -> dict[tuple[str, str], Any]:
    """Give what a plan meets without sending it, by the field that would carry it."""
    return {
        (field.text, repr(report.asked)): report.asked
        for report in plan.parameters
        if report.mode == "met" and report.name in subject.target.parameters
        for field in subject.target.parameters[report.name].paths
    }


def _probe_missed(tally: Tally, subject: Subject) -> int:
    """Ask for the words that the type lists and nobody has sent: what is in no list may still be in reach."""
    more: dict[str, tuple[Scalar, ...]] = {}
    for path, words in tally.missed(subject.name).items():
        for owner in subject.target.native.get(path.partition(".")[0], ()):
            for name in GEOMETRY if owner == "geometry" else (owner,):
                more[name] = (*more.get(name, ()), *words)
    return _probe(tally, subject, more)[0] if more else 0
