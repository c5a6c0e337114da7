"""The sandbox, the server, and `PYTHONPATH=tests python -m gateway` for what takes too long for every run."""
