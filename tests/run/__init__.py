"""Plans are run: what comes out, what goes wrong, and what never happens."""
