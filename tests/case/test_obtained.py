"""The gate on a real case: what leaves the index, what stays, what comes back."""

import json
import zipfile
from pathlib import Path

import pytest

from everyword.case import answered, gate, obtained, withholding
from everyword.case.decided import CiteTo, Obtained, Said
from everyword.case.rebuilding import rebuild
from everyword.case.store import Case
from everyword.errors import Refused, WrongUsage
from everyword.index import merging, withheld
from everyword.index.conversations import Conversations
from everyword.index.store import Query
from tests.bundle_papers import picture
from tests.case.conftest import CHAT, add
from tests.cases_made import Quiet, Ticking

NAME = "WhatsApp Chat with Sam.txt"
MORE = CHAT + "15/03/2024, 08:00 - Sam: hello\n"
ADVICE = ("A. Marsh", "it may be used", "2025-05-01")


@pytest.fixture
def two(case: Case, tmp_path: Path) -> Case:
    """The chat, and a longer copy of it with another message in the middle changed."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / NAME).write_text(MORE.replace("ok", "okay"))
    add(case, tmp_path / "b" / NAME)
    return case


def words(case: Case) -> list[str]:
    found = (entry.reading for entry in case.index.find(Query(kind="message")))
    return [each.text for each in found]  # type: ignore[union-attr]


def source(case: Case, at: int = 0) -> obtained.Subject:
    return obtained.named(case, case.index.sources()[at].object)


def find(case: Case, text: str) -> str:
    (entry,) = case.index.find(Query(words=text))
    return entry.id


def test_a_locked_copy_leaves_the_other_as_if_alone(two: Case) -> None:
    assert two.index.difference_counts()
    obtained.answer(two, source(two, 1), {"account": "other"})

    assert words(two) == ["I will send money", "ok"]
    assert two.index.difference_counts() == {} and two.index.holes() == []
    entry = two.index.item(find(two, "money"))
    assert len(entry.reading.where) == 1
    row = two.index.sources()[1]
    assert (row.state, row.account, row.question) == ("locked", None, None)


def test_what_the_locked_copy_had_first_stays_by_the_other(two: Case) -> None:
    two.set_exhibit_prefix("AB")
    money = find(two, "money")
    two.add_exhibit("T", (money,), 0)
    fact = two.add_fact("S.", "2024-03-13", "alleged", (CiteTo(money, quote="send money"),))
    obtained.answer(two, source(two, 0), {"device": "other"})

    assert words(two) == ["I will send money", "okay", "hello"]
    (item,) = two.work.exhibits()["AB1"].items
    assert item == find(two, "money") != money
    assert two.work.facts()[fact.id].cites[0].quote == "send money"
    with pytest.raises(Refused):
        two.index.item(money)


def test_an_advisers_word_brings_all_of_it_back(two: Case) -> None:
    before = two.index.difference_counts()
    obtained.answer(two, source(two, 1), {"intimate": "yes"})
    with pytest.raises(WrongUsage):
        obtained.unlock(two, source(two, 1), "A", "B", "2999-01-01")
    with pytest.raises(WrongUsage):
        obtained.unlock(two, source(two, 1), " ", "B", "2024-01-01")
    found = obtained.unlock(two, source(two, 1), *ADVICE)

    assert found.lock is None and two.index.difference_counts() == before
    assert words(two) == ["I will send money", "ok", "hello"]
    said = two.work.standing("unlock")[0].data or {}
    assert (said["adviser"], said["words"], said["day"]) == ADVICE


def test_a_childs_words_need_both(case: Case) -> None:
    obtained.answer(case, source(case), {"child": "from"})
    with pytest.raises(Refused):
        obtained.agree(case, source(case), "now")
    found = obtained.unlock(case, source(case), *ADVICE)
    assert found.lock and found.lock.needs == gate.SECOND and words(case) == []
    with pytest.raises(WrongUsage):
        obtained.unlock(case, source(case), *ADVICE)
    assert obtained.agree(case, source(case), "yes").lock is None
    assert len(words(case)) == 2


def test_undoing_an_answer_opens_nothing(case: Case) -> None:
    obtained.answer(case, source(case), {"took-part": "no"})
    obtained.answer(case, source(case), {"took-part": "yes"})
    assert answered.undo(case).startswith("answers for")  # it locked nothing
    with pytest.raises(Refused):
        answered.undo(case)
    assert words(case) == []
    obtained.unlock(case, source(case), *ADVICE)
    assert answered.undo(case).startswith("what opened")
    assert words(case) == []


def test_one_item_is_locked_in_every_copy(two: Case, tmp_path: Path) -> None:
    money = find(two, "money")
    subject = obtained.answer(two, obtained.named(two, money), {"lawyer": "theirs"})

    assert subject.lock and words(two) == ["ok", "hello"]
    assert [each.account.locked for each in two.index.sources() if each.account] == [1, 1]
    with pytest.raises(Refused):
        two.index.item(money)
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / NAME).write_text(MORE + "16/03/2024, 08:00 - Sam: later\n")
    add(two, tmp_path / "c" / NAME)  # not known when it was locked
    assert words(two) == ["ok", "hello", "later"]
    obtained.unlock(two, obtained.named(two, money), *ADVICE)
    assert len(words(two)) == 4 and two.index.item(money)
    assert [each.account.locked for each in two.index.sources() if each.account] == [0, 0, 0]


def test_the_other_version_of_a_locked_item_is_locked_too(two: Case) -> None:
    obtained.answer(two, obtained.named(two, find(two, "ok")), {"intimate": "yes"})

    assert words(two) == ["I will send money", "hello"]
    assert list(two.index.find(Query(words="okay"))) == []


def test_a_locked_message_takes_its_picture_along(case: Case, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "chat.zip", "w") as packed:
        line = "15/03/2024, 08:00 - Sam: IMG-20240315-WA0001.jpg (file attached)\n"
        packed.writestr("_chat.txt", CHAT + line)
        packed.writestr("IMG-20240315-WA0001.jpg", picture())
    add(case, tmp_path / "chat.zip")
    (tmp_path / "card.jpg").write_bytes(picture())
    add(case, tmp_path / "card.jpg")
    message = find(case, "WA0001")
    obtained.answer(case, obtained.named(case, message), {"intimate": "yes"})
    assert list(case.index.find(Query(kind="photo"))) == []

    obtained.unlock(case, obtained.named(case, message), *ADVICE)
    (photo,) = case.index.find(Query(kind="photo"))
    obtained.answer(case, obtained.named(case, photo.id), {"intimate": "yes"})
    (entry,) = case.index.find(Query(words="WA0001"))  # its words are open, the picture is not
    (file,) = entry.reading.attachments  # type: ignore[union-attr]
    assert withheld.is_locked_file(case.index.connection.execute, file)


def test_the_same_bytes_are_locked_wherever_they_are_kept(case: Case, tmp_path: Path) -> None:
    obtained.answer(case, source(case), {"device": "other"})
    sealed = case.vault.folder / "objects"
    for path in sealed.rglob("*.age"):  # damaged: it would be kept again
        path.write_bytes(path.read_bytes()[:-1])
    for received in case.add([tmp_path / NAME], Said(), lambda row, fresh: None, Quiet()):
        assert received.fresh and received.account is None

    assert [row.state for row in case.index.sources()] == ["locked", "locked"]
    assert obtained.named(case, case.index.sources()[1].object).lock


def test_what_is_locked_when_it_is_added_is_never_read(case: Case, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("a secret of theirs\n")
    for received in case.add([tmp_path / "note.txt"], Said("other-device"),
                             lambda row, fresh: None, Quiet()):  # fmt: skip
        assert received.account is None and received.error is None
    assert list(case.index.find(Query(words="secret"))) == []
    assert case.index.sources()[1].state == "locked"
    with pytest.raises(Refused):
        case._opened(case.index.sources()[1].object)


def test_a_photo_is_not_read_with_words_that_are_locked(case: Case, tmp_path: Path) -> None:
    (tmp_path / "IMG_1.jpg").write_bytes(picture())
    add(case, tmp_path / "IMG_1.jpg")
    obtained.answer(case, source(case, 1), {"intimate": "yes"})
    beside = {"title": "IMG_1.jpg", "photoTakenTime": {"timestamp": "1710363600"}}
    (tmp_path / "IMG_1.jpg.json").write_text(json.dumps(beside))
    list(case.add([tmp_path / "IMG_1.jpg.json"], Said(), lambda row, fresh: None, Quiet()))

    assert list(case.index.find(Query(kind="photo"))) == []


def test_a_rebuilt_index_holds_nothing_locked(two: Case, words: str, tmp_path: Path) -> None:
    money = find(two, "money")
    okay = obtained.named(two, find(two, "hello"))
    obtained.answer(two, okay, {"intimate": "yes"})
    obtained.answer(two, source(two, 0), {"device": "other"})
    two.close()
    for received in rebuild(tmp_path / "case", words, Ticking(), Quiet()):
        assert received.error is None

    with Case.open(tmp_path / "case", words, Ticking()) as case:
        assert [e.reading.text for e in case.index.find(Query())] == ["I will send money", "okay"]  # type: ignore[union-attr]
        assert withholding.is_settled(case.index, case.work)
        with pytest.raises(Refused):
            case.index.item(money)


def test_a_kill_between_the_answer_and_the_index_is_made_good(
    case: Case, words: str, tmp_path: Path
) -> None:
    row = case.index.sources()[0]
    case.work.decide(case.now, "how", row.object, Obtained({"device": "other"}))
    case.close()  # the index still has it

    with Case.open(tmp_path / "case", words, Ticking()) as reading:
        assert list(reading.index.find(Query())) == []


def test_a_kill_before_the_wiping_is_made_good(
    case: Case, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(connection: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(withheld, "wipe", killed)
        obtained.answer(case, source(case), {"device": "other"})
    assert not withholding.is_settled(case.index, case.work)
    case.close()

    with Case.open(tmp_path / "case", words, Ticking()) as reading:
        assert withholding.is_settled(reading.index, reading.work)


def test_what_is_locked_can_be_deleted_unless_something_stands_on_it(two: Case) -> None:
    two.add_fact("S.", "2024-03-15", "alleged", (CiteTo(find(two, "hello")),))
    obtained.answer(two, source(two, 1), {"device": "other"})
    with pytest.raises(Refused):
        two.delete(two.index.sources()[1], None)
    two.remove("fact", "F1")
    two.delete(two.index.sources()[1], None)

    assert len(two.index.sources()) == 1 and gate.locks(two.work)
    assert withheld.sources(two.index.connection.execute) == set()
    assert withholding.is_settled(two.index, two.work)


def test_quotes_are_kept_though_not_shown(case: Case) -> None:
    money = find(case, "money")
    case.add_fact("S.", "2024-03-13", "alleged", (CiteTo(money, quote="send money"),))
    obtained.answer(case, source(case), {"device": "other"})
    assert case.work.facts()["F1"].cites[0].quote is None
    obtained.unlock(case, source(case), *ADVICE)
    assert case.work.facts()["F1"].cites[0].quote == "send money"


def test_joined_conversations_part_when_one_is_locked(two: Case) -> None:
    obtained.answer(two, source(two, 1), {"device": "other"})

    assert merging.called(two.index.connection.execute) == []
    assert [len(Conversations(two.index).of(entry)) for entry in two.index.find(Query())] == [2, 2]


def test_a_question_that_is_not_asked_is_refused(case: Case) -> None:
    for answers in ({"colour": "red"}, {"device": "red"}):
        with pytest.raises(WrongUsage):
            obtained.answer(case, source(case), answers)
    assert case.work.obtained() == {}


def test_what_is_said_before_a_bundle(case: Case) -> None:
    objects = [case.index.sources()[0].object]
    assert [*obtained.said_before(case, objects)][-1].startswith("1 source with questions not")
    obtained.answer(case, source(case), {"lawyer": "mine"})
    first = next(obtained.said_before(case, objects))
    assert "ask before it is used" in first and "my lawyer" in first
    every = {each.key: next(iter(each.answers)) for each in gate.QUESTIONS}
    obtained.answer(case, source(case), {**every, "lawyer": "no"})
    assert [*obtained.said_before(case, objects)] == []
    assert case.work.said(objects[0]).how == "own-device"
