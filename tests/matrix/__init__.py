"""Every target of the bundled catalogue against a fixed list of requests: snapshots to read in a diff, laws to lint by.

`shapes.yaml` lists every shape that real interfaces were seen to have, each with a target and a request that show it.
`python -m tests.matrix update` writes the snapshots and `docs/shapes.md` anew; the tests compare them, and lint the
plans behind them.
"""
