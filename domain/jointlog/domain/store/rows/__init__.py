"""The rows that analysts query, kept up with the log in the same database server or beside it.

`history` says what a new entry changes, `schema` is the tables, `sqlite` and `postgres` hold them,
`follower` applies the log to them in transactions that carry the position, `rebuild` makes them
anew beside the live ones and swaps, `loop` runs the follower, `reading` is for queries. What a
row *is* comes in as a `Maker`: see `jointlog.projections.rows`, and docs/decisions/0011.
"""
