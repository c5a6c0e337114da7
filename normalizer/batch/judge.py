"""Judge the requests of a log one by one, and remember verdicts by what decides them. The memory is bounded."""

from __future__ import annotations

import json
from array import array
from typing import TYPE_CHECKING, Any

from normalizer.batch.alike import Alike, Key, KnownSizes
from normalizer.batch.apart import Apart
from normalizer.batch.sizes import Sizes
from normalizer.batch.tally import Tally
from normalizer.batch.verdict import Verdict, broken, of_draft, of_error, of_plan
from normalizer.engine import normalize, work_out
from normalizer.errors import NormalizationError
from normalizer.operation import operation_of
from normalizer.parameters.rules import names_of
from normalizer.policy import DEFAULT
from normalizer.quick.readers import readers_of
from normalizer.request import NAMED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer.catalog import Catalog
    from normalizer.draft import Draft
    from normalizer.plan import Plan
    from normalizer.policy import Policy
    from normalizer.quick.readers import Reader
    from normalizer.target import Target

MOST_VERDICTS = 65_536
"""So many verdicts are remembered; then they are forgotten, and what comes is judged anew."""

MOST_GROUPS = 4096

CAME = 1 << 16
"""Of so many keys that came once a trace is kept: a verdict that is put together is remembered the second time."""

_NULL_SAYS_NOTHING = NAMED | {"model", "provider", "operation"}
"""Under these names null is the same as nothing (R1.2)."""

Where = tuple[str | None, str | None, str | None]


class Group:
    """Requests that name one target in the same words and have the same keys: the verdicts that were given.

    `always` is the one verdict on all of them, where the target itself is wrong.
    """

    __slots__ = ("alike", "always", "apart", "read", "tallies")

    def __init__(self, alike: Alike | None, always: Verdict | None = None) -> None:
        self.alike = alike
        self.always = None if always is None else Tally(always)
        self.read = None if alike is None else alike.read
        self.tallies: dict[Key, Tally] = {}
        self.apart: Apart | None = None


