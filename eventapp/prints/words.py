"""What do a file of badges and the words on all badges say?"""

from flask_babel import gettext as _

from eventapp import assets
from eventapp.badges.asked import on_badges
from eventapp.badges.logos import Logos
from eventapp.badges.printing import Edition
from eventapp.badges.queries import Holder
from eventapp.badges.stock import Stock
from eventapp.config import current_config
from eventapp.events.days import days_in_words
from eventapp.events.models import Event
from eventapp.prints.looks import Look, look
from eventapp.prints.queries import last_design


def edition_of(event: Event) -> Edition:
    """What all badges of an event have in common, in the language of the moment."""
    return Edition(
        event.title,
        current_config().base_url,
        _("Team"),
        assets.FOLDER / "vendor" / "fonts",
        event.series_id,
        days_in_words(event),
        tuple(event.icebreakers),
        Logos(event.series_id).of,
        on_badges(event.questions),
        is_test=event.is_test,
    )


def usual_look(event: Event, stock: Stock) -> Look:
    """How badges of an event look on a stock: in the design in which they were printed last on it."""
    return look(edition_of(event), stock, last_design(event.id, stock.key))


def title_of(event_title: str, only: Holder | None = None) -> str:
    """What a file of badges is called: after its event, or the one person whose badge it holds."""
    if only is not None:
        return str(_("Badge %(name)s", name=only.name))
    return str(_("Badges %(event)s", event=event_title))
