"""What a capability file may say, as pydantic models; the JSON Schema that editors use is made from them.

Short forms are written in full by the validators, so that a validated model has just one form. What a key means is
said in its docstring here and nowhere else.
"""

from __future__ import annotations

from normalizer.capability.base import ID_PATTERN, NONE_WORD, UNKNOWN_WORD
from normalizer.capability.block import Block, Returns
from normalizer.capability.file import ModelExtension, ModelFile, ProviderEntry, ProviderFile
from normalizer.capability.form import Form, FormKind, Limits, RatioRange, form_kind
from normalizer.capability.litellm import LiteLLM, Relay
from normalizer.capability.operations import OPERATIONS, is_operation
from normalizer.capability.parameter import Frames, Parameter
from normalizer.capability.problems import validate
from normalizer.capability.rule import PRESENCE, Condition, Rule
from normalizer.capability.sdk import Explanation, Sdk, SdkType, outside

__all__ = [
    "ID_PATTERN",
    "NONE_WORD",
    "OPERATIONS",
    "PRESENCE",
    "UNKNOWN_WORD",
    "Block",
    "Condition",
    "Explanation",
    "Form",
    "FormKind",
    "Frames",
    "Limits",
    "LiteLLM",
    "ModelExtension",
    "ModelFile",
    "Parameter",
    "ProviderEntry",
    "ProviderFile",
    "RatioRange",
    "Relay",
    "Returns",
    "Rule",
    "Sdk",
    "SdkType",
    "form_kind",
    "is_operation",
    "outside",
    "validate",
]
