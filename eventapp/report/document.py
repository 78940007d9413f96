"""Of which parts is a report made? The same ones become a page and a PDF, so that both say the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from eventapp.network.analysis import Scale


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences; quiet ones are smaller."""

    text: str
    is_quiet: bool = False
    kind: str = field(default="paragraph", init=False)


@dataclass(frozen=True, slots=True)
class Points:
    """A list."""

    items: Sequence[str]
    kind: str = field(default="points", init=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers in rows, each with a label in front."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    kind: str = field(default="table", init=False)


@dataclass(frozen=True, slots=True)
class Bar:
    """A number with its label, as long as its share of the largest one, in hundredths."""

    label: str
    number: str
    length: float
    colour: int


@dataclass(frozen=True, slots=True)
class Bars:
    """Numbers beside each other."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Bar]
    kind: str = field(default="bars", init=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found; beside chance, where it can be compared."""

    title: str
    text: str
    verdict: str = ""
    scale: Scale | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """Several findings."""

    items: Sequence[Finding]
    kind: str = field(default="findings", init=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (SVG), said in a sentence to whoever cannot see it, with a caption below."""

    svg: str
    file: str
    alt: str
    caption: str
    is_wide: bool = True
    kind: str = field(default="picture", init=False)


Block = Paragraph | Points | Table | Bars | Findings | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A part with its heading."""

    heading: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Document:
    """A report in one language.

    Attributes:
        language: "de" or "en".
        title: Of the file.
        author: Of the file: the series.
        heading: On top.
        about: Below: the event, its days, its place.
        lead: What this is.
        figures: Number and label.
        sections: All that follows.
        made: When the numbers were read.
        page_words: How a page is counted, such as "Page {page} of {pages}".
    """

    language: str
    title: str
    author: str
    heading: str
    about: Sequence[str]
    lead: str
    figures: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    made: str
    page_words: str
