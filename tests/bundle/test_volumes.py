"""A bundle in several files: each whole, numbers running on, nothing split or lost."""

import datetime as dt
from pathlib import Path

import msgspec
import pikepdf
import pypdfium2
import pytest

from everyword.bundle.build import build, files_of
from everyword.bundle.plan import ChronologyRow, Cite, Manifest, Plan, Wishes
from everyword.errors import WrongUsage
from everyword.rules.checking import check_file
from everyword.rules.records import Layout, profile
from tests.bundle_papers import given_plan, pages, paper

PAPERS = given_plan(*(paper(f"{n}.pdf", pages(4, words=f"Paper {n} page")) for n in range(5)))


def wished(plan: Plan, **wishes: object) -> Plan:
    return msgspec.structs.replace(plan, wishes=Wishes(**wishes))  # type: ignore[arg-type]  # passed on


def text(path: Path, page: int) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return " ".join(str(pdf[page].get_textpage().get_text_range()).split())


def labels(path: Path) -> list[str]:
    with pikepdf.open(path) as pdf:
        return [str(page.label) for page in pdf.pages]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], Manifest]:
    cites = (Cite("g0", "first", page=2), Cite("g4", "last", page=3))
    plan = msgspec.structs.replace(
        PAPERS, chronology=(ChronologyRow(1, "", "event", "agreed", cites),)
    )
    out = tmp_path_factory.mktemp("volumes") / "b.pdf"
    manifest = build(wished(plan, volume_pages=12), out)
    return files_of(manifest, out), manifest


def test_each_volume_has_its_own_name_cover_and_index(
    whole: tuple[list[Path], Manifest],
) -> None:
    paths, manifest = whole
    assert [path.name for path in paths] == ["b-1.pdf", "b-2.pdf", "b-3.pdf"]
    assert all(path.is_file() for path in paths)
    assert manifest.findings == () and not paths[0].with_name("b.pdf").exists()
    for number, path in enumerate(paths, 1):
        assert f"Volume {number} of 3" in text(path, 0)
        index = text(path, 1)
        assert all(f"{n}.pdf" in index for n in range(5))
        assert "vol. 3, 24\u201327" in index


def test_numbers_run_on_and_no_document_is_split(whole: tuple[list[Path], Manifest]) -> None:
    paths, manifest = whole
    assert [label for path in paths for label in labels(path)] == [
        str(n) for n in range(1, 27 + 1)
    ][: len(manifest.pages)]
    for entry in manifest.documents:
        volumes = {page.volume for page in manifest.pages if page.document == entry.key}
        assert volumes == {entry.volume}
    assert [len(labels(path)) for path in paths] == [11, 10, 6]
    assert [(each.first, each.last) for each in manifest.volumes] == [
        ("1", "11"),
        ("12", "21"),
        ("22", "27"),
    ]


def test_a_cite_into_another_volume_names_it_and_is_no_link(
    whole: tuple[list[Path], Manifest],
) -> None:
    paths, _ = whole
    assert "volume 3, page 26" in text(paths[0], 2)
    with pikepdf.open(paths[0]) as pdf:
        links = pdf.pages[2].obj.get("/Annots", ())
        assert len(links) == 1 and "/Dest" in links[0]


def test_a_document_longer_than_a_volume_is_said(tmp_path: Path) -> None:
    plan = given_plan(paper("long.pdf", pages(9)), paper("short.pdf", pages(1)))
    manifest = build(wished(plan, volume_pages=6), tmp_path / "b.pdf")
    assert len(manifest.volumes) == 2
    assert [finding for finding in manifest.findings if "long.pdf: 9 pages" in finding]


def test_the_limit_a_person_sets_is_only_watched(tmp_path: Path) -> None:
    manifest = build(wished(PAPERS, most_pages=20), tmp_path / "b.pdf")
    assert manifest.findings == ("22 pages; the limit you set is 20",)
    assert len(manifest.volumes) == 1


