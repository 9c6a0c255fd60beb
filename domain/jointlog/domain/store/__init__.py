"""The durable log: the only code that knows eventsourcing, msgpack, SQLite and PostgreSQL.

`log` is the door (`Log`), `settings` says where it stands, `keys` who may knock, `codec` how an
entry is written (`docs/storage.md`); `posting` is what a post is and `group` commits posts;
`sqlite`, `postgres` and `memory` are the recorders behind `contract`.
"""
