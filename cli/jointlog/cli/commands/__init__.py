"""One command a file; `jointlog.cli.main` has the table."""
