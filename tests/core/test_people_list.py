"""Are the columns of other people's lists understood, and is everybody called as they are?"""

from eventapp.core.people_list import Field, field_of, find_heading, read_person


def read(*rows: str) -> tuple[str, str, str, str, str]:
    """What the row below the headings says; columns are told apart by „|“."""
    cells = [(number, row.split("|")) for number, row in enumerate(rows, 1)]
    heading = find_heading(cells[:-1])
    assert heading is not None
    person = read_person(heading, *cells[-1])
    assert person.row == len(rows)
    return person.name, person.organisation, person.email, person.phone, person.locale


def test_headings_in_two_languages_and_many_spellings() -> None:
    """Case, signs, brackets and alternatives do not matter; what is not known is not guessed."""
    known = {
        Field.NAME: ("Name", " NAME* ", "Vor- und Nachname", "Full name", "Teilnehmer/in", "Name (vollständig)"),
        Field.FIRST_NAME: ("Vorname", "First Name", "given_name"),
        Field.LAST_NAME: ("Nachname", "Familienname", "Surname", "Last name"),
        Field.LAST_NAME_FIRST: ("Name, Vorname", "Nachname, Vorname"),
        Field.ORGANISATION: (
            "Organisation",
            "Organization",
            "Firma / Einrichtung",
            "Behörde",
            "Company",
            "Firma (ggf.)",
        ),
        Field.EMAIL: ("E-Mail", "email", "E-Mail-Adresse", "Mail", "E-Mail (dienstlich)", "E-mail address"),
        Field.PHONE: ("Telefon", "Tel.", "Tel.-Nr.", "Handy oder Festnetz", "Phone number", "Mobil"),
        Field.LANGUAGE: ("Sprache", "Language"),
        None: ("Straße", "Einwilligung", "Namensschild", "", "Mailing", "Nr."),
    }
    for field, headings in known.items():
        assert {heading: field_of(heading) for heading in headings} == dict.fromkeys(headings, field)


def test_names_are_put_together() -> None:
    """From one column or several, in any order, below a title of the list, „Name“ beside „Vorname“ too."""
    cases = {
        ("Name|E-Mail|Firma", "Anna Schmidt|a@b.de|IHK"): ("Anna Schmidt", "IHK", "a@b.de", "", ""),
        ("Liste 2025", "", "Firma|Nachname|Titel|Vorname", "IHK|Schmidt|Dr.|Anna"): (
            "Dr. Anna Schmidt",
            "IHK",
            "",
            "",
            "",
        ),
        ("Name|Vorname|Sprache", "Schmidt|Anna|Englisch"): ("Anna Schmidt", "", "", "", "en"),
        ("Name, Vorname|Tel.|Mobil", "Schmidt, Anna||030 1234"): ("Anna Schmidt", "", "", "030 1234", ""),
        ("Name|Vorname|Nachname", "|Anna|Schmidt"): ("Anna Schmidt", "", "", "", ""),
        ("Name|Firma", " '=1+1 |\u202e'+x\x00"): ("=1+1", "+x", "", "", ""),
        ("Name|Titel", "|Dr."): ("", "", "", "", ""),
        ("Titel|Name|Sprache", "x"): ("", "", "", "", ""),
    }
    assert {rows: read(*rows) for rows in cases} == cases
    assert find_heading([(1, ["Vorname", "E-Mail"])]) is None
