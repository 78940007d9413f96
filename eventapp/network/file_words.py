"""Which words stand in files of the network?"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileWords:
    """What is written in files for people; as it stands here, what commands write for programs.

    Attributes:
        anonymous: Stands for a person without a name, with `{number}` in it.
        people: The title of a sheet; the others likewise.
        people_columns: The titles of its columns; the others likewise.
        yes: That a contact counts.
        no: That it does not.
    """

    anonymous: str = "{number}"
    people: str = "people"
    people_columns: Sequence[str] = ("id", "label", "organisation", "counted", "contacts")
    contacts: str = "contacts"
    contacts_columns: Sequence[str] = ("source", "source_label", "target", "target_label", "made_at", "counts")
    organisations: str = "organisations"
    organisations_columns: Sequence[str] = ("first", "second", "contacts")
    yes: str = "true"
    no: str = "false"


AS_FOR_PROGRAMS = FileWords()
