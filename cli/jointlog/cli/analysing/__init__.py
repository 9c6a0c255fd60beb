"""Runs the analysis over the events of an extract: on all cores of one machine, or on Spark.

Both hand whole buckets to `bucket.analyse_bucket`, so their files are the same byte for byte.
"""
