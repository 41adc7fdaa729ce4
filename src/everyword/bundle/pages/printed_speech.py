"""The transcript of a recording, from a file of subtitles beside it: SubRip (.srt), WebVTT (.vtt).

WebVTT names speakers (`<v Alex>`), SubRip has no place for them. Times are those in the recording.
Descriptions: https://www.w3.org/TR/webvtt1/ and the usage of subtitle programs. Lines that belong
to no cue (titles, notes, styles) are not words of the recording: the file prints whole, as a
document of its own, with the numbers of its lines.
"""

import re
from collections.abc import Iterator

from everyword.bundle import plan
from everyword.bundle.pages.printed_times import clock

SUFFIXES = (".srt", ".vtt")
_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,]\d{3}"
_CUE = re.compile(rf"\s*{_TIME}\s+-->\s+{_TIME}.*")
_VOICE = re.compile(r"<v(?:\.[^ \t>]*)?[ \t]+([^>]*)>")
_TAG = re.compile(r"</?(?:v|c|i|b|u)(?:\.[^>]*)?>")


def spoken(text: str) -> tuple[plan.Spoken, ...]:
    """Each cue with its time, speaker and words; empty where the text holds none."""
    return tuple(_cues(re.split(r"\r\n|\r|\n", text)))


def _cues(lines: list[str]) -> Iterator[plan.Spoken]:
    at: str | None = None
    held: list[str] = []
    for line in (*lines, ""):
        cue = _CUE.fullmatch(line)
        if cue is not None or not line.strip():
            if at is not None and held:
                yield from _said(at, "\n".join(held))
            at, held = (_clock(cue) if cue else None), []
        elif at is not None:
            held.append(line)


def _clock(cue: re.Match[str]) -> str:
    hours, minutes, seconds = (int(each or 0) for each in cue.groups()[:3])
    return clock(hours * 3600 + minutes * 60 + seconds)


def _said(at: str, words: str) -> Iterator[plan.Spoken]:
    """A cue may hold the words of several voices, each behind its name."""
    before, *voices = _VOICE.split(words)
    if before.strip():
        yield plan.Spoken(at, "", _TAG.sub("", before).strip())
    for name, said in zip(voices[::2], voices[1::2], strict=True):
        yield plan.Spoken(at, name.strip(), _TAG.sub("", said).strip())
