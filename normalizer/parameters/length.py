"""Read the length that a request asks for, after all else: frames are counted with the rate that is sent (R6.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.parameters.base import Allowed
from normalizer.parameters.seconds import SecondsParameter
from normalizer.values.grammar import UNIT

if TYPE_CHECKING:
    from normalizer.draft import Draft

NAME = "seconds"


def take(draft: Draft) -> None:
    """Let the asked length be read; where none is asked, the policy's cap may still bring one about (R9.3)."""
    parameter, cap = draft.target.parameters.get(NAME), draft.policy.max_seconds
    if NAME in draft.native:
        return
    if NAME not in draft.asked:
        if parameter is not None and cap is not None:
            parameter.constrain(draft, None, Allowed(None, None, int(cap * UNIT)), None)
    elif parameter is not None:
        parameter.take(draft, *draft.asked[NAME])
    else:
        _take_in_vain(draft, *draft.asked[NAME])


def _take_in_vain(draft: Draft, key: str, value: Any) -> None:
    """Read a length that the target does not have: a malformed one is an error whatever becomes of it (R1.7)."""
    before, unverified = len(draft.problems), draft.unverified
    SecondsParameter(0, (), None, None).take(draft, key, value)
    draft.items.pop(NAME, None)
    draft.unverified = unverified
    draft.notes = [note for note in draft.notes if note.parameter != key]
    if len(draft.problems) == before:
        draft.entries = [entry for entry in draft.entries if entry[0] != key]
        draft.unsupport(key, value, rule="R4.11")


def rate(draft: Draft) -> int | None:
    """Give the frames a second with which a length is counted; nothing where none is sent as frames."""
    parameter = draft.target.parameters.get(NAME)
    if not isinstance(parameter, SecondsParameter) or parameter.frames is None or NAME not in draft.items:
        return None
    return parameter.fps(draft)


def take_again(draft: Draft) -> None:
    """Count anew what was asked, as if nothing had been said of it: the rate is another one now."""
    key = draft.items.pop(NAME).key
    draft.forget(key)
    kept = [note for note in draft.notes if (note.parameter, note.code) != (key, "unverified")]
    draft.unverified -= len(draft.notes) - len(kept)
    draft.notes = kept
    take(draft)
