"""Words in the pictures of a case, read by tesseract: several at once, each kept when it is read.

What is not read yet is read the next time: being stopped in the middle loses nothing. A picture
that cannot be read costs a line with the reason, never the add.
"""

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing, suppress
from itertools import groupby

from msgspec import Struct, field

from everyword import ocr
from everyword.archive import BadArchive
from everyword.errors import Damaged, EverywordError
from everyword.index import seen
from everyword.index.seen import Picture, Words
from everyword.index.store import Index
from everyword.intake import raster
from everyword.intake.inside import all_within
from everyword.intake.receive import Watch
from everyword.model import Photo, Source, source_of_bytes

NEVER = "none"
"""Instead of languages: no picture is read."""
HOW_TO_GET_IT = "tesseract is not installed (Debian: apt-get install tesseract-ocr)"
GONE = "it could not be found again in its source"
_NAMES = (
    *("screenshot", "screen shot", "screencap", "screen capture", "screengrab", "scan"),
    *("bildschirmfoto", "bildschirmaufnahme", "capture d'ecran", "captura de pantalla"),
    *("captura de tela", "captura de ecra", "captura de ecran", "schermata", "istantanea schermo"),
    *(
        "schermafbeelding",
        "schermafdruk",
        "schermopname",
        "skarmbild",
        "skarmavbild",
        "skjermbilde",
    ),
    *(
        "skærmbillede",
        "skjermdump",
        "nayttokuva",
        "kuvakaappaus",
        "zrzut ekranu",
        "snimek obrazovky",
    ),
    *("snimka obrazovky", "snimka zaslona", "kepernyofoto", "kepernyokep", "ekran goruntusu"),
    *("ekran resmi", "снимок экрана", "скриншот", "знімок екрана", "екранна снимка"),
    *(
        "στιγμιοτυπο",
        "anh chup man hinh",
        "tangkapan layar",
        "cuplikan layar",
        "スクリーンショット",
    ),
    *("截屏", "截图", "屏幕快照", "截圖", "螢幕快照", "스크린샷", "화면 캡처", "화면캡처"),
    *("لقطة شاشة", "لقطة الشاشة", "צילום מסך", "ภาพหน้าจอ", "स्क्रीनशॉट", "اسکرین شاٹ"),
)
"""What phones and computers call a picture of a screen or a scanned paper."""


_Result = tuple[Picture, bytes, Words | str]
"""A picture, the hash of its bytes, and what was read or why that is to be tried again."""


class Looked(Struct):
    """How reading the pictures went. `left`: not searched, because of `why`.

    `cameras` has the source of each photo that was passed over because it names a camera.
    """

    read: int = 0
    failed: list[str] = field(default_factory=list)
    left: int = 0
    why: str | None = None
    cameras: list[str] = field(default_factory=list)


class Look(Struct, frozen=True):
    """What pictures are read with. `is_chosen`: the person named the languages."""

    program: ocr.Program
    spoken: str
    is_chosen: bool

    def wants(self, languages: str | None) -> bool:
        """Is one to be read that was read in these languages before, or never?"""
        if languages is None:
            return True
        if self.is_chosen:
            return languages != self.spoken
        return not set(self.spoken.split("+")) <= set(languages.split("+"))


def is_likely(photo: Photo) -> bool:
    """Likely to hold words: no camera is named in it, or it is named as a screenshot or a scan.

    Chats take the camera's name out, so pictures from chats are all read.
    """
    if photo.device is None:
        return True
    name = _plain(f"{photo.where[0].path.rsplit('/', 1)[-1]} {photo.device}")
    return any(_plain(words) in name for words in _NAMES)


def _plain(text: str) -> str:
    """Without accents, case and the signs between words: screens are named in many ways."""
    apart = unicodedata.normalize("NFKD", text.replace("\u2019", "'")).casefold()
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return re.sub(r"[\s_-]+", " ", bare)


def read_pictures(
    index: Index,
    opened: Callable[[str], Source],
    wanted: str | None,
    watch: Watch,
    photos: str | None = None,
) -> Looked:
    """Read what was not read yet. `wanted`: languages ("eng+rus"), NEVER, or None for the usual.

    `opened` gives the sealed source of an object under the name that the person gave it;
    `photos` that name a camera are read, too: "yes" or "no", None where nobody has said; then it
    is told how many there are. Raises nothing but what stops the program; what went wrong is told.
    """
    looked = Looked()
    if wanted == NEVER:
        return looked
    every = list(seen.pictures(index.connection.execute))
    if photos != "yes":
        passed = [each for each, known in every if known is None and not is_likely(each.photo)]
        looked.cameras = [each.source for each in passed] if photos is None else []
        every = [each for each in every if is_likely(each[0].photo)]
    unread = sum(languages is None for _, languages in every)
    if not every:
        return looked
    program = ocr.installed()
    if program is None:
        looked.left, looked.why = unread, HOW_TO_GET_IT
        return looked
    try:
        spoken = ocr.languages(program, wanted or ocr.default_languages(program))
    except ocr.NotRead as fault:
        looked.left, looked.why = unread, str(fault)
        return looked
    look = Look(program, spoken, wanted is not None)
    todo = [picture for picture, languages in every if look.wants(languages)]
    if todo:
        _read_all(index, look, todo, opened, watch, looked)
    return looked


