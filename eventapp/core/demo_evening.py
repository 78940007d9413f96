"""Who meets whom at an imagined Netzwerktreffen? A seeded evening that grows like real ones.

The shape follows the conference HT09 (SocioPatterns): of a day's distinct pairs, all are new on the first day,
about 70 % on the second, about 55 % on the third; most meet in the breaks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

ORGANISATIONS = 29
PEOPLE = 113
PAIRS_PER_DAY = (430, 400, 380)
NEW_SHARE_PER_DAY = (1.0, 0.70, 0.55)
BREAKS = (
    "09:00-09:30 Ankommen",
    "10:45-11:15 Kaffee",
    "12:30-13:45 Mittag",
    "15:15-15:45 Kaffee",
    "17:30-21:00 Abend",
)
_BREAKS = ((9.0, 9.5), (10.75, 11.25), (12.5, 13.75), (15.25, 15.75), (17.5, 21.0))
"""The same in hours of the day: then people stand together; the rest of 9 to 18 o'clock is programme."""
_IN_BREAKS = 0.82
_OWN_ORGANISATION, _SAME_REGION = 0.35, 2.2
_REGIONS = 5

TOPICS = (
    "Künstliche Intelligenz",
    "Fachkräfte gewinnen",
    "IT-Sicherheit",
    "Fördermittel",
    "Prozesse automatisieren",
    "Nachhaltigkeit",
    "Datenräume",
    "Digitaler Zwilling",
    "Handwerk digital",
    "Robotik",
    "Gesundheit und Pflege",
    "Wissen weitergeben",
)
ICEBREAKERS = (
    "Was hat sich bei Ihnen im letzten Jahr am meisten verändert?",
    "Welches Projekt würden Sie gern noch einmal von vorn beginnen?",
    "Wen sollte ich heute unbedingt noch kennenlernen?",
    "Welche Frage bringt bei Ihnen gerade niemand weiter?",
    "Was können andere von Ihrem Haus lernen?",
    "Welches Werkzeug möchten Sie nicht mehr missen?",
)
_FIRST = 5
_TELL_TOPICS, _TELL_PHONE, _SHARE_PHONE, _FINDABLE, _SUGGESTED = 0.85, 0.6, 0.8, 0.8, 0.75
_PHONE = "+49 30 23125 {:03}"
"""The Bundesnetzagentur keeps these numbers for films: nobody has them."""

_CITIES = """
    Augsburg Berlin Bremen Chemnitz Cottbus Darmstadt Dortmund Erfurt Freiburg Göttingen Halle Hamburg
    Hannover Ilmenau Jena Kaiserslautern Karlsruhe Kiel Köln Leipzig Lübeck Magdeburg Münster Nürnberg
    Potsdam Rostock Saarbrücken Stuttgart Ulm
""".split()  # noqa: SIM905 names read best in lines
_GIVEN_NAMES = """
    Anna Ayşe Ben Britta Carla Cem Clara Daniel Dilara Elif Emil Esther Farid Finn Franziska Greta
    Hannes Ines Jakob Jana Jonas Julia Karim Katrin Lars Lea Linh Łukasz Malte Maria Mehmet Mira Nadja
    Nele Nils Olga Oskar Paula Petra Rafael Rieke Samira Selin Sofia Stefan Svenja Tarek Theo Tomás
    Ulrike Vera Viktor Wiebke Yusuf Zoë
""".split()  # noqa: SIM905 names read best in lines
_FAMILY_NAMES = """
    Albrecht Arslan Bauer Becker Böhm Brandt Çelik Dietrich Engel Ernst Fischer Franke Fuchs Graf Groß
    Haas Hartmann Hoffmann Huber Jansen Kaya Keller Koch König Kowalski Krause Kühn Lang Lorenz Maier
    Martin Meyer Möller Neumann Nguyen Novák Öztürk Peters Pham Richter Roth Sauer Schäfer Schmidt
    Schreiber Schulz Seidel Simon Sommer Stein Thomas Vogel Wagner Weber Winter Wolf Yavuz Ziegler
""".split()  # noqa: SIM905 names read best in lines


@dataclass(frozen=True)
class DemoPerson:
    """Somebody who comes."""

    name: str
    organisation: str
    is_tracked: bool
    shows_name: bool
    about: "DemoProfile"


@dataclass(frozen=True)
class DemoProfile:
    """What somebody tells about themselves, and what they agree to besides; topics are places in TOPICS."""

    phone: str
    offers: tuple[int, ...]
    seeks: tuple[int, ...]
    shares_phone: bool
    is_findable: bool
    is_suggested: bool


@dataclass(frozen=True)
class DemoMeeting:
    """Two people stand together: after how long since midnight of the first day, and who scans."""

    after: timedelta
    scanner: int
    scanned: int


