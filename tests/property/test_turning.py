"""Landscape and portrait (R12, R5.6).

- Orientation never flips where every offered shape is offered both ways.
- A request and an offer on their sides give the answer on its side.
"""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from normalizer import Policy
from reference.measures import ratio_text
from reference.strategies import requests
from reference.words import read_ratio, read_size

from .reading import ratio_of, turned
from .strategies import MODES, Block, Request, Sample, examples, own_words, sample, samples

FORMS = ("sizes", "ratios", "table", "free", "settled", "tiers")


def turned_text(text: str) -> str:
    """`16:9` as `9:16`, `1920x1080` as `1080x1920`; anything else stays."""
    if text.count(":") == 1:
        width, height = text.split(":")
        return f"{height}:{width}" if read_ratio(text) else text
    size = read_size(text)
    return "{}x{}".format(*turned(size)) if size else text


def turned_form(form: dict[str, Any]) -> dict[str, Any]:
    """Give a form with all that it offers on its side; the provider's words stay with their sizes."""
    done = dict(form)
    if "sizes" in form:
        done["sizes"] = {turned_text(size): f"turned_{size}" for size in form["sizes"]}
    if "table" in form:
        done["table"] = {
            turned_text(ratio): [cell and turned_text(cell) for cell in row] for ratio, row in form["table"].items()
        }
    if "aspect_ratios" in form:
        listed = form["aspect_ratios"]
        if set(listed) == {"min", "max"}:
            done["aspect_ratios"] = {"min": turned_text(listed["max"]), "max": turned_text(listed["min"])}
        else:
            done["aspect_ratios"] = {turned_text(ratio): f"turned_{ratio}" for ratio in listed}
    if "limits" in form:
        done["limits"] = {_turned_bound(name): _turned_value(name, value) for name, value in form["limits"].items()}
    for key in ("shape", "fixed"):
        if key in form:
            done[key] = turned_text(form[key])
    return done


def _turned_bound(name: str) -> str:
    for one, other in (("width", "height"), ("height", "width")):
        if name.endswith(one):
            return name.replace(one, other)
    return {"min_ratio": "max_ratio", "max_ratio": "min_ratio"}.get(name, name)


def _turned_value(name: str, value: Any) -> Any:
    return turned_text(value) if name.endswith("ratio") else value


def turned_block(block: Block) -> Block:
    """Give a block with all forms on their sides, and its default with them."""
    done = {**block, "dimensions": [turned_form(form) for form in block["dimensions"]]}
    if "default" in block:
        words = block["default"].split(" ")
        behind = words[1:]  # a tier, also where it goes by such a name as 1280x720
        done["default"] = " ".join([turned_text(words[0]), *behind])
    return done


def turned_request(request: Request) -> Request:
    """Give a request on its side."""
    done: Request = {}
    for name, value in request.items():
        if isinstance(value, dict):
            done[name] = {"width": value["height"], "height": value["width"]}
        elif name == "resolution":
            done[name] = value
        else:
            size = read_size(str(value))
            ratio = None if size else read_ratio(str(value))
            done[name] = "{}x{}".format(*turned(size)) if size else ratio_text(1 / ratio) if ratio else value
    return done


def is_square(request: Request) -> bool:
    """Tell whether the deciding shape of a request is a square."""
    value = request.get("size", request.get("aspect_ratio"))
    if isinstance(value, dict):
        return bool(value["width"] == value["height"])
    for name in ("size", "aspect_ratio"):
        text = str(request.get(name))
        size = read_size(text)
        shape = size[0] / size[1] if size else read_ratio(text)
        if shape is not None:
            return shape == 1
    return False


def asks_shape(request: Request) -> bool:
    """Tell whether a request says anything about the shape."""
    values = [request.get(name) for name in ("size", "aspect_ratio")]
    return any(isinstance(value, dict) or read_size(str(value)) or read_ratio(str(value)) for value in values)


@examples(300)
@given(drawn=samples(FORMS, most=3), data=st.data())
def test_turned(drawn: Sample, data: st.DataObject) -> None:
    """A turned request to a turned offer gets the turned answer; a square wish without a square answer aside."""
    request = data.draw(requests(drawn.block, drawn.media))
    known = (
        "default" in drawn.block
        and not drawn.block["default"].startswith("auto")
        and drawn.block["default"][0].isdigit()
    )
    assume(asks_shape(request) or known)
    assume(
        not {str(value).lower() for value in request.values()} & (own_words(drawn.block) - {"1:1"})
        or "own" not in str(request)
    )
    mode, input_size = data.draw(st.sampled_from(MODES)), data.draw(st.sampled_from((None, (1200, 800), (1080, 1920))))
    policy = Policy(**(mode or {}))
    other = sample(turned_block(drawn.block), drawn.media)
    first = drawn.try_plan(request, policy=policy, input_size=input_size)
    second = other.try_plan(turned_request(request), policy=policy, input_size=input_size and turned(input_size))
    assume(first is not None and second is not None)
    assume(
        not (is_square(request) and (first.expected_size is None or first.expected_size[0] != first.expected_size[1]))
    )
    assert second.expected_size == (first.expected_size and turned(first.expected_size))
    assert second.resolved.tier == first.resolved.tier
    assert (second.resolved.ratio is None) is (first.resolved.ratio is None)
    if first.resolved.ratio is not None and second.resolved.ratio is not None:
        assert ratio_of(second.resolved.ratio) == 1 / ratio_of(first.resolved.ratio)
    assert abs(second.loss - first.loss) < 1e-9


@examples(250)
@given(drawn=samples(("sizes", "ratios", "table"), most=1), data=st.data())
def test_orientation(drawn: Sample, data: st.DataObject) -> None:
    """Where all is offered both ways no landscape wish becomes portrait, and none the other way round."""
    form = drawn.block["dimensions"][0]
    both = {**turned_form(form)}
    closed = dict(form)
    for key in ("sizes", "aspect_ratios", "table"):
        if key in form:
            assume(set(form[key]) != {"min", "max"})
            closed[key] = {**both[key], **form[key]}
    cells = [cell for row in closed.get("table", {}).values() for cell in row if cell]
    assume(len(cells) == len(set(cells)))
    ratios = [ratio_of(ratio) for ratio in closed.get("aspect_ratios", closed.get("table", ()))]
    assume(len(ratios) == len(set(ratios)))
    target = sample({**drawn.block, "dimensions": [closed]}, drawn.media)
    sides = st.integers(16, 5000)
    wish = data.draw(st.tuples(sides, sides).filter(lambda size: size[0] != size[1]))
    plan = target.plan(
        data.draw(st.sampled_from(({"size": "{}x{}".format(*wish)}, {"aspect_ratio": "{}:{}".format(*wish)})))
    )
    assert plan.resolved.ratio is not None
    assert (ratio_of(plan.resolved.ratio) - 1) * (wish[0] - wish[1]) >= 0
