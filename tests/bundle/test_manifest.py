"""A manifest is read back, also one that was written before a field was there."""

import msgspec

from everyword.bundle.manifest import DocumentEntry, Manifest, PageEntry

ENTRY = DocumentEntry("d1", "T", None, "1", "2", {"id": "1"}, copy="redacted copy")
WHOLE = Manifest("ab", (PageEntry("1", "d1", (0, 0, 9, 9), items=("id",)),), (ENTRY,), ("said",))


def test_what_is_written_is_read_back() -> None:
    assert msgspec.json.decode(msgspec.json.encode(WHOLE), type=Manifest) == WHOLE


def test_an_older_manifest_says_nothing_of_copies() -> None:
    told = msgspec.to_builtins(WHOLE)
    del told["documents"][0]["copy"], told["spec"], told["volumes"]
    old = msgspec.convert(told, Manifest)
    assert old.documents[0].copy == "" and old.pages == WHOLE.pages
