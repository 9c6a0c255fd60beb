"""Who knew what, when; and which agency supplied which record."""
