"""What can be said about a contact graph: values, each with its formula and where that comes from.

A value that does not exist for a graph (the density of one person) is None, never NaN. Symbols: n people, m contacts.
"""

from dataclasses import dataclass
from enum import StrEnum

TOLERANCE = 1e-9
"""Values closer to each other than this are the same: what is left is rounding."""
CLEARLY_MORE = 1.3
"""How many times the modularity of chance circles need, to be worth a word (measured at three conferences)."""


class Chance(StrEnum):
    """How a value stands beside what chance alone would make of it."""

    MORE = "more"
    LESS = "less"
    LIKE = "like"


@dataclass(frozen=True, slots=True)
class Compared:
    """A value beside the same value of shuffled networks.

    Attributes:
        value: Of the network itself.
        chance: Mean of the shuffled ones.
        low: Below this, one more shuffled network would lie in 2.5 of 100 cases; and above `high` likewise.
        high: Student's prediction interval, mean ± t·s·√(1 + 1/k) with k shuffles, s their standard deviation (k - 1)
            and t the 97.5 % quantile of k - 1 degrees of freedom.
        shuffles: How many there were.
    """

    value: float
    chance: float
    low: float
    high: float
    shuffles: int

    @property
    def verdict(self) -> Chance:
        """Whether chance alone explains the value."""
        if self.value > self.high + TOLERANCE:
            return Chance.MORE
        return Chance.LESS if self.value < self.low - TOLERANCE else Chance.LIKE


@dataclass(frozen=True, slots=True)
class Size:
    """How large the network is.

    Attributes:
        people: n, those without contacts too; `contacts` is m.
        density: 2m / n(n-1), the share of all pairs who have met; None below two people.
        mean: Contacts of a person on average, 2m / n; None without people.
        median: Half of the people have at most so many contacts; None without people.
    """

    people: int
    contacts: int
    density: float | None
    mean: float | None
    median: float | None


@dataclass(frozen=True, slots=True)
class Groups:
    """Into which connected parts the network falls.

    Attributes:
        isolates: People who have met nobody yet.
        sizes: People of every other part, the largest first.
    """

    isolates: int
    sizes: tuple[int, ...]

    @property
    def largest(self) -> int:
        """People of the largest part; 0 when nobody has met anybody."""
        return self.sizes[0] if self.sizes else 0


@dataclass(frozen=True, slots=True)
class Distance:
    """How far people are from each other, in the largest part.

    Attributes:
        mean: Mean length of the shortest path between two people, Σ d(s,t) / n(n-1); a handshake has length 1.
        error: None where that is exact; else half of its 95 % confidence interval, from people drawn at random.
        longest: The longest shortest path (diameter); where the mean is estimated, at least this.
        at_most: It is no longer than this; the same as `longest` where it is exact.
    """

    mean: float
    error: float | None
    longest: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Core:
    """The tightly knit middle: the largest k for which a k-core exists (Seidman 1983).

    Attributes:
        level: k: everybody in it has met at least k others in it.
        people: How many are in it.
    """

    level: int
    people: int


@dataclass(frozen=True, slots=True)
class Clustering:
    """How often two contacts of somebody have met each other.

    Attributes:
        mean: Mean over all people of 2T / d(d-1), T the contacts among their d contacts (Watts and Strogatz 1998);
            people with fewer than two contacts count as 0. Beside networks of the same degrees.
        transitivity: 3 · triangles / pairs of contacts that share a person, of the whole network.
    """

    mean: Compared
    transitivity: float


@dataclass(frozen=True, slots=True)
class Circles:
    """Circles of people who met each other more than others (Louvain, Blondel et al. 2008).

    Attributes:
        modularity: Σ (m_c / m - (d_c / 2m)²) over the circles c, with m_c contacts inside and d_c degrees in sum
            (Newman 2006), beside networks of the same degrees in which circles were sought the same way: every sparse
            network has some by chance alone.
        members: Circle of each person by number, the largest circle is 0; people without contacts are in none.
        sizes: People of each circle.
    """

    modularity: Compared
    members: dict[int, int]
    sizes: tuple[int, ...]

    @property
    def are_found(self) -> bool:
        """Whether the circles are worth a word: clearly above chance."""
        return (
            self.modularity.verdict is Chance.MORE and self.modularity.value > CLEARLY_MORE * self.modularity.chance
        )


