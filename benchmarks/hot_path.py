"""How long a plan takes, as a multiple of `orjson.loads` of the same body. Answers are checked before any timing.

`python benchmarks/hot_path.py [ROUNDS]` prints a table. Times of one machine mean little, so that only ratios taken
inside one run are shown: their median over the rounds, and the span in which the middle half of the rounds lies.
"""

from __future__ import annotations

import gc
import json
import random
import statistics
import sys
import time
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from normalizer import Catalog, normalize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from normalizer import Plan, Target

ROUNDS = 15
BODIES = 2000
"""How many bodies a round takes through each workload, spread evenly over the targets: enough to time one pass."""

MOST_BYTES, MOST_PROMPT, LEAST_KEYS = 280, 130, 5
EVERYDAY = "1024x1024 1024x1536 1536x1024 1280x720 1920x1080 1080x1920 1024x1792 3840x2160 800x600".split()  # noqa: SIM905  reads better so
WORDS = "a red fox in deep snow at dawn, soft light, film grain, wide lens, quiet forest behind it".split()  # noqa: SIM905  a sentence is easier to read
NOT_OF_THE_REQUEST = {"constant", "defaulted", "assumed"}
IMAGE = "https://example.com/fox.png"


class Case(NamedTuple):
    """One target, the inputs it needs, and one known answer: what `size: 1920x1080` must put into the payload."""

    model: str
    operation: str
    form: str
    inputs: dict[str, Any]
    answer: dict[str, Any]


CASES = (
    Case("replicate/recraft-v3", "generate", "sizes", {}, {"size": "1820x1024"}),
    Case("google/gemini-3-pro-image", "generate", "table", {}, {"aspectRatio": "16:9", "imageSize": "1K"}),
    Case("fal/gemini-3-pro-image", "generate", "ratios and tiers", {}, {"aspect_ratio": "16:9", "resolution": "1K"}),
    Case("bfl/flux-1.1-pro", "generate", "free", {}, {"width": 1440, "height": 800}),
    Case("fal/flux-dev", "generate", "sizes or free", {}, {"width": 1920, "height": 1080}),
    Case("replicate/flux-1.1-pro", "generate", "ratios or free", {}, {"aspect_ratio": "16:9"}),
    Case("byteplus/seedream-4.0", "generate", "tiers, table or free", {}, {"size": "1920x1080"}),
    Case("google/veo-3.1", "generate", "ratios and tiers, a rule", {}, {"aspectRatio": "16:9", "resolution": "1080p"}),
    Case("fal/chrono-edit", "edit", "tiers", {"image": IMAGE}, {"resolution": "720p"}),
    Case("bfl/flux-fill-pro", "edit", "follows", {"image": IMAGE}, {}),
)


def body_of(case: Case, target: Target, size: str, chance: random.Random) -> bytes:
    """Write one request as a gateway gets it: five keys and more, a prompt of some twenty words."""
    prompt = " ".join(chance.choices(WORDS, k=22))[:MOST_PROMPT]
    body = {"model": case.model, "prompt": prompt, "size": size, **case.inputs, "user": f"u{chance.randrange(999)}"}
    if target.media == "video":
        body["seconds"] = chance.choice((4, 5, 8, "6"))
    else:
        body["n"] = chance.choice((1, 1, 1, 2))
    if chance.random() < 0.5:
        body["seed"] = chance.randrange(10_000)
    raw = orjson.dumps(body)
    if len(raw) > MOST_BYTES or len(body) < LEAST_KEYS:
        raise ValueError(f"not the body that is promised: {len(raw)} bytes, {len(body)} keys")
    return raw


def new_sizes(chance: random.Random) -> Iterator[str]:
    """Give sizes of which none comes twice."""
    seen = set()
    while True:
        size = f"{chance.randint(300, 4000)}x{chance.randint(300, 4000)}"
        if size not in seen:
            seen.add(size)
            yield size


