"""Subtitles as the transcript of a recording: time, speaker, words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.bundle.pages.printed_speech import spoken
from everyword.bundle.plan import Spoken

SRT = """1
00:00:01,000 --> 00:00:04,000
He came at eight.
Then he left.

2
01:02:03,500 --> 01:02:05,000
<i>Was</i> it late?
"""
VTT = """WEBVTT - a title

NOTE not spoken

STYLE
::cue { color: red }

first
00:07.000 --> 00:09.000 align:start
<v Jo Bennett>No.</v>
<v.loud Alex>Yes!

00:11.000 --> 00:12.000
before <v Sam>after
"""


def test_subrip() -> None:
    assert spoken(SRT) == (
        Spoken("0:01", "", "He came at eight.\nThen he left."),
        Spoken("1:02:03", "", "Was it late?"),
    )


def test_webvtt_names_the_speakers_and_notes_are_not_spoken() -> None:
    assert spoken(VTT) == (
        Spoken("0:07", "Jo Bennett", "No."),
        Spoken("0:07", "Alex", "Yes!"),
        Spoken("0:11", "", "before"),
        Spoken("0:11", "Sam", "after"),
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end(end: str) -> None:
    assert len(spoken(SRT.replace("\n", end))) == 2


@pytest.mark.parametrize(
    "text", ["", "1\n\n", "just a diary\nwith 00:01 --> in it", "00:00:01,0 -->"]
)
def test_other_text_is_no_transcript(text: str) -> None:
    assert spoken(text) == ()


@given(st.lists(st.text(st.characters(exclude_characters="\n\r<>")).filter(str.strip), min_size=1))
def test_no_word_of_a_cue_is_lost(words: list[str]) -> None:
    cues = "\n\n".join(f"00:{n % 60:02}.000 --> 00:59.000\n{each}" for n, each in enumerate(words))
    assert [each.text for each in spoken(cues)] == [each.strip() for each in words]
