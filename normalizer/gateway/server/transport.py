"""Bodies hold data, never how they are sent: settings of the transport are refused wherever they stand.

Of other gateways such a field once led a call, and the key that it carries, to an address of the caller's choice.
"""

from __future__ import annotations

import re
from typing import Any

from normalizer.errors import NormalizationError, Problem, escape

SETTINGS = frozenset(
    (
        *("api_base", "base_url", "api_key", "api_type", "api_version", "azure_ad_token", "organization"),
        *("custom_llm_provider", "extra_headers", "default_headers", "headers", "extra_query", "extra_body"),
        *("proxy", "proxies", "http_client", "client", "ssl_verify", "ssl_context", "verify", "cert", "max_retries"),
        *("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_bedrock_runtime_endpoint"),
        *("vertex_credentials", "vertex_project", "mock_response", "litellm_params", "config_path"),
    )
)
"""What clients and gateways call the settings of their transport, in any case of letters, with - or _."""

_PARTS = re.compile(r"[][.]+")
"""Between them stand the parts of a name such as `extra_body[api_base]`: in a form that is one field inside another."""

MOST = 200_000
"""Values that are looked at: a body of the allowed size may hold more only on purpose."""


def refuse_transport(body: dict[str, Any]) -> None:
    """Raise `NormalizationError` where a setting of the transport stands at any depth of a body, or of a name in it."""
    left: list[tuple[str, Any]] = [("", body)]
    seen = 0
    while left:
        path, value = left.pop()
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            seen += 1
            if seen > MOST:
                raise NormalizationError([Problem("body", "too_large", f"at most {MOST} values", "more")])
            if isinstance(value, dict) and _is_setting(str(key)):
                where = escape(f"{path}{key}", 100)
                raise NormalizationError([Problem(where, "transport_setting", "no settings of the transport", "one")])
            if isinstance(item, (dict, list)):
                left.append((f"{path}{key}."[-200:], item))


def _is_setting(name: str) -> bool:
    word = name.lower().replace("-", "_")
    return word in SETTINGS or (("[" in word or "." in word) and not SETTINGS.isdisjoint(_PARTS.split(word)))