def test_a_court_s_cap_is_said_and_split_at(tmp_path: Path) -> None:
    plan = msgspec.structs.replace(PAPERS, layout=Layout(most_pages=15), profile="somewhere")
    manifest = build(plan, tmp_path / "b.pdf")
    assert len(manifest.volumes) == 2
    assert "24 pages in 2 volumes; the profile somewhere allows 15" in manifest.findings[0]


def test_no_file_is_larger_than_its_cap(tmp_path: Path) -> None:
    plan = given_plan(*(paper(f"{n}.pdf", heavy(n)) for n in range(4)))
    manifest = build(wished(plan, volume_bytes=120_000), tmp_path / "b.pdf")
    sizes = [path.stat().st_size for path in files_of(manifest, tmp_path / "b.pdf")]
    assert len(sizes) > 1 and max(sizes) <= 120_000
    assert [each.size for each in manifest.volumes] == sizes
    small = build(wished(plan, volume_bytes=50_000), tmp_path / "c.pdf")
    assert len([words for words in small.findings if "the most for one file" in words]) == 4


def heavy(n: int) -> pikepdf.Pdf:
    """30,000 bytes that cannot be packed smaller."""
    import random

    noise = random.Random(n).randbytes(30_000).hex().encode()
    return pages(1, content=b"\n%" + noise + b"\n")


def test_a_volume_is_not_written_over_unasked(tmp_path: Path) -> None:
    (tmp_path / "b-2.pdf").write_bytes(b"mine")

    def look(path: Path) -> None:
        if path.exists():
            raise WrongUsage(problem=str(path), remedy="")

    with pytest.raises(WrongUsage):
        build(wished(PAPERS, volume_pages=12), tmp_path / "b.pdf", may_be_there=look)
    assert [path.name for path in tmp_path.iterdir()] == ["b-2.pdf"]
    assert (tmp_path / "b-2.pdf").read_bytes() == b"mine"


@pytest.mark.parametrize(("cap", "volumes"), [(9, 5), (10, 3)])
def test_no_volume_is_longer_than_its_cap(tmp_path: Path, cap: int, volumes: int) -> None:
    manifest = build(wished(PAPERS, volume_pages=cap), tmp_path / "b.pdf")
    found = [0] * len(manifest.volumes)
    for page in manifest.pages:
        found[page.volume - 1] += 1
    assert max(found) <= cap and sum(found) == 20 + 2 * len(found)
    assert len(found) == volumes


def test_a_volume_says_which_it_is(tmp_path: Path) -> None:
    plan = msgspec.structs.replace(PAPERS, title="Two")
    manifest = build(wished(plan, volume_pages=12), tmp_path / "b.pdf")
    files = files_of(manifest, tmp_path / "b.pdf")
    for number, path in enumerate(files, 1):
        with pikepdf.open(path) as pdf:
            assert str(pdf.docinfo["/Subject"]) == f"Volume {number} of {len(files)}"
    build(PAPERS, tmp_path / "c.pdf")
    with pikepdf.open(tmp_path / "c.pdf") as pdf:
        assert "/Subject" not in pdf.docinfo


@pytest.mark.parametrize("numbering", ["run", "sections"])
def test_volumes_with_tabs_pass_the_rules(tmp_path: Path, numbering: str) -> None:
    court = profile({"run": "us-ca", "sections": "ew-family-children"}[numbering])
    plan = msgspec.structs.replace(PAPERS, layout=court.layout, profile=court.id)
    manifest = build(wished(plan, volume_pages=12, tabs=True), tmp_path / "b.pdf")
    assert not [words for words in manifest.findings if "index" in words.lower()]
    files = files_of(manifest, tmp_path / "b.pdf")
    assert len(files) > 1
    for path in files:
        report = check_file(path, court, dt.date(2026, 11, 21))
        said = [each for each in report.findings if each.rule in ("numbering", "index-links")]
        assert [each for each in said if each.severity != "info"] == []
