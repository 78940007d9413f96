"""Who may what: every endpoint of the app with its audience, and a form that its page takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from tests.factories import PASSWORD, today
from tests.ground_rules.hall import KIOSK_PIN, Place, Visitor, nonce


class Answer(StrEnum):
    """What a visitor gets."""

    SERVED = "served"
    SIGN_IN = "sign_in"
    """The way to the sign-in page; 401 for a script."""
    LINK_NEEDED = "link_needed"
    """401, and how to get the personal link."""
    FORBIDDEN = "forbidden"
    MISSING = "missing"
    """404, as for an event that is not there."""


Audience = Mapping[Visitor, Answer]

_NO_ACCOUNT = (
    Visitor.ANONYMOUS,
    Visitor.ATTENDEE,
    Visitor.FOREIGN_ATTENDEE,
    Visitor.STATION,
    Visitor.GATE,
    Visitor.KIOSK,
)
OTHER_TEAM = (Visitor.FOREIGN_HOST, Visitor.FOREIGN_ORGANISER)
"""They run the foreign event: to them, the own one is of others."""


def _team(host: Answer) -> Audience:
    return {
        **dict.fromkeys(_NO_ACCOUNT, Answer.SIGN_IN),
        **dict.fromkeys(OTHER_TEAM, Answer.MISSING),
        Visitor.HOST: host,
        Visitor.ORGANISER: Answer.SERVED,
    }


EVERYBODY: Audience = dict.fromkeys(Visitor, Answer.SERVED)
CREATORS: Audience = {
    **dict.fromkeys(_NO_ACCOUNT, Answer.SIGN_IN),
    Visitor.HOST: Answer.FORBIDDEN,
    Visitor.FOREIGN_HOST: Answer.FORBIDDEN,
    Visitor.ORGANISER: Answer.SERVED,
    Visitor.FOREIGN_ORGANISER: Answer.SERVED,
}
ACCOUNTS: Audience = {**dict.fromkeys(Visitor, Answer.SERVED), **dict.fromkeys(_NO_ACCOUNT, Answer.SIGN_IN)}
HOSTS: Audience = _team(host=Answer.SERVED)
ORGANISERS: Audience = _team(host=Answer.FORBIDDEN)
ATTENDEES: Audience = {**dict.fromkeys(Visitor, Answer.LINK_NEEDED), Visitor.ATTENDEE: Answer.SERVED}
STATIONS: Audience = {**dict.fromkeys(Visitor, Answer.LINK_NEEDED), Visitor.STATION: Answer.SERVED}
GATES: Audience = {**dict.fromkeys(Visitor, Answer.LINK_NEEDED), Visitor.GATE: Answer.SERVED}
KIOSKS: Audience = {**dict.fromkeys(Visitor, Answer.LINK_NEEDED), Visitor.KIOSK: Answer.SERVED}
DEVICES: Audience = dict.fromkeys(Visitor, Answer.FORBIDDEN)

PAGE = "0123456789abcdef"
"""Names a page that somebody sends."""
Form = Callable[[Place], Mapping[str, str]]


def _nothing(_place: Place) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Access:
    """What the rules say about one endpoint.

    Attributes:
        audience: Who may open it and send its form.
        form: What its form sends, so that it is taken.
        repeated: Statuses that say „that has happened already“ when the next visitor sends the same.
    """

    audience: Audience
    form: Form = field(default=_nothing)
    repeated: frozenset[int] = frozenset()


def _event_form(_place: Place) -> Mapping[str, str]:
    return {
        "title": "Netzwerktreffen im Norden",
        "place": "Hannover",
        "time_zone": "Europe/Berlin",
        "first_day": today().isoformat(),
        "day_count": "2",
        "new_series": "Treffen",
        "organisations": "MDZ Hannover",
        "address": "sie",
        "privacy_contact": "datenschutz@example.org",
        "confirmation": "objection",
    }


def _registration(_place: Place) -> Mapping[str, str]:
    about = {"name": "Gerda Neu", "organisation": "IHK", "email": "gerda@example.net", "tracking": "y"}
    return {**about, **_days(_place)}


def _question(_place: Place) -> Mapping[str, str]:
    answers = {"option_new1": "Mit der Bahn", "option_new2": "Zu Fuß", "may_forget": "y"}
    return {"wording": "Wie reisen Sie an?", "is_on_badge": "y", **answers}


def _account(_place: Place) -> Mapping[str, str]:
    return {"name": "Nina Neu", "email": "nina@example.net", "password": PASSWORD}


def _paper(_place: Place) -> Mapping[str, str]:
    sheet = {"name": "Etiketten", "kind": "sheet", "page_width": "210", "page_height": "297"}
    grid = {"columns": "2", "rows": "4", "width": "93", "height": "66"}
    return {**sheet, **grid, "margin_left": "10,5", "margin_top": "12", "gap_x": "1", "gap_y": "2"}


def _session(_place: Place) -> Mapping[str, str]:
    day = (today() + timedelta(days=1)).isoformat()
    return {"title": "Recht", "day": day, "starts": "09:00", "ends": "10:00", "is_bookable": "y", "capacity": "20"}


def _days(_place: Place) -> Mapping[str, str]:
    return {"coming_days": (today() + timedelta(days=1)).isoformat()}


def _mailing(_place: Place) -> dict[str, str]:
    return {"audience": "attendees", "subject": "Der Saal ist ein anderer", "text": "Guten Tag {name}, {link}"}


ACCESS: Mapping[str, Access] = {
    "account.account": Access(ACCOUNTS),
    "account.choose_password": Access(ACCOUNTS, lambda _place: {"present": PASSWORD, "password": PASSWORD[::-1]}),
    "account.end_others": Access(ACCOUNTS),
    "account.end_sign_in": Access(ACCOUNTS),
    "account.link_by_mail": Access(EVERYBODY, lambda _place: {"email": "ola@example.org"}),
    "account.link_sent": Access(EVERYBODY),
    "account.rename": Access(ACCOUNTS, lambda _place: {"name": "Ola Nowak"}),
    "accounts.setup": Access(EVERYBODY, _account, repeated=frozenset({410})),
    "accounts.sign_in": Access(
        EVERYBODY, lambda _place: {"email": "ola@example.org", "password": PASSWORD, "next": "/"}
    ),
    "accounts.sign_in_by_link": Access(EVERYBODY),
    "accounts.sign_out": Access(EVERYBODY),
    "analysis.analysis": Access(ORGANISERS),
    "analysis.organisations": Access(ORGANISERS),
    "factor.begin": Access(ACCOUNTS),
    "factor.code": Access(ACCOUNTS),
    # None of them has a device here that would make the right code.
    "factor.confirm": Access(ACCOUNTS, lambda _place: {"code": "123456"}, repeated=frozenset({422, 429})),
    "factor.factor": Access(ACCOUNTS),
    "factor.remove": Access(
        ACCOUNTS, lambda _place: {"off-password": PASSWORD, "off-code": "123456"}, repeated=frozenset({422})
    ),
    "factor.renew_codes": Access(ACCOUNTS, lambda _place: {"code": "123456"}, repeated=frozenset({422})),
    "assets.file": Access(EVERYBODY),
    "badges.badge": Access(HOSTS),
    "badges.badges": Access(HOSTS),
    "badges.prepare": Access(
        HOSTS,
        lambda place: {
            "person": place.uid,
            "scope": "found",
            "order": "family_name",
            "stock": "a4-cards",
            "start": "1",
            "back": "none",
            "back_text": "WLAN",
            "duplex": "long",
            "again": "other",
            "codes": "keep",
        },
    ),
    "badges.prepare_single": Access(HOSTS, lambda _place: {"stock": "a6", "again": "other", "codes": "keep"}),
    "badges.replace": Access(HOSTS),
    "ceremony.naming": Access(ORGANISERS, lambda place: {"number": str(place.number), "given": "yes"}),
    "ceremony.reveal": Access(ORGANISERS),
    "ceremony.show": Access(ORGANISERS),
    "certificate_check.check": Access(EVERYBODY),
    "certificate_check.compare": Access(EVERYBODY, lambda _place: {"name": "Anna Schmidt"}),
    "certificates.certificates": Access(ORGANISERS),
    "certificates.choose": Access(
        ORGANISERS, lambda _place: {"attendance": "y", "least_events": "2", "signer_name": "Ola Nowak"}
    ),
    "certificates.prepare": Access(ORGANISERS, lambda _place: {"kind": "attendance", "language": "de"}),
    "certificates.preview": Access(ORGANISERS),
    "certificates.preview_sheet": Access(ORGANISERS),
    "certificates.printed": Access(ORGANISERS),
    "certificates.remove_picture": Access(ORGANISERS, lambda _place: {"picture": "logo"}),
    "certificates.set_picture": Access(ORGANISERS, lambda _place: {"picture": "signature"}),
    "certificates.sheets": Access(ORGANISERS),
    "report.registrations": Access(ORGANISERS),
    "report.report": Access(ORGANISERS),
    "report.sheet": Access(ORGANISERS),
    "review.decide": Access(ORGANISERS, lambda _place: {"contact": "1", "decision": "kept"}),
    "review.review": Access(ORGANISERS),
    "champion.champion": Access(ORGANISERS),
    "champion.close": Access(ORGANISERS, lambda _place: {"minutes": "0"}),
    "champion.correct": Access(ORGANISERS, lambda _place: {"reason": "Ein Fehler"}),
    "champion.crown": Access(ORGANISERS),
    "champion.record": Access(ORGANISERS),
    "champion.reopen": Access(ORGANISERS, lambda _place: {"reason": "Zu früh"}),
    "champion.stage": Access(ORGANISERS),
    "champion.titles": Access(ORGANISERS, lambda _place: {"titles": "bridge_builder"}),
    # No result is recorded there; tests/champion/test_record.py fetches one.
    "result_export.record": Access({**ORGANISERS, Visitor.ORGANISER: Answer.MISSING}),
    "checkin.check_in": Access(HOSTS, lambda place: {"code": place.unmet.code, "nonce": nonce()}),
    "checkin.door": Access(HOSTS),
    "checkin.people": Access(HOSTS),
    "checkin.scan_page": Access(HOSTS),
    "checkin.settle": Access(HOSTS, lambda place: {"next": f"/events/{place.slug}/badges"}),
    "checkin.to_the_door": Access(HOSTS),
    "checkin.undo": Access(HOSTS, lambda place: {"uid": place.arrived_uid}, repeated=frozenset({409})),
    "contacts.badge_page": Access(EVERYBODY),
    "contacts.confirm": Access(ATTENDEES),
    "contacts.consents": Access(ATTENDEES, lambda _place: {"purpose": "projector", "given": "no"}),
    "contacts.contacts": Access(ATTENDEES),
    "contacts.known_before": Access(ATTENDEES, lambda _place: {"known": "yes"}),
    "contacts.me": Access(ATTENDEES),
    "contacts.reject": Access(ATTENDEES),
    "contacts.restore": Access(ATTENDEES),
    "contacts.scan": Access(ATTENDEES, lambda place: {"code": place.unmet.code, "nonce": nonce()}),
    "contacts.scan_page": Access(ATTENDEES),
    "contacts.sign_out": Access(ATTENDEES),
    "desk.ask": Access(HOSTS),
    "desk.correct": Access(HOSTS, lambda _place: {"name": "Cleo Mauerer", "organisation": "IHK"}),
    "desk.show": Access(HOSTS),
    "door_lists.all_lists": Access(ORGANISERS, lambda _place: {"name": "Samstag", "repeat": "once", "day": ""}),
    "door_lists.close": Access(ORGANISERS),
    "door_lists.for_session": Access(ORGANISERS),
    "door_lists.one": Access(ORGANISERS, lambda _place: {"name": "Samstag", "repeat": "often", "day": ""}),
    "door_lists.reopen": Access(ORGANISERS),
    "door_board.show": Access(ORGANISERS),
    "door_paper.enter": Access(
        HOSTS,
        lambda place: {"people": place.uid, "at": f"{today()}T00:00", "direction": "entry", "nonce": PAGE},
    ),
    "door_paper.paper": Access(HOSTS),
    "door_paper.sheet": Access(HOSTS, lambda _place: {"order": "name"}),
    # Open to devices alone, by a token that no visitor of these has; tests/doors/test_api.py has one.
    "door_api.people": Access(DEVICES),
    "door_api.redeem": Access(DEVICES, lambda place: {"code": place.unmet.code, "nonce": nonce()}),
    "door_api.seen": Access(DEVICES),
    "door_phone.page": Access(GATES),
    "door_phone.people": Access(GATES),
    "door_phone.redeem": Access(
        GATES, lambda place: {"code": place.unmet.code, "list": str(place.list_id), "nonce": nonce()}
    ),
    "door_phone.seen": Access(GATES, lambda _place: {"waiting": "3"}),
    "door_phone.session": Access(GATES),
    "door_phone.shell": Access(GATES),
    "door_phone.walk_in": Access(
        GATES,
        lambda place: {"name": "Gerda Neu", "list": str(place.list_id), "nonce": nonce()},
        repeated=frozenset({409}),
    ),
    "doors.devices": Access(
        ORGANISERS, lambda place: {"name": "Tür 2", "kind": "door", "lists": str(place.list_id), "pin": ""}
    ),
    "doors.pair": Access(EVERYBODY),
    "doors.pair_again": Access(ORGANISERS),
    "doors.revoke": Access(ORGANISERS),
    "erasing.own": Access(ATTENDEES, lambda _place: {"confirmed": "yes"}),
    "erasing.registration": Access(ORGANISERS, lambda _place: {"confirmed": "yes"}),
    "events.event": Access(EVERYBODY),
    "events.home": Access(EVERYBODY),
    "team.invite_again": Access(ORGANISERS),
    "team.withdraw_invitation": Access(ORGANISERS, repeated=frozenset({404})),
    "team.invitation": Access(EVERYBODY, lambda _place: {"name": "Nina Neu", "password": PASSWORD}),
    "events.new_event": Access(CREATORS, _event_form),
    "events.new_series": Access(CREATORS, lambda _place: {"title": "Reihe im Norden"}),
    "events.overview": Access(HOSTS),
    "events.publish": Access(ORGANISERS),
    "team.remove_member": Access(ORGANISERS),
    "team.change_role": Access(ORGANISERS, lambda _place: {"role": "viewer"}),
    "team.require_second_factor": Access(ORGANISERS, lambda _place: {"required": "no"}),
    "events.settings": Access(ORGANISERS, _event_form),
    "team.team": Access(ORGANISERS, lambda _place: {"email": "neu@example.net", "role": "host"}),
    "designs.begin": Access(ORGANISERS, lambda _place: {"stock": "a6", "template": "centred"}),
    "designs.bring_in": Access(ORGANISERS, repeated=frozenset({422})),  # without a file
    "designs.change": Access(ORGANISERS, lambda _place: {"name": "Unser Schild", "count": "0", "action": "save"}),
    "designs.design": Access(ORGANISERS),
    "designs.designs": Access(ORGANISERS),
    "designs.document": Access(ORGANISERS),
    "designs.preview": Access(ORGANISERS, lambda _place: {"name": "Unser Schild", "count": "0"}),
    "designs.remove": Access(ORGANISERS),
    "designs.remove_picture": Access(ORGANISERS, lambda _place: {"picture": "logo"}),
    "designs.set_picture": Access(ORGANISERS, lambda _place: {"picture": "background"}),
    "exports.card": Access(ATTENDEES),
    "exports.cards": Access(ATTENDEES),
    "exports.follow_up": Access(ATTENDEES),
    "exports.follow_ups": Access(ATTENDEES),
    "exports.sheet": Access(ATTENDEES),
    "exports.spreadsheet": Access(ATTENDEES),
    "health.healthz": Access(EVERYBODY),
    "history.event": Access(ORGANISERS),
    "history.person": Access(ORGANISERS),
    "invitations.codes": Access(ORGANISERS, lambda _place: {"label": "Mitglieder", "most_uses": "10"}),
    "invitations.colleagues": Access(ATTENDEES, lambda _place: {"name_1": "Gerda Neu", "email_1": "g@example.net"}),
    "invitations.end_code": Access(ORGANISERS),
    "imports.confirm": Access(ORGANISERS, lambda place: {"seen": place.import_digest}, repeated=frozenset({409})),
    "imports.preview": Access(ORGANISERS),
    "imports.upload": Access(ORGANISERS, repeated=frozenset({422})),  # without a file
    "kiosk.end": Access(KIOSKS, lambda _place: {"pin": KIOSK_PIN}),
    "kiosk.enter": Access(KIOSKS, lambda _place: {"name": "Cleo Maurer", "organisation": ""}),
    "kiosk.identify": Access(KIOSKS, lambda place: {"code": place.unmet.code}),
    "kiosk.label_size": Access(KIOSKS),
    "kiosk.leave": Access(KIOSKS),
    "kiosk.page": Access(KIOSKS),
    "given_roles.give": Access(HOSTS, lambda place: {"scope": "found", "given": str(place.role_id)}),
    "given_roles.give_one": Access(HOSTS, lambda place: {"given": str(place.role_id)}),
    "labels.choose": Access(HOSTS, lambda _place: {"stock": "a6", "at_once": "y"}),
    "labels.label": Access(HOSTS),
    "labels.page_size": Access(HOSTS),
    "labels.prepare": Access(HOSTS),
    "language.change": Access(EVERYBODY, lambda _place: {"language": "en", "next": "/"}),
    "live.changes": Access(ORGANISERS),
    "live.doors": Access(ORGANISERS),
    "live.person": Access(ATTENDEES),
    "mailings.edit": Access(ORGANISERS, _mailing),
    "mailings.mailing": Access(ORGANISERS),
    "mailings.mailings": Access(ORGANISERS),
    "mailings.new": Access(ORGANISERS, _mailing),
    "mailings.remove": Access(ORGANISERS),
    "mailings.send": Access(ORGANISERS),
    "mailings.stop": Access(ORGANISERS),
    "mailings.trial": Access(ORGANISERS, lambda _place: {"language": "de"}),
    "network.graph": Access(ORGANISERS),
    "network.graph_json": Access(ORGANISERS),
    "network.measures_json": Access(ORGANISERS),
    "network.rules_effect": Access(ORGANISERS),
    "network.standings": Access(ORGANISERS),
    "people_export.export": Access(ORGANISERS, lambda _place: {"file": "csv", "q": "", "status": ""}),
    "people_search.page": Access(ATTENDEES),
    "people_search.search": Access(ATTENDEES, lambda _place: {"q": "Mar"}, repeated=frozenset({429})),
    "picture.positions": Access(ORGANISERS, lambda _place: {"screen": "0123456789abcdef"}),
    "picture.topics": Access(ORGANISERS),
    "phone.manifest": Access(EVERYBODY),
    "phone.session": Access(ATTENDEES),
    "phone.shell": Access(ATTENDEES),
    "phone.worker": Access(EVERYBODY),
    "programme.cancel": Access(ORGANISERS, lambda _place: {"confirmed": "yes"}),
    "programme.change": Access(ORGANISERS, _session),
    "programme.days": Access(ORGANISERS),
    "programme.decide": Access(ORGANISERS, lambda _place: {"wish": "cancel"}),
    "programme.export": Access(ORGANISERS),
    "programme.new": Access(ORGANISERS, _session),
    "programme.programme": Access(ORGANISERS),
    "programme.session": Access(ORGANISERS),
    "person_programme.decide": Access(ORGANISERS, lambda _place: {"wish": "beyond"}),
    "person_programme.decide_days": Access(ORGANISERS, _days),
    "person_programme.sessions": Access(ORGANISERS),
    "press.kit": Access(ORGANISERS),
    "press.picture": Access(ORGANISERS),
    "press.picture_png": Access(ORGANISERS),
    "press.press": Access(ORGANISERS),
    "papers.forget": Access(ORGANISERS),
    "papers.new_size": Access(HOSTS, _paper),
    "papers.papers": Access(HOSTS),
    "papers.size": Access(HOSTS, _paper),
    "papers.trial": Access(HOSTS),
    "places.decide": Access(ORGANISERS, lambda _place: {"wish": "give"}),
    "places.own": Access(ATTENDEES, lambda _place: {"wish": "cancel"}),
    "places.own_calendar": Access(ATTENDEES),
    "places.let_more_in": Access(ORGANISERS),
    "places.settings": Access(ORGANISERS, lambda _place: {"places": "100", "offer_hours": "48"}),
    "printings.cancel": Access(HOSTS),
    "printings.log": Access(HOSTS),
    "printings.printing": Access(HOSTS),
    "printings.progress": Access(HOSTS),
    "printings.sheet": Access(HOSTS),
    "projector.graph_json": Access(EVERYBODY),
    "projector.live": Access(EVERYBODY),
    "projector.news": Access(EVERYBODY),
    "projector.projectors": Access(ORGANISERS, lambda _place: {"name": "Foyer", "views": "graph", "theme": "dark"}),
    "projector.revoke": Access(ORGANISERS),
    "projector.screen": Access(EVERYBODY),
    "projector.shell": Access(EVERYBODY),
    "projector.top": Access(ORGANISERS, lambda _place: {"shown": "no"}),
    "news.news": Access(ATTENDEES),
    "logos.keep": Access(ORGANISERS, repeated=frozenset({422})),  # without a file
    "logos.logo": Access(ORGANISERS),
    "logos.remove": Access(ORGANISERS),
    "notes.contact": Access(ATTENDEES),
    "notes.done": Access(ATTENDEES),
    "notes.save": Access(ATTENDEES, lambda _place: {"text": "Ruft an", "follow_up_on": "2099-11-30"}),
    "organisations.merge": Access(ORGANISERS, lambda place: {"into": str(place.other_organisation_id)}),
    "organisations.organisations": Access(ORGANISERS),
    "network_exports.exports": Access(ORGANISERS, lambda _place: {"file": "gexf", "names": "y"}),
    "own_data.everything": Access(ATTENDEES),
    "own_badge.own_badge": Access(ATTENDEES),
    "own_certificates.fetch": Access(ATTENDEES, lambda _place: {"kind": "attendance", "language": "de"}),
    "own_certificates.own": Access(ATTENDEES),
    "own_certificates.sheet": Access(ATTENDEES),
    "own_network.own_network": Access(ATTENDEES),
    "own_programme.book": Access(ATTENDEES),
    "own_programme.give_back": Access(ATTENDEES),
    "own_programme.own": Access(ATTENDEES),
    "own_programme.own_days": Access(ATTENDEES, _days),
    "own_result.own_result": Access(ATTENDEES),
    "questions.change": Access(ORGANISERS, _question),
    "questions.move": Access(ORGANISERS, lambda _place: {"to": "down"}),
    "questions.new": Access(ORGANISERS, lambda _place: {"wording": "Wie lange sind Sie dabei?"}),
    "questions.questions": Access(ORGANISERS),
    "questions.remove": Access(ORGANISERS, lambda _place: {"confirmed": "yes"}, repeated=frozenset({404})),
    "registration.link_again": Access(EVERYBODY, lambda place: {"email": f"anna@{place.slug}.example"}),
    "registration.link_sent": Access(EVERYBODY),
    "registration.mail_again": Access(ORGANISERS),
    "registration.personal_link": Access(EVERYBODY),
    "registration.privacy": Access(EVERYBODY),
    "registration.register": Access(EVERYBODY, _registration),
    "registration.registered": Access(EVERYBODY),
    "registration.profile": Access(ATTENDEES, lambda _place: {"phone": "+49 30 23125 001"}),
    "registration.registrations": Access(ORGANISERS),
    "registration.topics": Access(ORGANISERS, lambda _place: {"new": "Robotik", "icebreakers": "Wer sind Sie?"}),
    "roles.all_roles": Access(ORGANISERS),
    "roles.begin": Access(ORGANISERS, lambda _place: {"usual": "press"}),
    "roles.change": Access(ORGANISERS, lambda _place: {"name": "Referentin", "colour": "#8a1c4a"}),
    "roles.new": Access(
        ORGANISERS, lambda _place: {"name": "Förderer", "colour": "#0000aa"}, repeated=frozenset({422})
    ),
    "roles.remove": Access(ORGANISERS, repeated=frozenset({404})),
    "rounds.end": Access(ORGANISERS),
    "rounds.join": Access(ATTENDEES),
    "rounds.make_tables": Access(ORGANISERS, lambda _place: {"count": "2", "name": "Insel"}),
    "rounds.projector": Access(ORGANISERS),
    "rounds.remove_table": Access(ORGANISERS),
    "rounds.rename_table": Access(ORGANISERS, lambda _place: {"name": "Am Fenster"}),
    "rounds.rounds": Access(ORGANISERS),
    "rounds.signs": Access(ORGANISERS),
    "rounds.start": Access(ORGANISERS, lambda _place: {"minutes": "10"}),
    "rounds.table": Access(EVERYBODY),
    "selection.act": Access(ORGANISERS, lambda place: {"action": "mail", "uid": place.uid, "confirmed": "yes"}),
    "series.series": Access(ORGANISERS),
    "stations.join": Access(
        STATIONS, lambda place: {"first": place.met.code, "second": place.unmet.short_code, "nonce": nonce()}
    ),
    "stations.pair": Access(EVERYBODY),
    "stations.pair_again": Access(ORGANISERS),
    "stations.revoke": Access(ORGANISERS),
    "stations.station": Access(STATIONS),
    "stations.stations": Access(ORGANISERS, lambda _place: {"name": "Foyer"}),
    "suggestions.decline": Access(ATTENDEES, lambda place: {"uid": place.uid}),
    "suggestions.take_back": Access(ATTENDEES, lambda place: {"uid": place.uid}),
    "test_mode.test_mode": Access(ORGANISERS),
    "test_mode.begin": Access(ORGANISERS),
    "test_mode.end": Access(ORGANISERS),
    "trophy.file": Access({**ORGANISERS, Visitor.ORGANISER: Answer.MISSING}),
    "trophy.first": Access(ORGANISERS),
    "trophy.made": Access({**ORGANISERS, Visitor.ORGANISER: Answer.MISSING}),
    "trophy.trophy": Access(
        ORGANISERS, lambda _place: {"name": "Anna", "event": "Treffen", "year": "2026", "height": "150"}
    ),
    "walk_ins.form": Access(HOSTS),
    # The next host is asked whether it is the same person.
    "walk_ins.register": Access(
        HOSTS, lambda _place: {"name": "Gerda Neu", "nonce": nonce()}, repeated=frozenset({409})
    ),
    # In debug only:
    "style.error_page": Access(EVERYBODY),
    "style.page": Access(EVERYBODY),
    "style.projector": Access(EVERYBODY),
}
