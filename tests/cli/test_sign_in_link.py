"""Does somebody who lost their password get back in, and nobody else?"""

from datetime import timedelta

import pytest
from flask import Flask

from eventapp import clock
from eventapp.accounts.service import SIGN_IN_LINK_LASTS, issue_sign_in_link
from tests.factories import make_account


def test_link_signs_in_once(app: Flask) -> None:
    """Standard output is the link; looking at it uses nothing up, its button signs in, a second one finds it used."""
    with app.app_context():
        make_account("ola@example.org")
    result = app.test_cli_runner().invoke(args=["sign-in-link", " OLA@Example.org "])
    assert result.exit_code == 0, result.output
    assert result.stderr == "eventapp: this link signs Ola Nowak in, once, within 24 hours.\n"
    (link,) = result.stdout.splitlines()
    assert link.startswith("http://localhost/sign-in/")

    browser = app.test_client()
    assert browser.get(link).status_code == browser.get(link).status_code == 200
    assert browser.post(link).status_code == 303
    assert browser.get("/events/new").status_code == 200
    thief = app.test_client()
    assert thief.post(link).status_code == 410
    assert thief.get("/events/new").status_code == 303


def test_each_call_gives_a_new_link_and_leaves_the_old_one(app: Flask) -> None:
    """Whoever asks twice may use either: both belong to the same person."""
    with app.app_context():
        make_account("ola@example.org")
    links = [app.test_cli_runner().invoke(args=["sign-in-link", "ola@example.org"]).stdout.strip() for _ in range(2)]
    assert links[0] != links[1]
    assert [app.test_client().post(link).status_code for link in links] == [303, 303]


def test_link_ends_after_a_day(app: Flask) -> None:
    """As long as the sentence beside it says."""
    with app.app_context():
        account_id = make_account().id
        issued = clock.now() - SIGN_IN_LINK_LASTS
        old = issue_sign_in_link(account_id, now=issued)
        young = issue_sign_in_link(account_id, now=issued + timedelta(minutes=1))
    assert app.test_client().post(f"/sign-in/{old}").status_code == 410
    assert app.test_client().post(f"/sign-in/{young}").status_code == 303


@pytest.mark.parametrize("email", ["bo@example.org", "ola@example.orgg", "", "%", "\udcff", "ola@example.org' --"])
def test_unknown_address_is_said_in_one_sentence(app: Flask, email: str) -> None:
    """Exit code 2 and no link; what is typed is never a pattern."""
    with app.app_context():
        make_account("ola@example.org")
    result = app.test_cli_runner().invoke(args=["sign-in-link", email])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("eventapp: nobody has an account with the address ")
    assert result.stderr.count("\n") == 1


def test_before_the_first_account_the_way_in_is_another(app: Flask) -> None:
    """Then the server itself prints a link."""
    result = app.test_cli_runner().invoke(args=["sign-in-link", "ola@example.org"])
    assert result.exit_code == 2
    assert "prints a link for the first organiser when it starts" in result.stderr


def test_help_says_what_it_takes(app: Flask) -> None:
    """And what it is for; a missing address is a usage error."""
    result = app.test_cli_runner().invoke(args=["sign-in-link", "--help"])
    assert result.exit_code == 0
    assert "sign-in-link [OPTIONS] EMAIL" in result.output
    assert "lost their password" in result.output
    assert app.test_cli_runner().invoke(args=["sign-in-link"]).exit_code == 2
