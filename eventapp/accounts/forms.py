"""What has to be typed to get an account and to sign in.

Texts are cleaned before they are checked, so that lengths are those of what is stored.
"""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Email, InputRequired, Length

from eventapp.core.text import clean_line
from eventapp.forms import Form

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1000
LONGEST_EMAIL = 254
LONGEST_NAME = 200
LONGEST_CODE = 60
_PASSWORD = _l("Password")


def _name_field() -> StringField:
    return StringField(
        _l("Name"),
        [DataRequired(_l("Please enter your name.")), Length(max=LONGEST_NAME, message=_l("This name is too long."))],
        filters=[clean_line],
        default="",
    )


def _email_field() -> EmailField:
    return EmailField(
        _l("E-mail address"),
        [
            DataRequired(_l("Please enter your e-mail address.")),
            Length(max=LONGEST_EMAIL, message=_l("This is not an e-mail address.")),
            Email(_l("This is not an e-mail address.")),
        ],
        filters=[clean_line],
        default="",
    )


def _password_field(label: Any = _PASSWORD) -> PasswordField:
    return PasswordField(
        label,
        [
            InputRequired(_l("Please choose a password.")),
            Length(
                min=SHORTEST_PASSWORD,
                max=LONGEST_PASSWORD,
                message=_l("A password has at least %(min)d and at most %(max)d characters."),
            ),
        ],
        description=_l(
            "At least 10 characters. Several words that only you would put together are easy to remember."
        ),
    )


def _code_field() -> StringField:
    return StringField(
        _l("Code"),
        [DataRequired(_l("Please enter the code.")), Length(max=LONGEST_CODE, message=_l("This is not a code."))],
        filters=[clean_line],
        default="",
    )


class SetupForm(Form):
    """The first organiser, whose address nobody has written down yet."""

    name = _name_field()
    email = _email_field()
    password = _password_field()


class InvitedForm(Form):
    """Somebody whose address the invitation knows. Long passwords are good ones; there are no other rules."""

    name = _name_field()
    password = _password_field()


class SignInForm(Form):
    """Address and password; nothing about their shape is told apart from a wrong password."""

    email = EmailField(
        _l("E-mail address"),
        [DataRequired(_l("Please enter your e-mail address."))],
        filters=[clean_line],
        default="",
    )
    password = PasswordField(_l("Password"), [InputRequired(_l("Please enter your password."))])
    next = HiddenField()


class CodeForm(Form):
    """A code of the device, or one of those kept for its loss."""

    code = _code_field()


class RemoveFactorForm(Form):
    """Both factors, to do without the second from now on."""

    password = PasswordField(_l("Password"), [InputRequired(_l("Please enter your password."))])
    code = _code_field()


class LinkByMailForm(Form):
    """Where a link that signs in is to be sent."""

    email = _email_field()


class NameForm(Form):
    """As whom the others of the team see somebody."""

    name = _name_field()


class PasswordForm(Form):
    """A new password; who knows the present one may choose it."""

    present = PasswordField(_l("Present password"), [InputRequired(_l("Please enter your present password."))])
    password = _password_field(_l("New password"))


class LostPasswordForm(Form):
    """A new password for somebody who has just come by a link, since they have lost theirs."""

    password = _password_field(_l("New password"))
