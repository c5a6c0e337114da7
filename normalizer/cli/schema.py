"""`normalizer schema`: the JSON Schema of capability files, for editors."""

from __future__ import annotations

from normalizer.cli import output
from normalizer.cli.ending import FINE


def schema() -> int:
    """Print the JSON Schema of capability files.

    It is what stands in capabilities/schema.json.
    """
    from normalizer.schema import schema_text

    output.text_document(schema_text())
    return FINE
