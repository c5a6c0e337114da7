"""A hook for the LiteLLM proxy: requests for images and videos go upstream with what the plan says.

LiteLLM maps parameters again after the hook, with tables of its own. The hook therefore takes the unified parameters
out of the request and puts the provider's own fields where LiteLLM lets them through; where that is, the provider's
file says (`litellm:`). One call stays one call: of a plan with several the first is sent, or the request is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from normalizer.capability import Relay
from normalizer.errors import NormalizationError, Problem
from normalizer.extras import needed
from normalizer.gateway.relay import OWN, carried
from normalizer.gateway.report import HEADER, header_of, is_extra
from normalizer.gateway.upload import Upload
from normalizer.media_type import UNKNOWN, media_type_of_bytes
from normalizer.request import ALIASES, UNIFIED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from normalizer.catalog import Catalog
    from normalizer.parts import ParameterReport
    from normalizer.plan import Plan
    from normalizer.policy import Policy

CALLS = {
    "image_generation": "images",
    "aimage_generation": "images",
    "image_edit": "edits",
    "aimage_edit": "edits",
    "video_generation": "videos",
    "avideo_generation": "videos",
}
"""LiteLLM's names of its call types, by what the provider's file calls them; all others are left alone."""

_NOTES = ("litellm_metadata", "metadata")
"""Where a request of LiteLLM's carries notes along; they never go upstream."""


_HOSTS = frozenset(("provider", "operation", "messages"))
"""Keys that are not asked for here: the host has chosen the target, and LiteLLM's copy of the prompt is its own."""


class Told(str):
    """A header's value that this hook has made; what a caller writes into the notes is a plain text."""

    __slots__ = ()


class RefusedError(NormalizationError):
    """A request that the proxy answers with the OpenAI API's error object; the proxy reads these names."""

    @property
    def status_code(self) -> int:
        """The status of the answer."""
        return self.http_status

    @property
    def message(self) -> str:
        """The first problem, as a sentence."""
        return self.problems[0].message

    @property
    def type(self) -> str:
        """The kind of error."""
        return "invalid_request_error"

    @property
    def param(self) -> str:
        """The parameter of the first problem."""
        return str(self.as_openai()["error"]["param"])

    @property
    def code(self) -> str:
        """The code of the first problem."""
        return self.problems[0].code


class RefusedModelError(RefusedError):
    """The same for a model, a provider or an operation that is not there."""

    http_status = 404


