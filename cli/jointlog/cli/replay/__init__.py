"""`jointlog replay`: the same content as a session on a terminal and as plain text."""
