"""The plain shapes of what repeats for one person, and of rates with small numbers kept back."""

from collections.abc import Iterable

from jointlog.projections.patterns.across_incidents import ALL, NOT_RECORDED, Rate, Repeat
from jointlog.projections.plain import Plain, length_plain, window_plain


def repeat_plain(repeat: Repeat) -> Plain:
    """Findings of one class about one person, in several incidents near each other."""
    return {
        "code": repeat.pattern,
        "finding_code": repeat.code,
        "person": repeat.person,
        "grade": repeat.grade.value,
        "sentence": repeat.sentence,
        "length": length_plain(repeat.length),
        "parts": [
            {
                "incident": part.incident,
                "finding": part.finding,
                "grade": part.grade.value,
                "begins": window_plain(part.begins),
            }
            for part in repeat.parts
        ],
    }


def rate_plain(rate: Rate) -> Plain:
    """Of how many people of a group something is found; None where the number is kept back."""
    return {
        "code": rate.pattern,
        "finding_code": rate.code,
        "group": rate.group,
        "people": rate.people,
        "found": rate.found,
        "rate": rate.rate,
        "is_kept_back": rate.people is None or rate.found is None,
    }


def shown_rates(rates: Iterable[Rate]) -> list[Rate]:
    """The rates; of a finding for which no group is recorded, the total alone."""
    held = list(rates)
    grouped = {rate.code for rate in held if rate.group not in (ALL, NOT_RECORDED)}
    return [rate for rate in held if rate.group == ALL or rate.code in grouped]
