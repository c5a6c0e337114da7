"""Fuzzing: what bytes are put to, what must hold for all of them, and the seeds to begin with.

A target is a module with `check`, which takes bytes, fails where something does not hold, and gives the labels of what
the bytes reached; `LABELS` are all of them.
"""

TARGETS = ("text", "request", "file")
