"""The capability site: what it says, how it is written, what it does in a browser."""