@dataclass(frozen=True)
class DemoEvening:
    """People, and their meetings in the order of time; meetings of those without tracking do not occur."""

    people: Sequence[DemoPerson]
    meetings: Sequence[DemoMeeting]
    unmet: Sequence[tuple[int, int]]
    """Pairs that may still meet, in the order in which a live demo plays them."""


def demo_evening(seed: int) -> DemoEvening:
    """Imagines the three days; the same seed gives the same people and meetings.

    Args:
        seed: Any integer.
    """
    random = Random(seed)  # noqa: S311 a demo, no secret
    people, home = _people(random, Random(f"{seed} profiles"))  # noqa: S311
    weight = {index: random.lognormvariate(0, 0.55) for index, person in enumerate(people) if person.is_tracked}
    unmet = _pairs_by_liking(random, weight, home)
    met: list[tuple[int, int]] = []
    meetings: list[DemoMeeting] = []
    for day, (pairs, new_share) in enumerate(zip(PAIRS_PER_DAY, NEW_SHARE_PER_DAY, strict=True)):
        new_count = round(pairs * new_share)
        new, unmet = unmet[:new_count], unmet[new_count:]
        again = random.sample(met, pairs - new_count)
        meetings += [_meeting(random, day, pair) for pair in (*new, *again)]
        met += new
    return DemoEvening(people, sorted(meetings, key=lambda meeting: meeting.after), unmet)


def _people(random: Random, profiles: Random) -> tuple[list[DemoPerson], list[int]]:
    organisations = [f"Digitalzentrum {city}" for city in _CITIES]
    # Everybody brings two or three; a few bring a carload.
    home = [index % ORGANISATIONS for index in range(2 * ORGANISATIONS)]
    home += random.choices(range(ORGANISATIONS), k=PEOPLE - len(home))
    names: dict[str, None] = {}
    while len(names) < PEOPLE:
        names[f"{random.choice(_GIVEN_NAMES)} {random.choice(_FAMILY_NAMES)}"] = None
    return [
        DemoPerson(
            name,
            organisations[organisation],
            random.random() < 0.96,  # noqa: PLR2004
            random.random() < 0.75,  # noqa: PLR2004
            _profile(profiles, place),
        )
        for place, (name, organisation) in enumerate(zip(names, home, strict=True))
    ], home


def _profile(random: Random, place: int) -> DemoProfile:
    """Most tell something. Those who come first tell all: the demo prints links for them."""
    is_first = place < _FIRST
    has_topics, has_phone = is_first or random.random() < _TELL_TOPICS, is_first or random.random() < _TELL_PHONE
    # The first topics are everybody's, the last ones few people's.
    drawn = random.choices(range(len(TOPICS)), weights=range(2 * len(TOPICS), len(TOPICS), -1), k=6)
    topics = tuple(dict.fromkeys(drawn)) if has_topics else ()
    split = random.randint(1, 2)
    agreed = [is_first or random.random() < share for share in (_SHARE_PHONE, _FINDABLE, _SUGGESTED)]
    return DemoProfile(
        phone=_PHONE.format(place) if has_phone else "",
        offers=topics[:split],
        seeks=topics[split : split + 2],
        shares_phone=has_phone and agreed[0],
        is_findable=agreed[1],
        is_suggested=has_topics and agreed[2],
    )


def _pairs_by_liking(random: Random, weight: dict[int, float], home: Sequence[int]) -> list[tuple[int, int]]:
    """All pairs in the order in which they meet: a weighted draw without replacement (Efraimidis and Spirakis)."""

    def liking(a: int, b: int) -> float:
        if home[a] == home[b]:
            return weight[a] * weight[b] * _OWN_ORGANISATION
        return weight[a] * weight[b] * (_SAME_REGION if home[a] % _REGIONS == home[b] % _REGIONS else 1.0)

    ids = sorted(weight)
    drawn = [(random.random() ** (1 / liking(a, b)), (a, b)) for a in ids for b in ids if a < b]
    return [pair for _, pair in sorted(drawn, reverse=True)]


def _meeting(random: Random, day: int, pair: tuple[int, int]) -> DemoMeeting:
    if random.random() < _IN_BREAKS:
        begin, end = random.choices(_BREAKS, weights=[end - begin for begin, end in _BREAKS])[0]
    else:
        begin, end = 9.5, 17.5
    scanner, scanned = pair if random.random() < 0.5 else (pair[1], pair[0])  # noqa: PLR2004 either of the two
    hours = day * 24 + random.uniform(begin, end)
    return DemoMeeting(timedelta(seconds=round(hours * 3600)), scanner, scanned)
