"""The HTTP door: strict bodies in, problems and views out."""
