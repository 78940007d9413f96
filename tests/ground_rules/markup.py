"""What does a page load, and does it hold code or style of its own?"""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

LOADING = frozenset({"src", "href", "action", "formaction", "poster", "data", "manifest", "xlink:href", "background"})
LISTS = frozenset({"srcset", "imagesrcset", "ping"})
OWN_SCHEMES = frozenset({"", "data", "mailto", "tel"})


class Markup(HTMLParser):
    """Reads one page.

    Attributes:
        addresses: Every address that a browser loads, goes to or sends to.
        inline: What the content security policy would refuse.
    """

    def __init__(self, page: str) -> None:
        """Reads the page."""
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self._script = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes the addresses of a tag, and code or style in it."""
        values = {name: value or "" for name, value in attrs}
        self._script = tag == "script"
        if tag == "style" or (tag == "script" and not values.get("src")):
            self.inline.append(f"<{tag}>")
        for name, value in values.items():
            if name == "style" or name.startswith("on"):
                self.inline.append(f"{tag} {name}={value}")
            if name in LOADING:
                self.addresses.append(value.strip())
            elif name in LISTS:
                self.addresses += [part.split()[0] for part in value.split(",") if part.strip()]
        if values.get("http-equiv", "").lower() == "refresh":
            self.addresses.append(values["content"].partition("=")[2])

    def handle_data(self, data: str) -> None:
        """Notes a script's own text."""
        if self._script and data.strip():
            self.inline.append(f"<script>{data.strip()[:40]}")

    def handle_endtag(self, tag: str) -> None:
        """Leaves a script."""
        self._script = self._script and tag != "script"

    def foreign_addresses(self, own_host: str) -> Iterator[str]:
        """Those that lead away from our own host, and those that are code."""
        for address in self.addresses:
            parts = urlsplit(address)
            if parts.netloc.lower() not in {"", own_host} or (
                not parts.netloc and parts.scheme.lower() not in OWN_SCHEMES
            ):
                yield address
