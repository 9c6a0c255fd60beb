"""Findings about the quality of the record."""
