"""The durable log: the only code that knows eventsourcing, msgpack and SQLite.

`log` is the door (`Log`), `settings` says where it stands, `keys` who may knock, `codec` how an
entry is written (`docs/storage.md`); `sqlite` and `memory` are the two recorders behind `contract`.
"""
