"""Sound and film: lengths are stated or counted, never guessed; no other file is ever opened."""

import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.model import Problem, Reading, Recording, Skipped, source_of_bytes
from everyword.readers import claiming, recording
from everyword.readers.sounds.frames import aac_frame, mp3_frame
from everyword.readers.sounds.names import hint
from everyword.readers.sounds.time import made
from tests.recordings_made import SOUND, film, sound

CASES = Path(__file__).parent / "cases" / "recording"
INPUTS = {
    path.parent.name: path
    for path in sorted(CASES.glob("*/*.*"))
    if path.suffix not in (".toml", ".jsonl")
}


DAY, UTC, APPLE = "2024-04-03", "creation_time", "com.apple.quicktime.creationdate"


def read(data: bytes) -> list[Reading]:
    source = source_of_bytes("a", data)
    assert recording.recognises(source)
    return list(recording.read(source, {}))


def only(readings: list[Reading], kind: type[Any]) -> Any:
    (found,) = (each for each in readings if isinstance(each, kind))
    return found


def wav(seconds: float, stated: int | None = None, rate: int = 8000) -> bytes:
    sound = bytes(int(rate * seconds) * 2)
    size = len(sound) if stated is None else stated
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16)
    return (
        struct.pack("<4sI4s", b"RIFF", 36 + size & 0xFFFFFFFF, b"WAVE")
        + form
        + (struct.pack("<4sI", b"data", size) + sound)
    )


def amr(frames: int) -> bytes:
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * frames


@pytest.mark.parametrize("frames", [1, 50, 3001])
def test_amr_states_nothing_and_is_counted(frames: int) -> None:
    (found,) = read(amr(frames))

    assert found.seconds == f"{frames // 50}.{frames % 50 * 20:03}"


def test_half_a_frame_does_not_count_and_is_said() -> None:
    readings = read(amr(50)[:-10])

    assert only(readings, Recording).seconds == "0.980"
    assert "cut short" in only(readings, Problem).what


@pytest.mark.parametrize("stated", [0, 0xFFFFFFFF])
def test_a_wav_that_was_never_finished_is_counted(stated: int) -> None:
    (found,) = read(wav(1.5, stated))

    assert found.seconds == "1.500"


def test_a_wav_that_is_cut_short_says_what_is_there() -> None:
    readings = read(wav(2.0)[:-16000])

    assert only(readings, Recording).seconds == "1.000"
    assert only(readings, Problem).where[0].unit == "byte"


def test_an_mp3_of_unsteady_bit_rate_is_not_measured_by_its_first_frame() -> None:
    slow = b"\xff\xfb\x10\xc4" + bytes(100)  # 32 kbit/s at 44.1 kHz: 104 bytes, 1152 samples
    fast = b"\xff\xfb\xe0\xc4" + bytes(1040)  # 320 kbit/s: 1,044 bytes, the same length in time
    data = slow * 20 + fast * 200

    (found,) = read(data)

    assert abs(float(found.seconds) - 220 * 1152 / 44100) < 0.06


