"""Which states of the look does the style page show?"""

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from eventapp.style.forms import StyleForm

bp = Blueprint("style", __name__)


def forms_by_state() -> dict[str, StyleForm]:
    """Return the form empty, filled with long input, and with errors, with ids that differ on one page.

    Returns:
        The three forms under "empty", "filled" and "wrong".
    """
    empty = StyleForm(formdata=None, prefix="empty")
    filled = StyleForm(
        formdata=None,
        prefix="filled",
        name="Maximiliane-Theodora von Hohenlohe-Waldenburg-Schillingsfürst",
        organisation="Mittelstand-Digital Zentrum Planen und Bauen",
        email="maximiliane.theodora@hohenlohe.example",
        tracking=True,
    )
    wrong = StyleForm(formdata=None, prefix="wrong", email="anna@")
    wrong.name.errors = [_("Please enter your name.")]
    wrong.email.errors = [_("The part after the @ is missing, for example anna@company.de.")]
    wrong.tracking.errors = [_("Without this consent no contacts can be recorded.")]
    return {"empty": empty, "filled": filled, "wrong": wrong}


@bp.get("/style")
def page() -> str:
    """Show every component in every state."""
    return render_template(
        "style/style.html",
        forms_by_state=forms_by_state(),
        address=lambda number: url_for("style.page", page=number),
    )


@bp.get("/style/error")
def error_page() -> str:
    """Show the error page as a visitor meets it."""
    return render_template(
        "errors/error.html",
        status=404,
        sentence=_("There is nothing here. The address may be mistyped or out of date."),
    )


@bp.get("/style/projector")
def projector() -> str:
    """Show the stage of the hall."""
    return render_template("style/projector.html")
