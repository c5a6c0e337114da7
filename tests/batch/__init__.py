"""Tests of request logs: verdicts, files, the command, the Arrow kernel, Spark."""
