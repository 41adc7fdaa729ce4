"""Time from outside in a package: it is shown as it checks, and nothing that was changed checks."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from everyword.errors import Damaged
from everyword.vault import package, stamps
from everyword.vault.package_outside import Outside
from tests.vault.authority import Authority
from tests.vault.packages import (
    CASE_NOTE,
    ENTRIES,
    NEEDS_OPENSSL,
    SHELLS,
    cosign,
    failures,
    files_of,
    head_text,
    is_named,
    redo_manifests,
    told_note,
    witness_key,
    write,
)
from tests.vault.test_package_text import commands, shell, type_in

pytestmark = NEEDS_OPENSSL
Told = tuple[bytes, Outside]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "a")


@pytest.fixture(scope="module")
def told(authority: Authority) -> Told:
    return told_note(authority)


@pytest.fixture
def stamped(tmp_path: Path, told: Told) -> Path:
    write(tmp_path / "p", form="case", head_note=told[0], outside=told[1])
    return tmp_path / "p"


def test_what_was_told_outside_is_checked_and_shown(stamped: Path, told: Told) -> None:
    checks = package.verify_package(stamped)
    root = stamps.root_fingerprint(told[1].tokens[0].root)

    assert failures(stamped) == []
    assert is_named("seal/checkpoint.a.tsr openssl: Verification: OK", checks)
    assert is_named("seal/checkpoint.a.tsr rfc3161-client: it checks", checks)
    assert is_named("seal/checkpoint.second-one.tsr openssl: Verification: OK", checks)
    assert is_named("2024-04-03 21:08:05 UTC by Example Ltd, Example signer", checks)
    assert is_named(root, checks)
    assert is_named("Rowan Ä. signed this head at 2024-04-03 21:07:09 UTC", checks)
    assert is_named(witness_key(), checks)
    cover = (stamped / "COVER.txt").read_text("utf-8")
    assert "2024-04-03 21:08:05 UTC  time stamp by Example Ltd, Example signer" in cover
    assert "2024-04-03 21:07:09 UTC  witness Rowan Ä." in cover
    assert (stamped / "seal/checkpoint.a.time").read_text() == "1712178485\n"


def test_the_script_shows_the_same(stamped: Path, told: Told) -> None:
    for name in SHELLS:
        done = shell(name, stamped)
        assert (done.returncode, done.stderr) == (0, ""), f"{name}: {done.stdout}{done.stderr}"
        assert "ok      seal/checkpoint.a.tsr" in done.stdout
        assert "Apr  3 21:08:05 2024 GMT" in done.stdout
        assert "ok      seal/checkpoint.second-one.tsr" in done.stdout
        assert done.stdout.count(stamps.root_fingerprint(told[1].tokens[0].root)) == 2
        assert "ok      seal/checkpoint.ots" in done.stdout
        assert "ok      witness at 2024-04-03 21:07:09 UTC (compare" in done.stdout
        assert f"Rowan Ä. {witness_key()}" in done.stdout


BSD_DATE = """#!/bin/sh
[ "$1 $2 $3" = '-u -r 1712178429' ] || exit 1
echo "as $4"
"""


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        (BSD_DATE, "as +%Y-%m-%d %H:%M:%S UTC"),
        ("#!/bin/sh\necho usage >&2; exit 1\n", "1712178429 seconds after 1970"),
    ],
    ids=["bsd", "none"],
)
def test_the_time_of_a_witness_is_shown_whatever_date_there_is(
    stamped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, date: str, shown: str
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "date").write_text(date)
    (tmp_path / "bin" / "date").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")

    done = shell(next(name for name in SHELLS if name != "busybox"), stamped)

    assert (done.returncode, done.stderr) == (0, "")
    assert f"ok      witness at {shown} (compare" in done.stdout


def test_the_commands_on_the_page_show_the_same(stamped: Path, told: Told) -> None:
    said = type_in(stamped, commands(stamped))
    root = stamps.root_fingerprint(told[1].tokens[0].root)

    assert said.count("Verification: OK") == 2
    assert "Time stamp: Apr  3 21:08:05 2024 GMT" in said
    assert sum(root in line for line in said) == 2


def test_a_stamp_outlives_its_certificate(tmp_path: Path) -> None:
    """It is looked at as of its own time, by us, by the script and by the commands."""
    end = datetime(2025, 1, 1, tzinfo=UTC)
    ended = Authority(tmp_path / "authority", end=end)
    request = stamps.request(head_text(CASE_NOTE))
    tsr = ended.answer(request, at=datetime(2024, 5, 1, tzinfo=UTC))
    token = stamps.Token("a", tsr, stamps.chosen_root(tsr, ended.chain))
    write(tmp_path / "p", form="case", outside=Outside((token,)))

    assert failures(tmp_path / "p") == []
    assert "ok      seal/checkpoint.a.tsr" in shell(SHELLS[0], tmp_path / "p").stdout
    assert "Verification: OK" in type_in(tmp_path / "p", commands(tmp_path / "p"))


def test_the_form_fresh_carries_nothing_from_outside(tmp_path: Path, told: Told) -> None:
    write(tmp_path / "p", outside=told[1])

    assert not [path for path in files_of(tmp_path / "p") if "checkpoint." in path]
    assert "Nobody outside" in (tmp_path / "p/COVER.txt").read_text()
    assert failures(tmp_path / "p") == []


def test_the_same_things_give_the_same_folder(tmp_path: Path, told: Told) -> None:
    for name in ("a", "b"):
        write(tmp_path / name, form="case", head_note=told[0], outside=told[1])

    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")


def another_time(folder: Path, authority: Authority) -> str:
    (folder / "seal/checkpoint.a.time").write_text("1712178486\n")
    return "seal/checkpoint.a.time"


def a_stamp_of_something_else(folder: Path, authority: Authority) -> str:
    tsr = authority.answer(stamps.request(b"something else"))
    (folder / "seal/checkpoint.a.tsr").write_bytes(tsr)
    return "seal/checkpoint.a.tsr"


def another_root(folder: Path, authority: Authority) -> str:
    other = Authority(folder.parent / "other")
    (folder / "seal/checkpoint.a.pem").write_bytes(other.pem("root"))
    return "seal/checkpoint.a.tsr"


def no_root(folder: Path, authority: Authority) -> str:
    (folder / "seal/checkpoint.a.pem").unlink()
    return "seal/checkpoint.a.tsr"


def no_stamp(folder: Path, authority: Authority) -> str:
    (folder / "seal/checkpoint.a.tsr").unlink()
    return "seal/checkpoint.a.tsr"


def another_witness(folder: Path, authority: Authority) -> str:
    (folder / "seal/witnesses.txt").write_text(f"Sam\t{witness_key('rowan', bytes(32))}\n")
    return "no good signature of Sam"


def a_line_that_is_not_of_the_witness(folder: Path, authority: Authority) -> str:
    path = folder / "seal/checkpoint"
    forged = cosign(CASE_NOTE, "rowan", bytes(32))
    path.write_bytes(forged)
    for proof in (folder / "seal/proofs").iterdir():
        proof.write_bytes(proof.read_bytes().partition(b"\n\n")[0] + b"\n\n" + forged)
    return "no good signature of Rowan"


def a_proof_of_something_else(folder: Path, authority: Authority) -> str:
    path = folder / "seal/checkpoint.ots"
    data = bytearray(path.read_bytes())
    data[40] ^= 1
    path.write_bytes(data)
    return "seal/checkpoint.ots"


CHANGES: list[Callable[[Path, Authority], str]] = [
    another_time,
    a_stamp_of_something_else,
    another_root,
    no_root,
    no_stamp,
    another_witness,
    a_line_that_is_not_of_the_witness,
    a_proof_of_something_else,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_does_not_check_is_found_though_signed(
    stamped: Path, authority: Authority, change: Callable[[Path, Authority], str]
) -> None:
    named = change(stamped, authority)
    redo_manifests(stamped, sign=True)

    assert is_named(named, failures(stamped))
    if change in (another_time, no_stamp):
        return  # the second it is looked at is no more than that: see docs/vault-format.md
    done = shell(SHELLS[-1], stamped)
    assert done.returncode == 1 and "NOT OK" in done.stdout
    assert done.stderr == ""


def test_what_does_not_check_is_not_put_in(
    tmp_path: Path, told: Told, authority: Authority
) -> None:
    tsr = authority.answer(stamps.request(b"something else"))
    other = stamps.Token("a", tsr, told[1].tokens[0].root)

    for outside in (Outside((other,)), Outside(ots=b"not a proof")):
        with pytest.raises(Damaged):
            write(tmp_path / "p", form="case", outside=outside)
    assert list(tmp_path.iterdir()) == []


def test_a_name_of_a_witness_cannot_draw(tmp_path: Path) -> None:
    name = "Row\tan\x1b[2J"
    known = ((name, witness_key()),)
    write(
        tmp_path / "p", form="case", head_note=cosign(CASE_NOTE), outside=Outside((), None, known)
    )

    assert failures(tmp_path / "p") == []
    assert (
        tmp_path / "p/seal/witnesses.txt"
    ).read_text() == f"Row\\x09an\\x1b[2J\t{witness_key()}\n"


def test_every_byte_of_the_files_from_outside_counts(
    tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    labelled = package.Entry(
        ENTRIES[4].leaf_text,
        ENTRIES[4].source,
        ENTRIES[4].index,
        "application/pdf",
        tuple(f"AB{n}" for n in range(60)),
    )
    folder = tmp_path / "p"
    write(folder, form="case", head_note=told[0], outside=told[1], entries=[labelled])
    # The stamp itself is checked above: a hundredth of a second for each byte is too long here.
    monkeypatch.setattr(stamps, "check", lambda text, token: ())
    monkeypatch.setattr(stamps, "read", lambda tsr, root: stamps.Stamped(NOON, "", 1, NOON, ""))
    monkeypatch.setattr(stamps, "root_fingerprint", lambda root: "")
    for path in ("witnesses.txt", "checkpoint.ots", "checkpoint.a.time"):
        assert_every_byte_counts(folder, f"seal/{path}", 1)
    for path in ("checkpoint.a.tsr", "checkpoint.a.pem", "labels.txt"):
        assert_every_byte_counts(folder, f"seal/{path}", 19)


NOON = datetime(2024, 4, 3, 12, tzinfo=UTC)


def assert_every_byte_counts(folder: Path, path: str, step: int) -> None:
    old = (folder / path).read_bytes()
    for place in range(0, len(old), step):
        (folder / path).write_bytes(old[:place] + bytes([old[place] ^ 1]) + old[place + 1 :])
        assert is_named(f"{path} its bytes are not those listed", failures(folder)), place
    (folder / path).write_bytes(old)


def test_the_text_that_is_stamped_is_the_three_lines(told: Told) -> None:
    assert head_text(told[0]) == CASE_NOTE.partition(b"\n\n")[0] + b"\n"