class Corpus:
    """The bodies of one round: raw, decoded, and each with its target."""

    def __init__(self, targets: Sequence[Target], sizes: Iterator[str], chance: random.Random) -> None:
        pairs = [(case, target) for case, target in zip(CASES, targets, strict=True)] * (BODIES // len(CASES))
        chance.shuffle(pairs)
        self.raw = [body_of(case, target, next(sizes), chance) for case, target in pairs]
        self.decoded = [orjson.loads(raw) for raw in self.raw]
        self.asked = list(zip(self.decoded, (target for _, target in pairs), strict=True))


def leaves(value: Any) -> Iterator[tuple[str, Any]]:
    """List the named ends of a payload."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (key, inner)
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)


def check(targets: Sequence[Target], corpora: Sequence[Corpus]) -> None:
    """Raise where an answer is wrong: the known ones, and what holds for every plan."""
    for case, target in zip(CASES, targets, strict=True):
        plan = normalize({"prompt": "a fox", "size": "1920x1080", **case.inputs}, target)
        sent = dict(leaves(plan.calls[0].payload))
        if any(sent.get(name) != value for name, value in case.answer.items()):
            raise ValueError(f"{case.model}: expected {case.answer}, got {plan.calls[0].payload}")
    ratios = {id(target): offered(target) for target in targets}
    for corpus in corpora:
        for request, target in corpus.asked:
            plan = normalize(request, target)
            named = Counter(entry.name for entry in plan.parameters if entry.mode not in NOT_OF_THE_REQUEST)
            if any(named[key] != 1 for key in request):
                raise ValueError(f"{target}: a key is not reported once: {named}")
            if sum(call.count for call in plan.calls) != request.get("n", 1):
                raise ValueError(f"{target}: the calls do not add up")
            if ratios[id(target)]:
                check_shape(request["size"], plan, ratios[id(target)])


def offered(target: Target) -> list[Fraction]:
    """List the shapes of a target that offers nothing but ratios."""
    shapes = [getattr(form, "shapes", None) for form in target.geometry.forms]
    if len(shapes) != 1 or shapes[0] is None:
        return []
    return [Fraction(*ratio) for ratio in shapes[0].ratios]


def check_shape(size: str, plan: Plan, ratios: list[Fraction]) -> None:
    """Raise where an offered shape is closer than the chosen one, by trying them all with exact fractions."""
    wanted = Fraction(*map(int, size.split("x")))
    chosen = Fraction(*map(int, str(plan.resolved.ratio).split(":")))
    if min(max(wanted / ratio, ratio / wanted) for ratio in ratios) != max(wanted / chosen, chosen / wanted):
        raise ValueError(f"{plan}: a closer shape is offered for {size}")


def told(plan: Plan) -> None:
    """Render every text of the report: all parameters, and the sentence of each adjustment and note."""
    for report in plan.parameters:
        report.mode  # noqa: B018  made when it is read
    for change in (*plan.adjustments, *plan.notes):
        str(change)


def slowest(work: Callable[[Any], Any], items: Sequence[Any]) -> float:
    """Give the 99th percentile of the seconds that one item takes, each the best of three."""
    times = []
    for item in items:
        best = float("inf")
        for _ in range(3):
            start = time.perf_counter_ns()
            work(item)
            best = min(best, time.perf_counter_ns() - start)
        times.append(best)
    return sorted(times)[len(times) * 99 // 100] / 1e9


def seconds_for(work: Callable[[Any], Any], items: Sequence[Any]) -> float:
    """Time one pass over the items: seconds of this process, without the garbage collector in them."""
    gc.collect()
    gc.disable()
    start = time.process_time()
    for item in items:
        work(item)
    spent = time.process_time() - start
    gc.enable()
    return spent


def main(rounds: int) -> None:
    """Check, measure and print."""
    chance = random.Random(7)  # noqa: S311  the same bodies every time, not a secret
    catalog = Catalog.bundled()
    targets = [catalog.target(case.model, operation=case.operation) for case in CASES]
    sizes = new_sizes(chance)
    everyday = iter(lambda: chance.choice(EVERYDAY), None)
    repeating = Corpus(targets, everyday, chance)
    fresh = [Corpus(targets, sizes, chance) for _ in range(rounds)]
    check(targets, [repeating, fresh[0]])

    def plan(asked: tuple[dict[str, Any], Target]) -> Plan:
        return normalize(*asked)

    found: dict[str, list[float]] = {}
    for new in fresh:
        rows: tuple[tuple[str, Callable[[Any], Any], Sequence[Any], Corpus], ...] = (
            ("dict(request)", dict, repeating.decoded, repeating),
            ("json.loads", json.loads, repeating.raw, repeating),
            ("plan, sizes repeat", plan, repeating.asked, repeating),
            ("plan, sizes repeat, target looked up too", catalog.plan, repeating.decoded, repeating),
            ("plan, every size new", plan, new.asked, new),
            ("plan and all texts, sizes repeat", lambda asked: told(plan(asked)), repeating.asked, repeating),
            ("plan and all texts, every size new", lambda asked: told(plan(asked)), new.asked, new),
        )
        for name, work, items, corpus in rows:
            # the yardstick is taken before and after, so that a slow moment hits both
            yardstick = seconds_for(orjson.loads, corpus.raw)
            spent = seconds_for(work, items)
            yardstick = (yardstick + seconds_for(orjson.loads, corpus.raw)) / 2
            found.setdefault(name, []).append(spent / yardstick)
        each = seconds_for(orjson.loads, repeating.raw) / len(repeating.raw)
        found.setdefault("plan, sizes repeat: 99th percentile", []).append(slowest(plan, repeating.asked) / each)
        found.setdefault("report for a header, sizes repeat", []).append(
            seconds_for(lambda asked: plan(asked).report(), repeating.asked) / len(repeating.raw) / each
        )
    print(f"{rounds} rounds of {BODIES} bodies over {len(CASES)} targets; all as multiples of orjson.loads\n")
    print(f"| {'work':<42} | median | middle half    |\n|{'-' * 44}|-------:|----------------|")
    for name, ratios in found.items():
        low, middle, high = statistics.quantiles(ratios, n=4)
        print(f"| {name:<42} | {middle:6.1f} | {low:6.1f}..{high:6.1f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
