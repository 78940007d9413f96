"""How does the network become a workbook for Excel and LibreOffice?"""

from datetime import datetime, tzinfo

import networkx as nx

from eventapp import spreadsheets
from eventapp.core.graph import contacts_table, people_table
from eventapp.core.measures import organisation_contacts
from eventapp.network.file_words import FileWords
from eventapp.spreadsheets import Sheet


def workbook(graph: nx.Graph, words: FileWords, zone: tzinfo) -> bytes:
    """Three sheets: people, contacts, and how many contacts there are between each two organisations.

    Args:
        graph: As `core.graph.labelled` makes it.
        words: What is written above.
        zone: Of the event; the moments are those of its wall clock, since a sheet knows no time zones.
    """
    people, contacts = people_table(graph), contacts_table(graph)
    next(people), next(contacts)
    labels, words_of = dict(graph.nodes(data="label")), {True: words.yes, False: words.no}
    pairs = sorted(organisation_contacts(graph).items(), key=lambda item: (-item[1], item[0]))
    named = (
        (first, labels[first], second, labels[second], _wall_clock(made_at, zone), words_of[counts])
        for first, second, made_at, counts in contacts
    )
    return spreadsheets.workbook(
        (
            Sheet(words.people, words.people_columns, people),
            Sheet(words.contacts, words.contacts_columns, named),
            Sheet(words.organisations, words.organisations_columns, ((*pair, number) for pair, number in pairs)),
        )
    )


def _wall_clock(moment: str, zone: tzinfo) -> datetime:
    return datetime.fromisoformat(moment).astimezone(zone).replace(tzinfo=None, microsecond=0)
