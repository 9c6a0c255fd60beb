"""Copies of a log that can be trusted: made while it is in use, read whole, put back with care.

`reading` reads every entry and gives what a log can be told by; `manifest` is that as a file beside
a copy; `sqlite` makes copies of an SQLite file and puts them back.
"""
