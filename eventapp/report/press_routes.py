"""Pages: what a newspaper needs about an event: sentences, a picture, and whether the champion may be named."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, format_decimal, ngettext
from flask_babel import gettext as _

from eventapp import assets, clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.downloads import download
from eventapp.events.days import dates_in_words
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.language import LANGUAGES
from eventapp.registration.models import Registration
from eventapp.report.queries import Awarded, Report, champions_of, picture_of, report_of, turnout
from eventapp.report.typesetting import picture_as_png, zipped

bp = Blueprint("press", __name__)

_PRESS = "/events/<slug>/report/press"
_FONTS = assets.FOLDER / "vendor" / "fonts"


@dataclass(frozen=True, slots=True)
class Champions:
    """Who may be named as champion.

    Attributes:
        names: With their organisations; none unless everybody who shares the title agreed to be named in the hall.
        are_announced: Whether there is a champion.
    """

    names: Sequence[str]
    are_announced: bool


@bp.get(_PRESS)
@with_right(Right.ORGANISE)
def press(event: Event) -> ResponseReturnValue:
    """The texts to copy, the picture, and what to ask the champion for."""
    found, champions = _report(event), _champions(event)
    return render_template(
        "report/press.html",
        texts={language: _sentences(found, champions, language) for language in LANGUAGES},
        champions=champions,
        svg=_svg(event),
    )


@bp.get(f"{_PRESS}/picture.svg")
@with_right(Right.ORGANISE)
def picture(event: Event) -> ResponseReturnValue:
    """The picture of the network, for print."""
    return Response(_svg(event) or abort(404), mimetype="image/svg+xml")


@bp.get(f"{_PRESS}/picture.png")
@with_right(Right.ORGANISE)
def picture_png(event: Event) -> ResponseReturnValue:
    """The same for everybody else."""
    return Response(picture_as_png(_svg(event) or abort(404), _FONTS), mimetype="image/png")


@bp.get("/events/<slug>/report/press.zip")
@with_right(Right.ORGANISE)
def kit(event: Event) -> ResponseReturnValue:
    """All of it in one file."""
    found, champions, svg = _report(event), _champions(event), _svg(event)
    texts = [
        f"{label}\n\n" + "\n".join(_sentences(found, champions, language)) + "\n"
        for language, label in (("de", "Deutsch"), ("en", "English"))
    ]
    files = {
        "README.txt": render_template("report/press_readme.txt", event=event, champions=champions, has_picture=svg),
        "sentences.txt": "\n".join(texts),
    }
    content = {name: text.encode() for name, text in files.items()}
    if svg is not None:
        content |= {"picture.svg": svg.encode(), "picture.png": picture_as_png(svg, _FONTS)}
    return download(zipped(content), "application/zip", _("Press kit %(event)s", event=event.title), "zip")


def _report(event: Event) -> Report:
    return report_of(event, account_id=signed_in_account().id, now=clock.now())


def _svg(event: Event) -> str | None:
    found = picture_of(event, turnout(event.id))
    if found is None:
        return None
    alt = _("The network as a picture: dots for people, lines for contacts")
    return render_template("report/network.svg", picture=found, alt=alt)


def _champions(event: Event) -> Champions:
    people = champions_of(event)
    may_be_named = bool(people) and all(person.shows_name for person in people)
    return Champions([_named(person) for person in people] if may_be_named else [], are_announced=bool(people))


def _named(person: Registration) -> str:
    return f"{person.name} ({person.organisation.name})" if person.organisation else person.name


def _sentences(report: Report, champions: Champions, language: str) -> list[str]:
    """Three sentences: who came, what came of it, who is champion; of the last, as much as may be said."""
    with force_locale(language):
        return [_who_came(report, language), _what_came_of_it(report), *_who_won(report, champions)]


def _who_came(report: Report, language: str) -> str:
    event, found = report.event, report.turnout
    people, organisations = found.came or found.registered, found.organisations
    words = {
        "people": ngettext("One person", "%(number)s people", people, number=format_decimal(people)),
        "event": event.title,
        "days": dates_in_words([day.date for day in event.days], language),
        "place": event.place,
    }
    if not organisations:
        sentence = ngettext(
            "%(people)s came to “%(event)s” (%(days)s, %(place)s).",
            "%(people)s came to “%(event)s” (%(days)s, %(place)s).",
            people,
            **words,
        )
        return str(sentence)
    count = format_decimal(organisations)
    words["organisations"] = ngettext("one organisation", "%(number)s organisations", organisations, number=count)
    sentence = ngettext(
        "%(people)s of %(organisations)s came to “%(event)s” (%(days)s, %(place)s).",
        "%(people)s of %(organisations)s came to “%(event)s” (%(days)s, %(place)s).",
        people,
        **words,
    )
    return str(sentence)


def _what_came_of_it(report: Report) -> str:
    size = None if report.measures is None else report.measures.size
    if size is None or not size.contacts:
        return str(_("How many people met there is being counted."))
    return str(
        _(
            "There, %(contacts)s pairs of people met in conversation, %(mean)s for each person on average.",
            contacts=format_decimal(size.contacts),
            mean=format_decimal(round(size.mean or 0, 1)),
        )
    )


def _who_won(report: Report, champions: Champions) -> list[str]:
    awarded = next((each for each in report.titles if each.title == "champion"), None)
    if awarded is None:
        return [str(_("Who becomes Vernetzungschampion has not been announced."))]
    contacts = format_decimal(int(awarded.value))
    if champions.names:
        names = _(" and ").join(champions.names)
        return [
            str(
                ngettext(
                    "%(names)s became Vernetzungschampion with %(contacts)s new contacts.",
                    "%(names)s became Vernetzungschampions with %(contacts)s new contacts each.",
                    len(champions.names),
                    names=names,
                    contacts=contacts,
                )
            )
        ]
    return [_unnamed(awarded, contacts)]


def _unnamed(awarded: Awarded, contacts: str) -> str:
    return str(
        ngettext(
            "The Vernetzungschampion made %(contacts)s new contacts.",
            "%(num)s people share the title of Vernetzungschampion, with %(contacts)s new contacts each.",
            awarded.holders,
            contacts=contacts,
        )
    )
