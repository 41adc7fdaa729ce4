"""Pictures read for words: which, how often, in which languages; stopped, refused, missing."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from everyword.errors import StorageFailed
from everyword.index import seen
from everyword.index.store import Index, Query
from everyword.intake import raster, seeing
from everyword.intake.seeing import GONE, HOW_TO_GET_IT, Looked, is_likely, read_pictures, remarks
from everyword.model import NO_TIME, Locator, Photo, Source, source_of_bytes
from tests.cases_made import Quiet
from tests.index.test_store import KEY, fill, source
from tests.test_ocr import HEAD, pretend
from tests.test_sms_parts import SMS, backup, mms, part

PICTURES = {name: 1200 + number for number, name in enumerate("abcdef12")}
"""Names and widths in pixels: by the width the pretended program tells them apart."""


def picture(wide: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (wide, 30), 200).save(out, "PNG")
    return out.getvalue()


class Case:
    """An index with pictures, and where their bytes are."""

    def __init__(self, index: Index, said: Path) -> None:
        self.index, self._said = index, said
        self.bytes: dict[str, bytes] = {}

    def add(self, letter: str, data: bytes, *paths: str, device: str | None = None) -> None:
        photos = [
            Photo((Locator(path, 1, len(data), "byte"),), NO_TIME, device, None, 9, 9)
            for path in paths
        ]
        fill(self.index, source(self.index, letter, paths[0].split("!/")[0]), *photos)
        self.bytes[letter * 32] = data

    def opened(self, object: str) -> Source:
        return source_of_bytes(self.index.row(object).name, self.bytes[object])

    def read(self, wanted: str | None = "eng", photos: str | None = None) -> Looked:
        return read_pictures(self.index, self.opened, wanted, Quiet(), photos)

    def calls(self) -> int:
        """How often the program was run for a picture since this was asked last."""
        count = self._said.read_text().count("x") if self._said.exists() else 0
        self._said.unlink(missing_ok=True)
        return count

    def languages(self) -> list[str | None]:
        return [each[1] for each in seen.pictures(self.index.connection.execute)]

    def found(self, words: str) -> list[str]:
        return [each.reading.where[0].path for each in self.index.find(Query(words))]


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    monkeypatch.setattr(raster, "pixels", lambda source: raster.upright(source.open().read()))
    program(tmp_path, monkeypatch)
    with Index(tmp_path / "case.db", KEY) as index:
        yield Case(index, tmp_path / "said")


def program(folder: Path, monkeypatch: pytest.MonkeyPatch, does: str = "") -> None:
    row = "5\\t1\\t1\\t1\\t1\\t1\\t10\\t20\\t30\\t40\\t96\\twide$wide\\n"
    script = (
        'case "$1" in\n--version) echo "tesseract 9.9"; exit;;\n'
        '--list-langs) printf "List\\neng\\nrus\\n"; exit;;\nesac\n'
        "read kind wide rest; cat > /dev/null\n"
        f"echo x >> {folder}/said\n{does}\n"
        f"printf '{HEAD.strip()}\\n'; printf \"{row}\""
    )
    pretend(folder, monkeypatch, script)


def test_every_picture_is_read_once_and_found(case: Case) -> None:
    for letter, wide in PICTURES.items():
        case.add(letter, picture(wide), f"{letter}.png")

    looked = case.read()

    assert looked == Looked(read=8) and case.calls() == 8
    assert case.found("wide1202") == ["c.png"] and case.found("wide1209") == []
    first = seen.Words("tesseract 9.9", "eng", ("wide1200",))
    assert seen.words(case.index.connection.execute, 1) == first
    assert case.read() == Looked() and case.calls() == 0


def test_equal_pictures_are_read_once(case: Case) -> None:
    for letter in "abc":
        case.add(letter, picture(40), f"{letter}.png")
    assert case.read().read == 3 and case.calls() == 1

    case.add("d", picture(40), "d.png")
    assert case.read().read == 1 and case.calls() == 0


def test_pictures_inside_a_zip_two_of_one_name_too(case: Case) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        for name, wide in (("in/a.png", 1200), ("in/a.png", 1300), ("b.png", 1400)):
            archive.writestr(name, picture(wide))
    names = ("z.zip!/in/a.png", "z.zip!/in/a.png", "z.zip!/b.png", "z.zip!/gone.png")
    case.add("e", packed.getvalue(), *names)

    looked = case.read()

    assert (looked.read, looked.left, looked.why) == (3, 1, GONE)
    words = [seen.words(case.index.connection.execute, n) for n in (1, 2, 3, 4)]
    assert [each.lines if each else None for each in words] == [
        ("wide1200",),
        ("wide1300",),
        ("wide1400",),
        None,
    ]


def test_languages_chosen_are_read_anew_the_usual_ones_only_where_some_lack(case: Case) -> None:
    case.add("a", picture(40), "a.png")
    assert case.read("rus").read == 1 and case.languages() == ["rus"]
    assert case.read("rus") == Looked()
    assert case.read(None).read == 1 and case.languages() == ["eng+rus"]
    assert case.read("eng").read == 1 and case.languages() == ["eng"]
    assert case.read("none") == Looked() and case.languages() == ["eng"]


def test_a_language_that_went_is_said(case: Case) -> None:
    case.add("a", picture(40), "a.png")

    (line,) = remarks(case.read("deu"))

    assert line == (
        "1 picture was not searched for words: tesseract has no deu here, only eng, rus"
    )


def test_without_the_program_it_is_said_with_how_to_get_it(
    case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for letter in "ab":
        case.add(letter, picture(40), f"{letter}.png")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))

    assert list(remarks(case.read(None))) == [
        f"2 pictures were not searched for words: {HOW_TO_GET_IT}"
    ]
    assert list(remarks(case.read("none"))) == []


def test_a_damaged_picture_costs_a_line_and_is_not_tried_again(case: Case) -> None:
    case.add("a", b"no picture at all", "a.png")
    case.add("b", picture(40), "b.png")
    raster_of = raster.upright

    def upright(data: bytes) -> Image.Image:
        try:
            return raster_of(data)
        except Exception:
            raise raster.NoPicture("the picture is damaged") from None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(raster, "upright", upright)
        looked = case.read()
        again = case.read()

    assert looked == Looked(read=1, failed=["a.png: the picture is damaged"])
    assert list(remarks(looked)) == [
        "Words could not be read in a.png: the picture is damaged",
    ]
    assert again == Looked()


@pytest.mark.parametrize("does", ["exit 3", "kill -TERM $$"])
def test_a_program_that_was_stopped_or_is_broken_is_asked_again(
    does: str, case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    case.add("a", picture(40), "a.png")
    program(tmp_path, monkeypatch, does)
    looked = case.read()
    assert (looked.read, looked.left, looked.failed) == (0, 1, []) and "stopped" in str(looked.why)

    program(tmp_path, monkeypatch)
    assert case.read() == Looked(read=1)


def test_a_program_that_crashes_on_a_picture_is_not_asked_again(
    case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    case.add("a", picture(40), "a.png")
    program(tmp_path, monkeypatch, "kill -SEGV $$")

    assert len(case.read().failed) == 1
    assert case.read() == Looked()


def test_stopped_in_the_middle_what_is_read_stays_and_the_rest_comes_next(case: Case) -> None:
    for letter, wide in PICTURES.items():
        case.add(letter, picture(wide), f"{letter}.png")

    class Impatient(Quiet):
        done = 0

        def advance(self, by: int) -> None:
            self.done += 1
            if self.done == 4:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_pictures(case.index, case.opened, "eng", Impatient())
    assert case.languages().count("eng") == 3

    case.calls()
    assert case.read() == Looked(read=5) and case.calls() == 5


def test_a_full_disk_stops_it_with_a_line_and_nothing_more(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.add("a", picture(40), "a.png")

    def full(*given: object) -> None:
        raise StorageFailed(reason="no space left")

    with monkeypatch.context() as patch:
        patch.setattr(seen, "put", full)
        looked = case.read()
    assert looked.left == 1 and "no space left" in str(looked.why)
    assert case.read().read == 1


def test_what_nobody_has_confirmed_is_not_opened(case: Case) -> None:
    case.add("a", picture(40), "a.png")
    case.index.set_apart({"a" * 32})

    assert case.read() == Looked() and case.calls() == 0


def test_several_are_read_at_once(
    case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each waits until another runs, too: one after the other would never end by itself."""
    for letter in "ab":
        case.add(letter, picture(PICTURES[letter]), f"{letter}.png")
    monkeypatch.setattr(seeing.os, "cpu_count", lambda: 2)
    both = f"[ $(wc -l < {tmp_path}/said) -lt 2 ]"
    waits = f"n=0; while {both}; do sleep 0.05; n=$((n+1)); [ $n -lt 200 ] || exit 1; done"
    program(tmp_path, monkeypatch, waits)

    assert case.read() == Looked(read=2)


