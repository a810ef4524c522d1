"""The hand-written statements of the hot procedures: seal and open (DESIGN 6)."""