@dataclass(frozen=True, slots=True)
class Mixing:
    """How people of different organisations (or of other groups) mixed; people without one are left out.

    Attributes:
        groups: How many organisations there are.
        people: How many people have one.
        inside: Contacts within one of them; `outside` those between two.
        ei: E-I index (outside - inside) / (outside + inside), from -1 (all inside) to +1 (Krackhardt and Stern 1988),
            beside the same people with shuffled organisations; None without contacts.
        assortativity: (Σ e_ii - Σ a_i²) / (1 - Σ a_i²), e_ij the share of contact ends that join i and j, a_i the
            share that belong to i (Newman 2003): 1 all inside, 0 as by chance. Beside the same shuffles; None where
            all contacts belong to one organisation.
    """

    groups: int
    people: int
    inside: int
    outside: int
    ei: Compared | None
    assortativity: Compared | None


@dataclass(frozen=True, slots=True)
class Bridging:
    """Who joins people who would be far from each other otherwise; by number.

    Attributes:
        betweenness: Σ p(s,t,v) over all pairs s, t, the share of their shortest paths that leads over v, divided by
            the (n-1)(n-2) / 2 pairs (Freeman 1977, Brandes 2001).
        pivots: None where that is exact; else how many people stand for s, drawn anew in each of several runs whose
            mean this is (Brandes and Pich 2007).
        error: None where it is exact; else half the width of the 95 % confidence interval, from how the runs differ,
            of that one of the ten highest for whom it is widest.
        constraint: Σ_w (p_vw + Σ_q p_vq p_qw)², p = 1 / contacts of the first (Burt 1992): low where the contacts of
            somebody have not met each other. Only of people with contacts.
        effective_size: Contacts d less what they share, d - 2t / d with t contacts among them (Borgatti 1997);
            likewise.
    """

    betweenness: dict[int, float]
    pivots: int | None
    error: float | None
    constraint: dict[int, float]
    effective_size: dict[int, float]


@dataclass(frozen=True, slots=True)
class Fragility:
    """What keeps the network together by a single person or a single contact; of interest early at an event.

    Attributes:
        joints: People without whom their part would fall apart (articulation points), by number, with how many
            people would be cut off from the largest rest.
        bridges: Contacts without which their part would fall in two.
    """

    joints: dict[int, int]
    bridges: int


@dataclass(frozen=True, slots=True)
class Newcomers:
    """How well those were received who are at their first event of the series.

    Whether somebody came before is known of people with a confirmed e-mail address only; the others are left out.

    Attributes:
        newcomers: How many are here for the first time.
        returning: How many were at an earlier event of the series.
        alone: Newcomers who have met nobody yet.
        mean: Contacts of a newcomer on average.
        mean_of_returning: Contacts of the others on average.
        with_returning: Of the contacts of newcomers, with people known to be one or the other, the share with people
            who came before; beside the same with the two groups shuffled. None without such contacts.
    """

    newcomers: int
    returning: int
    alone: int
    mean: float
    mean_of_returning: float
    with_returning: Compared | None


@dataclass(frozen=True, slots=True)
class Day:
    """Who met on one day of the event.

    Attributes:
        date: In the event's own time zone, ISO 8601.
        pairs: Pairs who scanned each other on that day, again or for the first time.
        new: Of them, those who had not met at this event before: contacts made on that day.
        new_ever: Of those, who had not met at an earlier event of the series either, and did not know each other.
    """

    date: str
    pairs: int
    new: int
    new_ever: int

    @property
    def share_new(self) -> float | None:
        """Share of the day's pairs who met for the first time; None on a day without any."""
        return self.new / self.pairs if self.pairs else None


@dataclass(frozen=True, slots=True)
class HalfHour:
    """How many contacts were made in half an hour.

    Attributes:
        begins: Seconds since 1970, UTC; a multiple of 1,800.
        contacts: Those made in it.
    """

    begins: int
    contacts: int


@dataclass(frozen=True, slots=True)
class NetworkMeasures:
    """Everything that is measured of one network.

    What cannot be said is None: `distance`, `core` and `circles` where nobody has met anybody, `clustering`
    where nobody has two contacts, `hubs` where all with contacts have equally many, `newcomers` where all are new.

    Attributes:
        hubs: Correlation of the numbers of contacts at the two ends of a contact (degree assortativity, Newman 2002):
            above 0 people with many contacts meet each other; beside networks of the same degrees.
        days: Who met on which day, in order.
        growth: When contacts were made, in order; half hours without any are left out.
    """

    size: Size
    groups: Groups
    distance: Distance | None
    core: Core | None
    clustering: Clustering | None
    circles: Circles | None
    hubs: Compared | None
    organisations: Mixing
    bridging: Bridging
    fragility: Fragility
    newcomers: Newcomers | None
    days: tuple[Day, ...]
    growth: tuple[HalfHour, ...]
