"""What does a badge say of what its holder answered, and does it count as changed when the answer does?"""

from dataclasses import replace

import pytest

from eventapp.badges.asked import BadgeQuestion, printed_answers
from eventapp.badges.design import Field, FieldKind, design_for
from eventapp.badges.design.badge import Badge, Problem
from eventapp.badges.design.composing import find_problems
from eventapp.badges.fonts import load_fonts
from eventapp.badges.stock import SHEET
from eventapp.core.asking import Kind
from eventapp.prints.fingerprints import fingerprint
from tests.badges.test_printing import FONTS

CARD = design_for(SHEET.width, SHEET.height)
WITH_ANSWERS = replace(CARD, fields=(*CARD.fields, Field(FieldKind.ANSWER, 6, 6, 30, 4)))
ANNA = Badge("Anna Schmidt", "TU Clausthal", "Netzwerktreffen", f"HTTPS://TREFFEN.EXAMPLE/B/{'B' * 26}", "WXYZ6789")
ASKED = (
    BadgeQuestion(3, Kind.CHOICES, "", (("a1", "Vegan"), ("b2", "Ohne Nüsse"))),
    BadgeQuestion(7, Kind.NUMBER, "Jahre:"),
    BadgeQuestion(5, Kind.YES_NO, "Hilft beim Aufbau"),
    BadgeQuestion(9, Kind.TEXT, ""),
)


@pytest.mark.parametrize(
    ("answers", "printed"),
    [
        ("", ""),
        ("7:7.5\n3:a1,b2", "Vegan, Ohne Nüsse · Jahre: 7,5"),
        ("5:yes", "Hilft beim Aufbau"),
        ("5:no\n9:Zug: nach Ulm\n8:nicht gefragt", "Zug: nach Ulm"),
        ("3:zz", ""),
    ],
)
def test_answers_are_printed_in_the_order_of_the_questions(answers: str, printed: str) -> None:
    """Each in words, with its label; a no and what went says nothing."""
    assert printed_answers(answers, ASKED) == printed


def test_a_changed_answer_changes_the_badge_where_it_stands() -> None:
    """Only in designs that show it; badges printed before there were questions stay as they were."""
    before = fingerprint(ANNA, CARD, "")
    assert before == "eb5a7bc9db7f7d295a78bd0c085fe965"
    assert fingerprint(replace(ANNA, answers="Vegan"), CARD, "") == before
    assert fingerprint(ANNA, WITH_ANSWERS, "") == before
    assert fingerprint(replace(ANNA, answers="Vegan"), WITH_ANSWERS, "") != before


def test_an_answer_that_does_not_fit_or_print_is_told() -> None:
    """As any other text: cut visibly, and a sign that no font has is named."""
    fonts = load_fonts(FONTS)
    long = find_problems(replace(ANNA, answers="Sehr viele Worte " * 12), WITH_ANSWERS, fonts)
    assert (Problem.TEXT_CUT, "answer") in long
    [(problem, detail)] = find_problems(replace(ANNA, answers="\U0001f680"), WITH_ANSWERS, fonts)
    assert (problem, detail) == (Problem.MISSING_CHARACTERS, "U+1F680 ROCKET")
