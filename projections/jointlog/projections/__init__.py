"""What the log means: one incident examined, findings, waits, and rows across incidents."""
