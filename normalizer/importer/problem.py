"""What goes wrong with a schema: the two errors that leave the importer."""

from __future__ import annotations

from normalizer.errors import one_line


class SchemaError(Exception):
    """The text is no schema that a capability file could be drafted from: one sentence, safe to print."""

    def __init__(self, sentence: str) -> None:
        super().__init__(one_line(sentence))


class ChoiceError(Exception):
    """The text holds several requests, or not the one that was asked for; `names` are those it holds."""

    def __init__(self, sentence: str, names: tuple[str, ...]) -> None:
        self.names = names
        super().__init__(one_line(sentence))