@pytest.mark.parametrize(
    ("name", "device", "likely"),
    [
        ("IMG-20240403-WA0001.jpg", None, True),
        ("IMG_2041.HEIC", "Apple iPhone 13", False),
        ("DCIM/Screenshots.d/IMG_2.jpg", "Apple iPhone 13", False),
        ("Screenshot_20240403-2107.png", "samsung SM-G991B", True),
        ("Bildschirmfoto 2024-04-03 um 21.07.png", "Apple", True),
        ("Capture d\u2019e\u0301cran 2024-04-03.png", "x", True),
        ("Снимок экрана 2024.png", "x", True),
        ("Ekran Görüntüsü (3).png", "x", True),
        ("スクリーンショット 2024.png", "x", True),
        ("لقطة شاشة 2024.png", "x", True),
        ("letter.jpg", "HP ScanJet 300", True),
        ("z.zip!/in/skjermbilde.png", "x", True),
    ],
)
def test_which_pictures_are_likely_to_hold_words(
    name: str, device: str | None, likely: bool
) -> None:
    photo = Photo((Locator(name, 1, 9, "byte"),), NO_TIME, device, None, 9, 9)

    assert is_likely(photo) is likely


def test_pictures_inside_an_sms_backup_also_one_in_a_zip(case: Case) -> None:
    records = (SMS, mms(part(picture(1200))), mms(part(picture(1300), "b.jpg"), part(b"x")))
    case.add("a", backup(*records), "s.xml!/mms-2-2-a.jpg", "s.xml!/mms-3-2-b.jpg")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("in/s.xml", backup(mms(part(picture(1400)))))
    case.add("b", packed.getvalue(), "z.zip!/in/s.xml!/mms-1-2-a.jpg", "z.zip!/in/s.xml!/mms-9-2-a")

    looked = case.read()

    assert (looked.read, looked.left, looked.why) == (3, 1, GONE)
    assert case.found("wide1200") == ["s.xml!/mms-2-2-a.jpg"]
    assert case.found("wide1300") == ["s.xml!/mms-3-2-b.jpg"]
    assert case.found("wide1400") == ["z.zip!/in/s.xml!/mms-1-2-a.jpg"]


