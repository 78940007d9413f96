"""Borrowed phones that are doors, behind a network that can be lost."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, Playwright, expect

from eventapp import clock
from eventapp.core.codes import secret_hash
from eventapp.database import write_session
from eventapp.doors.models import DeviceList, DoorDevice, Kind
from eventapp.doors.phone_guards import DEVICE
from eventapp.extensions import db
from tests.desk import Desk, make_desk
from tests.phone.conftest import KEEPS, PATIENCE, Handset, network
from tests.phone.lossy import Network

__all__ = ["network"]  # a fixture; pytest finds it by its name


@dataclass(frozen=True)
class Paired:
    """A device that is a door, and the secret in its cookie."""

    id: int
    slug: str
    token: str

    @property
    def path(self) -> str:
        """Its page."""
        return f"/events/{self.slug}/gate"


def pair_device(desk: Desk, name: str = "Tür 1", *lists: int, expires_at: datetime | None = None) -> Paired:
    """A borrowed phone is paired."""
    token, now = secrets.token_hex(16), clock.now()
    with desk.app.app_context(), write_session(db.session()) as session:
        device = DoorDevice(
            event_id=desk.event_id,
            name=name,
            kind=Kind.DOOR,
            created_at=now,
            token_hash=secret_hash(token),
            paired_at=now,
            expires_at=expires_at or now + timedelta(days=2),
            queue_length=0,
        )
        session.add(device)
        session.flush()
        session.add_all(DeviceList(device_id=device.id, list_id=list_id, event_id=desk.event_id) for list_id in lists)
        session.flush()
        return Paired(device.id, desk.slug, token)


def change_device(desk: Desk, paired: Paired, **values: object) -> None:
    """The organisers decide something else about a device."""
    with desk.app.app_context(), write_session(db.session()) as session:
        device = session.get_one(DoorDevice, paired.id)
        for name, value in values.items():
            setattr(device, name, value)


class DoorPhone(Handset):
    """A borrowed phone."""

    def become(self, paired: Paired) -> None:
        """Is paired: its cookie outlives the browser."""
        app = self._network.app
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # Flask's own
        cookie = signer.dumps({DEVICE: paired.token, "_permanent": True})
        assert self.context is not None
        self.context.add_cookies(
            [{"name": "session", "value": cookie, "url": self._network.address, "expires": time.time() + 86_400}]
        )

    def open_door(self, paired: Paired) -> Page:
        """Opens the door, and waits until it would work without network."""
        page = self.open(paired.path)
        expect(page.locator("[data-phone-door]")).to_have_attribute("data-ready", "yes", timeout=PATIENCE * 1000)
        deadline = time.monotonic() + PATIENCE
        while not page.evaluate(KEEPS, f"{paired.path}/shell"):
            assert time.monotonic() < deadline, "the phone keeps no page"
            page.wait_for_timeout(50)
        return page


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> Desk:
    """An event whose host is signed in."""
    return make_desk(app, client)


@pytest.fixture
def door_phone(
    playwright_driver: Playwright, network: Network, tmp_path: Path
) -> Iterator[Callable[[str], DoorPhone]]:
    """Switches borrowed phones on; no page of theirs may have complained."""
    phones: list[DoorPhone] = []
    stack = ExitStack()

    def make(name: str = "phone") -> DoorPhone:
        phone = DoorPhone(playwright_driver, tmp_path / name, network)
        phones.append(phone)
        stack.callback(phone.switch_off)
        phone.switch_on()
        return phone

    with stack:
        yield make
    assert [phone.complaints for phone in phones] == [[] for _ in phones]
