"""Page: the event's network as files to take along."""

from http import HTTPStatus

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.core.graph import GraphFormat
from eventapp.downloads import download
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.network import event_network
from eventapp.network.export_forms import ExportForm
from eventapp.network.exports import WantedFile, graph_file, who_may_be_named
from eventapp.network.file_words import FileWords

bp = Blueprint("network_exports", __name__)

_MEDIA_TYPES = {
    GraphFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    GraphFormat.GEXF: "application/gexf+xml",
    GraphFormat.GRAPHML: "application/graphml+xml",
    GraphFormat.JSON: "application/json",
    GraphFormat.PEOPLE: "text/csv",
    GraphFormat.CONTACTS: "text/csv",
}


@bp.route("/events/<slug>/exports", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def exports(event: Event) -> ResponseReturnValue:
    """Offers the network as files; one is made when its button is pressed, since the audit log notes that."""
    form = ExportForm()
    if form.validate_on_submit():
        file_format = GraphFormat(form.file.data)
        wanted = WantedFile(file_format, with_names=form.names.data, words=_words(event))
        content = graph_file(event, wanted, account_id=signed_in_account().id, now=clock.now())
        name = _("Network %(event)s", event=event.title)
        return download(content, _MEDIA_TYPES[file_format], name, file_format)
    page = render_template(
        "network/exports.html",
        form=form,
        figures=event_network.figures(event),
        named=who_may_be_named(event),
        GraphFormat=GraphFormat,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


def _words(event: Event) -> FileWords:
    made_at = _("Made (%(time_zone)s)", time_zone=event.time_zone)
    number, person, organisation, counts = _("Number"), _("Person"), _("Organisation"), _("Counts")
    return FileWords(
        anonymous=_("Attendee {number}"),
        people=_("People"),
        people_columns=(number, person, organisation, counts, _("All contacts")),
        contacts=_("Contacts"),
        contacts_columns=(f"{number} 1", f"{person} 1", f"{number} 2", f"{person} 2", made_at, counts),
        organisations=_("Organisations"),
        organisations_columns=(f"{organisation} 1", f"{organisation} 2", _("Contacts")),
        yes=_("yes"),
        no=_("no"),
    )
