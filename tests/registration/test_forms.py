"""Does a form say what is wrong with an address?"""

import pytest
from flask import Flask

from eventapp.registration.forms import LinkAgainForm

pytestmark = pytest.mark.one_database

WRONG = {
    "anna": "The @ is missing",
    "anna.example.org": "The @ is missing",
    "@example.org": "The part before the @ is missing",
    "anna@": "The part after the @ is missing",
    "anna@example": "The ending is missing",
    "anna@@example.org": "one address only",
    "anna@example.org, ben@example.org": "one address only",
    "anna@example,org": "one address only",
    "anna schmidt@example.org": "one address only",
    "anna@example..org": "two dots",
    "anna..schmidt@example.org": "two dots",
    "jörg@example.org": "write ae for ä",
    "anna@exa_mple.org": "No mail can be sent",
    "anna@firma.local": "No mail can be sent",
    "anna@[127.0.0.1]": "No mail can be sent",
    "a" * 250 + "@example.org": "too long",
    "": "Please enter your e-mail address",
    "\u200b \u00a0": "Please enter your e-mail address",
}
RIGHT = {
    "anna@example.org": "anna@example.org",
    "  anna@example.org\u00a0": "anna@example.org",
    "\ufeffanna@example.org\u200b": "anna@example.org",
    "Anna.Schmidt+event@EXAMPLE.org": "Anna.Schmidt+event@example.org",
    "anna@BÜCHER.example": "anna@bücher.example",
    "anna@xn--bcher-kva.example": "anna@bücher.example",
    "o'neill@example.org": "o'neill@example.org",
    "anna@rehearsal.test": "anna@rehearsal.test",
}


@pytest.mark.parametrize(("typed", "sentence"), WRONG.items())
def test_wrong_addresses_are_named(app: Flask, typed: str, sentence: str) -> None:
    """The sentence tells what is wrong, and what was typed stands in the field again."""
    with app.test_request_context(method="POST", data={"email": typed}, headers={"Accept-Language": "en"}):
        form = LinkAgainForm()
        assert not form.validate_on_submit()
        assert sentence in str(form.email.errors[0])
        assert form.email.data == typed.strip("\u200b \u00a0")


@pytest.mark.parametrize(("typed", "kept"), RIGHT.items())
def test_right_addresses_are_taken(app: Flask, typed: str, kept: str) -> None:
    """Addresses to which mail can go are taken, without the signs that copying leaves around them."""
    with app.test_request_context(method="POST", data={"email": typed}):
        form = LinkAgainForm()
        assert form.validate_on_submit()
        assert form.email.data == kept
