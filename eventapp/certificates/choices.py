"""Which certificates did organisers choose to offer, and with which pictures?"""

from collections.abc import Sequence

from eventapp.certificates.models import FEWEST_EVENTS, CertificateChoice, Kind, SeriesCertificates
from eventapp.certificates.typesetting import Pictures
from eventapp.events.models import Event
from eventapp.extensions import db


def choice_of(event_id: int) -> CertificateChoice | None:
    """What the organisers of an event chose; None: nothing yet."""
    return db.session.get(CertificateChoice, event_id)


def of_series(series_id: int) -> SeriesCertificates:
    """What holds for the certificates of a series; the usual, where nobody chose anything."""
    found = db.session.get(SeriesCertificates, series_id)
    return found or SeriesCertificates(series_id=series_id, least_events=FEWEST_EVENTS, logo=None)


def kinds_offered(choice: CertificateChoice | None) -> Sequence[Kind]:
    """Which certificates the organisers offer."""
    if choice is None:
        return ()
    offered = {
        Kind.ATTENDANCE: choice.offers_attendance,
        Kind.TITLE: choice.offers_titles,
        Kind.SERIES: choice.offers_series,
    }
    return [kind for kind, is_offered in offered.items() if is_offered]


def pictures_of(event: Event) -> Pictures:
    """The logo of an event's series, and the signature of the event."""
    choice = choice_of(event.id)
    return Pictures(of_series(event.series_id).logo, None if choice is None else choice.signature)
