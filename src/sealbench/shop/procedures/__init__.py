"""What is done: one verb per file, four beats each: load, decide, record, act.

A procedure takes `work` and keywords and returns `Granted(value)` or the `Refused` that it
recorded.  It may run again from the start, so it has no effect outside the database.
"""
