"""The laws of R12 as property tests."""
