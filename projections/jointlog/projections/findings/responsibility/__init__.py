"""Findings on who held what (§4.1)."""
