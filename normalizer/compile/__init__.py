"""From what a file says to a target: done once for each target, when it is first asked for."""

from normalizer.compile.target import compile_target

__all__ = ["compile_target"]
