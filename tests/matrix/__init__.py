"""Every target of the bundled catalogue against a fixed list of requests: snapshots to read in a diff, laws to lint by.

`python -m tests.matrix update` writes the snapshots anew; the tests compare them, and lint the plans behind them.
"""
