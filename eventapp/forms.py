"""What does a browser send in a form? Texts, whatever the request says that they are."""

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

_AS_SENT: Any = object()


class Form(FlaskForm):  # type: ignore[misc]  # flask_wtf carries no types
    """The base of all our forms: takes a form of a page, or the same fields from a script as one JSON object.

    Anything but a text is as if it were missing (numbers, lists, uploaded files), so that filters and validators
    meet nothing else.
    """

    def __init__(self, formdata: Any = _AS_SENT, **kwargs: Any) -> None:
        """Takes what this request sends; `formdata=None` makes an empty form."""
        if formdata is _AS_SENT:
            formdata = (sent_texts() or None) if self.is_submitted() else None
        super().__init__(formdata=formdata, **kwargs)


def sent_texts() -> MultiDict[str, str]:
    """The fields of this request that are texts: those of a page's form, or of a script's JSON object."""
    if not request.is_json:
        return request.form
    try:
        body = request.get_json(silent=True)
    except RecursionError:  # brackets nested some thousand times
        body = None
    fields = body if isinstance(body, dict) else {}
    return MultiDict({name: _whole(value) for name, value in fields.items() if isinstance(value, str)})


def _whole(text: str) -> str:
    """Half a character, which JSON can hold, becomes „�“, as Flask does with the bytes of a page's form."""
    if text.isascii():  # mostly
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
