"""The demonstration, end to end, looked at with other people's tools."""

import datetime as dt
import hashlib
import json
import os
import pty
import re
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest

from everyword.case.store import Case
from everyword.cli.demo import _report
from everyword.demo import statement
from everyword.demo.build import Made, make
from everyword.demo.facts import FIRST, LATER
from everyword.errors import CaseExists
from everyword.schedules.kinds import make as schedule
from everyword.vault.store import Vault, verify_case
from tests.cases_made import Quiet, Ticking

FIRST_DUE = dt.date(2024, 7, 1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("demo") / "d", Ticking(), Quiet(), lambda text: None)


@pytest.fixture(scope="module")
def manifest(made: Made) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(
        (made.folder / "bundle.json").read_text()
    )
    return found


def test_everything_is_there_and_nothing_is_left_to_say(made: Made) -> None:
    assert made.findings == ()
    assert made.facts >= 15 and made.exhibits >= 10 and made.doubled > 100
    assert {path.name for path in made.folder.iterdir()} == {
        "household", "case", "bundle.pdf", "bundle.json", "package", "passphrase.txt",
    }  # fmt: skip
    assert "Try next" in _report(made)


def test_a_folder_in_use_is_left_alone(made: Made) -> None:
    with pytest.raises(CaseExists):
        make(made.folder, Ticking(), Quiet(), lambda text: None)


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="needs qpdf")
def test_qpdf_finds_nothing_wrong(made: Made) -> None:
    done = subprocess.run(
        ["qpdf", "--check", str(made.folder / "bundle.pdf")], capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")
def test_the_stamp_of_every_page_is_its_label(
    made: Made, manifest: dict[str, list[dict[str, object]]]
) -> None:
    with pikepdf.open(made.folder / "bundle.pdf") as pdf:
        labels = [page.label for page in pdf.pages]
    assert labels == [str(number) for number in range(1, made.pages + 1)]
    for number, (label, page) in enumerate(zip(labels, manifest["pages"], strict=True), 1):
        x, y, width, height = page["stamp"]  # type: ignore[misc]
        box = [f"{part:.0f}" for part in (x - 1, y - 1, width + 3, height + 3)]
        done = subprocess.run(
            ["pdftotext", "-f", str(number), "-l", str(number), "-x", box[0], "-y", box[1],
             "-W", box[2], "-H", box[3], str(made.folder / "bundle.pdf"), "-"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout.strip() == label == page["label"]


def test_links_and_bookmarks_land_on_first_pages(
    made: Made, manifest: dict[str, list[dict[str, object]]]
) -> None:
    firsts = {str(each["first"]) for each in manifest["documents"]}
    with pikepdf.open(made.folder / "bundle.pdf") as pdf:
        number = {page.objgen: place for place, page in enumerate(pdf.pages, 1)}
        index = [
            place for place, each in enumerate(manifest["pages"]) if each["document"] == "index"
        ]
        linked = {
            str(number[_target(annotation)[0].objgen])
            for place in index
            for annotation in pdf.pages[place].Annots
        }
        assert firsts <= linked
        with pdf.open_outline() as outline:
            ends = [item for top in outline.root for item in (top, *top.children)]
            for item in ends:
                label = re.search(r"\((\d+)\)$", item.title)
                assert label, item.title
                assert item.destination is not None
                assert number[item.destination[0].objgen] == int(label[1])
        assert firsts <= {re.search(r"\((\d+)\)$", item.title)[1] for item in ends}  # type: ignore[index]
        assert pdf.Root.OpenAction[1] == "/XYZ" and pdf.Root.OpenAction[4] == 1


def _target(annotation: pikepdf.Object) -> pikepdf.Object:
    return annotation.Dest if "/Dest" in annotation else annotation.A.D


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")
def test_every_script_of_the_household_comes_back_as_text(made: Made) -> None:
    done = subprocess.run(
        ["pdftotext", str(made.folder / "bundle.pdf"), "-"], capture_output=True, text=True
    )

    for pattern in (
        r"[\u0410-\u044f]{3}",
        r"[\u0600-\u06ff\ufe70-\ufeff]{2}",
        r"[\u4e00-\u9fff]{2}",
    ):
        assert re.search(pattern, done.stdout), pattern


def test_every_message_of_a_transcript_stands_in_an_export(
    made: Made, manifest: dict[str, list[dict[str, object]]]
) -> None:
    """The anchors of the manifest are items; each one's words are words of a source."""
    exported = (made.folder / "household" / LATER).read_text("utf-8")
    with zipfile.ZipFile(made.folder / "household" / FIRST) as archive:
        name = next(each for each in archive.namelist() if each.endswith(".txt"))
        exported += archive.read(name).decode("utf-8")
    anchors = {
        id
        for each in manifest["documents"]
        if str(each["title"]).startswith("Chat with")
        for id in each["anchors"]  # type: ignore[attr-defined]
    }
    with Case.open(made.folder / "case", made.passphrase, Ticking()) as case:
        texts = [case.index.item(id).reading.text for id in anchors]  # type: ignore[union-attr]

    assert len(texts) > 100
    assert [text for text in texts if text not in exported] == []


@pytest.mark.skipif(shutil.which("age") is None, reason="needs age")
def test_ages_own_program_gives_the_bytes_back(made: Made, tmp_path: Path) -> None:
    """`age -d -i slot object | sed '1,/^$/d' | sha256sum`: no code of ours."""
    case = made.folder / "case"
    key = tmp_path / "key.txt"
    _age_in_a_terminal(case / "slots" / "owner.age", made.passphrase, key)
    hashes = {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (made.folder / "household").rglob("*")
        if path.is_file()
    }
    found = set()
    for sealed in (case / "objects").rglob("*.age"):
        command = f"age -d -i '{key}' '{sealed}' | sed '1,/^$/d' | sha256sum"
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
        found.add(done.stdout.split()[0])

    assert hashes == found


def _age_in_a_terminal(slot: Path, words: str, to: Path) -> None:
    """age asks for a passphrase only on a terminal."""
    child, terminal = pty.fork()
    if child == 0:
        os.execvp("age", ["age", "-d", "-o", str(to), str(slot)])
    said = b""
    while b"assphrase" not in said:
        said += os.read(terminal, 1024)
    os.write(terminal, words.encode() + b"\n")
    try:
        while os.read(terminal, 1024):
            pass
    except OSError:
        pass  # Linux says EIO when the other side has closed
    os.close(terminal)
    assert os.waitpid(child, 0)[1] == 0


def test_one_changed_byte_in_the_case_is_named(made: Made, tmp_path: Path) -> None:
    case = tmp_path / "case"
    shutil.copytree(made.folder / "case", case)
    objects = sorted((case / "objects").rglob("*.age"))
    heads = sorted((case / "heads").glob("*.note"))
    for path in [objects[0], objects[-1], case / "journal", heads[-1]]:
        whole = path.read_bytes()
        changed = bytearray(whole)
        changed[len(whole) // 2] ^= 1
        path.write_bytes(changed)
        checks = verify_case(case, made.passphrase, Ticking(), Quiet())
        path.write_bytes(whole)

        wrong = [check for check in checks if not check.ok]
        assert any(path.name in check.name + check.said for check in wrong), path


def test_the_work_comes_back_from_the_sealed_part_alone(made: Made, tmp_path: Path) -> None:
    case = tmp_path / "case"
    shutil.copytree(made.folder / "case", case)
    with Vault.open(case, made.passphrase, Ticking(), write=False) as vault:
        newest = vault.private_names("work")[-1]
        lines = vault.read_private(f"work/{newest}").splitlines()

    assert len([line for line in lines if b'"act":"fact"' in line]) == made.facts


def test_support_is_counted_from_the_bank_and_stands_in_the_bundle(
    made: Made, manifest: dict[str, list[dict[str, object]]]
) -> None:
    """Twelve months of 450.00; what came in after the order is in household.statement."""
    with Case.open(made.folder / "case", made.passphrase, Ticking()) as case:
        counted = schedule(case, "support", {"as_of": "2025-06-30", "rules": "uk-ew"})
    received = sum(
        line.amount
        for line in statement.lines()
        if line.name == "S CARTER" and line.day >= FIRST_DUE
    )

    (total,) = [row for row in counted.rows if row.total]
    assert total.cells[3] == "5400.00" and total.cells[4] == str(received)
    assert Decimal(total.cells[6]) == Decimal("5400.00") - received > 0
    assert all(row.items for row in counted.rows if row.said)
    assert manifest["pages"][-1]["document"] == "schedule 1"
