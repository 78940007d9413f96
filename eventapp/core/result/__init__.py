"""The record of a result: all that is needed to count it again, and nothing that tells who somebody is."""

from eventapp.core.result.facts import (
    SCHEMA,
    Corrected,
    RecordedContact,
    RecordedDecision,
    RecordedPerson,
    ResultFacts,
)
from eventapp.core.result.record import Counting, counting, record_hash, record_of
from eventapp.core.result.verification import Finding, Verification, verify

__all__ = [
    "SCHEMA",
    "Corrected",
    "Counting",
    "Finding",
    "RecordedContact",
    "RecordedDecision",
    "RecordedPerson",
    "ResultFacts",
    "Verification",
    "counting",
    "record_hash",
    "record_of",
    "verify",
]
