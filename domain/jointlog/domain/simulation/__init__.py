"""Practice data with known truth: seeded synthetic section 136 incidents.

    for incident in simulate(seed=7, count=100):
        post(incident.drafts)
        compare(incident.truths, incident.waits, incident.holders)

A real course of events is made first (`course`); agencies then record it, with rounded, vague,
late, missing and skewed times (`records`); what is true, and what the record lets a reader
conclude, is reckoned from the two in closed form (`truth`). None of it knows the fold or the
detectors, so that it can be held against them.
"""

from jointlog.domain.simulation.shapes import Holder, Incident, Seen, Stated, Truth, Wait
from jointlog.domain.simulation.simulate import simulate

__all__ = ["Holder", "Incident", "Seen", "Stated", "Truth", "Wait", "simulate"]
