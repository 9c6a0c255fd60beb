"""Mutants that no test can notice, because they change nothing that anybody can see."""

EQUIVALENT: dict[str, str] = {}
"""Which mutant, and why it is the same."""
