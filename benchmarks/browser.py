"""A browser that signs people in as they do it: opens the link, presses the button, keeps the cookies."""

import re
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from benchmarks.processes import HOST, CannotRunError

_FORM = "application/x-www-form-urlencoded"
_BOUNDARY = "no-list-holds-this-7e1f0c"
_CSRF_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


class Browser:
    """One person's browser, on one kept connection."""

    def __init__(self, port: int) -> None:
        """Opens a browser without cookies.

        Args:
            port: Of the server on this machine.
        """
        self.port = port
        self._connection = HTTPConnection(HOST, port, timeout=30)
        self._cookies: SimpleCookie = SimpleCookie()
        self._leads_to = ""

    def __enter__(self) -> Self:
        """Nothing to do before it is used."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes the connection."""
        self._connection.close()

    def connected_anew(self) -> "Browser":
        """The same browser on another connection, as after a restart of the server."""
        other = Browser(self.port)
        other._cookies.load(self._cookies.output(header="", sep=";"))
        return other

    @property
    def cookie(self) -> str:
        """The Cookie header that it sends."""
        return "; ".join(f"{name}={morsel.value}" for name, morsel in self._cookies.items())

    def sign_in(self, link: str) -> None:
        """Opens a link that signs in, and presses its button."""
        self._send("POST", link, urlencode({"csrf_token": self.csrf_token(link)}))

    def csrf_token(self, path: str) -> str:
        """The token that the forms and scripts of a page send."""
        found = _CSRF_TOKEN.search(self._send("GET", path).decode())
        if found is None:
            raise CannotRunError(f"The page {path.split('/')[1]}/… has no form.")
        return found[1]

    def post_form(self, path: str, **fields: str) -> str:
        """Sends a form; returns the address to which the answer leads, if it leads anywhere."""
        self._send("POST", path, urlencode(fields))
        return self._leads_to

    def post_file(self, path: str, content: bytes, **fields: str) -> str:
        """Sends a form with a file in the field `file`; returns the address to which the answer leads."""
        parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
        parts.append(b'name="file"; filename="list"\r\n\r\n' + content)
        head = f"--{_BOUNDARY}\r\nContent-Disposition: form-data; ".encode()
        body = b"".join(head + part + b"\r\n" for part in parts) + f"--{_BOUNDARY}--\r\n".encode()
        self._send("POST", path, body, f"multipart/form-data; boundary={_BOUNDARY}")
        return self._leads_to

    def open(self, path: str, headers: Mapping[str, str] | None = None) -> HTTPResponse:
        """Opens an address and leaves its answer to be read by the caller."""
        self._connection.request("GET", path, headers={"Cookie": self.cookie, **(headers or {})})
        response = self._connection.getresponse()
        if response.status != 200:  # noqa: PLR2004 the one status with a page
            raise CannotRunError(f"The server answered with the status {response.status}.")
        return response

    def _send(self, method: str, path: str, body: str | bytes | None = None, kind: str = _FORM) -> bytes:
        headers = {"Cookie": self.cookie, "Accept-Language": "de"}
        if body is not None:
            headers["Content-Type"] = kind
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        if response.status not in {200, 303}:
            raise CannotRunError(f"The server answered with the status {response.status}.")
        self._leads_to = response.headers.get("Location", "")
        for header in response.headers.get_all("Set-Cookie", ()):
            self._cookies.load(header)
        return content
