"""Which column of a list of people is what, and what does each row say? Lists come from whoever kept one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eventapp.core.file_text import as_typed
from eventapp.core.name_search import folded
from eventapp.core.text import clean_line

HEADING_WITHIN = 10
"""So many rows may stand above the headings: a title, a date, „sep=;“."""


class Field(StrEnum):
    """What a column holds."""

    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    LAST_NAME_FIRST = "last_name_first"
    """„Schmidt, Anna“."""
    TITLE = "title"
    ORGANISATION = "organisation"
    EMAIL = "email"
    PHONE = "phone"
    LANGUAGE = "language"
    DAYS = "days"
    """On which days somebody comes (core.listed_programme)."""
    SESSIONS = "sessions"


_SPELLINGS: Mapping[Field, str] = {
    Field.NAME: """name vollername vollstandigername namevollstandig fullname displayname anzeigename person
        teilnehmer teilnehmerin teilnehmende teilnehmername teilnehmerinnen vorundnachname vornamenachname
        vornameundnachname vornamename participant participantname attendee attendeename guest gast""",
    Field.FIRST_NAME: "vorname vornamen rufname firstname forename givenname givennames",
    Field.LAST_NAME: "nachname familienname zuname lastname surname familyname",
    Field.LAST_NAME_FIRST: "namevorname nachnamevorname familiennamevorname lastnamefirstname surnamefirstname",
    Field.TITLE: "titel akadtitel akademischertitel akademischergrad academictitle",
    Field.ORGANISATION: """organisation organization org organisationsname organizationname firma firmenname
        unternehmen unternehmensname einrichtung institution institut arbeitgeber betrieb behorde verband verein
        hochschule company companyname employer affiliation business""",
    Field.EMAIL: """email mail emailadresse mailadresse emailaddress mailaddress emailadr kontaktemail emaildienstlich
        emailgeschaftlich emailberuflich epost""",
    Field.PHONE: """telefon telefonnummer telefonnr tel telnr fon rufnummer handy handynummer handynr mobil
        mobilnummer
        mobiltelefon mobilfunk mobilfunknummer telephone telephonenumber phone phonenumber phoneno mobile
        mobilephone mobilenumber cell cellphone""",
    Field.DAYS: """tage tag teilnahmetage teilnahmetag anwesenheitstage kommtam days day attendancedays
        daysattending""",
    Field.SESSIONS: """sessions session workshops workshop workshopwahl gebuchtesessions gebuchteworkshops
        bookedsessions bookedworkshops""",
    Field.LANGUAGE: "sprache language lang locale mailsprache",
}
_OF_SEVERAL = (Field.DAYS, Field.SESSIONS)
_FIELDS = {spelling: field for field, spellings in _SPELLINGS.items() for spelling in spellings.split()}
_IN_BRACKETS = re.compile(r"[(\[].*?[)\]]")
_BETWEEN = re.compile(r"[/|,;&+]|\boder\b|\bor\b|\bbzw\b")
_LANGUAGES = {"de": "de", "deutsch": "de", "german": "de", "en": "en", "englisch": "en", "english": "en"}


@dataclass(frozen=True, slots=True)
class Heading:
    """The row with the headings.

    Attributes:
        row: Which one it is, from 1, as a spreadsheet counts.
        fields: What each column that is read holds, by its place.
        names: How each column is headed.
    """

    row: int
    fields: Mapping[int, Field]
    names: Sequence[str]

    @property
    def ignored(self) -> list[str]:
        """The columns that are not read."""
        return [name for place, name in enumerate(self.names) if name and place not in self.fields]


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """Somebody on a list.

    Attributes:
        row: In which row, from 1, as a spreadsheet counts.
        name: First the given name, then the family name.
        organisation: Its name, or "".
        email: Address, or "".
        phone: Telephone number, or "".
        locale: Language of mails; "" where the list does not say.
        email_key: The address as addresses are compared, or "".
        problem: Why the row cannot be taken, in words; "" where it can.
        days: On which days they come, as it is written there, or "".
        sessions: What they book, as it is written there, or "".
    """

    row: int
    name: str
    organisation: str = ""
    email: str = ""
    phone: str = ""
    locale: str = ""
    email_key: str = ""
    problem: str = ""
    days: str = ""
    sessions: str = ""


def field_of(heading: str) -> Field | None:
    """What a column of that heading holds: „E-Mail (dienstlich)“, „Firma / Einrichtung“, „Name*“."""
    plain = folded(heading).strip(" :*")
    if ":" in plain:  # „Frage: Firma?“, as our own export heads answers
        return None
    for text in (plain, _IN_BRACKETS.sub(" ", plain), *_BETWEEN.split(_IN_BRACKETS.sub(" ", plain))):
        field = _FIELDS.get("".join(filter(str.isalnum, text)))
        if field is not None:
            return field
    return None


def find_heading(rows: Iterable[tuple[int, Sequence[str]]]) -> Heading | None:
    """The first row that heads a column of names; None where there is none among them.

    Args:
        rows: The first rows of a list, each with its number.
    """
    for number, cells in rows:
        names = [clean_line(cell) for cell in cells]
        fields = {place: field for place, name in enumerate(names) if (field := field_of(name)) is not None}
        held = set(fields.values())
        if Field.FIRST_NAME in held and Field.LAST_NAME not in held:
            # „Vorname“ beside „Name“: then that is the family name.
            fields = {place: Field.LAST_NAME if field is Field.NAME else field for place, field in fields.items()}
        if not held.isdisjoint({Field.NAME, Field.LAST_NAME, Field.LAST_NAME_FIRST}):
            return Heading(number, fields, names)
    return None


def read_person(heading: Heading, row: int, cells: Sequence[str]) -> ListedPerson:
    """What a row says of somebody, cleaned but not judged."""
    held: dict[Field, str] = {}
    for place, field in heading.fields.items():
        cell = cells[place] if place < len(cells) else ""
        # What stands in lines of its own within such a cell is one thing each.
        cell = cell.replace("\n", ";") if field in _OF_SEVERAL else cell
        text = as_typed(clean_line(cell))
        if text and field not in held:  # of two columns for telephone numbers, the first that holds one
            held[field] = text
    return ListedPerson(
        row,
        _name(held),
        held.get(Field.ORGANISATION, ""),
        held.get(Field.EMAIL, ""),
        held.get(Field.PHONE, ""),
        _LANGUAGES.get(folded(held.get(Field.LANGUAGE, "")), ""),
        days=held.get(Field.DAYS, ""),
        sessions=held.get(Field.SESSIONS, ""),
    )


def _name(held: Mapping[Field, str]) -> str:
    if Field.NAME in held:
        return held[Field.NAME]
    if Field.LAST_NAME_FIRST in held:
        last, _, first = held[Field.LAST_NAME_FIRST].partition(",")
        return clean_line(f"{held.get(Field.TITLE, '')} {first} {last}")
    parts = (held.get(field, "") for field in (Field.TITLE, Field.FIRST_NAME, Field.LAST_NAME))
    return clean_line(" ".join(parts)) if held.keys() & {Field.FIRST_NAME, Field.LAST_NAME} else ""
