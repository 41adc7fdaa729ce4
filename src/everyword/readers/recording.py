"""Sound and film: voice notes, memos, calls, clips from a phone or a recorder.

Where from: a chat, a phone's recorder, a dictating machine. Nothing is played or decoded into
sound here, and no word of it is read. `seconds` is the length the container states, where its
structure shows that all of it is there; otherwise the packets are counted, and where the packets
say nothing it is None: it is never worked out from a bit rate. `channels` and `rate` are those of
the first sound track.

The time is the container's creation time, set by the device; many files have none. A song's year
and other tags that anybody may type are not used. Ogg files, as chats write them, do not have to
mark their end: one that breaks off exactly between two pages looks whole.

Where the file has no time, a date in its name is a hint in the basis and nothing more. The place,
the device and the turning of a film are said as left out, because a recording has no field for it.

Only containers are opened that are known by their first bytes, each as what it is; a playlist or
any file that names other files is never followed.

Formats: ISO 14496-12 and QuickTime, RFC 3533 (Ogg), 8794 (Matroska, WebM), 4867 (AMR), 9639
(FLAC); ASF (WMA, WMV); WAV, AVI, AIFF, AU, CAF, MP3, AAC. Read with FFmpeg's libraries.
"""

from collections.abc import Iterator

from everyword.model import Answers, Reading, Source
from everyword.readers.sounds.asf import MAGIC
from everyword.readers.sounds.boxes import PICTURES, RAW, brand
from everyword.readers.sounds.frames import bare

NAME, TITLE, VERSION = "recording", "recording", 2

_MAGIC = (
    (b"OggS", "ogg"),
    (b"\x1a\x45\xdf\xa3", "matroska"),
    (b"#!AMR\n", "amr"),
    (b"#!AMR-WB\n", "amrwb"),
    (b"fLaC", "flac"),
    (b"caff\0\1", "caf"),
    (b".snd\0\0", "au"),
    (MAGIC, "asf"),
)
_FORMS = {
    (b"RIFF", b"WAVE"): "wav",
    (b"RF64", b"WAVE"): "wav",
    (b"RIFF", b"AVI "): "avi",
    (b"FORM", b"AIFF"): "aiff",
    (b"FORM", b"AIFC"): "aiff",
}


def recognises(source: Source) -> bool:
    return _format(source) is not None


def _format(source: Source) -> str | None:
    head = source.head(64)
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if form := _FORMS.get((head[:4], head[8:12])):
        return form
    if major := brand(head, source.size):
        return None if major in PICTURES or major in RAW else "mov"
    if head.startswith(b"ID3") or head[:1] == b"\xff":
        with source.open() as stream:
            found = bare(stream, source.size)
        return found.format if found else None
    return None


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    # Here, not above: loading FFmpeg takes longer than most files of other kinds.
    from everyword.readers.sounds.tracks import readings

    yield from readings(source, _format(source) or "")
