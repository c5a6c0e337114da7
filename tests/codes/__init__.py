"""The public table of codes as a page: `python -m tests.codes` writes `docs/codes.md` anew; the test compares it."""
