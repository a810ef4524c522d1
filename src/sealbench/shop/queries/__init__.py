"""Reads of what is not a client's: boards, lists, counts, sessions, staff, catalogue."""
