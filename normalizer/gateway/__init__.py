"""What puts the library in front of callers: the server of `normalizer serve`, and its sandbox of providers."""
