"""Do contacts, counted numbers and standings come out right, in whatever order everything happens?"""

import pytest
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test

from eventapp.core import contact_rules
from tests.factories import make_account
from tests.ground_rules.any_order import AnyOrder
from tests.ground_rules.two_evenings import MISS_LIMIT, SPEED_LIMIT

pytestmark = pytest.mark.slow


@pytest.fixture
def machine(app: Flask, monkeypatch: pytest.MonkeyPatch) -> type[AnyOrder]:
    """The machine on a database of its own; each of its runs makes events of its own in it."""
    monkeypatch.setattr(contact_rules, "SPEED_LIMIT", SPEED_LIMIT)
    monkeypatch.setattr(contact_rules, "MISS_LIMIT", MISS_LIMIT)
    with app.app_context():
        organiser = make_account().id

    class Machine(AnyOrder):
        account_id = organiser

    Machine.app = app
    return Machine


def test_whatever_the_order(machine: type[AnyOrder], pytestconfig: pytest.Config) -> None:
    """Whatever people, phones and organisers do, erasures and merges among it: as the small model says.

    With `--thorough`, many more and longer evenings.
    """
    runs, steps = (500, 100) if pytestconfig.getoption("thorough") else (8, 50)
    run_state_machine_as_test(
        machine,
        settings=hypothesis_settings(
            max_examples=runs, stateful_step_count=steps, suppress_health_check=list(HealthCheck)
        ),
    )
