"""A deletion that a kill cut off is followed in the index at the next opening."""

from pathlib import Path

import pytest

from everyword.case.decided import CiteTo, Said
from everyword.case.rebuilding import rebuild
from everyword.case.store import Case
from everyword.errors import NotFound, Refused
from everyword.index.store import Index, Query
from everyword.model import Message
from everyword.vault import deletion
from tests.cases_made import Quiet, Ticking, make_case

CHAT = "13/03/2024, 21:07 - Alex: I will send money\n14/03/2024, 08:00 - Sam: ok\n"
NAME = "WhatsApp Chat with Sam.txt"


@pytest.fixture
def words(tmp_path: Path) -> str:
    """A case with the chat, and then a longer copy of it, which a fact and an exhibit cite."""
    words = make_case(tmp_path / "case")
    for place, text in (("a", CHAT), ("b", CHAT + "15/03/2024, 08:00 - Sam: hello\n")):
        path = tmp_path / place / NAME
        path.parent.mkdir()
        path.write_text(text)
        with Case.open(tmp_path / "case", words, Ticking(), write=True) as case:
            for received in case.add([path], Said(), lambda row, fresh: None, Quiet()):
                assert received.error is None
    return words


def find(case: Case, text: str) -> list[str]:
    return [entry.id for entry in case.index.find(Query(words=text))]


def test_what_was_deleted_is_found_nowhere_after_a_kill(tmp_path: Path, words: str) -> None:
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as case:
        (item,) = find(case, "hello")
        for row in case.index.sources():
            case.vault.delete(row.object, None)  # and killed before the index was told

    with Case.open(tmp_path / "case", words, Ticking()) as reading:
        assert [NAME in text for text in reading.vault.remarks] == [True, True]
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as case:
        assert find(case, "hello") == find(case, "money") == []
        assert case.index.sources() == []
        with pytest.raises(NotFound):
            case.set_exhibit_prefix("AB")
            case.add_exhibit("T", (item,), 0)
        assert [NAME in text for text in case.vault.remarks] == [True, True]
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as case:
        assert case.vault.remarks == []
    assert b"hello" not in b"".join(p.read_bytes() for p in (tmp_path / "case").glob("case.db*"))


def test_a_deletion_finished_by_the_vault_is_followed_too(
    tmp_path: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*words: object) -> None:
        raise KeyboardInterrupt

    with Case.open(tmp_path / "case", words, Ticking(), write=True) as case:
        row = case.index.sources()[1]
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(deletion, "finish", killed)
            case.delete(row, None)
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as case:
        assert find(case, "hello") == []
        assert len(find(case, "money")) == 1
        assert all(check.ok for check in case.vault.verify())


def test_exhibits_and_facts_follow_what_stands_elsewhere(tmp_path: Path, words: str) -> None:
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as case:
        (old,) = find(case, "money")
        case.set_exhibit_prefix("AB")
        case.add_exhibit("T", (old,), 0)
        case.add_fact("S.", "2024", "alleged", (CiteTo(old),))
        case.vault.delete(case.index.sources()[0].object, None)
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as case:
        (new,) = find(case, "money")
        assert new != old
        assert case.work.exhibits()["AB1"].items == (new,)
        assert [fact.cites[0].item for fact in case.work.facts().values()] == [new]


def test_where_the_seals_were_put_back_nothing_is_forgotten(tmp_path: Path, words: str) -> None:
    """The words in the index may be all that is left of a file then."""
    folder = tmp_path / "case"
    with Case.open(folder, words, Ticking(), write=True) as case:
        new = {each.key for each in case.vault.files()}
        before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        (tmp_path / "later.txt").write_text("only here\n")
        list(case.add([tmp_path / "later.txt"], Said(), lambda row, fresh: None, Quiet()))
    for path in [p for p in folder.rglob("*") if p.is_file()]:
        if path.name.startswith("case.db"):
            continue
        path.unlink() if path not in before else path.write_bytes(before[path])
    for _ in range(2):
        with Case.open(folder, words, Ticking(), write=True) as case:
            assert {each.key for each in case.vault.files()} == new
            assert "older than its own index" in case.vault.remarks[0]
            assert len(find(case, "only")) == 1


def test_a_kill_between_the_work_and_the_index_leaves_no_exhibit_that_leads_nowhere(
    tmp_path: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*words: object) -> None:
        raise KeyboardInterrupt

    with Case.open(tmp_path / "case", words, Ticking(), write=True) as case:
        (old,) = find(case, "money")
        case.set_exhibit_prefix("AB")
        case.add_exhibit("T", (old,), 0)
        case.vault.delete(case.index.sources()[0].object, None)
    for step in ("forget", "_settle"):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(Index, step, killed)
            Case.open(tmp_path / "case", words, Ticking(), write=True)
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as case:
        (new,) = find(case, "money")
        assert case.work.exhibits()["AB1"].items == (new,)
        assert new != old


def test_a_kill_in_delete_and_then_a_rebuild_loses_no_exhibit(tmp_path: Path, words: str) -> None:
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as case:
        (old,) = find(case, "money")
        case.set_exhibit_prefix("AB")
        case.add_exhibit("T", (old,), 0)
        case.vault.delete(case.index.sources()[0].object, None)  # and killed
    list(rebuild(tmp_path / "case", words, Ticking(), Quiet()))
    with Case.open(tmp_path / "case", words, Ticking()) as case:
        (new,) = find(case, "money")
        assert case.work.exhibits()["AB1"].items == (new,) != (old,)


@pytest.fixture
def differing(tmp_path: Path) -> str:
    """Two copies; in the second one message has other words."""
    words = make_case(tmp_path / "case")
    edited = CHAT.replace("send money", "send no money").replace(
        "\n", " <This message was edited>\n", 1
    )
    for place, text in (("a", CHAT), ("b", edited)):
        path = tmp_path / place / NAME
        path.parent.mkdir()
        path.write_text(text)
        with Case.open(tmp_path / "case", words, Ticking(), write=True) as case:
            list(case.add([path], Said(), lambda row, fresh: None, Quiet()))
    return words


@pytest.mark.parametrize("which", [0, 1])
def test_neither_version_goes_while_an_exhibit_stands_on_the_message(
    tmp_path: Path, differing: str, which: int
) -> None:
    with Case.open(tmp_path / "case", differing, Ticking(), write=True) as case:
        (item,) = find(case, "money")
        case.set_exhibit_prefix("AB")
        case.add_exhibit("T", (item,), 0)
        with pytest.raises(Refused, match="AB1"):
            case.delete(case.index.sources()[which], None)
        case.remove("exhibit", "AB1")
        case.work.decide(case.now, "order", "O1", {"cites": [CiteTo(item)]})
        with pytest.raises(Refused, match="O1"):
            case.delete(case.index.sources()[which], None)
        case.remove("order", "O1")
        case.delete(case.index.sources()[which], None)
        (left,) = find(case, "money")
        reading = case.index.item(left).reading
        assert isinstance(reading, Message)
        assert ("no money" in reading.text) == (which == 0)
        assert case.index.sources()[0].state == "read" and len(find(case, "ok")) == 1
