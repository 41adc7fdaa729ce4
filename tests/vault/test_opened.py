"""What was kept of the opened journal says the same as opening it again, or is not believed."""

import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.vault import agefile, heads, journal, ledger, opened, tree
from everyword.vault import keys as case_keys
from everyword.vault.heads import Head
from everyword.vault.journal import HEAD
from everyword.vault.keys import Keys
from everyword.vault.layout import head_path, origin
from everyword.vault.leaf import Leaf, encode, leaf_hash
from everyword.vault.ledger import Ledger, Wrong
from everyword.vault.marks import mark_key, marked

CASE_ID = "0123456789abcdef" * 2
KEYS, OTHER = case_keys.new_keys(), case_keys.new_keys()
SEEN = "2024-04-03T21:07:00Z"

names = st.one_of(
    st.none(),
    st.text(min_size=1, max_size=12),
    st.sampled_from(["slots/owner.age", "work/00000042-1.age", "b\udcff\udcfe.jpg", "\ud800", "é"]),
)
plain = st.builds(
    lambda salt, name: Leaf(salt.hex(), "clock", None, None, name, SEEN),
    st.binary(min_size=32, max_size=32),
    names,
)
files = st.builds(
    lambda salt, name, size, what: Leaf(
        salt.hex(), "note", salt.hex(), size, name, SEEN, (("what", what),)
    ),
    st.binary(min_size=32, max_size=32),
    names,
    st.integers(0, 10**18 - 1),
    st.sampled_from(["work", "a title \udc80", "x"]),
)
WALL = (("wall", "canary"),)
Frame = tuple[bytes, bytes | None]
"""A leaf text, and what of its object: 16 bytes, nothing, or b"" for a redacted one."""
frames = st.tuples(
    st.one_of(plain, files).map(lambda leaf: encode(marked(mark_key(KEYS.seed), leaf))),
    st.one_of(st.none(), st.just(b""), st.binary(min_size=16, max_size=16)),
)


def framed(leaf_text: bytes, name: bytes | None) -> bytes:
    if name == b"":
        return journal.seal_redacted(KEYS.recipient, leaf_hash(leaf_text))
    if name is None:
        return journal.seal_entry(KEYS.recipient, None, None, leaf_text)
    return journal.seal_entry(KEYS.recipient, name.hex(), (name * 2).hex(), leaf_text)


