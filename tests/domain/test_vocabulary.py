"""Agencies, the codes of the field, and the refusals a user can meet."""

import pytest
from hypothesis import given

from jointlog.domain import errors
from jointlog.domain.errors import LogError, MalformedError
from jointlog.domain.vocabulary import (
    EVIDENCE_RANK,
    RECORDERS,
    Agency,
    AgencyKind,
    EvidenceGrade,
    Recorder,
)
from tests.strategies import agencies

MET = Agency(AgencyKind.POLICE, "met")


@given(agency=agencies())
def test_an_agency_reads_back(agency: Agency) -> None:
    """What is printed as kind:id reads as the same agency."""
    assert Agency.parse(str(agency)) == agency


@pytest.mark.parametrize("text", ["", "army", "police:", "police:Met", "police:a b", "police:é"])
def test_what_is_no_agency_is_refused(text: str) -> None:
    """A kind must be known; an id is 1 to 40 of a-z, 0-9, hyphen and underscore."""
    with pytest.raises(MalformedError):
        Agency.parse(text)


def test_an_agency_without_id_is_any_of_its_kind() -> None:
    """'police' matches 'police:met'; two forces do not match, nor two kinds of one id."""
    assert MET.matches(Agency(AgencyKind.POLICE))
    assert Agency(AgencyKind.POLICE).matches(MET)
    assert not MET.matches(Agency(AgencyKind.POLICE, "btp"))
    assert not MET.matches(Agency(AgencyKind.ACUTE, "met"))


def test_evidence_is_ranked_from_machine_to_inferred() -> None:
    """A finding inherits the weakest grade, so the order counts."""
    assert EVIDENCE_RANK[EvidenceGrade.MACHINE] == 0
    assert max(EVIDENCE_RANK, key=EVIDENCE_RANK.__getitem__) is EvidenceGrade.INFERRED


def test_each_position_belongs_to_an_agency() -> None:
    """A position that no kind of agency has could record nothing; ANY is everybody's."""
    assert frozenset.union(*RECORDERS.values()) == frozenset(Recorder) - {Recorder.ANY}


def test_each_refusal_has_a_code_of_its_own() -> None:
    """Codes are stable and never shared: clients act on them."""
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, LogError)
    ]
    assert len({kind.code for kind in kinds}) == len(kinds)


def test_a_malformed_value_says_where_what_and_what_instead() -> None:
    """The path grows from the inside out."""
    inner = MalformedError("eta", "is no time", "a time")
    assert str(inner.within("facts")) == "facts.eta: is no time (expected a time)"
    assert str(MalformedError("", "is no time")) == "is no time"
    assert MalformedError("", "x").within("facts").field == "facts"


def test_a_refusal_keeps_its_facts() -> None:
    """What the sentence says is also there as attributes."""
    reused = errors.IdReusedError("id-1", "INC-1")
    assert (reused.event_id, reused.incident) == ("id-1", "INC-1")
    moved = errors.VersionMovedError("INC-1", 3, 5)
    assert (moved.incident, moved.expected, moved.actual) == ("INC-1", 3, 5)
    assert str(moved).endswith("at version 5, not 3: read it again, then post")
    broken = errors.ProtocolError("england.toml", "T-136-24", "has no source")
    assert str(broken) == "england.toml, row T-136-24: has no source"
    assert (broken.file, broken.row) == ("england.toml", "T-136-24")
    batch = errors.BatchRefusedError(2, moved)
    assert (batch.index, batch.error) == (2, moved)
    assert str(batch).startswith("item 2: incident INC-1 is at version 5")