def _read_all(
    index: Index,
    look: Look,
    todo: list[Picture],
    opened: Callable[[str], Source],
    watch: Watch,
    looked: Looked,
) -> None:
    watch.begin("Reading words in pictures", sum(each.size for each in todo))
    looked.left = len(todo)
    try:
        with closing(_several_at_once(index, look, todo, opened)) as several:
            for picture, sha256, words in several:
                watch.advance(picture.size)
                if isinstance(words, str):
                    looked.why = words
                    continue
                seen.put(index.connection, picture.n, sha256, words)
                looked.left -= 1
                looked.read += words.fault is None
                looked.failed += [f"{picture.path}: {words.fault}"] if words.fault else []
    except EverywordError as fault:  # a full disk, for one: what is kept is kept
        looked.why = fault.lines()[0]


def _several_at_once(
    index: Index, look: Look, todo: list[Picture], opened: Callable[[str], Source]
) -> Generator[_Result, None, None]:
    """What was read in each, or why that is to be tried again; in no order."""
    most = os.cpu_count() or 1
    running: dict[Future[Words | str], tuple[bytes, list[Picture]]] = {}
    with ThreadPoolExecutor(most) as pool:
        try:
            for picture, data in _bytes_of(todo, opened):
                if isinstance(data, str):
                    yield picture, b"", data
                    continue
                sha256 = hashlib.sha256(data).digest()
                run = index.connection.execute
                known = seen.of_bytes(run, sha256, look.program.name, look.spoken)
                same = next((which for digest, which in running.values() if digest == sha256), None)
                if known is not None:
                    yield picture, sha256, known
                elif same is not None:
                    same.append(picture)
                else:
                    turned = not is_likely(picture.photo)  # a paper may lie any way round
                    future = pool.submit(_read, look, picture.path, data, turned)
                    running[future] = (sha256, [picture])
                if len(running) > most:  # one waits, so that none is idle
                    yield from _finished(running)
            while running:
                yield from _finished(running)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _finished(
    running: dict[Future[Words | str], tuple[bytes, list[Picture]]],
) -> Iterator[_Result]:
    for future in wait(running, return_when=FIRST_COMPLETED).done:
        sha256, pictures = running.pop(future)
        for picture in pictures:
            yield picture, sha256, future.result()


def _read(look: Look, name: str, data: bytes, turned: bool) -> Words | str:
    """Only words where it says nothing about the picture that there are none."""
    try:
        grey = raster.pixels(source_of_bytes(name, data))
        return _told(look, ocr.lines(ocr.read(look.program, grey, look.spoken, turned=turned)))
    except (raster.Stopped, ocr.Passing) as fault:
        return str(fault)
    except (raster.NoPicture, ocr.NotRead) as fault:
        return _told(look, fault=str(fault))
    except (MemoryError, OSError):
        return "there is too little memory, or there are too many programs"


def _told(look: Look, lines: Iterable[str] = (), fault: str | None = None) -> Words:
    return Words(look.program.name, look.spoken, tuple(lines), fault)


def _bytes_of(
    todo: list[Picture], opened: Callable[[str], Source]
) -> Iterator[tuple[Picture, bytes | str]]:
    """Each picture with its bytes, or with why there are none; each source is walked once."""
    for object, group in groupby(todo, lambda picture: picture.source):
        missing: dict[str, list[Picture]] = {}
        for picture in group:
            missing.setdefault(picture.path, []).append(picture)
        with suppress(Damaged):
            for found in all_within(opened(object), missing.keys()):
                if waiting := missing[found.name]:
                    yield waiting.pop(0), _whole(found)
        for picture in (each for waiting in missing.values() for each in waiting):
            yield picture, GONE


def _whole(source: Source) -> bytes | str:
    try:
        with source.open() as stream:
            return stream.read(raster.MOST_BYTES + 1)  # a byte too much: it is refused there
    except (BadArchive, Damaged, OSError) as fault:
        return str(fault).split("\n")[0]


def remarks(looked: Looked) -> Iterator[str]:
    """For the person, in words."""
    if looked.left:
        pictures, were = ("picture", "was") if looked.left == 1 else ("pictures", "were")
        yield f"{looked.left:,} {pictures} {were} not searched for words: {looked.why}"
    if looked.cameras:
        one = len(looked.cameras) == 1
        photos, were = ("photo that names", "was") if one else ("photos that name", "were")
        papers = "if it shows a paper" if one else "if some show papers"
        yield (
            f"{len(looked.cameras):,} {photos} a camera {were} not searched for words;"
            f" {papers}:  everyword add --ocr-photos PATH"
        )
    if looked.failed:
        count = len(looked.failed)
        more = f" and {count - 3:,} more" if count > 3 else ""
        yield f"Words could not be read in {'; '.join(looked.failed[:3])}{more}"
