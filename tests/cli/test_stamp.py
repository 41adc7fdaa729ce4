"""everyword stamp: asked for here, carried or sent by the person's word, kept if it checks."""

import datetime as dt
import hashlib
import io
import json
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from everyword.vault import keys, stamps, stamps_send
from everyword.vault.store import verify_case
from tests.cases_made import damage, remembered_stretch
from tests.cli.conftest import Run
from tests.vault.authority import Authority, needs_openssl
from tests.vault.test_ots import pending, proof


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "a")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_stretch", remembered_stretch)


@pytest.fixture
def filled(in_case: Run) -> Run:
    """A case with its keys in the tree; what else it holds makes no difference to a stamp."""
    return in_case


@pytest.fixture
def answered(filled: Run, authority: Authority, tmp_path: Path) -> Run:
    """A request carried away and its answer brought back, not taken in yet."""
    assert filled("stamp", "--request", "ask.tsq").code == 0
    (tmp_path / "back.tsr").write_bytes(authority.answer((tmp_path / "ask.tsq").read_bytes()))
    (tmp_path / "root.pem").write_bytes(authority.pem("root"))
    return filled


def wrong(folder: Path) -> list[str]:
    """What `verify` finds, in this process (the command looks from a child with its own scrypt)."""
    typed = (folder / "words").read_text().strip()
    checks = verify_case(folder / "case", typed, lambda: dt.datetime.now(dt.UTC))
    return [check.name for check in checks if not check.ok]


def stamp_files(folder: Path) -> list[str]:
    return sorted(p.name for p in (folder / "case" / "heads").iterdir() if p.suffix != ".note")


def test_a_request_is_made_without_a_network(
    filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps_send, "send", None)
    ran = filled("stamp", "--request", "ask.tsq")

    assert ran.code == 0, ran.err
    (name,) = stamp_files(tmp_path)
    assert ran.out == f"heads/{name}\n" and name.endswith(".a.tsq")
    assert "a hash of 32 bytes and a random number, nothing else" in ran.err
    assert "Nothing was sent" in ran.err and "everyword stamp --response" in ran.err
    copy = (tmp_path / "ask.tsq").read_bytes()
    assert copy == (tmp_path / "case" / "heads" / name).read_bytes() and len(copy) == 70
    again = filled("stamp")
    assert again.out == ran.out and "made before" in again.err
    assert wrong(tmp_path) == []


def test_an_existing_file_is_never_written_over(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    for option in ("--request", "--text"):
        assert filled("stamp", option, "mine").code == 2
    assert (tmp_path / "mine").read_text() == "mine" and stamp_files(tmp_path) == []


@pytest.mark.parametrize(
    "words", [[], ["--request", "out"], ["--text", "out"], ["--send", "http://tsa.example/"]]
)
def test_a_dry_run_changes_nothing(
    filled: Run, tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps_send, "send", None)
    (tmp_path / "root.pem").write_bytes((ROOT / "old.pem").read_bytes())
    root = ["--root", "root.pem"] if "--send" in words else []
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "case" / "heads").iterdir()}
    ran = filled("stamp", *words, *root, "--dry-run")

    assert ran.code == 0, ran.err
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "case" / "heads").iterdir()} == before
    assert not (tmp_path / "out").exists()


ROOT = Path(__file__).parent.parent / "vault" / "stamps"


@needs_openssl
def test_an_answer_is_checked_shown_and_kept(
    answered: Run, authority: Authority, tmp_path: Path
) -> None:
    dry = answered("stamp", "--response", "back.tsr", "--root", "root.pem", "--dry-run")
    assert dry.code == 0 and len(stamp_files(tmp_path)) == 1
    ran = answered("stamp", "--response", "back.tsr", "--root", "root.pem")

    assert ran.code == 0, ran.err
    assert "ok         rfc3161-client: it checks" in ran.out
    assert "ok         openssl: Verification: OK" in ran.out
    assert stamps.root_fingerprint(authority.pem("root")) in ran.out
    assert "with the one the authority publishes" in ran.err
    assert [name.split(".", 1)[1] for name in stamp_files(tmp_path)] == ["a.pem", "a.tsq", "a.tsr"]
    assert wrong(tmp_path) == []
    listed = answered("stamp", "--list")
    assert "O=Example Ltd,CN=Example signer" in listed.out and "renew before" in listed.err
    assert listed.code == 0


