"""Mutation testing of the core (docs/mutation.md); needs the extra `mutation`."""
