"""A hidden person's name is in nothing that is generated; where a source has it, that is told."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pytest
from msgspec import Struct

from everyword import wording
from everyword.bundle import plan
from everyword.bundle.unnamed import lodged_without, mentions, unnamed
from everyword.case.decided import Person
from everyword.redact.leaks import leaks
from tests.cli.conftest import Run, ids
from tests.cli.conftest import chat as chat
from tests.cli.conftest import command as command
from tests.cli.conftest import filled as filled
from tests.cli.conftest import in_case as in_case

NAME = "Zofia Ząbkowska"
FORMS = (NAME, "Zabkowska, Zofia", "ZOFIA  ZĄBKOWSKA", "Zosienka")
PEOPLE = {"P1": Person("P1", NAME, "the aunt", hidden=True, aliases=("Zosienka",))}
SPEC = f"""
title = "{NAME} and others"
lines = ["In the matter of {NAME}"]
exhibit_list = true
tabs = true
slips = true
[[sections]]
title = "Letters of Zofia  Ząbkowska"
exhibits = ["AB1"]
[exhibits.AB1]
title = "Messages about ZOFIA ZABKOWSKA"
basis = "order on {NAME}"
[caption]
court = "Court"
parties = [["{NAME}", "Applicant"]]
[statement]
maker = "{NAME}"
paragraphs = ["# Zosienka", "{NAME} lives there [AB1]."]
facts = ["F1"]
[scott]
facts = ["F1"]
[hearing]
parties = ["Ząbkowska, Zofia"]
asked = ["that Zosienka be heard"]
[[hearing.key_pages]]
words = "what {NAME} said"
document = "AB1"
"""


def filled_with_names(run: Run, folder: Path) -> Path:
    run("person", "add", NAME, "--alias", "Zosienka", "--role", "the aunt", "--hide")
    run("person", "add", "Alex Morgan", "--handle", "Alex", "--role", f"brother of {NAME}")
    item = ids(run)[1]
    run("exhibit", "add", item, "--title", f"Messages of {NAME}", "--prefix", "AB")
    run("fact", "add", f"{NAME} came; zosienka too.", "--when", "2024-03-13", "--status",
        "alleged", "--cite", item, "--response", "ZOFIA ZĄBKOWSKA did not.")  # fmt: skip
    spec = folder / "spec.toml"
    spec.write_text(SPEC, "utf-8")
    return spec


def assert_nowhere(text: str) -> None:
    for form in FORMS:
        assert not wording.is_in(text, form), (form, text)


def test_no_form_of_the_name_is_in_anything_generated(filled: Run, tmp_path: Path) -> None:
    spec = filled_with_names(filled, tmp_path)
    out = tmp_path / "out.pdf"
    ran = filled("bundle", "--spec", spec, "-o", out)
    assert ran.code in (0, 1), ran.err
    assert "P1 is shown as the aunt" in ran.err
    assert leaks(out, FORMS) == []  # text, metadata, bookmarks, links, packed data
    with pikepdf.open(out) as pdf:
        assert "the aunt and others" in str(pdf.docinfo["/Title"])
    manifest = json.loads(out.with_suffix(".json").read_text("utf-8"))
    assert manifest["spec"]["title"] == "the aunt and others"
    assert_nowhere(json.dumps(manifest, ensure_ascii=False) + ran.out + ran.err)

    package = tmp_path / "package"
    ran = filled("export", "--to", package, "--bundle", out)
    assert ran.code == 0
    for path in package.rglob("*"):
        assert_nowhere(str(path.relative_to(package)))
        if path.is_file() and path.suffix not in (".pdf", ".der"):
            assert_nowhere(path.read_text("utf-8", "replace"))
    assert_nowhere(ran.out + ran.err)

    assert filled("certificate", "-o", tmp_path / "c.pdf").code == 0
    assert leaks(tmp_path / "c.pdf", FORMS) == []
    assert_nowhere(filled("fact", "list", "--csv").out)

    late = tmp_path / "late.txt"
    late.write_text("14/04/2024, 21:07 - Alex: late\n")
    filled("add", late)
    filled("exhibit", "add", ids(filled)[-1], "--title", "Late")
    ran = filled("bundle", "--supplement", out, "-o", tmp_path / "late.pdf")
    assert ran.code in (0, 1) and leaks(tmp_path / "late.pdf", FORMS) == [], ran.err


def test_it_would_be_seen_if_the_name_were_there(filled: Run, tmp_path: Path) -> None:
    spec = filled_with_names(filled, tmp_path)
    filled("person", "change", "P1", "--show-name")
    filled("bundle", "--spec", spec, "-o", tmp_path / "out.pdf")
    assert {each.where.split(" ")[0] for each in leaks(tmp_path / "out.pdf", FORMS)} > {"page"}


def test_what_stays_is_told_before_anything_is_written(filled: Run, tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Zofia.txt"
    path.write_text(f"16/03/2024, 09:00 - {NAME}: ok\n16/03/2024, 09:01 - Sam: thanks, zofia\n")
    filled("add", path)
    both = [id for id in ids(filled) if id in ids(filled, "--thread", "Zofia")]
    filled("person", "add", NAME, "--hide")
    filled("exhibit", "add", *both, "--title", "Messages for Zofia", "--prefix", "AB")
    filled("fact", "add", "Zofia came.", "--when", "2024", "--status", "agreed", "--cite", both[0])

    for words in (("--dry-run",), ("-o", tmp_path / "out.pdf")):
        said = filled("bundle", *words).err
        part = "a part of the name, or a short form of it, of P1, who is hidden, is left:"
        assert f"The chronology: {part} row 1" in said
        assert f"AB1 (Messages for Zofia): {part} the title; the particulars; message 2" in said
        assert "AB1 (Messages for Zofia): the name of P1, who is hidden, is left: " in said
    part = "a part of the name, or a short form of it, of P1, who is hidden, is left: its own"
    assert f"The bundle: {part} file name" in filled("bundle", "-o", "zofia.pdf", "--dry-run").err
    assert f"The package: {part} name" in filled("export", "--to", "for Zofia", "--dry-run").err
    ran = filled("export", "--to", tmp_path / "package", "--dry-run")
    assert f"{path.name}: the name of P1, who is hidden, is left: line 1" in ran.err
    spec = tmp_path / "spec.toml"
    spec.write_text('redact_words = ["Zofia", "Ząbkowska"]\n')
    assert "who is hidden, is left" not in filled("bundle", "--spec", spec, "--dry-run").err


def every_text(type_: Any, word: str) -> Any:
    """A value of this type whose every text is the word."""
    info = msgspec.inspect.type_info(type_) if isinstance(type_, type) else type_
    match info:
        case msgspec.inspect.StrType():
            return word
        case msgspec.inspect.StructType(cls=cls, fields=fields):
            return cls(**{each.name: every_text(each.type, word) for each in fields})
        case msgspec.inspect.VarTupleType(item_type=item):
            return (every_text(item, word),)
        case msgspec.inspect.TupleType(item_types=items):
            return tuple(every_text(each, word) for each in items)
        case msgspec.inspect.UnionType(types=types):
            return every_text(types[0], word)
        case msgspec.inspect.IntType():
            return 1
        case msgspec.inspect.BoolType():
            return False
        case msgspec.inspect.LiteralType(values=values):
            return values[0]
        case _:
            return None


@pytest.mark.parametrize("paper", plan.CourtPaper.__args__, ids=lambda each: each.__name__)
def test_no_field_of_our_own_is_forgotten(paper: type[Struct]) -> None:
    rows = (every_text(plan.ChronologyRow, NAME),)
    document = plan.Document("k", NAME, NAME, "AB1", every_text(paper, NAME), "", NAME)
    hearing, caption = (every_text(each, NAME) for each in (plan.Hearing, plan.Caption))
    planned = plan.Plan(
        NAME, (NAME,), (plan.Section("A", NAME, (document,)),), rows, NAME, (NAME,), (NAME,),
        (NAME,), statement=every_text(plan.Statement, NAME), hearing=hearing, caption=caption,
        spec={"title": NAME, "exhibits": {"AB1": {"title": NAME}}},
    )  # fmt: skip
    shown = unnamed(planned, PEOPLE)

    left = [path for path, text in texts(shown) if wording.is_in(text, NAME)]
    kept = ("document", "anchor", "mark", "files", "people", "align")  # what other parts refer to
    assert [path for path in left if not any(name in path for name in kept)] == []
    assert unnamed(planned, {"P1": Person("P1", NAME)}) == planned
    assert mentions(shown) == []


def texts(value: object, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], str]]:
    match value:
        case str():
            return [(path, value)]
        case Struct():
            names = value.__struct_fields__
            return [each for name in names for each in texts(getattr(value, name), (*path, name))]
        case dict():
            return [each for key, item in value.items() for each in texts(item, (*path, key))]
        case list() | tuple():
            return [each for item in value for each in texts(item, path)]
        case _:
            return []


def test_titles_that_were_lodged_go_without_the_name_too() -> None:
    entry = plan.DocumentEntry("k", NAME, "AB1", "1", "2", {}, section=NAME)
    shown = lodged_without(
        plan.Manifest("", (), (entry,), (), title=NAME, earlier=(entry,)), PEOPLE
    )
    assert {each.title for each in (*shown.documents, *shown.earlier)} == {"the aunt"}
    assert (shown.title, shown.documents[0].section) == ("the aunt", "the aunt")