@needs_openssl
def test_the_list_says_everything_in_json(answered: Run, authority: Authority) -> None:
    answered("stamp", "--authority", "b")
    answered("stamp", "--response", "back.tsr", "--root", "root.pem")
    done, waiting = (
        json.loads(line) for line in answered("stamp", "--list", "--json").out.split("\n") if line
    )

    assert done["label"] == "a" and waiting["label"] == "b" and waiting["head"] == done["head"]
    assert (done["waiting"], waiting["waiting"], waiting["time"]) == (False, True, None)
    assert done["authority"] == "O=Example Ltd,CN=Example signer"
    assert done["root_sha256"] == stamps.root_fingerprint(authority.pem("root"))
    assert done["renew_before"] == "2045-01-01T00:00:00Z"
    assert [(each["by"], each["ok"]) for each in done["checks"]] == [
        ("rfc3161-client", True),
        ("openssl", True),
    ]
    assert done["checks"][1]["how"].endswith(
        f"-attime {dt.datetime.fromisoformat(done['time']).timestamp():.0f}"
    )
    assert set(done) == set(waiting)


def not_rooted(folder: Path, authority: Authority) -> list[str]:
    return []


def other_root(folder: Path, authority: Authority) -> list[str]:
    (folder / "other.pem").write_bytes((ROOT / "old.pem").read_bytes())
    return ["--root", "other.pem"]


def no_root(folder: Path, authority: Authority) -> list[str]:
    (folder / "words.pem").write_text("trust me")
    return ["--root", "words.pem"]


def garbage(folder: Path, authority: Authority) -> list[str]:
    (folder / "back.tsr").write_bytes(b"<html>")
    return ["--root", "root.pem"]


def huge(folder: Path, authority: Authority) -> list[str]:
    (folder / "back.tsr").write_bytes(bytes(10 << 20))
    return ["--root", "root.pem"]


def asked_by_another(folder: Path, authority: Authority) -> list[str]:
    (folder / "back.tsr").write_bytes(authority.answer(stamps.request(b"another text")))
    return ["--root", "root.pem"]


def rejected(folder: Path, authority: Authority) -> list[str]:
    (folder / "back.tsr").write_bytes(authority.rejection((folder / "ask.tsq").read_bytes()))
    return ["--root", "root.pem"]