def write(folder: Path, wanted: Sequence[Frame], head_size: int) -> list[bytes]:
    """A case folder with this journal and nothing else; its frames."""
    for name in ("heads", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    root = tree.root([leaf_hash(text) for text, _ in wanted[:head_size]])
    note = heads.sign(Head(origin(CASE_ID), head_size, root), KEYS.seed)
    head_path(folder, head_size).write_bytes(note)
    made = [framed(*each) for each in wanted]
    (folder / "journal").write_bytes(b"".join(made))
    return made


def read(folder: Path) -> Ledger:
    return ledger.read(folder, KEYS, CASE_ID)


def slowly(folder: Path) -> Ledger:
    """The same without the kept one."""
    cache, aside = folder / opened.NAME, folder / "aside"
    if cache.exists():
        cache.rename(aside)
    record = read(folder)
    if aside.exists():
        aside.rename(cache)
    assert record.kept == 0
    return record


def said(record: Ledger) -> tuple[object, ...]:
    """All a ledger says, without how it came to know it."""
    return (
        record.records,
        record.hashes,
        (list(record.scan.offsets), record.scan.end, record.scan.length, record.scan.beyond),
        (record.head, record.head_size, record.wrong),
        said_prefix(record.prefix),
    )


def said_prefix(prefix: opened.Prefix) -> tuple[object, ...]:
    return prefix.lengths, prefix.end, prefix.digest(), prefix.offsets()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Five leaves, of which the first four are in the kept file."""
    folder = tmp_path / "case"
    texts = [
        encode(marked(mark_key(KEYS.seed), Leaf("", "clock", None, None, f"name {n}", SEEN, WALL)))
        for n in range(5)
    ]
    wanted: list[Frame] = [
        (texts[0], None),
        (texts[1], b"\x01" * 16),
        (texts[2], b""),
        (texts[3], b"\x03" * 16),
        (texts[4], None),
    ]
    write(folder, wanted[:4], 3)
    ledger.keep_opened(folder, KEYS, read(folder))
    write(folder, wanted[:4], 3)  # sealed anew: other bytes
    ledger.keep_opened(folder, KEYS, read(folder))
    with (folder / "journal").open("ab") as file:
        file.write(framed(*wanted[4]))
    assert read(folder).kept == 4
    return folder


@given(data=st.data())
@settings(max_examples=60)
def test_kept_or_opened_again_the_record_is_the_same(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    wanted = data.draw(st.lists(frames, max_size=6))
    count = data.draw(st.integers(0, len(wanted)))
    # What is redacted is always under a head: behind it nobody could tell who emptied it.
    emptied = [place for place, (_, name) in enumerate(wanted[:count], 1) if name == b""]
    made = write(folder, wanted, data.draw(st.integers(max(emptied, default=0), count)))
    path = folder / "journal"
    path.write_bytes(b"".join(made[:count]))
    ledger.keep_opened(folder, KEYS, read(folder))
    tail = data.draw(
        st.sampled_from([b"", bytes(40), b"torn", b"\0" + framed(*wanted[0])])
        if wanted
        else st.just(b"")
    )
    path.write_bytes(b"".join(made) + tail)
    quick, slow = read(folder), slowly(folder)

    assert quick.kept == count
    assert said(quick) == said(slow)


@pytest.mark.parametrize("most", [1, 2, 3])
def test_parts_may_break_anywhere(kept: Path, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = slowly(kept)
    monkeypatch.setattr(opened, "MOST_IN_PART", most)
    if most == 3:
        monkeypatch.setattr(opened, "FULL_PART", 1)
    ledger.keep_opened(kept, KEYS, slow)

    assert len(parts_of((kept / opened.NAME).read_bytes())[1]) == {1: 6, 2: 4, 3: 5}[most]
    assert read(kept).kept == 5
    assert said(read(kept)) == said(slow)


def is_believed(folder: Path, data: bytes) -> bool:
    (folder / opened.NAME).write_bytes(data)
    with (folder / "journal").open("rb") as stream:
        found = opened.load(folder, KEYS, stream)
        assert stream.tell() == found.prefix.end
    if not found.records:
        assert (found.hashes, said_prefix(found.prefix)) == ([], said_prefix(opened.Prefix()))
    return bool(found.records)


def test_no_byte_of_the_kept_file_can_be_changed(kept: Path) -> None:
    whole, slow = (kept / opened.NAME).read_bytes(), said(slowly(kept))
    for place in range(len(whole)):
        for change in (1, 0x80):
            data = bytearray(whole)
            data[place] ^= change
            assert not is_believed(kept, data)
    for place in range(0, len(whole), 50):
        data = bytearray(whole)
        data[place] ^= 0x10
        (kept / opened.NAME).write_bytes(data)
        assert said(read(kept)) == slow
    assert is_believed(kept, whole)


def test_a_kept_file_that_is_torn_or_longer_is_not_believed(kept: Path) -> None:
    whole, slow = (kept / opened.NAME).read_bytes(), said(slowly(kept))
    others = [whole[:cut] for cut in range(len(whole))]
    others += [whole[:cut] + bytes(len(whole) - cut) for cut in range(len(whole) - 16)]
    others += [whole + b"\0", whole + whole, whole[1:], bytes(len(whole))]
    for data in others:
        assert not is_believed(kept, data)
    assert said(read(kept)) == slow


def parts_of(data: bytes) -> tuple[bytes, list[bytes]]:
    start = len(opened.FIRST_LINE) + 32
    front, parts = data[:start], []
    while start < len(data):
        end = start + 4 + int(struct.unpack_from("<I", data, start)[0])
        parts.append(data[start:end])
        start = end
    return front, parts


def test_parts_cannot_be_exchanged_doubled_or_left_out(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "MOST_IN_PART", 1)
    ledger.keep_opened(kept, KEYS, slowly(kept))
    cache = kept / opened.NAME
    front, parts = parts_of(cache.read_bytes())
    assert len(parts) == 6
    for order in (
        (0, 1, 2, 3, 4),
        (0,),
        (0, 2, 1, 3, 4, 5),
        (0, 1, 1, 2, 3, 4, 5),
        (1, 2, 3, 4, 5),
    ):
        cache.write_bytes(front + b"".join(parts[n] for n in order))
        assert read(kept).kept == 0


def test_the_public_key_is_not_enough_to_write_one(kept: Path) -> None:
    """Also not the key of the objects or the database: only the seed, and only of this case."""
    record, slow = slowly(kept), said(slowly(kept))
    record.records[1] = record.records[0]
    strangers = [
        OTHER,
        Keys(KEYS.identity, OTHER.seed, KEYS.database),
        Keys(OTHER.identity, KEYS.public, OTHER.database),
        Keys(OTHER.identity, agefile.recipient_bytes(KEYS.recipient), OTHER.database),
    ]
    for keys in strangers:
        ledger.keep_opened(kept, keys, record)
        assert said(read(kept)) == slow
        assert read(kept).kept == 0


KNOWN = {
    "signer": KEYS.public,
    "recipient": agefile.recipient_bytes(KEYS.recipient),
    "recipient.txt": KEYS.recipient.encode(),
    "nothing": b"",
}


@pytest.mark.parametrize("known", KNOWN.values(), ids=KNOWN)
def test_what_everybody_knows_makes_no_key(
    kept: Path, known: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As above, by somebody who has read this program: only the secret is another one."""
    record, real = slowly(kept), agefile.derive
    with monkeypatch.context() as patch:
        patch.setattr(agefile, "derive", lambda _, salt, purpose: real(known, salt, purpose))
        ledger.keep_opened(kept, KEYS, record)

    assert read(kept).kept == 0


def test_a_link_or_pipe_in_its_place_is_not_followed(kept: Path, tmp_path: Path) -> None:
    cache, slow = kept / opened.NAME, said(slowly(kept))
    cache.rename(tmp_path / "elsewhere")
    cache.symlink_to(tmp_path / "elsewhere")
    assert (read(kept).kept, said(read(kept))) == (0, slow)
    ledger.forget_opened(kept)
    assert (tmp_path / "elsewhere").exists()

    cache.mkdir()
    assert (read(kept).kept, said(read(kept))) == (0, slow)


def test_an_older_or_newer_one_is_believed_only_for_the_bytes_it_names(kept: Path) -> None:
    path = kept / "journal"
    whole = path.read_bytes()
    ends = [*read(kept).scan.offsets, len(whole)]
    for end in range(6):
        shorter = whole[: ends[end]]
        path.write_bytes(shorter)
        assert read(kept).kept == (4 if end >= 4 else 0)
        assert said(read(kept)) == said(slowly(kept))


def test_another_journal_of_the_same_leaves_is_opened_again(kept: Path) -> None:
    """The same records sealed anew: other bytes, so the kept ones do not stand for them."""
    wanted = [(each.leaf_text, None) for each in slowly(kept).records if each.leaf_text]
    write(kept, wanted, 3)

    assert read(kept).kept == 0
    assert said(read(kept)) == said(slowly(kept))


def damages(whole: bytes, offsets: Iterable[int]) -> Iterable[bytes]:
    """Every byte of the heads, and some of each payload, changed; also with the checksum redone."""
    for offset in offsets:
        for place in (*range(offset, offset + 8), offset + 30, offset + 200, offset + 333):
            data = bytearray(whole)
            data[place] ^= 1
            yield bytes(data)
            if place >= offset + HEAD.size:
                length = HEAD.unpack_from(data, offset)[0]
                start = offset + HEAD.size
                crc = journal.masked_crc(bytes(data[start : start + length]))
                HEAD.pack_into(data, offset, length, crc)
                yield bytes(data)


def test_damage_of_the_journal_is_named_as_without_it(kept: Path) -> None:
    path = kept / "journal"
    whole, offsets = path.read_bytes(), read(kept).scan.offsets
    for data in damages(whole, offsets):
        path.write_bytes(data)
        quick, slow = read(kept), slowly(kept)
        assert said(quick) == said(slow)
        # What is behind the signed head is torn at most: a power cut may leave any page of it.
        assert slow.wrong or slow.scan.end >= offsets[slow.head_size]


def test_damage_done_while_a_writer_has_it_open_is_not_kept_as_good(kept: Path) -> None:
    path = kept / "journal"
    record = slowly(kept)
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    ledger.keep_opened(kept, KEYS, record)

    assert read(kept).wrong == slowly(kept).wrong != []


def test_a_signed_head_decides_over_kept_records_too(kept: Path) -> None:
    note = heads.sign(Head(origin(CASE_ID), 4, bytes(32)), KEYS.seed)
    head_path(kept, 4).write_bytes(note)
    record = read(kept)

    assert record.kept == 4
    assert record.wrong == [
        Wrong("journal", "its records do not give the root signed in heads/4.note")
    ]


def test_nothing_of_a_leaf_can_be_read_in_it(kept: Path) -> None:
    data = (kept / opened.NAME).read_bytes()
    for clear_text in (
        b"canary",
        b"name 1",
        b"everyword-leaf",
        b"01" * 16,
        b"clock",
        SEEN.encode(),
    ):
        assert clear_text not in data
    assert leaf_hash(slowly(kept).records[1].leaf_text) not in data
    assert (kept / opened.NAME).stat().st_mode & 0o777 == 0o600


def test_one_of_another_version_is_not_read(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its rules for a leaf may have been others."""
    monkeypatch.setattr("everyword.__version__", "0.0.0")
    assert read(kept).kept == 0


def test_each_one_has_a_key_of_its_own(kept: Path) -> None:
    first = (kept / opened.NAME).read_bytes()
    ledger.keep_opened(kept, KEYS, slowly(kept))
    second = (kept / opened.NAME).read_bytes()
    start = len(opened.FIRST_LINE)

    assert first[start : start + 32] != second[start : start + 32]


def test_it_can_be_forgotten_twice(kept: Path) -> None:
    ledger.forget_opened(kept)
    ledger.forget_opened(kept)

    assert not (kept / opened.NAME).exists()
    assert read(kept).kept == 0
