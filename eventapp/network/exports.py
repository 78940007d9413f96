"""Which files of the network leave the house, and who took them?"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from eventapp.accounts import audit
from eventapp.core.graph import (
    GraphFormat,
    contacts_table,
    csv_file,
    gexf,
    graphml,
    labelled,
    node_link,
    people_table,
)
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.network import event_network
from eventapp.network.file_words import AS_FOR_PROGRAMS, FileWords


@dataclass(frozen=True, slots=True)
class WantedFile:
    """What somebody wants to take along.

    Attributes:
        file_format: The form of the file.
        with_names: Whoever agreed to be named has a name in it; otherwise nobody.
        words: What is written in it for people.
    """

    file_format: GraphFormat
    with_names: bool
    words: FileWords = AS_FOR_PROGRAMS


def graph_file(event: Event, wanted: WantedFile, *, account_id: int | None, now: datetime) -> bytes:
    """An event's network as a file; the audit log keeps that somebody took it, and how many names stand in it.

    Args:
        event: Whose network.
        wanted: Which file.
        account_id: Who takes it; None: a command on the server.
        now: The present moment.
    """
    event_id, zone = event.id, ZoneInfo(event.time_zone)
    graph = labelled(event_network.graph(event, with_names=wanted.with_names), wanted.words.anonymous)
    match wanted.file_format:
        case GraphFormat.XLSX:
            from eventapp.network.workbook import workbook  # noqa: PLC0415 half a second that few starts need

            content = workbook(graph, wanted.words, zone)
        case GraphFormat.GEXF:
            content = gexf(graph, zone)
        case GraphFormat.GRAPHML:
            content = graphml(graph)
        case GraphFormat.JSON:
            content = node_link(graph)
        case GraphFormat.PEOPLE:
            content = csv_file(people_table(graph))
        case GraphFormat.CONTACTS:
            content = csv_file(contacts_table(graph))
    names = sum(1 for _number, name in graph.nodes(data="name") if name)
    with write_session(db.session()) as session:
        audit.record(
            session,
            "network.exported",
            now=now,
            event_id=event_id,
            account_id=account_id,
            format=wanted.file_format,
            names=names,
        )
    return content


def who_may_be_named(event: Event) -> int:
    """How many of the people in contact tracking agreed to be named."""
    graph = event_network.graph(event, with_names=True)
    return sum(1 for _number, name in graph.nodes(data="name") if name)
