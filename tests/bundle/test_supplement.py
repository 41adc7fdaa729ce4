"""Late pages: lodged numbers stay, only what is new is printed, the index names both."""

from pathlib import Path

import msgspec
import pikepdf
import pypdfium2
import pytest

from everyword.bundle.build import build, write_manifest
from everyword.bundle.check import check
from everyword.bundle.plan import (
    Caption,
    ChronologyRow,
    Cite,
    Document,
    Given,
    Line,
    Manifest,
    Paragraph,
    Plan,
    Section,
    Statement,
    Text,
    Transcript,
    Wishes,
)
from everyword.bundle.supplement import read_manifest, supplement
from everyword.errors import SourceUnreadable, WrongUsage
from everyword.model import Source
from everyword.rules.records import Layout
from tests.bundle_papers import pages, paper

OLD = [paper(f"old {n}.pdf", pages(2, words=f"Old {n} page")) for n in range(3)]
RUN = Layout()
LATE = [paper(f"late {n}.pdf", pages(2, words=f"Late {n} page")) for n in range(2)]


def document(source: Source, key: str = "", after: str = "") -> Document:
    return Document(key or source.base, source.base, "", None, Given(source), after=after)


def plan(*sections: tuple[str, list[Document]], layout: Layout = RUN) -> Plan:
    made = (Section("AB"[n], title, tuple(each)) for n, (title, each) in enumerate(sections))
    return Plan("T", (), tuple(made), layout=layout)


FIRST = [document(OLD[0]), document(OLD[1])]
SECTIONS = Layout(numbering="sections", opens="plain")


