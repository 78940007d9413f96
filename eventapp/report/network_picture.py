"""How is a network drawn without anything that names somebody: dots, lines, and colours of large organisations?"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from eventapp.report.shares import FEWEST

Place = tuple[float, float]
SIDE = 1000
"""Of the picture's longer side, in its own units."""
_ROOM = 24
"""Between the outermost dots and the edge."""
_SHEETS = 24
"""Lines lie on so many sheets above each other: where many cross, it gets darker, and the file stays small."""


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody in the picture: where they stand and of which organisation they are; not who they are."""

    place: Place
    organisation: int | None


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot in the picture's units."""

    x: int
    y: int
    radius: float


@dataclass(frozen=True, slots=True)
class NetworkPicture:
    """What is drawn.

    Attributes:
        width: In the picture's own units.
        height: Likewise.
        lines: Paths (SVG), one for each sheet.
        opacity: Of a sheet's lines.
        dots: By colour, 0 for those whose organisation stays unsaid; small ones first.
    """

    width: int
    height: int
    lines: Sequence[str]
    opacity: float
    dots: Mapping[int, Sequence[Dot]]


def drawn(
    nodes: Mapping[int, Node], pairs: Sequence[tuple[int, int]], colours: Mapping[int | None, int]
) -> NetworkPicture:
    """Draws a network.

    Args:
        nodes: At least one, each under a number of its own.
        pairs: Who has met whom, by these numbers.
        colours: Of organisations that may be told apart; whoever is of another one is drawn in colour 0.
    """
    shown = _unmistakable(nodes, colours)
    places, width, height = _fitted(nodes)
    contacts = Counter(number for pair in pairs for number in pair)
    unit = min(22.0, 240 / sqrt(len(nodes)))
    most = max(contacts.values(), default=1)
    dots = defaultdict(list)
    for number in sorted(nodes, key=lambda number: (contacts[number], places[number])):
        radius = round(unit * (0.32 + 0.68 * sqrt(contacts[number] / most)), 1)
        dots[shown.get(nodes[number].organisation, 0)].append(Dot(*places[number], radius))
    ordered = sorted((*places[one], *places[other]) for one, other in pairs)
    sheets = [ordered[begin::_SHEETS] for begin in range(min(_SHEETS, len(ordered)))]
    return NetworkPicture(
        width,
        height,
        ["".join(f"M{a} {b}L{c} {d}" for a, b, c, d in sheet) for sheet in sheets],
        round(min(0.55, 10 / sqrt(max(1, len(pairs)))), 3),
        dict(sorted(dots.items())),
    )


def _unmistakable(nodes: Mapping[int, Node], colours: Mapping[int | None, int]) -> dict[int | None, int]:
    """The colours without those that fewer than FEWEST dots would have, also for what is left without one."""
    sizes = Counter(node.organisation for node in nodes.values())
    shown = {name: colour for name, colour in colours.items() if sizes[name] >= FEWEST and colour}
    while shown and 0 < len(nodes) - sum(sizes[name] for name in shown) < FEWEST:
        del shown[min(shown, key=lambda name: (sizes[name], -shown[name]))]
    return shown


def _fitted(nodes: Mapping[int, Node]) -> tuple[dict[int, tuple[int, int]], int, int]:
    """Everybody's place in the picture, with its width and height; the order of dots tells nothing."""
    xs, ys = zip(*(node.place for node in nodes.values()), strict=True)
    across, down = max(xs) - min(xs), max(ys) - min(ys)
    scale = (SIDE - 2 * _ROOM) / (max(across, down) or 1)

    def fitted(node: Node) -> tuple[int, int]:
        x, y = node.place
        return round((x - min_x) * scale) + _ROOM, round((y - min_y) * scale) + _ROOM

    min_x, min_y = min(xs), min(ys)
    places = {number: fitted(node) for number, node in nodes.items()}
    return places, round(across * scale) + 2 * _ROOM, round(down * scale) + 2 * _ROOM
