"""Which rows of a list can be taken, and in which words is it said what is wrong with a list?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, EmailField, StringField, TelField
from wtforms.validators import DataRequired, Optional

from eventapp.accounts.service import email_key
from eventapp.core.import_plan import Change, Judged, Reason
from eventapp.core.people_list import Field, ListedPerson
from eventapp.forms import Form
from eventapp.language import full_date
from eventapp.registration.forms import LONGEST_LINE, NameForm, ProfileForm, check_email, cleaned
from eventapp.registration.list_files import MOST_PEOPLE, FileFlaw, Flaw, is_error

MEGABYTES = 5
_LONGEST_SHOWN = 24
LONGEST_CHOICE = 4000
"""Of what a cell says about days or sessions."""
LABELS: Mapping[str, Any] = {
    "name": _l("Name"),
    "organisation": _l("Organisation"),
    "email": _l("E-mail address"),
    "phone": _l("Telephone number"),
    "locale": _l("Language"),
    "days": _l("Days"),
    "sessions": _l("Sessions"),
    "waiting": _l("Waiting list"),
    "noted": _l("Noted until there is a place"),
}
"""How the fields of a row are called."""
READ_AS: Mapping[str, Any] = {
    Field.NAME: LABELS["name"],
    Field.FIRST_NAME: _l("First name"),
    Field.LAST_NAME: _l("Last name"),
    Field.LAST_NAME_FIRST: _l("Last name, first name"),
    Field.TITLE: _l("Academic title"),
    Field.ORGANISATION: LABELS["organisation"],
    Field.EMAIL: LABELS["email"],
    Field.PHONE: LABELS["phone"],
    Field.LANGUAGE: LABELS["locale"],
    Field.DAYS: LABELS["days"],
    Field.SESSIONS: LABELS["sessions"],
}
"""What a column was taken for."""


_FLAWS: Mapping[Flaw, Any] = {
    Flaw.EMPTY: _l("There is nothing in this file. Please choose the one with your list."),
    Flaw.TOO_LARGE: _l(
        "This file is larger than %(megabytes)d MB. Please leave out columns and sheets that are not needed here, "
        "or save it as CSV."
    ),
    Flaw.TOO_LONG: _l(
        "This list has more than %(people)d rows. Please divide it into several files; one after the other can "
        "be imported. In a workbook, delete the empty rows below the list."
    ),
    Flaw.TOO_WIDE: _l("Row %(row)d has more than 100 columns. Please delete those that are not needed here."),
    Flaw.OLD_EXCEL: _l(
        "This is an Excel file of the old form (.xls), or one with a password. Please save it as .xlsx without a "
        "password, or as CSV."
    ),
    Flaw.OTHER_KIND: _l("This is no list that can be read. Please save it as Excel workbook (.xlsx) or as CSV."),
    Flaw.DAMAGED: _l("This workbook is damaged. Please open it, save it anew as .xlsx or CSV, and try again."),
    Flaw.HOSTILE: _l(
        "This workbook unpacks to far more than a list of people. Please copy the list alone into a new workbook, "
        "or save it as CSV."
    ),
    Flaw.NOT_TEXT: _l("The letters of this file cannot be read. Please save it as “CSV UTF-8” or as .xlsx."),
    Flaw.NUL: _l(
        "In row %(row)d stands a sign that no list has (NUL): this is no CSV, or it is damaged. Please save it "
        "anew as “CSV UTF-8” or as .xlsx."
    ),
    Flaw.QUOTES: _l(
        "From row %(row)d on, quotation marks do not match: one is opened and not closed, or stands within a "
        "text. Please correct that, or save the list as .xlsx."
    ),
    Flaw.NO_NAMES: _l(
        "There is no column with names. The first row must say what stands below, for example: Name, "
        "Organisation, E-mail. Found was: %(headings)s"
    ),
    Flaw.NOBODY: _l("Below the headings there is nobody. Please choose the file with your list."),
}
"""What is wrong with a file, where, and what would help."""


class RowForm(NameForm):
    """A row, judged by the same rules as what somebody types who registers."""

    email = EmailField(validators=[Optional(), check_email], filters=[cleaned])
    phone = TelField(filters=[cleaned])
    validate_phone = ProfileForm.validate_phone


class ConfirmForm(Form):
    """The yes to a list as it was looked at."""

    seen = StringField(validators=[DataRequired()])
    people_only = BooleanField()
    mail_tickets = BooleanField(_l("Send everybody new their ticket and personal link"))


def checked(people: Sequence[ListedPerson]) -> list[ListedPerson]:
    """The rows as they would be kept, each with the first thing that is wrong with it."""
    form = RowForm(formdata=None, meta={"csrf": False})
    return [_checked(form, person) for person in people]


def _checked(form: RowForm, person: ListedPerson) -> ListedPerson:
    texts = {"name": person.name, "organisation": person.organisation, "email": person.email, "phone": person.phone}
    shortened = ListedPerson(person.row, *map(_shown, texts.values()))
    others = {"days": person.days, "sessions": person.sessions}
    broken = next((name for name, text in (texts | others).items() if is_error(text)), "")
    if broken:
        sentence = _("%(error)s stands there: the spreadsheet could not compute it.", error=(texts | others)[broken])
        return replace(shortened, problem=_about(broken, sentence))
    too_long = next((name for name, text in others.items() if len(text) > LONGEST_CHOICE), "")
    if too_long:
        sentence = _("That is too long. At most %(most)s characters fit here.", most=LONGEST_CHOICE)
        return replace(shortened, problem=_about(too_long, sentence))
    if not person.name:
        return replace(shortened, problem=_("The name is missing."))
    form.process(MultiDict(texts))
    if not form.validate():
        name, errors = next(iter(form.errors.items()))
        return replace(shortened, problem=_about(name, str(errors[0])))
    return replace(
        person,
        name=form.name.data,
        organisation=form.organisation.data,
        email=form.email.data or "",
        phone=form.phone.data or "",
        email_key=email_key(form.email.data) if form.email.data else "",
    )


def _shown(text: str) -> str:
    """As much of it as is needed to find the row again."""
    return text if len(text) <= LONGEST_LINE else f"{text[:_LONGEST_SHOWN]}…"


def _about(name: str, sentence: str) -> str:
    return f"{LABELS[name]}: {sentence}"


def said_of(change: Change) -> tuple[str, str]:
    """What a row changes, from and to, as it is read on a page: dates as dates."""
    if change.field != "days":
        return change.before, change.after
    before, after = (
        "; ".join(full_date(date.fromisoformat(day)) for day in filter(None, days.split(", ")))
        for days in (change.before, change.after)
    )
    return before, after


def flaw_sentence(found: FileFlaw) -> str:
    """What is wrong with a file, where, and what would help."""
    headings = ", ".join(f"“{_shown(text)}”" for text in found.headings[:10])
    values = {"row": found.row, "people": MOST_PEOPLE, "megabytes": MEGABYTES, "headings": headings}
    return str(_FLAWS[found.flaw]) % values


def refusal(row: Judged) -> str:
    """Why a row is refused, and what would help."""
    about, other = _shown(row.about), row.other
    sentences: Mapping[Reason, Any] = {
        Reason.WRONG: row.person.problem,
        Reason.TWICE: _(
            "Row %(row)d is about the same person. Please leave one of the two out.", row=row.earlier_row
        ),
        Reason.SEVERAL: _("Several people of this name and organisation are registered. Please add the address."),
        Reason.NAMESAKE: _(
            "Somebody of this name is registered with an organisation. Please add organisation or address."
        ),
        Reason.RECORDED: _(
            "The result is recorded, and in it counts who is of which organisation. Please leave that cell empty."
        ),
        Reason.OWN_PHONE: _(
            "This person has entered a telephone number; only they can change it. Please leave that cell empty."
        ),
        Reason.DAY: _(
            "“%(text)s” is no day of the event. A day is written as a date, such as 2026-11-20, or by its number.",
            text=about,
        ),
        Reason.SESSION: _("There is no session “%(text)s”.", text=about),
        Reason.SAME_TITLE: _(
            "Several sessions are called “%(text)s”. Please add when: “%(text)s (2026-11-20 09:00)”.", text=about
        ),
        Reason.SESSION_OVER: _("“%(text)s” cannot be booked, or no longer.", text=about),
        Reason.SESSION_FULL: _("“%(text)s” is full, and there is no waiting list.", text=about),
        Reason.CLASH: _("“%(text)s” is at the same time as “%(other)s”.", text=about, other=other),
        Reason.ABSENT: _("This person is not coming to the event, and can be put into no session."),
    }
    return str(sentences[row.reason or Reason.WRONG])