@pytest.fixture(scope="module")
def lodged(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    out = tmp_path_factory.mktemp("lodged") / "b.pdf"
    return build(plan(("Letters", FIRST), ("Bills", [document(OLD[2])])), out)


def both(*late: Document) -> Plan:
    return plan(("Letters", [FIRST[0], *late, FIRST[1]]), ("Bills", [document(OLD[2])]))


def printed(manifest: Manifest) -> list[str]:
    return [page.label for page in manifest.pages]


def test_late_pages_continue_the_last_number(lodged: Manifest, tmp_path: Path) -> None:
    assert printed(lodged) == [str(n) for n in range(1, 9)]
    late = supplement(both(document(LATE[0])), lodged, "continue")
    manifest = build(late, tmp_path / "s.pdf")
    assert printed(manifest) == ["i", "9", "10"] and manifest.findings == ()
    assert [page.label for page in manifest.lodged] == printed(lodged)


def test_late_pages_are_inserted_behind_the_page_before_them(
    lodged: Manifest, tmp_path: Path
) -> None:
    late = supplement(both(document(LATE[0])), lodged, "insert")
    manifest = build(late, tmp_path / "s.pdf")
    assert printed(manifest) == ["i", "4A", "4B"] and manifest.findings == ()
    with pypdfium2.PdfDocument(tmp_path / "s.pdf") as pdf:
        index = " ".join(pdf[0].get_textpage().get_text_range().split())
        assert "4A" in pdf[1].get_textpage().get_text_range()
    assert (
        index.index("old 0.pdf 3\u20134")
        < index.index("late 0.pdf (new)")
        < index.index("5\u20136")
    )


def test_a_place_can_be_named(lodged: Manifest, tmp_path: Path) -> None:
    late = supplement(both(document(LATE[0], after="7")), lodged, "insert")
    assert printed(build(late, tmp_path / "s.pdf")) == ["i", "7A", "7B"]
    with pytest.raises(WrongUsage):
        supplement(both(document(LATE[0], after="70")), lodged, "insert")


def test_a_second_supplement_knows_the_first(lodged: Manifest, tmp_path: Path) -> None:
    first = build(supplement(both(document(LATE[0])), lodged, "insert"), tmp_path / "s.pdf")
    more = both(document(LATE[0]), document(LATE[1]))
    second = build(supplement(more, first, "insert"), tmp_path / "t.pdf")
    assert printed(second) == ["ii", "4C", "4D"] and second.findings == ()
    assert len(second.lodged) == 11
    with pytest.raises(WrongUsage):
        supplement(more, second, "continue")


def test_sections_keep_their_letters(tmp_path: Path) -> None:
    before = plan(("Letters", FIRST), ("Bills", [document(OLD[2])]), layout=SECTIONS)
    old = build(before, tmp_path / "b.pdf")
    # The new section stands first now: it must not take the letter A.
    late = [("New", [document(LATE[0])]), ("Bills", [document(LATE[1])])]
    made = supplement(plan(*late), old, "continue")
    manifest = build(made, tmp_path / "s.pdf")
    assert printed(manifest) == ["iii", "C1", "C2", "B3", "B4"]
    assert len(manifest.findings) == 3 and "is not among the papers now" in manifest.findings[0]
    assert manifest.layout == SECTIONS


def test_what_changed_since_is_said_and_printed(lodged: Manifest, tmp_path: Path) -> None:
    other = document(paper("old 0.pdf", pages(1, words="Other")))
    made = supplement(plan(("Letters", [other, FIRST[1]])), lodged, "continue")
    said = build(made, tmp_path / "s.pdf")
    assert any("lodged on pages 3 to 4 is not what is here now" in each for each in said.findings)
    assert printed(said) == ["i", "9"]


def test_a_key_used_before_is_not_used_again(lodged: Manifest, tmp_path: Path) -> None:
    late = supplement(both(document(LATE[0], key="old 2.pdf")), lodged, "continue")
    manifest = build(late, tmp_path / "s.pdf")
    keys = {entry.key for entry in manifest.documents}
    assert not keys & {entry.key for entry in manifest.earlier}


def test_a_lodged_number_on_a_late_page_is_seen(lodged: Manifest, tmp_path: Path) -> None:
    late = build(supplement(both(document(LATE[0])), lodged, "continue"), tmp_path / "s.pdf")
    wrong = msgspec.structs.replace(late.pages[1], label="8")
    pages_ = (late.pages[0], wrong, late.pages[2])
    found = check(tmp_path / "s.pdf", msgspec.structs.replace(late, pages=pages_))
    assert any("8 was lodged before" in each for each in found)


def test_a_manifest_comes_back_from_its_file(lodged: Manifest, tmp_path: Path) -> None:
    write_manifest(lodged, tmp_path / "b.pdf")
    assert read_manifest(tmp_path / "b.pdf") == read_manifest(tmp_path / "b.json") == lodged
    for text in ("{}", "x", "[1"):
        (tmp_path / "b.json").write_text(text)
        with pytest.raises(SourceUnreadable):
            read_manifest(tmp_path / "b.json")


def test_another_name_for_the_same_words_is_not_new(lodged: Manifest) -> None:
    text = Document("t", "note", "", None, Text((("File", "a.txt"), ("Size", "3")), ("abc",)))
    entry = build_entry(text)
    named = Text((("File", "b.txt"), ("Size", "3")), ("abc",))
    assert build_entry(msgspec.structs.replace(text, title="other", content=named)) == entry
    changed = Text((("File", "a.txt"), ("Size", "3")), ("abd",))
    assert build_entry(msgspec.structs.replace(text, content=changed)) != entry


def build_entry(document: Document) -> str:
    from everyword.bundle.trail import fingerprint, source_hash

    return fingerprint(document, source_hash(document))


def test_a_supplement_has_no_tabs_and_says_what_it_is(lodged: Manifest, tmp_path: Path) -> None:
    wanted = msgspec.structs.replace(both(document(LATE[0])), wishes=Wishes(tabs=True))
    made = supplement(wanted, lodged, "insert")
    assert not made.wishes.tabs
    assert printed(build(made, tmp_path / "s.pdf")) == ["i", "4A", "4B"]
    with pikepdf.open(tmp_path / "s.pdf") as pdf:
        assert str(pdf.docinfo["/Subject"]) == "Supplement"


def test_a_place_that_is_not_used_is_said(lodged: Manifest) -> None:
    made = supplement(both(document(LATE[0], after="7")), lodged, "continue")
    assert any("after = '7' is not used" in each for each in made.findings)
    assert [each.after for each in made.documents] == [""]


def test_the_lodged_statement_stays_that_of_the_slips(tmp_path: Path) -> None:
    said = Statement(Caption(), "First statement", (), "", (), "")
    own = Document("draft", "First statement", "", None, said, "other")
    before = both(own)
    old = build(before, tmp_path / "b.pdf")
    notes = ("First statement: a draft", "Something else")
    late = msgspec.structs.replace(both(own, document(LATE[0])), notes=notes)
    made = supplement(late, old, "continue")
    assert made.statement == said and made.notes == ("Something else",)
    assert [each.title for each in made.documents] == [LATE[0].base]


def row(number: int, *cites: Cite) -> ChronologyRow:
    return ChronologyRow(number, f"{number} May 2024", f"Event {number}", "alleged", cites)


def words_of(path: Path, page: int) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return " ".join(pdf[page].get_textpage().get_text_range().split())


CHAT = Transcript(
    (("Conversation", "Sam"),),
    tuple(Line(f"m{n}", n, "3 May 2024 21:07", "Sam", "word " * 90) for n in range(1, 21)),
)
ROWS = (
    row(1, Cite("old 0.pdf", "AB1", None, 2)),
    row(2, Cite("chat", "AB2", "m20"), Cite("chat", "AB2", "m1"), Cite("late 0.pdf", "AB3")),
    row(3, Cite("old 0.pdf", "AB1", None, 9), Cite(None, "else.txt")),
)


def with_chat(*late: Document, rows: tuple[ChronologyRow, ...] = ROWS) -> Plan:
    chat = Document("chat", "Messages", "", "AB2", CHAT)
    made = plan(("Letters", [FIRST[0], chat, *late]))
    return msgspec.structs.replace(made, chronology=rows, made="3 May 2026")


@pytest.mark.parametrize("late", ["continue", "insert"])
def test_the_chronology_gives_lodged_pages_by_their_label(tmp_path: Path, late: str) -> None:
    old = build(with_chat(), tmp_path / "b.pdf")
    assert "Chronology" in words_of(tmp_path / "b.pdf", 2)
    entry = next(each for each in old.documents if each.key == "chat")
    assert entry.anchors["m1"] != entry.anchors["m20"]
    first = next(each.first for each in old.documents if each.key == "old 0.pdf")
    made = supplement(with_chat(document(LATE[0])), old, late)  # type: ignore[arg-type]  # a word
    new = build(made, tmp_path / "s.pdf")
    text = words_of(tmp_path / "s.pdf", 1)
    assert f"AB1, page {int(first) + 1} of the bundle of 3 May 2026" in text
    labels = f"{entry.anchors['m20']}, {entry.anchors['m1']}"
    assert f"AB2, pages {labels} of the bundle of 3 May 2026" in text
    fresh = next(each.first for each in new.documents if each.key == "late 0.pdf")
    assert f"AB3 {fresh}" in text
    assert "AB1 (page not found)" in text and "else.txt (not in this bundle)" in text
    (said,) = new.findings
    assert "row 3" in said and "AB1" in said
    assert printed(new)[:2] == ["i", "ii"] and "Chronology" in words_of(tmp_path / "s.pdf", 0)
    found = check(tmp_path / "s.pdf", new)
    assert found == []


def test_each_lodged_page_has_the_day_of_its_own_bundle(tmp_path: Path) -> None:
    rows = (row(1, Cite("old 0.pdf", "AB1"), Cite("late 0.pdf", "AB3"), Cite("late 1.pdf", "AB4")),)
    old = build(with_chat(rows=rows), tmp_path / "b.pdf")
    later = msgspec.structs.replace(with_chat(document(LATE[0]), rows=rows), made="8 June 2026")
    first = build(supplement(later, old, "continue"), tmp_path / "s.pdf")
    both_late = with_chat(document(LATE[0]), document(LATE[1]), rows=rows)
    second = build(supplement(both_late, first, "continue"), tmp_path / "t.pdf")
    text = words_of(tmp_path / "t.pdf", 1)
    assert "AB1, page 4 of the bundle of 3 May 2026" in text
    assert "of the bundle of 8 June 2026" in text and second.findings == ()
    assert [entry.made for entry in second.earlier] == ["3 May 2026"] * 2 + ["8 June 2026"]


def test_a_cite_follows_a_paper_that_has_another_key_now(lodged: Manifest, tmp_path: Path) -> None:
    """In a folder papers are only counted: a late one may have the number of a lodged one."""
    moved = [document(LATE[0], key="old 0.pdf"), document(OLD[0], key="third")]
    rows = (row(1, Cite("old 0.pdf", "late"), Cite("third", "lodged", None, 2)),)
    asked = msgspec.structs.replace(plan(("Letters", moved)), chronology=rows)
    new = build(supplement(asked, lodged, "continue"), tmp_path / "s.pdf")
    text = words_of(tmp_path / "s.pdf", 1)
    assert "late 9" in text and "lodged, page 4 of the bundle lodged before" in text
    assert not any("Chronology" in each for each in new.findings)


def test_a_late_statement_cites_lodged_pages(lodged: Manifest, tmp_path: Path) -> None:
    said = Paragraph("As the letter says [AB1].", cites=(Cite("old 0.pdf", "AB1", None, 2),))
    second = Statement(Caption(), "Second statement", (), "I say:", (said,), "")
    own = Document("second", "Second statement", "", None, second, "other")
    asked = msgspec.structs.replace(both(own), made="")
    new = build(supplement(asked, lodged, "continue"), tmp_path / "s.pdf")
    assert new.findings == ()
    assert "AB1, page 4 of the bundle lodged before" in words_of(tmp_path / "s.pdf", 1)


def test_volumes_of_what_was_lodged_are_named(tmp_path: Path) -> None:
    asked = msgspec.structs.replace(with_chat(), wishes=Wishes(volume_pages=8))
    old = build(asked, tmp_path / "b.pdf")
    assert len(old.volumes) > 1
    made = supplement(with_chat(document(LATE[0])), old, "continue")
    build(made, tmp_path / "s.pdf")
    assert "of volume 1 of the bundle of 3 May 2026" in words_of(tmp_path / "s.pdf", 1)