def ended(folder: Path, authority: Authority) -> list[str]:
    made = Authority(folder / "ended", end=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    (folder / "back.tsr").write_bytes(made.answer((folder / "ask.tsq").read_bytes()))
    (folder / "root.pem").write_bytes(made.pem("root"))
    return ["--root", "root.pem"]


def not_there(folder: Path, authority: Authority) -> list[str]:
    (folder / "back.tsr").unlink()
    return ["--root", "root.pem"]


@needs_openssl
@pytest.mark.parametrize(
    ("made", "code", "words"),
    [
        (not_rooted, 2, "root certificate of the authority a is not known yet"),
        (other_root, 4, "does not lead to the root you gave"),
        (no_root, 2, "words.pem: not a root certificate that can be used: "),
        (garbage, 4, "not an answer of a time-stamping authority"),
        (huge, 4, "larger than any answer"),
        (asked_by_another, 4, "answers no request of this case"),
        (rejected, 4, "rejection: Message digest algorithm is not supported."),
        (ended, 4, "openssl says: certificate verify error (Verify error:certificate has expired)"),
        (not_there, 2, "back.tsr: the answer cannot be read: No such file"),
    ],
)
def test_an_answer_that_is_wrong_is_refused_and_not_kept(
    made: Callable[[Path, Authority], list[str]],
    code: int,
    words: str,
    answered: Run,
    authority: Authority,
    tmp_path: Path,
) -> None:
    root = made(tmp_path, authority)
    ran = answered("stamp", "--response", "back.tsr", *root)

    assert ran.code == code and words in ran.err, ran.err
    assert len(ran.err.splitlines()) == 3
    assert [name.rsplit(".", 1)[1] for name in stamp_files(tmp_path)] == ["tsq"]


@needs_openssl
def test_the_root_is_asked_for_once(answered: Run, authority: Authority, tmp_path: Path) -> None:
    answered("stamp", "--response", "back.tsr", "--root", "root.pem")
    answered("stamp", "--request", "next.tsq")
    (tmp_path / "next.tsr").write_bytes(authority.answer((tmp_path / "next.tsq").read_bytes()))

    assert answered("stamp", "--response", "next.tsr").code == 0
    again = answered("stamp", "--response", "next.tsr")
    assert again.code == 4 and "has its answer already" in again.err


@needs_openssl
def test_a_stamp_harmed_since_is_listed_as_such(answered: Run, tmp_path: Path) -> None:
    answered("stamp", "--response", "back.tsr", "--root", "root.pem")
    (kept,) = (tmp_path / "case" / "heads").glob("*.tsr")
    damage(kept)
    ran = answered("stamp", "--list")

    assert ran.code == 1 and "cannot be used" in ran.out
    assert f"heads/{kept.name}" in wrong(tmp_path)


# OpenTimestamps


def test_a_proof_made_elsewhere_is_kept(filled: Run, tmp_path: Path) -> None:
    ran = filled("stamp", "--text", "head.txt")
    text = (tmp_path / "head.txt").read_bytes()
    assert ran.code == 0 and text.count(b"\n") == 3
    (tmp_path / "head.txt.ots").write_bytes(proof(text, pending()))

    kept = filled("stamp", "--response", "head.txt.ots")
    assert kept.code == 0, kept.err
    assert "waiting at https://calendar.example" in kept.out
    (name,) = stamp_files(tmp_path)
    assert name.endswith(".ots") and "OpenTimestamps" in filled("stamp", "--list").out
    size = int(name.split(".")[0])
    note = (tmp_path / "case" / "heads" / f"{size}.note").read_bytes()
    assert hashlib.sha256(b"".join(note.splitlines(True)[:3])).digest() in proof(text, pending())
    assert json.loads(filled("stamp", "--list", "--json").out)["kind"] == "opentimestamps"
    assert wrong(tmp_path) == []


def test_a_proof_over_something_else_is_refused(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "x.ots").write_bytes(proof(b"x", pending()))
    ran = filled("stamp", "--response", "x.ots")

    assert ran.code == 4 and "none of the heads" in ran.err and stamp_files(tmp_path) == []


# Sending


@pytest.fixture
def address(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An authority on this computer."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(authority.answer(request))

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/tsr"
    server.shutdown()
    server.server_close()
    thread.join()


@needs_openssl
def test_sending_says_what_is_sent_and_what_trace_it_leaves(
    filled: Run, address: str, authority: Authority, tmp_path: Path
) -> None:
    (tmp_path / "root.pem").write_bytes(authority.pem("root"))
    ran = filled("stamp", "--send", address, "--root", "root.pem", "--yes")

    assert ran.code == 0, ran.err
    assert "To:     127.0.0.1" in ran.err and "Sent:   70 bytes" in ran.err
    assert "the authority sees this computer's address" in ran.err and "router" in ran.err
    assert "openssl: Verification: OK" in ran.out
    assert [name.rsplit(".", 1)[1] for name in stamp_files(tmp_path)] == ["pem", "tsq", "tsr"]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@needs_openssl
@pytest.mark.parametrize(("typed", "sends"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_sending_asks_first(
    filled: Run,
    authority: Authority,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    sends: bool,
) -> None:
    (tmp_path / "root.pem").write_bytes(authority.pem("root"))
    sent: list[bytes] = []

    def send(url: str, request: bytes) -> bytes:
        sent.append(request)
        return authority.answer(request)

    monkeypatch.setattr(stamps_send, "send", send)
    monkeypatch.setattr(io, "StringIO", lambda *text: _Terminal("".join(text) or typed))
    ran = filled("stamp", "--send", "https://tsa.example/", "--root", "root.pem")

    assert ran.code == 0, ran.err
    assert bool(sent) is sends
    assert ("Nothing was sent" in ran.err) is not sends


def test_a_script_must_say_yes(
    filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps_send, "send", None)
    (tmp_path / "root.pem").write_bytes((ROOT / "old.pem").read_bytes())
    ran = filled("stamp", "--send", "https://tsa.example/", "--root", "root.pem")

    assert ran.code == 2 and "--yes" in ran.err and not sys.stdin.closed


@pytest.mark.parametrize("root", [[], ["--root", "words.pem"], ["--root", "missing.pem"]])
def test_nothing_is_sent_without_a_root_to_check_against(
    filled: Run, tmp_path: Path, root: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps_send, "send", None)
    (tmp_path / "words.pem").write_text("trust me")
    ran = filled("stamp", "--send", "https://tsa.example/", "--yes", *root)

    assert ran.code == 2 and stamp_files(tmp_path) == []
    assert len(ran.err.splitlines()) == 3 and "Nothing was changed." in ran.err
    assert "source" not in ran.err and "taken in" not in ran.err
    if "missing.pem" in root:
        assert ran.err.startswith("missing.pem: the root certificate cannot be read: No such file")


def test_an_authority_that_does_not_answer_leaves_the_request(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_bytes((ROOT / "old.pem").read_bytes())
    ran = filled("stamp", "--send", "http://127.0.0.1:9/", "--root", "root.pem", "--yes")

    assert ran.code == 4 and "could not be reached" in ran.err
    assert "The request is kept" in ran.err and len(stamp_files(tmp_path)) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["--send", "http://a.example/", "--response", "x"],
        ["--list", "--text", "x"],
        ["--list", "--request", "x"],
        ["--root", "x"],
        ["--json"],
        ["--authority", "No Such"],
    ],
)
def test_words_that_do_not_go_together_are_refused(filled: Run, words: list[str]) -> None:
    assert filled("stamp", *words).code == 2


def test_an_empty_list_says_what_to_do(filled: Run) -> None:
    ran = filled("stamp", "--list")

    assert ran.code == 0 and ran.out == "" and "everyword stamp" in ran.err
