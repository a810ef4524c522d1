"""Keep a repair shop's thirteen promises by construction, and hand out the proof."""

__version__ = "0.1.0"
