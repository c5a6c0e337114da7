"""The readable source of the conformance vectors, and the tests of the vectors."""
