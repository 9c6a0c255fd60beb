"""The field in pure Python: vocabulary, time, the incident's timeline, and the decision to record.

Only `jointlog.domain.store` knows a database. Everything else here imports the standard library.
"""
