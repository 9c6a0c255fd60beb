"""Findings on force, monitoring, clinical care and custody (§4.4)."""
