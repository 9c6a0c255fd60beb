"""Writes what `jointlog extract` makes: the only part that knows the libraries of each format."""
