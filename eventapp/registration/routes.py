"""Pages of registration: signing up, getting in by the personal link, and the organiser's list."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock, language
from eventapp.accounts import attempts
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.core.places import Status
from eventapp.errors import error_response
from eventapp.events.guards import public, with_right
from eventapp.events.models import Event
from eventapp.forms import Form
from eventapp.registration import guards, invitation_queries, place_queries, queries, question_queries, service
from eventapp.registration.answer_forms import asking
from eventapp.registration.consents import CONSENTS
from eventapp.registration.forms import LinkAgainForm, ProfileForm, RegistrationForm
from eventapp.registration.guards import registrant_required
from eventapp.registration.models import Purpose
from eventapp.registration.parts import with_parts
from eventapp.registration.topic_forms import topics_form
from eventapp.registration.words import REDEEMING, said

bp = Blueprint("registration", __name__)

PEOPLE_ON_A_PAGE = 100
_MOST_PAGES = 1_000_000


@bp.route("/events/<slug>/register", methods=["GET", "POST"])
@public
def register(event: Event) -> ResponseReturnValue:
    """Takes a registration. Every accepted one is answered alike, whether or not the address is known."""
    now = clock.now()
    typed = (request.form if request.method == "POST" else request.args).get("code", "").strip()
    invitation = service.redeemable(typed, event_id=event.id, now=now) if typed else None
    code = invitation.code if invitation else None
    state = service.opening(event, now=now, is_invited=code is not None and code.opens_registration)
    if state is not service.Opening.OPEN:
        return _closed(event, state, invitation)
    house = code.organisation.name if code and code.organisation else ""
    asked = with_parts(RegistrationForm, event, now=now)
    form = asking(asked, event.questions, language.current())(
        event.topics, data={"code": typed, "organisation": house}
    )
    if form.validate_on_submit() and not _is_trapped(form):
        slug = event.slug
        verdict = service.register(_entry(form), event_id=event.id, now=now, also=form.keep_parts(now)).verdict
        if verdict is service.Registering.NOT_OPEN:
            return _closed(event, service.opening(event, now=now), invitation)
        if verdict is service.Registering.BAD_CODE:
            invitation = service.redeemable(typed, event_id=event.id, now=now)
        elif verdict is service.Registering.FULL:
            form.form_errors.append(_("All places are taken by now. Nothing was saved."))
        elif verdict is service.Registering.TOO_MANY:
            form.form_errors.append(
                _("So many people are registering that the organisers look first. Please send the form again later.")
            )
            return _registration_page(event, form, invitation, HTTPStatus.TOO_MANY_REQUESTS)
        else:
            flash(_("The mail goes to %(email)s.", email=form.email.data), "success")
            return redirect(url_for("registration.registered", slug=slug), HTTPStatus.SEE_OTHER)
    return _registration_page(event, form, invitation)


@bp.get("/events/<slug>/registered")
@public
def registered(event: Event) -> ResponseReturnValue:
    """Says that a mail is on its way and what to do with it."""
    return render_template("registration/registered.html", event=event)


@bp.get("/events/<slug>/privacy")
@public
def privacy(event: Event) -> ResponseReturnValue:
    """What is kept of an attendee, what for, who sees it, and whom to ask."""
    return render_template("registration/privacy.html", event=event, consents=CONSENTS.values())


@bp.route("/p/<token>", methods=["GET", "POST"])
def personal_link(token: str) -> ResponseReturnValue:
    """Signs the owner of a personal link in.

    Mail programs look at links before people do, so that GET shows a button and changes nothing. Wrong links are
    counted for each network address; a right one always works, since a whole hall can share one address. Whoever
    scanned a badge before signing in goes on there.
    """
    now = clock.now()
    if request.method == "POST":
        signed_in = service.use_personal_link(token, now=now, device=guards.device_word())
        if signed_in is not None:
            begun = guards.begun_scan(signed_in.slug, request.form.get("scan", ""), guards.kept_scan())
            guards.start_session(signed_in.slug, signed_in.token)
            guards.end_begun_scan()
            if begun is not None:  # a page with one button, which saves the contact
                return redirect(url_for("contacts.badge_page", code=begun), HTTPStatus.SEE_OTHER)
            return redirect(url_for("contacts.me", slug=signed_in.slug), HTTPStatus.SEE_OTHER)
        visitor = request.remote_addr or ""
        if not attempts.is_allowed(attempts.SECRET_LINK, visitor, now=now):
            return error_response(HTTPStatus.TOO_MANY_REQUESTS)
        attempts.note(attempts.SECRET_LINK, visitor, now=now)
    found = queries.event_of_link(token, now=now)
    if found is not None:
        language.address_reader(found.event.address)
    if found is not None and found.is_usable:
        scan = request.values.get("scan") or guards.kept_scan()
        goes_on = guards.begun_scan(found.event.slug, scan) is not None
        return render_template(
            "registration/personal_link.html",
            current_event=found.event,
            token=token,
            scan=scan if goes_on else "",
            has_place=found.has_place,
        )
    page = render_template("registration/dead_link.html", current_event=found.event if found else None)
    return make_response(page, HTTPStatus.GONE)


@bp.app_template_global()
def link_again_form() -> LinkAgainForm:
    """An empty form for a new personal link, for every page that needs one to be opened."""
    return LinkAgainForm(formdata=None)


@bp.route("/events/<slug>/link-again", methods=["GET", "POST"])
@public
def link_again(event: Event) -> ResponseReturnValue:
    """Sends a new personal link; whether the address is registered is told to its owner only."""
    form = LinkAgainForm()
    if not form.validate_on_submit():
        return render_template("registration/link_again.html", event=event, form=form), _status(form)
    slug = event.slug
    service.mail_link_again(form.email.data, event_id=event.id, now=clock.now(), scan=guards.kept_scan())
    flash(_("The address entered: %(email)s", email=form.email.data), "info")
    return redirect(url_for("registration.link_sent", slug=slug), HTTPStatus.SEE_OTHER)


@bp.get("/events/<slug>/link-sent")
@public
def link_sent(event: Event) -> ResponseReturnValue:
    """Says that a mail is on its way if the address is registered."""
    return render_template("registration/link_sent.html", event=event)


@bp.get("/events/<slug>/registrations")
@with_right(Right.ORGANISE)
def registrations(event: Event) -> ResponseReturnValue:
    """Who has registered, and what they agreed to."""
    search, status = request.args.get("q", ""), request.args.get("status", type=Status)
    page = request.args.get("page", 1, type=_page_number)
    found = queries.list_page(event.id, search, number=page, size=PEOPLE_ON_A_PAGE, status=status)
    answers = question_queries.answers_of_all([person.id for person in found.people]) if event.questions else {}
    return render_template(
        "registration/registrations.html",
        event=event,
        found=found,
        counts=place_queries.place_numbers(event.id),
        answers=answers,
        said=said,
        is_rush=service.is_rush(event.id, now=clock.now()),
        search=search,
        chosen=status,
        address=lambda number: list_address(event.slug, {**request.args, "page": str(number)}),
    )


@bp.post("/events/<slug>/registrations/<uid>/mail")
@with_right(Right.ORGANISE)
def mail_again(event: Event, uid: str) -> ResponseReturnValue:
    """Sends the ticket mail with a new personal link once more."""
    person = queries.registration_by_uid(event.id, uid)
    if person is None:
        abort(HTTPStatus.NOT_FOUND)
    slug, name = event.slug, person.name
    if service.mail_tickets_again(event.id, [person.id], now=clock.now()):
        flash(_("The ticket goes to %(name)s once more, with a new link.", name=name), "success")
    else:
        flash(_("No e-mail address of %(name)s is known.", name=name), "error")
    return redirect(back_to(slug, request.form), HTTPStatus.SEE_OTHER)


@bp.route("/events/<slug>/me/profile", methods=["GET", "POST"])
@registrant_required
def profile(attendee: queries.SignedInAttendee) -> ResponseReturnValue:
    """What the attendee tells about themselves: telephone number, topics, answers to questions."""
    person = queries.registration(attendee.registration_id)
    chosen = queries.chosen_topics(person.id)
    answered = question_queries.answers_of(person.id)
    form = asking(ProfileForm, person.event.questions, language.current(), answered)(
        person.event.topics,
        data={
            "phone": person.phone,
            "offers": [topic.id for topic in chosen.offers],
            "seeks": [topic.id for topic in chosen.seeks],
        },
    )
    if not form.validate_on_submit():
        page = render_template("registration/profile.html", current_event=person.event, person=person, form=form)
        return page, _status(form)
    entry = service.Profile(form.phone.data, form.offers.data, form.seeks.data, form.answers())
    service.change_profile(person.id, entry, phone_words=CONSENTS[Purpose.PHONE].text, now=clock.now())
    flash(_("Saved."), "success")
    back = "contacts.me" if attendee.has_place else "places.own"
    return redirect(url_for(back, slug=attendee.slug, _anchor="about-me"), HTTPStatus.SEE_OTHER)


@bp.route("/events/<slug>/settings/topics", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def topics(event: Event) -> ResponseReturnValue:
    """What people of the event can offer and seek, and the questions that help them to begin."""
    uses = queries.topic_uses(event.id)
    form = topics_form(uses, event.icebreakers)
    if not form.validate_on_submit():
        page = render_template("registration/topics.html", event=event, form=form, uses=uses)
        return page, _status(form)
    slug = event.slug
    service.change_topics(event.id, form.changes(), account_id=signed_in_account().id, now=clock.now())
    flash(_("Saved."), "success")
    return redirect(url_for("registration.topics", slug=slug), HTTPStatus.SEE_OTHER)


def list_address(slug: str, shown: Mapping[str, str]) -> str:
    """The list of registrations as it was shown: which page, of what a search found, of those that stand where."""
    kept = {name: shown.get(name) or None for name in ("q", "status", "page")}
    return url_for("registration.registrations", slug=slug, **kept)  # type: ignore[arg-type] # by name


def back_to(slug: str, sent: Mapping[str, str]) -> str:
    """Where an organiser came from: the page named, or the list as it was shown."""
    return language.own_path(sent["next"]) if sent.get("next") else list_address(slug, sent)


def _is_trapped(form: RegistrationForm) -> bool:
    """Whether a program filled in the form, which is told to send it once more."""
    if not form.is_trapped():
        return False
    form.form_errors.append(_("Please send the form once more. Everything you entered is still there."))
    return True


def _entry(form: RegistrationForm) -> service.Entry:
    return service.Entry(
        name=form.name.data,
        organisation=form.organisation.data,
        email=form.email.data,
        consents=form.consents(given=True),
        declined=form.consents(given=False),
        locale=language.current(),
        phone=form.phone.data,
        offers=form.offers.data,
        seeks=form.seeks.data,
        answers=form.answers(),
        code=form.code.data,
    )


def _registration_page(
    event: Event,
    form: RegistrationForm,
    invitation: service.RedeemingOutcome | None,
    status: HTTPStatus | None = None,
) -> ResponseReturnValue:
    code = invitation.code if invitation else None
    is_full = place_queries.is_full(event, now=clock.now(), code_id=code.id if code else None)
    has_codes = invitation_queries.has_codes(event.id)
    if is_full and not event.has_waiting_list and not form.is_submitted() and not has_codes:
        return render_template("registration/closed.html", event=event, state="full")
    if invitation is not None and code is None:
        form.code.errors = [REDEEMING[invitation.verdict]]
    page = render_template(
        "registration/register.html",
        event=event,
        form=form,
        organisations=[organisation.name for organisation in event.organisations],
        is_full=is_full,
        is_awaited=code is not None,
        takes_codes=has_codes or bool(form.code.data),
        needs_approval=event.requires_approval and not (code and code.skips_approval),
    )
    return page, status or _status(form)


def _closed(event: Event, state: service.Opening, invitation: service.RedeemingOutcome | None) -> ResponseReturnValue:
    refusal = REDEEMING[invitation.verdict] if invitation and invitation.code is None else ""
    page = render_template(
        "registration/closed.html",
        event=event,
        state=state,
        takes_codes=state in (service.Opening.NOT_YET, service.Opening.CLOSED)
        and invitation_queries.has_codes(event.id),
        refusal=refusal,
    )
    return page, HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK


def _status(form: Form) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


def _page_number(text: str) -> int:
    """A page number, however large it was typed.

    Raises:
        ValueError: It is not a number.
    """
    if len(text) > len(str(_MOST_PAGES)):
        raise ValueError
    return int(text)
