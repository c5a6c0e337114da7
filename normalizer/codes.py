"""The public table of codes: every adjustment, note and problem has one (R10.4). Says nothing about when they arise."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["adjustment", "note", "problem"]


class Code(NamedTuple):
    """One code: what kind of message carries it, a short title, and what it means for whoever reads it."""

    kind: Kind
    title: str
    meaning: str


def _adjustment(title: str, meaning: str) -> Code:
    return Code("adjustment", title, meaning)


def _note(title: str, meaning: str) -> Code:
    return Code("note", title, meaning)


def _problem(title: str, meaning: str) -> Code:
    return Code("problem", title, meaning)


CODES: dict[str, Code] = {
    # what differs from the request
    "closest_ratio": _adjustment(
        "the closest shape offered",
        "the target does not offer this aspect ratio; the one of least shape distance is sent (R3.1, R4.2)",
    ),
    "nearest_tier": _adjustment(
        "the nearest scale offered",
        "the target does not offer this scale; the one of least scale distance is sent (R3.3, R4.2)",
    ),
    "scale_fixed": _adjustment(
        "the target's own scale comes out",
        "the shape is met or the closest one offered, but the target has nothing to choose a scale by (R4.11)",
    ),
    "closest_size": _adjustment(
        "the closest size offered", "the target does not offer this size; the one of least cost is sent (R3.6, R4.3)"
    ),
    "fitted": _adjustment(
        "fitted into the limits",
        "the size was moved into the target's limits and onto its grid with the shape held (R5)",
    ),
    "bent": _adjustment(
        "the limits do not allow this shape",
        "no rectangle of the asked shape lies inside the limits; the nearest shape that has one is used (R5.2)",
    ),
    "default_shape": _adjustment(
        "the shape that came with it", "only a scale was asked for; the target's default shape comes with it (R2.3)"
    ),
    "overridden": _adjustment(
        "a stronger parameter decided", "the parameter says something else than a stronger one, which decided (R2)"
    ),
    "native_field": _adjustment(
        "the provider's own field decided",
        "the caller wrote the provider's own field, which wins over the unified parameter (R7.3)",
    ),
    "alias_conflict": _adjustment(
        "two names, two values",
        "the parameter stands under two names with different values; the unified name decided (R1.4)",
    ),
    "nearest_value": _adjustment(
        "the nearest value allowed", "the number is not allowed; the nearest one that is was used (R6.3)"
    ),
    "nearest_seconds": _adjustment(
        "the nearest length offered",
        "the target does not make videos of this length; the nearest one it makes is used (R6.4)",
    ),
    "unsupported": _adjustment(
        "not supported", "the target has nothing that could carry this parameter; it is not sent (R4.11, R6)"
    ),
    "unsupported_value": _adjustment(
        "value not supported",
        "the target does not know this value and no declared map covers it; it is not sent (R6.3)",
    ),
    "restricted": _adjustment(
        "a condition of the target", "the value is not allowed together with the others; it gave way (R6.5)"
    ),
    "omitted": _adjustment(
        "not allowed together",
        "the target does not take this parameter together with the others; it is not sent (R6.5)",
    ),
    "set_by_rule": _adjustment("set by a condition", "the target demands this value together with the others (R6.5)"),
    "policy_limit": _adjustment("limited by the policy", "the gateway's policy allows no more than this (R9.3)"),
    "dropped": _adjustment(
        "unknown parameter dropped",
        "the target refuses unknown parameters, or the policy drops them; it is not sent (R7.1)",
    ),
    "stream_unsupported": _adjustment(
        "streaming not possible", "streaming cannot be kept over several calls or a conversion; it is not sent (R8.7)"
    ),
    "enlarged": _adjustment(
        "enlarged afterwards",
        "the target's largest picture is smaller than the asked size; the resize step enlarges it (R8.6)",
    ),
    "seed_wrapped": _adjustment(
        "seed wrapped",
        "a seed counted up over several calls left the provider's range and was wrapped inside it (R8.2)",
    ),
    "model_retired": _adjustment(
        "the model is retired",
        "the vendor has withdrawn the model; the plan is what it took, and sending it will probably fail (R11.3)",
    ),
    # what is worth knowing, with nothing changed
    "model_deprecated": _note("the model is deprecated", "the vendor has announced the end of the model"),
    "unverified": _note(
        "unverified: the bounds are not known",
        "the bounds of this parameter are not known, or its list is open; the value is sent as asked (R4.9)",
    ),
    "ratio_or_size": _note(
        "taken literally",
        "a size of small numbers or a ratio of large ones: taken as written; the other was probably meant (R1.9)",
    ),
    "named_frame": _note(
        "met by the name of its tier, in other pixels",
        "a frame such as 3840x2160 meets the tier named 4K; the target's own pixels for it differ (R3.7)",
    ),
    "same_seed": _note(
        "every call carries the same seed",
        "the file says nothing about seeds, so the seed travels as it is; several calls may give the same result",
    ),
    "even_sides": _note(
        "rounded to even sides", "the multiple of the sides is not known; they are rounded to even numbers (R5.7)"
    ),
    "unknown_maximum": _note("maximum not known", "the most results per call are not known; one call is made (R8.1)"),
    "may_return_fewer": _note("an upper bound", "the provider may return fewer results than asked for (R8.1)"),
    "because": _note(
        "a condition of the target", "something the file says about this combination, with nothing changed (R6.5)"
    ),
    # what is wrong with a request
    "not_a_size": _problem("not a size", "the text is neither WIDTHxHEIGHT, a ratio, a tier nor `auto` (R1)"),
    "not_a_ratio": _problem("not an aspect ratio", "the text is not WIDTH:HEIGHT (R1)"),
    "not_a_resolution": _problem("not a resolution", "the text is not a tier such as 2K, 0.25MP or 720p (R1)"),
    "not_a_number": _problem(
        "not a number", "a number was expected; true, signs, exponents and leading zeros are none (R1.1, R1.2)"
    ),
    "not_a_word": _problem("not one of the words", "the value is not among the words of this parameter (R1.3)"),
    "wrong_type": _problem("wrong type", "the value has a type this parameter never has"),
    "out_of_range": _problem("out of range", "the number is beyond the unified range (R6.3)"),
    "missing": _problem("required parameter missing", "the target needs this parameter and states no default (R1.6)"),
    "too_long": _problem("text too long", "the text has more characters than the target takes"),
    "too_many": _problem("too many inputs", "the target takes fewer inputs than were given"),
    "input_kind": _problem("kind of input not accepted", "the target does not take an input in this form"),
    "refused_value": _problem("value refused", "the provider refuses this value, and no near one is sensible (R6.3)"),
    "refused": _problem("combination refused", "the provider refuses this combination of parameters (R6.5)"),
    "requires": _problem(
        "needs another parameter", "the target takes this only together with another parameter (R6.5)"
    ),
    "unknown_parameter": _problem("unknown parameter", "the target or the policy refuses unknown parameters (R7.1)"),
    "too_far": _problem("further than allowed", "the nearest answer is further away than the policy allows (R9.2)"),
    "not_exact": _problem("not exact", "the policy is strict and the target cannot do just this (R9.2)"),
    "over_cap": _problem("over the policy's cap", "the request asks for more than the gateway allows (R9.3)"),
    "bad_policy": _problem("the policy is malformed", "a field of the policy has a value it cannot have"),
    "bad_request": _problem("the request is malformed", "the request is not a mapping from text to values"),
    "too_large": _problem("too large", "the body or an upload has more bytes than the gateway reads"),
    "media_type": _problem("wrong media type", "the body or an upload is of a type that is not taken here"),
    "transport_setting": _problem(
        "a setting of the transport",
        "a body holds data; where it goes and with which key is the gateway's own business",
    ),
    "not_json": _problem("not JSON", "a saved plan holds something that JSON cannot carry; it cannot be sent (R10.2)"),
    "unknown_model": _problem("unknown model", "no capability file has this model"),
    "unknown_provider": _problem("unknown provider", "no target of this model is on this provider"),
    "unknown_operation": _problem("unknown operation", "the model does not have this operation here"),
    "ambiguous_model": _problem("ambiguous model", "several models go by this upstream id; say which one"),
}
"""Every code there is, in the order of the documentation."""
