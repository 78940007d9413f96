"""In which language, with „Sie“ or „du“, and at which time of day, does somebody read?"""

from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import dates
from flask import Blueprint, Flask, g, redirect, request, session
from flask_babel import format_date, format_datetime, get_locale, refresh
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Response

from eventapp.config import PACKAGE
from eventapp.extensions import babel

LANGUAGES = ("de", "en")
CATALOGUE_FOLDERS = ";".join(f"{PACKAGE}/{name}" for name in ("translations", "translations/informal"))
"""As flask_babel takes them: the second holds only the sentences that „du“ changes; the rest is as in the first."""
FORMAL, INFORMAL = "sie", "du"
"""How German addresses its reader; informally only where an event's organisers chose it, and only its attendees."""
bp = Blueprint("language", __name__)


def init_app(app: Flask) -> None:
    """Chooses the language of every page, German first; gives templates dates in an event's own zone."""
    babel.init_app(app, default_locale="de", default_timezone="UTC", locale_selector=choose)
    app.jinja_env.globals.update(language=current, languages=LANGUAGES)
    app.jinja_env.filters.update(local_time=local_time, local_date_time=local_date_time, full_date=full_date)


def choose() -> str:
    """The language that the visitor chose, or the one that the browser asks for, or German."""
    chosen = session.get("language")
    if chosen not in LANGUAGES:
        chosen = _asked_for(request.headers.get("Accept-Language", ""))
    return locale_of(str(chosen), g.get("address", FORMAL))


@lru_cache(256)
def _asked_for(header: str) -> str:
    """What a browser asks for; few headers come from everybody."""
    accepted: LanguageAccept = parse_accept_header(header, LanguageAccept)
    return accepted.best_match(LANGUAGES, "de")


def locale_of(language: str, address: str) -> str:
    """The name under which the catalogues hold a language.

    Args:
        language: One of LANGUAGES.
        address: FORMAL or INFORMAL; English knows no difference.
    """
    return "de@informal" if (language, address) == ("de", INFORMAL) else language


def address_reader(address: str) -> None:
    """From here on, the answer to this request addresses its reader in this way: FORMAL or INFORMAL."""
    if address != g.get("address", FORMAL):
        g.address = address
        refresh()


def current() -> str:
    """The language of this page."""
    locale = get_locale()
    return "de" if locale is None else str(locale.language)


def local_time(moment: datetime, zone: str) -> str:
    """A moment as the clock on the wall of the event shows it."""
    return str(format_datetime(moment.astimezone(ZoneInfo(zone)), "HH:mm", rebase=False))


def local_date_time(moment: datetime, zone: str) -> str:
    """A moment with its date, in the event's own zone."""
    return _date_and_minute(moment.replace(second=0, microsecond=0), zone, current())


@lru_cache(4096)
def _date_and_minute(minute: datetime, zone: str, language: str) -> str:
    """Kept, since the list of a large event writes thousands, most of them again and again."""
    pattern = "EEE d. MMM, HH:mm" if language == "de" else "EEE d MMM, HH:mm"
    return dates.format_datetime(minute.astimezone(ZoneInfo(zone)), pattern, locale=language)


def full_date(day: date) -> str:
    """A day with its weekday; in English day before month, as the days of events are written."""
    return str(format_date(day, "EEEE, d. MMMM y" if current() == "de" else "EEEE d MMMM y"))


def own_path(target: str | None) -> str:
    """A path of this site to go on to; anything else becomes the start page.

    Only `/path` is taken: no scheme, host, backslash or control character gets through (open redirects).
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return "/"
    if "\\" in target or any(ord(character) <= ord(" ") for character in target):
        return "/"
    try:
        parts = urlsplit(target)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else target


@bp.post("/language")
def change() -> Response:
    """Keeps the visitor's choice of language."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
    return redirect(own_path(request.form.get("next")), 303)
