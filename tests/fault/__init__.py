"""Processes that are killed, and stores that fail, at every call that matters."""