def test_a_photo_that_names_a_camera_is_read_when_somebody_asks(
    case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    case.add("a", picture(1200), "IMG_1.jpg", device="Fairphone 4")
    case.add("b", picture(1300), "shot.png")
    listed = '--list-langs) printf "List\\neng\\nosd\\n"; exit;;'
    script = (tmp_path / "tesseract").read_text()
    assert "--list-langs) " in script
    ways = re.sub("--list-langs.*", lambda _: listed, script)
    (tmp_path / "tesseract").write_text(
        ways.replace("read kind", f'echo "$@" >> {tmp_path}/ways\nread kind')
    )

    first = case.read()
    assert first == Looked(read=1, cameras=["a" * 32]) and case.found("wide1200") == []
    assert list(remarks(first)) == [
        "1 photo that names a camera was not searched for words; if it shows a paper:"
        "  everyword add --ocr-photos PATH"
    ]
    assert case.read(photos="no") == Looked()
    assert case.read(photos="yes") == Looked(read=1)
    assert case.found("wide1200") == ["IMG_1.jpg"]
    assert case.read() == Looked() == case.read(photos="yes")
    said = (tmp_path / "ways").read_text().splitlines()
    assert [line.split("--psm ")[1] for line in said] == ["3 tsv", "1 tsv"]


def test_many_photos_that_were_passed_over_are_counted() -> None:
    (line,) = remarks(Looked(cameras=["a", "a", "b"]))

    assert line.startswith("3 photos that name a camera were not searched for words; if some show")


def test_many_faults_are_counted_not_all_named() -> None:
    (line,) = remarks(Looked(failed=[f"{n}.png: damaged" for n in range(9)]))

    assert line.endswith("2.png: damaged and 6 more") and "3.png" not in line
