"""What Google Photos keeps beside a photo: its own time, and how the photo's differs from it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.model import Document, Problem, Reading, source_of_bytes
from everyword.readers import claiming, photo_words
from tests.photo_words_made import both, jpeg, words


def read(data: bytes, name: str = "IMG.jpg.json") -> list[Reading]:
    return list(photo_words.read(source_of_bytes(name, data), {}))


def one(data: bytes) -> Document:
    (found,) = read(data)
    assert isinstance(found, Document)
    return found


@pytest.mark.parametrize(
    ("when", "zone", "said"),
    [
        ("2022:01:30 14:07:00", "+00:00", "the same time"),
        ("2022:01:30 16:07:01", "+02:00", "the same time"),
        ("2022:01:30 14:07:00", "+02:00", "2022-01-30T12:07:00Z, 2:00:00 earlier"),
        ("2022:01:30 16:07:00", None, "the same time where the clock was 2:00:00 ahead of UTC"),
        ("2022:01:30 08:37:00", None, "the same time where the clock was 5:30:00 behind UTC"),
        ("2022:01:30 16:07:30", None, "difference: the photo itself says 2022-01-30T16:07:30"),
        ("2022:02:01 14:07:00", None, "difference: the photo itself says 2022-02-01T14:07:00"),
        (None, None, "the photo itself says no time"),
    ],
)
def test_the_time_of_the_photo_is_compared(when: str | None, zone: str | None, said: str) -> None:
    document = one(both("IMG.jpg", words("IMG.jpg"), jpeg(when, zone)))

    assert document.when.utc == "2022-01-30T14:07:00Z"
    assert document.remark is not None
    assert said in document.remark
    assert ("difference" in document.remark) == ("same" not in said and "no time" not in said)


@pytest.mark.parametrize(
    ("own", "said", "told"),
    [
        ((51.5, -0.14), (51.5, -0.14), "the same place"),
        ((51.5, -0.14), (51.6, -0.14), "difference: the photo itself says the place"),
        ((51.5, -0.14), (0.0, 0.0), "Google Photos none"),
        (None, (51.5, -0.14), "the photo itself says no place"),
        (None, (0.0, 0.0), "the photo itself says no time"),
    ],
)
def test_the_place_of_the_photo_is_compared(
    own: tuple[float, float] | None, said: tuple[float, float], told: str
) -> None:
    document = one(both("IMG.jpg", words("IMG.jpg", place=said), jpeg(place=own)))

    assert document.remark is not None
    assert told in document.remark


def test_the_text_of_the_file_is_kept() -> None:
    data = words("ž.jpg")
    document = one(both("ž.jpg", data, jpeg()))

    assert document.text == (data.decode(),)
    assert document.title == "ž.jpg"
    assert document.where[0].last == len(data)


@pytest.mark.parametrize("taken", ["", "x", "99999999999999", "-99999999999", "1e9"])
def test_what_is_no_time_is_none(taken: str) -> None:
    found = read(words("a.jpg", taken))

    assert [type(each) for each in found] == [Document, Problem]
    assert isinstance(found[0], Document)
    assert found[0].when.local is None


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(values=st.dictionaries(st.sampled_from(("title", "geoData", "geoDataExif")), VALUES))
def test_values_of_any_kind_are_no_trouble(values: dict[str, object]) -> None:
    told = {"photoTakenTime": {"timestamp": "1643551620"}, **values}
    data = json.dumps(told).encode("utf-8", "surrogatepass")

    assert one(data).when.utc == "2022-01-30T14:07:00Z"
    assert read(both("a.jpg", data, jpeg(place=(1.0, 2.0))))


def test_a_photo_that_cannot_be_read_is_said() -> None:
    document = one(both("IMG.jpg", words("IMG.jpg"), b"\xff\xd8\xff damaged"))

    assert document.remark is not None
    assert "not compared" in document.remark


def test_other_json_is_not_taken() -> None:
    album = b'{"title": "Trip", "date": {"timestamp": "1643551620"}}'
    for data in (album, b"{}", b'[{"photoTakenTime": {"timestamp": "1"}}]', b"photoTakenTime", b""):
        assert not photo_words.recognises(source_of_bytes("metadata.json", data))
    assert claiming(source_of_bytes("x", words("a.jpg"))) == [photo_words]
