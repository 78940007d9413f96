"""The page behind the code of a certificate: is it genuine?"""

from datetime import timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.accounts import attempts
from eventapp.accounts.attempts import Limit
from eventapp.certificates import queries, service
from eventapp.certificates.forms import NameForm
from eventapp.certificates.queries import Checked
from eventapp.certificates.words import deed_of, facts_of, heading_of
from eventapp.core.codes import format_certificate_code, read_certificate_code
from eventapp.errors import error_response
from eventapp.events.days import dates_in_words
from eventapp.language import current

bp = Blueprint("certificate_check", __name__)

NAMES = Limit("certificate_name", 20, timedelta(minutes=10))
"""Names compared with one certificate: enough for every spelling, too few to try a list of guests."""


@bp.get("/C/<code>")
@bp.get("/c/<code>")
def check(code: str) -> ResponseReturnValue:
    """What a certificate states, without the name; a certificate of somebody erased is like none."""
    return _page(_found(code), NameForm(formdata=None))


@bp.post("/C/<code>")
@bp.post("/c/<code>")
def compare(code: str) -> ResponseReturnValue:
    """Whether a name is the one on the certificate; the name itself is never shown."""
    form, found = NameForm(), _found(code)
    if not form.validate():
        return _page(found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    if not attempts.take(NAMES, found.certificate.code, now=clock.now()):
        return error_response(HTTPStatus.TOO_MANY_REQUESTS)
    return _page(found, form, is_same=service.is_same_name(found.name, form.name.data))


def _found(code: str) -> Checked:
    """The certificate with this code that holds; of a draft there is none to be seen."""
    found = queries.certificate_by_code(read_certificate_code(code) or "")
    if found is None or not found.event.is_public:
        abort(HTTPStatus.NOT_FOUND)
    return found


def _page(found: Checked, form: NameForm, *, is_same: bool | None = None) -> str:
    return render_template(
        "certificates/check.html",
        checked=found,
        heading=heading_of(found.statement),
        deed=deed_of(found.statement),
        facts=facts_of(found.statement, current()),
        days=dates_in_words(found.statement.days, current()),
        issued_on=found.certificate.issued_at.astimezone(ZoneInfo(found.event.time_zone)).date(),
        code=format_certificate_code(found.certificate.code),
        form=form,
        is_same=is_same,
    )
