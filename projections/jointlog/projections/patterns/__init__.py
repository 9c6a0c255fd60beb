"""Across incidents: repeat patterns, and rates with small numbers hidden."""
