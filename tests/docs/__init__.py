"""The documents are held against the code."""
