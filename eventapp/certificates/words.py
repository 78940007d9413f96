"""What does a certificate say, in German and in English?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import get_template_attribute
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from eventapp import assets
from eventapp.badges import qr
from eventapp.badges.fonts import Fonts, Weight, load_fonts
from eventapp.certificates import choices
from eventapp.certificates.entitlement import Statement
from eventapp.certificates.models import CertificateChoice, Kind
from eventapp.certificates.queries import Issued
from eventapp.certificates.typesetting import Document, Page
from eventapp.config import current_config
from eventapp.core.codes import certificate_address, format_certificate_code
from eventapp.core.titles import Title, TitleHolder
from eventapp.events.days import dates_in_words
from eventapp.events.models import Event

MOST_LINES = 8
"""Facts that fit on a page."""
_FAMILIES = {"AtkinsonHyperlegibleNext": "Atkinson Hyperlegible Next", "DejaVuSans": "DejaVu Sans"}
_EN_DASH = "\N{EN DASH}"
_FULL_DAY = {"de": "EEEE, d. MMMM y", "en": "EEEE, d MMMM y"}


@dataclass(frozen=True, slots=True)
class Edition:
    """What all certificates of a file share.

    Attributes:
        event: Of which event.
        language: "de" or "en".
        base_url: Of this installation.
        fonts: Folder of the fonts.
        choice: What the organisers chose.
    """

    event: Event
    language: str
    base_url: str
    fonts: Path
    choice: CertificateChoice | None


def edition_of(event: Event, language: str) -> Edition:
    """How certificates of an event are printed in a language."""
    config = current_config()
    fonts = assets.FOLDER / "vendor" / "fonts"
    return Edition(event, language, config.base_url, fonts, choices.choice_of(event.id))


def document_of(issued: Sequence[Issued], edition: Edition) -> Document:
    """Says certificates of one kind in one language.

    Args:
        issued: At least one.
        edition: What they share.
    """
    with force_locale(edition.language):
        heading = heading_of(issued[0].statement)
        whose = issued[0].name if len(issued) == 1 else edition.event.title
        fonts = load_fonts(edition.fonts)
        printed = _Printed(edition, fonts)
        choice = edition.choice
        return Document(
            title=f"{heading} {_EN_DASH} {whose}",
            author=edition.event.series.title,
            language=edition.language,
            words={
                "check": _("Is this certificate genuine?"),
                "logo_alt": _("Logo of “%(series)s”", series=edition.event.series.title),
                "mark_means": _("The event is being tried out: this certificate states nothing."),
                "signature_alt": _("Signature of %(name)s", name=choice.signer_name if choice else ""),
            },
            signer_name=printed.text(choice.signer_name if choice else ""),
            signer_role=printed.text(choice.signer_role if choice else ""),
            pages=[printed.page(each) for each in issued],
            mark=_("Test") if edition.event.is_test else "",
        )


def heading_of(statement: Statement) -> str:
    """What a certificate is, in the language of now."""
    if statement.kind is Kind.ATTENDANCE:
        return str(_("Certificate of attendance"))
    if statement.held is None:
        return str(_("Certificate of the series"))
    return _of_titles("name", statement.held.title)


def facts_of(statement: Statement, language: str) -> list[str]:
    """What a certificate states beside the event, line by line, in the language of now."""
    lines = [f"{_day(day, language)}: {_hours(hours, language)}" for day, hours in statement.hours]
    if len(lines) > 1:
        total = sum(hours for _day, hours in statement.hours)
        lines.append(_("In all: %(hours)s", hours=_hours(total, language)))
    if statement.rounds:
        lines.append(ngettext("%(num)s round of conversation", "%(num)s rounds of conversation", statement.rounds))
    if statement.held is not None:
        lines += _of_title(statement.held)
    lines += [
        f"{dates_in_words([day.date for day in event.days], language)}: {event.title}" for event in statement.events
    ]
    if len(lines) <= MOST_LINES:
        return lines
    more = len(lines) - MOST_LINES + 1
    return [*lines[: MOST_LINES - 1], ngettext("and %(num)s more", "and %(num)s more", more)]


def deed_of(statement: Statement) -> str:
    """What somebody did, in the language of now; the event or the series follows."""
    if statement.kind is Kind.ATTENDANCE:
        return str(_("took part in"))
    if statement.organisation:
        return str(_("earned this title together with %(organisation)s at", organisation=statement.organisation))
    if statement.held is not None:
        return str(_("earned this title at"))
    came, events = len(statement.events), statement.of_events
    return str(_("came to %(came)s of %(events)s events of the series", came=came, events=events))


class _Printed:
    """Puts certificates into the letters that the fonts have."""

    def __init__(self, edition: Edition, fonts: Fonts) -> None:
        self._edition = edition
        self._fonts = fonts
        parts = urlsplit(edition.base_url)
        self._address = f"{parts.netloc}{parts.path.rstrip('/')}/c/"

    def text(self, words: str) -> str:
        """A text with a sign of its own in the place of each letter that no font has."""
        lacking = set(self._fonts.choose(words, Weight.REGULAR).missing)
        return words.translate({ord(letter): "\ufffd" for letter in lacking})

    def page(self, issued: Issued) -> Page:
        event, statement, language = self._edition.event, issued.statement, self._edition.language
        name = self._fonts.choose(issued.name, Weight.BOLD)
        address = certificate_address(self._edition.base_url, issued.code)
        is_of_series = statement.kind is Kind.SERIES
        return Page(
            eyebrow=self.text("" if is_of_series else event.series.title),
            heading=self.text(heading_of(statement)),
            name=name.text,
            name_font=_FAMILIES[name.face.name.partition("_")[0].partition("-")[0]],
            deed=deed_of(statement),
            about=self.text(event.series.title if is_of_series else event.title),
            place_and_time="" if is_of_series else self.text(_place_and_time(statement, event, language)),
            facts=[self.text(line) for line in facts_of(statement, language)],
            lights_up=statement.kind is Kind.TITLE,
            address=self._address,
            code=format_certificate_code(issued.code),
            qr=str(qr.svg(qr.qr_matrix(address), "")),
            qr_alt=_("QR code: %(address)s", address=address),
        )


def _of_title(held: TitleHolder) -> list[str]:
    """What a title was awarded for, and whether others have it too."""
    lines = [_of_titles("measure", held.title), _of_titles("worth", held)]
    people, organisations = len(held.numbers) - 1, len(held.organisations) - 1
    if people > 0:
        lines.append(ngettext("Title shared with one other person", "Title shared with %(num)s other people", people))
    if organisations > 0:
        lines.append(
            ngettext(
                "Title shared with one other organisation",
                "Title shared with %(num)s other organisations",
                organisations,
            )
        )
    return lines


def _of_titles(macro: str, about: Title | TitleHolder) -> str:
    """The words of the pages for a title, which are written once for all of them."""
    return unescape(str(get_template_attribute("_macros/titles.html", macro)(about))).strip()


def _place_and_time(statement: Statement, event: Event, language: str) -> str:
    return f"{dates_in_words(statement.days, language)} · {event.place}"


def _day(day: date, language: str) -> str:
    return format_date(day, _FULL_DAY[language], locale=language)


def _hours(hours: float, language: str) -> str:
    number = format_decimal(hours, locale=language)
    return str(ngettext("%(number)s hour", "%(number)s hours", 1 if hours == 1 else 2, number=number))
