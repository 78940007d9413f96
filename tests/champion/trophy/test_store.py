"""Do orders and trophies stay where they belong, and no longer than they should?"""

import os
import time
from pathlib import Path

import pytest

from eventapp.champion.trophy.order import TrophyOrder, from_json
from eventapp.champion.trophy.store import KEPT, LONGEST, MOST_KEPT, Facts, Making, Store, TrophyFile, keep
from tests.champion.trophy.orders import order

EVENT, NUMBER = 3, 417
FACTS = Facts(1, 1, 1, 0, 0, 84.0, 150.0, 80.0, 5, 5)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty one."""
    return Store(tmp_path)


def finish(store: Store, key: str) -> None:
    """Makes what was ordered, in no time."""
    folder = store.path(EVENT, NUMBER, key, TrophyFile.STL).parent
    keep(folder, dict.fromkeys(TrophyFile, b"solid"), FACTS)


def age(store: Store, key: str, seconds: float, file: str = "order.json") -> None:
    """Makes a file so much older."""
    path = store.path(EVENT, NUMBER, key, TrophyFile.STL).with_name(file)
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_an_order_is_read_as_it_was_written() -> None:
    """Through its file and back."""
    one = order(12, organisations=4)
    assert from_json(one.to_json()) == one


def test_one_process_makes_an_order(store: Store) -> None:
    """It is waiting until it is done; nobody else takes it; then it is ready, also for who orders it again."""
    key = store.place(EVENT, NUMBER, order(1))
    assert store.making(EVENT, NUMBER, key) is Making.WAITING
    folder = store.claim()
    assert folder is not None
    assert (store.claim(), store.making(EVENT, NUMBER, key)) == (None, Making.WAITING)
    finish(store, key)
    assert store.place(EVENT, NUMBER, order(1)) == key
    assert (store.claim(), store.making(EVENT, NUMBER, key)) == (None, Making.READY)
    assert store.facts(EVENT, NUMBER, key) == FACTS
    assert store.order(EVENT, NUMBER, key) == order(1)
    assert store.path(EVENT, NUMBER, key, TrophyFile.THREE_MF).read_bytes() == b"solid"


def test_the_oldest_order_comes_first(store: Store) -> None:
    """And each in its turn."""
    keys = [store.place(EVENT, NUMBER, order(count)) for count in (1, 2)]
    age(store, keys[1], 60)
    first, second = store.claim(), store.claim()
    assert first is not None
    assert second is not None
    assert (first.name[-32:], second.name[-32:]) == (keys[1], keys[0])


def test_an_order_is_given_back(store: Store) -> None:
    """By a server that stops, for the next one; by a failure, until somebody orders it again."""
    key = store.place(EVENT, NUMBER, order(1))
    for is_failure, making in ((False, Making.WAITING), (True, Making.FAILED)):
        folder = store.claim()
        assert folder is not None
        store.give_back(folder, is_failure=is_failure)
        assert store.making(EVENT, NUMBER, key) is making
    assert store.claim() is None
    store.place(EVENT, NUMBER, order(1))
    assert store.claim() is not None


def test_an_order_whose_maker_died_is_taken_over(store: Store) -> None:
    """After the time that one may take."""
    key = store.place(EVENT, NUMBER, order(1))
    assert store.claim() is not None
    age(store, key, LONGEST.total_seconds() - 5, "taken")
    assert store.claim() is None
    age(store, key, LONGEST.total_seconds() + 5, "taken")
    assert store.claim() is not None


def test_few_are_kept_of_one_person(store: Store) -> None:
    """The newest ones; others' are not touched."""
    others = store.place(EVENT, NUMBER + 1, order(1))
    keys = []
    for count in range(MOST_KEPT + 2):
        keys.append(store.place(EVENT, NUMBER, order(count)))
        age(store, keys[-1], 100 - count)
    kept = [store.making(EVENT, NUMBER, key) is not Making.MISSING for key in keys]
    assert kept == [False, False] + [True] * MOST_KEPT
    assert store.making(EVENT, NUMBER + 1, others) is Making.WAITING


def test_old_ones_go(store: Store) -> None:
    """After the time that the handbook names."""
    old, new = store.place(EVENT, NUMBER, order(1)), store.place(EVENT, NUMBER, order(2))
    finish(store, old)
    age(store, old, KEPT.total_seconds() + 5)
    age(store, new, KEPT.total_seconds() - 5)
    assert store.forget_old() == 1
    assert store.making(EVENT, NUMBER, old) is Making.MISSING
    assert store.making(EVENT, NUMBER, new) is Making.WAITING


def test_a_person_is_forgotten(store: Store) -> None:
    """With all that was made for them, and nobody else."""
    for number in (4, 41, NUMBER):
        store.place(EVENT, number, order(1))
    store.forget(EVENT, 4)
    assert store.people() == {(EVENT, 41), (EVENT, NUMBER)}


def test_only_the_server_may_look(store: Store, tmp_path: Path) -> None:
    """The folder holds names."""
    store.place(EVENT, NUMBER, order(1))
    assert (tmp_path / "trophies").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("key", ["", "x", "../../secret", "0" * 31, "G" * 32, "0" * 33, "*"])
def test_no_other_key_finds_anything(store: Store, key: str) -> None:
    """Keys come from addresses."""
    store.place(EVENT, NUMBER, order(1))
    assert store.making(EVENT, NUMBER, key) is Making.MISSING


def test_a_letter_more_is_another_trophy() -> None:
    """So are another height and another link; all that a solid depends on is in its key."""
    one = order(3, linked=1)
    others = [
        order(3, linked=1, name="Anna"),
        order(3, linked=1, height=160),
        TrophyOrder(one.name, one.event, one.height, one.organisations, one.links[1:]),
        TrophyOrder(one.name, one.event, one.height, (0, 0, 1), one.links),
    ]
    assert len({one.key, *(other.key for other in others)}) == 5
