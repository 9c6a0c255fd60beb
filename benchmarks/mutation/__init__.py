"""Mutation testing of the fold and the findings."""
