"""Findings over a partition of events, as a pure function: the same on one core or on a cluster.

    for each in analyse(recorded):
        print(each.incident, each.findings, each.parked)

A partition holds whole incidents, one behind the other, each in order of version. Nothing in it
stops the others: an entry that cannot be read is parked with the reason, and its incident marked.
"""

from jointlog.projections.analysis.partition import Analysed, Recorded, analyse
from jointlog.projections.analysis.tables import TABLES, AnalysedRow, ParkedRow

__all__ = ["TABLES", "Analysed", "AnalysedRow", "ParkedRow", "Recorded", "analyse"]
