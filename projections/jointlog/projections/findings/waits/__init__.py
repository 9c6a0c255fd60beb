"""Findings on waits, non-attendance and non-availability (§4.2)."""