@pytest.mark.parametrize("name", ["clip_3gp", "memo_m4a", "voice_note_opus", "old_phone_amr"])
def test_a_missing_end_is_noticed(name: str) -> None:
    data = INPUTS[name].read_bytes()

    for cut in range(40, len(data), max(1, len(data) // 40)):
        source = source_of_bytes("a", data[:cut])
        whole_frames = name == "old_phone_amr" and (cut - 6) % 32 == 0
        if recording.recognises(source) and not whole_frames:
            readings = list(recording.read(source, {}))
            assert any(isinstance(each, Problem) for each in readings), cut


@pytest.mark.parametrize(
    "data",
    [
        b"#EXTM3U\n#EXTINF:1,\nsound.wav\n",
        b"\xef\xbb\xbf#EXTM3U\n#EXT-X-TARGETDURATION:1\nsound.wav\n",
        b"ffconcat version 1.0\nfile sound.wav\n",
        b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nm=audio 5004 RTP/AVP 0\r\n",
        b'<?xml version="1.0"?><MPD><BaseURL>sound.wav</BaseURL></MPD>',
        b"[playlist]\nFile1=sound.wav\n",
        b"RIFF\x10\0\0\0WEBPVP8 ",
        b"%PDF-1.7\n",
        "\ufeffÿû hello".encode("utf-16-le"),
        b"\xff\xfb\x90\xc4 and then nothing of the kind",
        b"",
        b"\0" * 64,
    ],
)
def test_playlists_and_strangers_are_not_recognised(data: bytes) -> None:
    assert not recording.recognises(source_of_bytes("list.m3u8", data))


@pytest.mark.parametrize("name", sorted(INPUTS))
def test_ffmpeg_is_told_what_the_file_is_and_may_open_no_other(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Left to itself it would look for playlists, subtitles, and whatever a later version knows."""
    told: list[dict[str, Any]] = []
    opened = av.open

    def spying(file: Any, **words: Any) -> Any:
        told.append(words)
        assert not isinstance(file, str | Path)
        return opened(file, **words)

    monkeypatch.setattr(av, "open", spying)
    read(INPUTS[name].read_bytes())

    (words,) = told
    assert words["format"] in {"ogg", "mov", "mp3", "wav", "amr", "matroska", "avi", "asf"}
    with pytest.raises(PermissionError):
        words["io_open"]("sound.wav", 0, {})


def test_ffmpeg_says_nothing_on_the_screen() -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from everyword.model import source_of_path\n"
        "from everyword.readers import recording\n"
        "print(len(list(recording.read(source_of_path(Path(sys.argv[1])), {}))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, INPUTS["cut_m4a"]], capture_output=True, check=True
    )

    assert (done.stdout, done.stderr) == (b"1\n", b"")


@pytest.mark.parametrize(
    ("container", "tags", "local", "zone", "utc"),
    [
        ("mov", {UTC: f"{DAY}T20:07:00.000000Z"}, f"{DAY}T20:07:00", "UTC", "20:07:00Z"),
        ("mov", {UTC: "2024-04-31T20:07:00.000000Z"}, None, None, None),
        ("mov", {APPLE: f"{DAY}T21:07:00+0100"}, f"{DAY}T21:07:00", "+01:00", "20:07:00Z"),
        ("mov", {APPLE: "yesterday"}, None, None, None),
        ("ogg", {UTC: f"{DAY}T20:07:00.000000Z"}, None, None, None),
        ("mp3", {"date": "1975"}, None, None, None),
        ("wav", {"date": DAY, UTC: "21:07:00"}, f"{DAY}T21:07:00", None, None),
        ("wav", {"date": DAY, UTC: "25:07:00"}, None, None, None),
        ("wav", {"date": "2024"}, None, None, None),
        ("avi", {UTC: f"{DAY} 21:07:00"}, f"{DAY}T21:07:00", None, None),
        ("avi", {UTC: "April"}, None, None, None),
        ("asf", {"asf": f"{DAY}T20:07:00Z"}, f"{DAY}T20:07:00", "UTC", "20:07:00Z"),
        ("asf", {"asf": "", UTC: f"{DAY}T20:07:00.000000Z"}, None, None, None),
    ],
)
def test_only_times_of_making_are_times(
    container: str, tags: dict[str, str], local: str | None, zone: str | None, utc: str | None
) -> None:
    when = made(container, tags)

    assert (when.local, when.zone) == (local, zone)
    assert (when.utc or "T").split("T")[1] == (utc or "")


def test_two_times_that_differ_are_both_told() -> None:
    when = made("mov", {APPLE: f"{DAY}T21:07:00+0100", UTC: "2025-01-01T00:00:00.000000Z"})

    assert when.utc == "2024-04-03T20:07:00Z"
    assert "differs: 2025-01-01T00:00:00.000000Z" in when.basis


@given(st.binary(max_size=12))
def test_a_frame_is_longer_than_its_header_or_none(head: bytes) -> None:
    for length in (mp3_frame(head), aac_frame(head)):
        assert length == 0 or length > 7


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(INPUTS)), st.data())
def test_damage_never_stops_the_reader_and_reading_twice_gives_the_same(
    name: str, draw: st.DataObject
) -> None:
    data = bytearray(INPUTS[name].read_bytes())
    for _ in range(draw.draw(st.integers(1, 8))):
        data[draw.draw(st.integers(12, len(data) - 1))] = draw.draw(st.integers(0, 255))
    del data[draw.draw(st.integers(len(data) // 2, len(data))) :]
    source = source_of_bytes("a", bytes(data))

    if recording.recognises(source):
        readings = list(recording.read(source, {}))

        assert readings == list(recording.read(source, {}))
        assert readings
        for each in readings:
            assert 0 < each.where[0].first <= each.where[0].last <= len(data)


@pytest.mark.parametrize(
    ("kind", "piped"),
    [
        (kind, piped)
        for kind in sorted(SOUND)
        for piped in (False, True)
        if not (piped and SOUND[kind][0] in ("ipod", "3gp", "mp4", "mov"))
    ],
)
def test_every_kind_of_sound_is_claimed_with_its_length(kind: str, piped: bool) -> None:
    """`piped`: written without going back, so that nothing at the beginning states the length."""
    source = source_of_bytes(f"a.{kind}", sound(kind, 2, {UTC: f"{DAY}T20:07:15Z"}, piped))

    assert claiming(source) == [recording]
    found = only(list(recording.read(source, {})), Recording)
    assert 1.99 < float(found.seconds) < 2.06
    assert found.rate == SOUND[kind][2]
    timed = kind in ("m4a", "3gp", "mp4", "mov", "webm", "mka")
    assert found.when.utc == (f"{DAY}T20:07:15Z" if timed else None)


@pytest.mark.parametrize(
    ("container", "codec"),
    [("mov", "mpeg4"), ("mp4", "mpeg4"), ("3gp", "mpeg4"), ("avi", "mpeg4"), ("asf", "wmv2"),
     ("matroska", "mpeg4"), ("webm", "libvpx")],
)  # fmt: skip
def test_films_are_claimed_with_their_length(container: str, codec: str) -> None:
    found = only(read(film(container, codec)), Recording)

    assert (found.seconds, found.channels) == ("1.000", None)


@pytest.mark.parametrize(
    ("four", "degrees"),
    [((0x10000, 0, 0, 0x10000), None), ((0, 0x10000, -0x10000, 0), 90),
     ((-0x10000, 0, 0, -0x10000), 180), ((0, -0x10000, 0x10000, 0), 270), ((5, 0, 0, 5), None)],
)  # fmt: skip
def test_the_turning_of_a_film_is_said(four: tuple[int, ...], degrees: int | None) -> None:
    data = bytearray(film("mov"))
    at = data.index(b"tkhd") + 4 + 40
    for place, value in zip((0, 4, 12, 16), four, strict=True):
        data[at + place : at + place + 4] = value.to_bytes(4, "big", signed=True)

    said = [each.what for each in read(bytes(data)) if isinstance(each, Skipped)]

    assert said == ([f"also said in the file: shown turned by {degrees} degrees clockwise"]
                    if degrees else [])  # fmt: skip


def test_a_cut_windows_media_file_is_noticed() -> None:
    data = film("asf", "wmv2")

    assert [type(each) for each in read(data)] == [Recording]
    assert "cut short" in only(read(data[:-100]), Problem).what


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("PTT-20240403-WA0001.opus", "20240403"),
        ("voicemail-2024-04-03-210715.amr", "2024-04-03-210715"),
        ("IMG_20240403_210715.jpg", "20240403_210715"),
        ("Screenshot 2024-04-03 at 21.07.15.png", "2024-04-03 at 21.07.15"),
        ("recording.amr", None),
        ("+442079460123.3gp", None),
        ("20241345.amr", None),
        ("1712174835123.amr", None),
    ],
)
def test_a_date_in_a_name_is_a_hint_and_no_time(name: str, found: str | None) -> None:
    assert hint(name) == (
        f'; the name of the file holds "{found}", which anybody may give it: not used'
        if found else ""
    )  # fmt: skip
    (reading,) = recording.read(source_of_bytes(name, amr(50)), {})
    assert isinstance(reading, Recording)
    assert (reading.when.local, reading.when.utc) == (None, None)
    assert (found or "") in reading.when.basis
