"""Commands that need no server; those that do are found by entry point (DESIGN 8).

stdout is data, stderr is talk.  Exit codes are a contract: see `exit`.
"""
