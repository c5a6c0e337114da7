"""Turn one unified image or video request into what each model on each provider accepts, every difference reported.

Names are imported when first used: `import normalizer` alone costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer._version import __version__

if TYPE_CHECKING:
    from normalizer.catalog import Catalog
    from normalizer.engine import normalize
    from normalizer.errors import (
        CapabilityError,
        FileProblem,
        NormalizationError,
        Problem,
        UnknownModelError,
        UnknownProviderError,
    )
    from normalizer.parts import Adjustment, Call, ParameterReport, Step
    from normalizer.plan import Plan
    from normalizer.policy import Policy
    from normalizer.search import diff, rank
    from normalizer.target import Target

__all__ = [
    "Adjustment",
    "Call",
    "CapabilityError",
    "Catalog",
    "FileProblem",
    "NormalizationError",
    "ParameterReport",
    "Plan",
    "Policy",
    "Problem",
    "Step",
    "Target",
    "UnknownModelError",
    "UnknownProviderError",
    "__version__",
    "diff",
    "normalize",
    "rank",
]

_HOMES = {
    "Adjustment": "parts",
    "Call": "parts",
    "CapabilityError": "errors",
    "Catalog": "catalog",
    "FileProblem": "errors",
    "NormalizationError": "errors",
    "ParameterReport": "parts",
    "Plan": "plan",
    "Policy": "policy",
    "Problem": "errors",
    "Step": "parts",
    "Target": "target",
    "UnknownModelError": "errors",
    "UnknownProviderError": "errors",
    "diff": "search",
    "normalize": "engine",
    "rank": "search",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