class ProxyHook:
    """What the hook does; `litellm_hook` joins it with LiteLLM's own class."""

    def __init__(
        self,
        catalog: Catalog,
        models: Mapping[str, str] | None,
        policy: Policy | None,
        several: Literal["first", "refuse"],
        settings: Collection[str],
    ) -> None:
        super().__init__()
        self._catalog = catalog
        self._models = models
        self._policy = policy
        self._several = several
        self._settings = frozenset(settings) - UNIFIED

    async def async_pre_call_hook(
        self,
        user_api_key_dict: Any,  # noqa: ARG002  LiteLLM gives all four by name
        cache: Any,  # noqa: ARG002  likewise
        data: dict[str, Any],
        call_type: str,
    ) -> dict[str, Any]:
        """Give the request with the provider's fields in it; calls of other types and unknown models as they are."""
        kind = CALLS.get(call_type)
        model = self._model(data.get("model"))
        if kind is None or model is None:
            return data
        request = {**self._asked(data), "model": model}
        try:
            plan = self._catalog.plan(request, policy=self._policy)
        except NormalizationError as error:
            refused = RefusedModelError if error.http_status == 404 else RefusedError
            raise refused(error.problems) from None
        if len(plan.calls) > 1 and self._several == "refuse":
            most = plan.calls[0].count
            raise RefusedError(
                [Problem("n", "refused", f"at most {most}, as one call gives", str(plan.billed.results))]
            )
        return self._rewritten(data, plan, kind)

    async def async_post_call_response_headers_hook(self, data: Any, *_: Any, **__: Any) -> dict[str, str] | None:
        """Give the answer its header `x-normalized`."""
        for name in _NOTES:
            notes = data.get(name) if isinstance(data, dict) else None
            if isinstance(notes, dict) and type(notes.get(HEADER)) is Told:
                return {HEADER: str(notes[HEADER])}
        return None

    def _model(self, name: Any) -> str | None:
        """Give our name of a model of the proxy's; nothing where it is none of ours."""
        if not isinstance(name, str):
            return None
        if self._models is not None:
            return self._models.get(name)
        try:
            self._catalog.target(name)
        except NormalizationError:
            return None
        return name

    def _asked(self, data: dict[str, Any]) -> dict[str, Any]:
        """Give what the caller asked for, without what LiteLLM has put beside it or takes as a setting of its own."""
        sent = data.get("proxy_server_request")
        body = sent.get("body") if isinstance(sent, dict) else None
        names = {*body, *UNIFIED, *ALIASES} if isinstance(body, dict) else {*data}
        return {
            name: _bytes_of(value)
            for name, value in data.items()
            if name in names and name not in self._settings and name not in _HOSTS
        }

    def _rewritten(self, data: dict[str, Any], plan: Plan, kind: str) -> dict[str, Any]:
        file = self._catalog.provider_file(plan.provider)
        relay = Relay() if file is None or file.litellm is None else getattr(file.litellm, kind)
        fields, lost = carried(plan, relay, self._settings)
        gone = {report.name for report in plan.parameters if not _stays(report)}
        out = {name: value for name, value in data.items() if name not in gone}
        if kind == "videos":
            # there LiteLLM lays this over what its tables made; elsewhere it takes unknown names as they are
            out["extra_body"] = {**_object(out.get("extra_body")), **fields}
        else:
            out.update(fields)
        unsent = sum(call.count for call in plan.calls[1:])
        notes = {"lost": len(lost), "unsent": unsent, "undone_steps": len(plan.steps)}
        told = header_of(plan, {name: number for name, number in notes.items() if number})
        for name in _NOTES:
            if isinstance(out.get(name), dict):
                out[name] = {**out[name], HEADER: Told(told)}
                break
        return out


def litellm_hook(
    catalog: Catalog,
    *,
    models: Mapping[str, str] | None = None,
    policy: Policy | None = None,
    several: Literal["first", "refuse"] = "first",
) -> Any:
    """Make the hook for `litellm_settings.callbacks` of a LiteLLM proxy; LiteLLM must be installed.

    `models` says which model of the proxy is which of ours, such as `{"flux": "fal/flux-dev"}`; without it the proxy's
    names are looked up in the catalogue. Models that are not ours go through untouched. `several` says what becomes of
    a request that takes several calls: `first` sends the first of them and tells in the header how many results are
    `unsent`, `refuse` answers 400.
    """
    base = needed("litellm.integrations.custom_logger").CustomLogger
    settings = needed("litellm.types.utils").all_litellm_params
    # LiteLLM looks for its hooks in the class of the instance itself, not in those that it inherits from
    hooks = {name: method for name, method in vars(ProxyHook).items() if name.startswith("async_")}
    return type("NormalizerHook", (ProxyHook, base), hooks)(catalog, models, policy, several, settings)


def _stays(report: ParameterReport) -> bool:
    """Tell whether the caller's own value is left to LiteLLM: prompt and inputs, and what nobody declared."""
    is_own = ALIASES.get(report.name, report.name) in OWN
    return report.mode != "unsupported" and (is_own or (is_extra(report) and bool(report.sent)))


def _bytes_of(value: Any) -> Any:
    """Give a file as its bytes, from the beginning and left there; a list of files likewise."""
    if type(value) is list and any(hasattr(item, "getvalue") for item in value):
        return [_bytes_of(item) for item in value]
    if not hasattr(value, "getvalue"):
        return value
    data = value.getvalue()
    return Upload(data, media_type=media_type_of_bytes(data) or UNKNOWN)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
