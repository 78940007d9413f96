"""What does a report say, in the language of now?"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from flask import get_template_attribute, render_template
from flask_babel import format_date, format_datetime, format_decimal, ngettext
from flask_babel import gettext as _

from eventapp.core.advice import ENOUGH_CONTACTS
from eventapp.core.measures import NetworkMeasures
from eventapp.core.measures.values import Compared
from eventapp.events.days import dates_in_words
from eventapp.language import current
from eventapp.network.analysis import scale
from eventapp.report.document import (
    Bar,
    Bars,
    Block,
    Document,
    Finding,
    Findings,
    Paragraph,
    Picture,
    Points,
    Section,
    Table,
)
from eventapp.report.network_picture import SIDE
from eventapp.report.queries import Awarded, Report
from eventapp.report.shares import FEWEST, MOST

_SENTENCES = "network/_sentences.html"
_TITLES = "_macros/titles.html"
_DASH = "\N{EN DASH}"
_WIDE = 0.45
"""A picture that is higher than this part of its width stands between the margins, so that it fits on a page."""


def document_of(report: Report) -> Document:
    """Says a report in the language of now."""
    event = report.event
    days = dates_in_words([day.date for day in event.days], current())
    return Document(
        language=current(),
        title=_("Report: %(event)s", event=event.title),
        author=event.series.title,
        heading=event.title,
        about=[_("Report"), f"{days} · {event.place}", _("Series: %(series)s", series=event.series.title)],
        lead=_(
            "This report tells what came of “%(event)s”: who came, how people met, and how well organisations mixed. "
            "It holds numbers only. Nobody can be recognised in it.",
            event=event.title,
        ),
        figures=_figures(report),
        sections=[section for section in _sections(report) if section.blocks],
        made=_("As of %(when)s", when=_moment(report.made_at, event.time_zone)),
        page_words=_("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
    )


def said(template: str, macro: str, *about: Any) -> str:
    """What the pages say of something, as plain text."""
    return _plain(str(get_template_attribute(template, macro)(*about)))


def number(value: float) -> str:
    """A number as it is written."""
    return str(format_decimal(value))


def _sections(report: Report) -> Iterator[Section]:
    measures = report.measures
    yield Section(_("The network"), list(_network(report)))
    yield Section(_("Who came"), list(_turnout(report)))
    if measures is not None and measures.size.contacts:
        yield Section(_("How it grew"), list(_growth(report, measures)))
        yield Section(_("How people mixed, beside chance"), list(_mixing(measures)))
    yield Section(_("From event to event"), list(_series(report)))
    yield Section(_("What follows"), list(_afterwards(report)))
    yield Section(_("How this was counted"), list(_method(report)))


def _figures(report: Report) -> list[tuple[str, str]]:
    turnout = report.turnout
    figures = [(number(turnout.registered), ngettext("registered", "registered", turnout.registered))]
    if turnout.came:
        figures.append((number(turnout.came), ngettext("came", "came", turnout.came)))
    count = turnout.organisations
    if count:
        figures.append((number(count), ngettext("organisation", "organisations", count)))
    if report.measures is not None:
        size = report.measures.size
        figures.append((number(size.contacts), ngettext("contact", "contacts", size.contacts)))
        if size.contacts:
            figures.append((said(_SENTENCES, "decimal", size.mean), _("contacts each on average")))
    return figures


def _network(report: Report) -> Iterator[Block]:
    if report.measures is not None and report.measures.size.contacts:
        yield Paragraph(said(_SENTENCES, "contacts_and_people", report.measures.size))
    elif report.measures is not None:
        yield Paragraph(_("Nobody has met anybody."))
    else:
        yield Paragraph(_("The network has not been measured yet. That happens by itself, mostly within a minute."))
    picture = report.picture
    if picture is None:
        yield Paragraph(
            _("There is no picture yet. Open the contact graph once, until it rests; then it stands here."),
            is_quiet=True,
        )
        return
    caption = _("Each dot is a person, each line a contact. The more contacts, the larger the dot.")
    if any(picture.dots):
        caption += " " + _("Colours are the organisations below; smaller ones are grey.")
    alt = _("The network as a picture: dots for people, lines for contacts")
    svg = render_template("report/network.svg", picture=picture, alt=alt)
    yield Picture(svg, "network.svg", alt, caption, is_wide=picture.height < _WIDE * SIDE)


def _turnout(report: Report) -> Iterator[Block]:
    turnout = report.turnout
    named = [share for share in turnout.shares if share.organisation is not None]
    if not turnout.organisations:
        return
    if named:
        rows = [
            Bar(
                turnout.names[share.organisation],
                number(share.people),
                round(100 * share.people / named[0].people, 1),
                share.colour,
            )
            for share in named
            if share.organisation is not None
        ]
        others = sum(share.people for share in turnout.shares if share.organisation is None)
        if others:
            rows.append(Bar(_("Other organisations, and without one"), number(others), 0, 0))
        yield Bars(_("People by organisation"), [_("Organisation"), _("People")], rows)
    else:
        yield Paragraph(_("No organisation is named here, so that nobody is told apart."))
    note = _(
        "Named are the largest organisations, %(most)s at most; those of fewer than %(fewest)s people are put "
        "together, so that nobody is told apart.",
        most=MOST,
        fewest=FEWEST,
    )
    who = _("Counted is who was checked in.") if turnout.came else _("Counted is who registered.")
    yield Paragraph(" ".join((who, _("The team is not."), note)), is_quiet=True)


def _growth(report: Report, measures: NetworkMeasures) -> Iterator[Block]:
    if report.growth is not None:
        alt = _("Contacts over the event: all so far, and new ones in each half hour")
        svg = render_template("report/growth.svg", picture=report.growth, alt=alt)
        yield Picture(svg, "growth.svg", alt, "")
    rows = [
        [
            _day(date.fromisoformat(day.date)),
            number(day.pairs),
            f"{number(day.new)} ({said(_SENTENCES, 'percent', day.new / day.pairs)})"
            if day.pairs
            else number(day.new),
            number(day.new_ever),
        ]
        for day in measures.days
    ]
    head = [_("Day"), _("Pairs who met"), _("for the first time here"), _("for the first time ever")]
    yield Table(_("Who met on which day"), head, rows)


def _mixing(measures: NetworkMeasures) -> Iterator[Block]:
    if measures.size.contacts < ENOUGH_CONTACTS:
        yield Paragraph(_("There are too few contacts for that: a few pairs more, and the contrary would be true."))
        return
    yield Paragraph(
        _(
            "Some of what a network shows comes by itself. So each number stands beside shuffled networks: everybody "
            "has as many contacts as here, but with whom is left to chance, or who belongs to which organisation. "
            "Within the band, chance explains the number."
        )
    )
    found = [_finding(_("One network or several"), "parts", measures.groups)]
    if measures.distance:
        found.append(_finding(_("How far apart"), "distance", measures.distance, measures.clustering))
    if measures.organisations.ei:
        mixing = measures.organisations
        found.append(_finding(_("Across organisations"), "mixing", mixing, beside=mixing.ei))
    if measures.circles:
        beside = measures.circles.modularity
        found.append(_finding(_("Circles"), "circles", measures.circles, beside=beside))
    if measures.clustering:
        beside = measures.clustering.mean
        found.append(_finding(_("Friends of friends"), "clustering", measures.clustering, beside=beside))
    new = measures.newcomers
    if new and min(new.newcomers, new.returning) >= FEWEST:
        found.append(_finding(_("Newcomers"), "newcomers", new, beside=new.with_returning))
    yield Findings(found)


def _finding(title: str, macro: str, *about: Any, beside: Compared | None = None) -> Finding:
    verdict = "" if beside is None else said(_SENTENCES, "beside_chance", beside)
    return Finding(title, said(_SENTENCES, macro, *about), verdict, None if beside is None else scale(beside))


def _series(report: Report) -> Iterator[Block]:
    if len(report.series) < 2:  # noqa: PLR2004 one event has nothing beside it
        return
    head = [_("Event"), _("People"), _("came before"), _("for the first time"), _("Contacts"), _("had never met")]
    rows = [
        [
            event.title,
            number(step.people),
            number(step.returning),
            number(step.newcomers),
            number(step.contacts),
            said(_SENTENCES, "percent", step.new_ever / step.contacts) if step.contacts else _DASH,
        ]
        for event, step in report.series
    ]
    yield Table(_("The events of the series beside each other"), head, rows)
    yield Paragraph(
        _(
            "Counted are people who take part in contact tracking and came. Whoever has not confirmed an e-mail "
            "address cannot be recognised at another event."
        ),
        is_quiet=True,
    )


def _afterwards(report: Report) -> Iterator[Block]:
    if report.follow_ups >= FEWEST:
        yield Paragraph(
            ngettext(
                "Of %(number)s contact at least one of the two has noted what to do next.",
                "Of %(number)s contacts at least one of the two has noted what to do next.",
                report.follow_ups,
                number=number(report.follow_ups),
            )
        )
    if report.titles:
        yield Paragraph(_("These titles were awarded, from the contacts that count:"))
        yield Points([_title(each) for each in report.titles])


def _title(awarded: Awarded) -> str:
    words = f"{said(_TITLES, 'name', awarded.title, awarded.day)}: {said(_TITLES, 'worth', awarded)}"
    if awarded.holders == 1:
        return words
    shared = ngettext("shared by %(num)s", "shared by %(num)s", awarded.holders)
    return f"{words} ({shared})"


def _method(report: Report) -> Iterator[Block]:
    event, items = report.event, []
    for tag, text in _blocks(str(get_template_attribute("events/_rules.html", "in_words")(event.rules))):
        if tag == "li":
            items.append(text)
            continue
        if items:
            yield Points(items)
            items = []
        yield Paragraph(text)
    yield Paragraph(
        _("Only who agreed to contact tracking is part of the network. Everybody can take a contact back.")
    )
    if report.recorded is None:
        yield Paragraph(_("No result is recorded yet; these numbers can still change."))
        return
    recorded = report.recorded
    when = _moment(recorded.recorded_at, event.time_zone)
    words = _("Result %(version)s, frozen on %(when)s.", version=recorded.version, when=when)
    yield Paragraph(words + " " + _("It is never changed, and anybody can count it again from its record."))
    yield Paragraph(_("Fingerprint of this result (SHA-256):") + " " + recorded.sha256, is_quiet=True)


def _blocks(markup: str) -> Sequence[tuple[str, str]]:
    """Paragraphs and list items of markup of our own."""
    found = re.findall(r"<(p|li)>(.*?)</\1>", markup, re.DOTALL)
    return [(tag, _plain(text)) for tag, text in found]


def _plain(markup: str) -> str:
    """Text without markup, its white space made one; what must not be broken stays so."""
    return re.sub(r"[ \t\n]+", " ", unescape(re.sub(r"<[^>]*>", "", markup))).strip()


def _day(day: date) -> str:
    return str(format_date(day, "EEEE, d. MMMM" if current() == "de" else "EEEE d MMMM"))


def _moment(moment: Any, zone: str) -> str:
    pattern = "d. MMMM y, HH:mm" if current() == "de" else "d MMMM y, HH:mm"
    return str(format_datetime(moment.astimezone(ZoneInfo(zone)), pattern, rebase=False))
