"""Questions across incidents, put to the rows: lists and tables of gaps, waits and the others.

    found = listed(reader, WAITS, Asked(kind="amhp"))
    table = tabled(reader, WAITS, Asked(), ("pair", "why"), least=10)

`subjects` says what can be asked of which table, `asking` makes conditions of it, `dimensions`
what a table is grouped by, `listing` gives rows, `tabling` tables; `attribution` counts hours
once, `disclosure` keeps small numbers back, `saved` has questions in files. The SQL is the same
for SQLite and PostgreSQL; whoever keeps the rows comes in as a `Rows`.
"""
