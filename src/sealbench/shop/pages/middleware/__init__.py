"""The short list of things that happen to every request."""