class Judge:
    """Gives verdicts on requests, as `catalog.plan` would plan them.

    `against` sends every request to this provider instead of its own; `payloads` keeps the first payload of each
    verdict, with stand-ins for texts and inputs.

    >>> from normalizer import Catalog
    >>> judge = Judge(Catalog.bundled())
    >>> judge.verdict({"model": "recraft-v3", "prompt": "a fox", "size": "1000x600"})
    <Verdict adjusted: size:closest_size>
    """

    def __init__(
        self, catalog: Catalog, policy: Policy | None = None, *, against: str | None = None, payloads: bool = False
    ) -> None:
        self.catalog = catalog
        self.policy = policy
        self.against = against
        self.payloads = payloads
        self._groups: dict[Any, Group] = {}
        # those that name no provider and no operation, by their keys and then by their model: found quicker
        self._usual: dict[tuple[str, ...], dict[Any, Group]] = {}
        self._known_sizes = KnownSizes()
        self._sizes: dict[int, Sizes] = {}
        self._aparts: dict[tuple[int, tuple[str, ...]], Apart] = {}
        self._readers: dict[int, tuple[Target, Mapping[str, Reader], frozenset[str]]] = {}
        self._not_an_object = Tally(broken(("request", "bad_request")))
        self._count = 0
        self._came = array("q", bytes(8 * CAME))

    def verdict(self, request: Any) -> Verdict:
        """Judge one request; a value that is none is an error like any other."""
        return self.tally(request).verdict

    def tally(self, request: Any) -> Tally:
        """Judge one request; where its like is remembered, the tally is one for all of them."""
        if type(request) is not dict:
            return self._not_an_object
        try:
            values = tuple(request.values())
            if None in values:
                names = _NULL_SAYS_NOTHING
                request = {key: value for key, value in request.items() if value is not None or key not in names}
                values = tuple(request.values())
            groups = self._usual.get(tuple(request))
            group = None if groups is None else groups.get(request.get("model"))
            if group is None:
                group = self.group(request)
            if group is None or group.read is None or None in values:
                return self._out_of_the_ordinary(group, request)
            key = group.read(values)
            tally = group.tallies.get(key)
        except (TypeError, ValueError):  # a name that is no text, a value that cannot be compared
            return Tally(self._judged(request))
        return tally or self._by_key(group, key, request)

    def group(self, request: dict[str, Any]) -> Group | None:
        """Give the group of a request; nothing where its values decide whom it is for."""
        get, names = request.get, tuple(request)
        named = get("model"), get("provider"), get("operation"), names
        group = self._groups.get(named)
        if group is None:
            group = self._new_group(named, request)
            if group is not None and named[1:3] == (None, None):
                self._usual.setdefault(names, {})[named[0]] = group
        return group

    def _by_key(self, group: Group, key: Key, request: dict[str, Any]) -> Tally:
        """Judge a request whose key is not known yet, and remember the verdict."""
        if None in key:
            return self._out_of_the_ordinary(group, request)
        alike, apart = group.alike, group.apart
        if alike is not None and apart is not None:
            verdict = apart.verdict(*alike.parted(key), alike.lost)
            if verdict is not None:
                trace, place = hash(key), hash(key) % CAME
                if self._came[place] == trace:
                    return self._remembered(group, key, verdict)
                self._came[place] = trace
                return Tally(verdict)
        return self._remembered(group, key, self._by_stand_in(group, key, request))

    def plan(self, request: dict[str, Any]) -> Plan:
        """Plan a request as it is judged; raises `NormalizationError`."""
        if self.against is None:
            return self.catalog.plan(request, policy=self.policy)
        return normalize(request, self._target(request), policy=self.policy)

    def learn(self, group: Group, key: Key, request: dict[str, Any]) -> None:
        """Learn what is said beside the size of a request, if it has a plan."""
        alike = group.alike
        stand_in = None if alike is None else alike.stand_in(request)
        if alike is not None and stand_in is not None:
            self._drafted(group, key, alike, stand_in)

    def _by_stand_in(self, group: Group, key: Key | None, request: dict[str, Any]) -> Verdict:
        alike = group.alike
        stand_in = None if alike is None else alike.stand_in(request)
        if alike is None or stand_in is None:
            return self._judged(request)
        drafted = self._drafted(group, key, alike, stand_in)
        if isinstance(drafted, NormalizationError):
            return of_error(drafted, (alike.target.model, alike.target.provider, alike.target.operation))
        return of_draft(drafted, json.dumps(drafted.calls[0].payload) if self.payloads else None)

    def _drafted(
        self, group: Group, key: Key | None, alike: Alike, stand_in: dict[str, Any]
    ) -> Draft | NormalizationError:
        """Plan a request as far as it has to be told, and remember what is said beside its size."""
        try:
            # the engine's own way: nothing is to be remembered of a plan that is made once
            draft = work_out(stand_in, alike.target, self.policy or DEFAULT, writes=self.payloads)
        except NormalizationError as error:
            return error
        if key is not None and group.apart is not None:
            group.apart.learn(*alike.parted(key), alike.lost, draft)
        return draft

    def _apart(self, alike: Alike) -> Apart | None:
        """Give what is remembered in halves, which requests share that differ in what says nothing; or nothing."""
        if alike.read is None or not alike.separable or self.policy is not None or self.payloads:
            return None
        target = alike.target
        shared = id(target), alike.telling
        if shared not in self._aparts:
            if id(target) not in self._sizes:
                self._sizes[id(target)] = Sizes(target)
            self._aparts[shared] = Apart(self._sizes[id(target)], bound=alike.bound)
        return self._aparts[shared]

    def _judged(self, request: dict[str, Any]) -> Verdict:
        """Judge by the request's own plan, and keep nothing."""
        where: Where = (None, None, None)
        try:
            target = self._target(request)
            where = target.model, target.provider, target.operation
            return of_plan(normalize(request, target, policy=self.policy))
        except NormalizationError as error:
            return of_error(error, where)

    def _out_of_the_ordinary(self, group: Group | None, request: dict[str, Any]) -> Tally:
        """Judge a request that only the engine can read; its like is known again by its very spelling."""
        if group is None or group.alike is None:
            return (None if group is None else group.always) or Tally(self._judged(request))
        if group.alike.read is None:
            return Tally(self._judged(request))
        key = group.alike.spelled(tuple(request.values()))
        if key is None:
            return Tally(self._judged(request))
        known = group.tallies.get(key)
        return known or self._remembered(group, key, self._by_stand_in(group, None, request))

    def _remembered(self, group: Group, key: Any, verdict: Verdict) -> Tally:
        if self._count >= MOST_VERDICTS:
            for other in self._groups.values():
                other.tallies.clear()
            self._count = 0
        tally = group.tallies[key] = Tally(verdict)
        self._count += 1
        return tally

    def _new_group(self, named: tuple[Any, ...], request: dict[str, Any]) -> Group | None:
        if not all(type(name) in {str, type(None)} for name in named[:3]) or "input_reference" in request:
            return None
        if any(type(name) is not str for name in request) or None in request.values():
            return None  # what is null is not asked, and the inputs that are asked decide the operation
        try:
            target = self._target(request)
        except NormalizationError as error:
            group = Group(None, of_error(error, (None, None, None)))
        else:
            kept = self._readers.get(id(target))
            if kept is None:
                kept = self._readers[id(target)] = target, readers_of(target), names_of(target.rules)
            alike = Alike(target, named[3], *kept[1:], self._known_sizes)
            group = Group(alike)
            group.apart = self._apart(alike)
        if len(self._groups) >= MOST_GROUPS:
            self._groups.clear()
            self._usual.clear()
            self._aparts.clear()
            self._count = 0
        self._groups[named] = group
        return group

    def _target(self, request: dict[str, Any]) -> Target:
        """Find whom a request is for; raises `NormalizationError`."""
        target = self.catalog.asked_target(request)
        if self.against is None:
            return target
        operation = request.get("operation") or operation_of(request)
        return self.catalog.target(target.model, self.against, operation)
