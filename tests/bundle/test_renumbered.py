"""Page cites of the chronology after the bundle got other numbers: each leads to its own words.

Every fact cites one message with a word of its own; every version of the bundle is read back: on
the page whose number stands beside the fact that word is printed.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from everyword.bundle.build import build, files_of
from everyword.bundle.of_case import plan_of_case
from everyword.bundle.plan import Manifest
from everyword.bundle.spec import SectionSpec, Spec
from everyword.bundle.supplement import supplement
from everyword.case.decided import CiteTo, Said
from everyword.case.store import Case
from everyword.index.store import Query
from tests.cases_made import Quiet, Ticking, make_case

FACTS = 14
PADDING = " and so on" * 120


def said(number: int) -> str:
    return f"wording{number:03}x"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    words = make_case(tmp_path / "case")
    for name, first in (("Sam", 0), ("Rowan", 7), ("Kit", FACTS)):
        lines = [
            f"{day:02}/03/2024, 10:00 - {name}: {said(first + day - 10)}{PADDING}\n"
            for day in range(10, 17)
        ]
        (tmp_path / f"WhatsApp Chat with {name}.txt").write_text("".join(lines))
    with Case.open(tmp_path / "case", words, Ticking(), write=True) as opened:
        opened.set_exhibit_prefix("AB")
        for name in ("Sam", "Rowan"):
            exhibit(opened, tmp_path, name)
        for number in range(FACTS):
            (item,) = opened.index.find(Query(words=said(number)))
            opened.add_fact(f"event{number:03}.", "2024-03", "agreed", (CiteTo(item.id),))
        yield opened


def exhibit(case: Case, folder: Path, name: str) -> None:
    path = folder / f"WhatsApp Chat with {name}.txt"
    list(case.add([path], Said("own-device"), lambda row, fresh: None, Quiet()))
    items = tuple(entry.id for entry in case.index.find(Query(thread=name)))
    case.add_exhibit(f"Messages with {name}", items, 0)


def pages_of(manifest: Manifest, out: Path) -> dict[str, str]:
    """Label -> the words of its page, over all volumes."""
    found = {}
    for path in files_of(manifest, out):
        with pypdfium2.PdfDocument(path) as pdf:
            for number in range(len(pdf)):
                text = str(pdf[number].get_textpage().get_text_range())
                found[str(pdf.get_page_label(number))] = " ".join(text.split())
    return found


def cited(manifest: Manifest, out: Path) -> dict[int, str]:
    """Fact number -> the page printed beside it in the chronology."""
    pages = pages_of(manifest, out)
    labels = [page.label for page in manifest.pages if page.document == "chronology"]
    text = " ".join(pages[label] for label in labels)
    found = re.findall(r"event(\d{3})\.\D+AB\d\D*?(?:volume \d+, page )?(\d+[A-Z]*)", text)
    return {int(number): label for number, label in found}


def assert_all_lead_there(cites: dict[int, str], pages: dict[str, str]) -> None:
    assert len(cites) == FACTS
    for number, label in cites.items():
        assert said(number) in pages[label], (number, label)


def test_cites_follow_every_renumbering(case: Case, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    first = build(plan_of_case(case, Spec("T"), ""), out)
    before = cited(first, out)
    assert_all_lead_there(before, pages_of(first, out))
    assert len(set(before.values())) > 4

    changed = {
        "turned": Spec("T", sections=(SectionSpec("B", ("AB2",)), SectionSpec("A", ("AB1",)))),
        "tabs": Spec("T", tabs=True, slips=True),
        "volumes": Spec("T", volume_pages=7),
    }
    for name, spec in changed.items():  # sections change places, pages come between, files split
        out = tmp_path / f"{name}.pdf"
        made = build(plan_of_case(case, spec, ""), out)
        assert (len(made.volumes) > 1) == (name == "volumes")
        after = cited(made, out)
        assert after != before, name
        assert_all_lead_there(after, pages_of(made, out))


@pytest.mark.parametrize("late", ["continue", "insert"])
def test_in_a_supplement_lodged_pages_keep_their_numbers(
    case: Case, tmp_path: Path, late: str
) -> None:
    out = tmp_path / "a.pdf"
    lodged = build(plan_of_case(case, Spec("T"), "3 May 2026"), out)
    before, pages = cited(lodged, out), pages_of(lodged, out)

    exhibit(case, tmp_path, "Kit")
    (item,) = case.index.find(Query(words=said(FACTS)))
    case.add_fact(f"event{FACTS:03}.", "2023-01", "agreed", (CiteTo(item.id),))
    spec = Spec("T", sections=(SectionSpec("Exhibits", ("AB1", "AB3", "AB2")),))
    new = tmp_path / "s.pdf"
    made = build(supplement(plan_of_case(case, spec, ""), lodged, late), new)  # type: ignore[arg-type]  # a word
    after, fresh = cited(made, new), pages_of(made, new)

    label = after.pop(FACTS)
    assert said(FACTS) in fresh[label] and label not in pages
    assert after == before
    assert_all_lead_there(after, pages)
