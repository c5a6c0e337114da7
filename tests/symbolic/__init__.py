"""Contracts of the arithmetic, for CrossHair: it looks for numbers that break them, by solving rather than by trying."""
