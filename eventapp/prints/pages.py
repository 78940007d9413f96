"""The page on which badges are chosen and printed: what an address or a form says about it, and how it is shown."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from eventapp.badges import alarms
from eventapp.badges.design import Template
from eventapp.badges.own_sizes import find_stock, own_stocks
from eventapp.badges.preview import badge_picture
from eventapp.badges.printing import inspect
from eventapp.badges.queries import Holder
from eventapp.badges.role_forms import GiveForm
from eventapp.badges.roles import roles_of
from eventapp.badges.stock import SHEET, Stock
from eventapp.badges.words import stock_choices, stock_label
from eventapp.core.name_search import folded
from eventapp.designs.queries import choices_for
from eventapp.designs.words import label_of
from eventapp.events.models import Event
from eventapp.prints import queries
from eventapp.prints.backs import BackLook, look_at
from eventapp.prints.choosing import Chosen, Freshness, choose
from eventapp.prints.forms import FOUND, LOOK, REASONS, FilterForm, PrintForm, filter_form
from eventapp.prints.looks import Look, look
from eventapp.prints.models import State
from eventapp.prints.orders import AT_ONCE
from eventapp.prints.words import edition_of

PER_PAGE = 50
FLAWS_SHOWN = 20
LOG_SHOWN = 5


class BadgesPage:
    """The list of badges, as an address or a form asks for it."""

    def __init__(self, event: Event, values: Any) -> None:
        """Reads everybody, and how their badges are to look."""
        self.event = event
        self.people = queries.candidates(event.id)
        self.roles = roles_of(event.id)
        names = {person.holder.organisation for person in self.people} - {""}
        self.form: FilterForm = filter_form(
            values,
            stock_choices(own_stocks(event.series_id)),
            sorted(names, key=folded),
            [role.name for role in self.roles],
            [day.date for day in event.days],
        )
        self.number: int = values.get("page", 1, type=int)
        self.log = queries.log_page(event.id, number=1, size=LOG_SHOWN)
        # A single label at the desk says nothing of what all are printed on.
        usual = next((job.stock for job in self.log.jobs if job.badges > 1), "")
        stock = self._stock(self.form.stock.data or "") or self._stock(usual) or SHEET
        self.form.stock.data = stock.key
        choices = choices_for(event.series_id, stock.width, stock.height)
        self.form.design.choices = [(choice.key, label_of(choice)) for choice in choices]
        wanted = self.form.design.data or queries.last_design(event.id, stock.key)
        self.look = look(edition_of(event), stock, wanted)
        self.form.design.data = self.look.design_key or str(Template.THREAD)

    def _stock(self, key: str) -> Stock | None:
        return find_stock(self.event.series_id, key)

    def address(self, number: int | None = None) -> str:
        """Where the same people are shown in the same way."""
        values: dict[str, Any] = {**self.form.in_address(), "page": number}
        return url_for("badges.badges", slug=self.event.slug, **values)

    def found(self, *, only_pending: bool = False) -> list[Chosen]:
        """Whom the filter means."""
        wanted, order, zone = self.form.wanted(), self.form.chosen_order(), self.event.time_zone
        found = choose(self.people, wanted, order, self.look.fingerprint, zone)
        return [row for row in found if row.freshness is not Freshness.PRINTED] if only_pending else found

    def meant(self, scope: str | None, ticked: Sequence[str], *, only_pending: bool = False) -> list[Chosen]:
        """Whom a form means: all whom the filter means, or those of them who were ticked."""
        if scope in {FOUND, LOOK}:
            return self.found(only_pending=only_pending)
        uids = set(ticked)
        return [row for row in self.found() if row.holder.uid in uids]

    def html(self, form: PrintForm, back: BackLook | None = None) -> str:
        """The page.

        Args:
            form: How badges are to be printed, with all that was typed and ticked.
            back: How the backs will look, once somebody asked.
        """
        found, shown = self.found(), self.look
        pages = max(1, -(-len(found) // PER_PAGE))
        number = min(max(1, self.number), pages)
        form.back_design.choices = self.form.design.choices
        if back is not None:
            form.back_seen.data = back.mark
        return render_template(
            "prints/badges.html",
            wanted=self.form,
            is_filtered=bool(set(self.form.in_address()) - {"stock", "design", "order"}),
            form=form,
            back=back,
            ticked=set(form.person.data or ()),
            roles=self.roles,
            give_form=give_form(self.event),
            stock=shown.stock,
            stock_label=stock_label(shown.stock),
            people=len(self.people),
            found=found,
            fresh={freshness: sum(row.freshness is freshness for row in found) for freshness in Freshness},
            Freshness=Freshness,
            rows=found[(number - 1) * PER_PAGE : number * PER_PAGE],
            page=number,
            pages=pages,
            address=self.address,
            inspection=inspect([row.holder for row in found], shown.edition, shown.design),
            most_shown=FLAWS_SHOWN,
            at_once=AT_ONCE,
            picture=picture_of(found[0].holder, shown) if found else None,
            log=self.log,
            under_way=queries.job_under_way(self.event.id),
            alarms=alarms.open_alarms(self.event.id),
            reasons=REASONS,
            State=State,
        )


def picture_of(holder: Holder, shown: Look) -> str:
    """Somebody's badge for a page."""
    return badge_picture(holder, shown.edition, shown.design, _("Badge of %(name)s", name=holder.name))


def look_at_back(form: PrintForm, front: Look, holders: Sequence[Holder]) -> BackLook:
    """How the chosen backs will look."""
    return look_at(form.options(), front, holders, _("Back of the badge"))


def give_form(event: Event, role: str = "") -> GiveForm:
    """A form to give people a role.

    Args:
        event: Whose roles.
        role: The one that somebody has, by its name.
    """
    form, roles = GiveForm(formdata=None), roles_of(event.id)
    form.offer(roles)
    form.given.data = next((str(each.id) for each in roles if each.name == role), "")
    return form
