"""Numbers across incidents, for the dashboard."""
