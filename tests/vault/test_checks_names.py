"""What does not belong in a case folder: nobody's file is said plainly, a look-alike is harm."""

from pathlib import Path

import pytest

from everyword.vault import checks, limited
from everyword.vault.checks import Check, Stray
from everyword.vault.checks_names import LIKE_OURS, NOBODYS
from everyword.vault.keys import Keys
from tests.vault.cases import NOON, keys_of

SEALED = b"age-encryption.org/v1\n-> X25519 "


@pytest.fixture
def keys(case: Path, words: str) -> Keys:
    return keys_of(case, words)


def found(case: Path, keys: Keys) -> list[Check]:
    return [check for check in checks.verify(case, keys, NOON) if not check.ok]


def put(case: Path, name: str, data: bytes = b"x") -> None:
    (case / name).parent.mkdir(parents=True, exist_ok=True)
    (case / name).write_bytes(data)


@pytest.mark.parametrize(
    "name",
    [
        *(".DS_Store", "Thumbs.db", "desktop.ini", "Desktop.ini", "._FORMAT", "slots/.DS_Store"),
        *("objects/.DS_Store", "heads/Thumbs.db", "work/desktop.ini", "heads/._1.note"),
        *("letter.pdf", "notes.txt~", "#notes.txt#", ".notes.txt.swp", "x\x1b", "format.txt.d.old"),
        *(
            "agenda",
            "workshop.odt",
            "locksmith bill.pdf",
            "headset.jpg",
            "my.notes.txt",
            "a.agenda",
        ),
    ],
)
def test_nobodys_file_is_a_finding_and_no_damage(case: Path, keys: Keys, name: str) -> None:
    put(case, name)
    (only,) = found(case, keys)

    if name == "format.txt.d.old":  # begins like FORMAT: in doubt the strong word
        assert not isinstance(only, Stray) and only.said == LIKE_OURS
        return
    assert (type(only), only.name, only.ok) == (Stray, name, False)
    assert only.said.startswith(NOBODYS)
    is_left = any(word in name.lower() for word in ("ds_store", "thumbs.db", "desktop.ini", "._"))
    assert ("a computer puts such a file" in only.said) is is_left


@pytest.mark.parametrize(
    "name",
    [
        *("slots/other.age", "slots/owner.age~", "slots/notes.txt", "heads/9.txt", "heads/x"),
        *("heads/01.note", "work/old/1.age", "objects/letter.pdf", "objects/ab/x", "work/.swp"),
        *("recipient.txt~", ".recipient.txt.swp", "#journal#", "journal (1)", "journal.bak"),
        *(
            "FORMAT.txt",
            "Recipient.txt",
            "case.db.old",
            "lock~",
            "~$case.db",
            "owner.age",
            "a.note",
        ),
        *(
            "slots 2/owner.txt",
            "Objects/x",
            "Heads/6.note",
            "backup/owner.age",
            "a.tsr",
            "b.ots.bak",
        ),
    ],
)
def test_what_looks_like_a_part_of_the_case_is_harm(case: Path, keys: Keys, name: str) -> None:
    put(case, name)

    assert name in [check.name for check in found(case, keys) if type(check) is Check]


def test_what_begins_as_a_sealed_file_is_harm_whatever_its_name(case: Path, keys: Keys) -> None:
    put(case, "holiday.jpg", SEALED)
    put(case, "letter.jpg", SEALED[:10])
    put(case, ".DS_Store", SEALED)

    assert [(check.name, type(check)) for check in found(case, keys)] == [
        (".DS_Store", Check),
        ("holiday.jpg", Check),
        ("letter.jpg", Stray),
    ]


def test_what_a_mac_puts_beside_a_slot_is_no_slot(case: Path, keys: Keys) -> None:
    double = bytes.fromhex("0005160700020000") + b"Mac OS X        "
    names = ["slots/._owner.age", "heads/._6.note", "work/._1.age", "._journal"]
    for name in names:
        put(case, name, double)
    assert {(each.name, type(each)) for each in found(case, keys)} == {(n, Stray) for n in names}

    put(case, "slots/._owner.age", (case / "slots/owner.age").read_bytes())
    assert [each.name for each in found(case, keys) if type(each) is Check] == ["slots/._owner.age"]


def test_links_and_folders_are_told_apart(case: Path, keys: Keys) -> None:
    put(case, "My papers/letter.pdf")
    (case / "link").symlink_to("/etc/hostname")
    (case / "loop").symlink_to(case)
    (case / "slots" / "more").mkdir()

    assert [(check.name, type(check)) for check in found(case, keys)] == [
        ("My papers", Stray),
        ("My papers/letter.pdf", Stray),
        ("link", Check),
        ("loop", Check),
        ("slots/more", Check),
    ]


def test_a_stray_stays_one_on_its_way_from_the_child(case: Path, keys: Keys) -> None:
    put(case, "letter.pdf")
    put(case, "journal.bak")
    every = checks.verify(case, keys, NOON)
    batches = limited._batches(every)

    assert [limited._check(*row) for batch in batches for row in batch] == every
    assert {type(check) for check in every} == {checks.Check, checks.Remark, checks.Stray}
