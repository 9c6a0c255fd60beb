"""Swim lanes of one incident: what the page draws and its tables tell."""
