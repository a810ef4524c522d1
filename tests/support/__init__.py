"""Simulators and fixtures: real parts in a place of their own."""
