"""Who may come in, by every way somebody else might try."""

import pytest

from everyword.web.door import LETTERS, TRIES, Asked, Door

PORT = 4321
HERE = b"127.0.0.1:4321"


@pytest.fixture
def door() -> Door:
    return Door(PORT)


def asked(*headers: tuple[bytes, bytes], method: str = "GET", path: str = "/") -> Asked:
    return Asked(method, path, headers)


@pytest.mark.parametrize("host", [HERE, b"localhost:4321", b"[::1]:4321"])
def test_names_of_this_computer_are_from_here(door: Door, host: bytes) -> None:
    assert door.is_from_here(asked((b"host", host), (b"origin", b"http://" + host)))


@pytest.mark.parametrize(
    "headers",
    [
        (),
        ((b"host", b"evil.test:4321"),),
        ((b"host", b"127.0.0.1.evil.test:4321"),),
        ((b"host", b"127.0.0.1:4321."),),
        ((b"host", b"127.0.0.1.:4321"),),
        ((b"host", b"127.0.0.1"),),
        ((b"host", b"127.0.0.1:4322"),),
        ((b"host", b"LOCALHOST:4321"),),
        ((b"host", HERE), (b"host", HERE)),
        ((b"host", HERE), (b"host", b"evil.test")),
        ((b"host", HERE), (b"origin", b"null")),
        ((b"host", HERE), (b"origin", b"http://evil.test")),
        ((b"host", HERE), (b"origin", b"http://localhost:4321")),
        ((b"host", HERE), (b"origin", b"https://" + HERE)),
        ((b"host", HERE), (b"origin", b"http://" + HERE), (b"origin", b"http://evil.test")),
    ],
)
def test_any_other_name_or_origin_is_not(door: Door, headers: tuple[tuple[bytes, bytes]]) -> None:
    assert not door.is_from_here(asked(*headers))


def test_a_whole_address_as_target_is_not(door: Door) -> None:
    assert not door.is_from_here(asked((b"host", HERE), path="http://evil.test/"))


def test_the_code_lets_in_once_however_it_is_typed(door: Door) -> None:
    typed = f" {door.code[:5].upper()}-{door.code[5:]} "
    assert set(door.code) <= set(LETTERS) and len(door.code) == 10
    assert door.let_in(typed)
    assert not door.let_in(typed)


def test_after_five_wrong_codes_the_right_one_opens_nothing(door: Door) -> None:
    assert not any(door.let_in(each) for each in ["", "2" * 10, door.code[:9], "ä", "\x00"][:TRIES])

    assert not door.let_in(door.code)


def test_the_cookie_is_this_runs_own(door: Door) -> None:
    name, seat = door.cookie.encode(), door.seat.encode()

    assert door.is_seated(asked((b"cookie", b"a=b; " + name + b"=" + seat)))
    assert door.is_seated(asked((b"cookie", b"a=b"), (b"cookie", name + b"=" + seat)))
    assert not door.is_seated(asked((b"cookie", name + b"=" + seat[:-1])))
    assert not door.is_seated(asked((b"cookie", b"session=" + seat)))
    assert not door.is_seated(asked())
    other = Door(PORT)
    assert not other.is_seated(asked((b"cookie", name + b"=" + seat)))
    assert len({door.cookie, other.cookie, door.seat, other.seat, door.key, other.key}) == 6


def test_only_a_page_of_ours_may_change_anything(door: Door) -> None:
    key, origin = (b"x-key", door.key.encode()), (b"origin", b"http://" + HERE)
    same = (b"sec-fetch-site", b"same-origin")

    assert door.may_change(asked(key, origin, same))
    assert door.may_change(asked(key, origin))  # an older browser does not say where it is from
    assert not door.may_change(asked(key, same))
    assert not door.may_change(asked(origin, same))
    assert not door.may_change(asked((b"x-key", b""), origin))
    assert not door.may_change(asked(key, key, origin))
    for site in (b"cross-site", b"same-site", b"none"):
        assert not door.may_change(asked(key, origin, (b"sec-fetch-site", site)))
