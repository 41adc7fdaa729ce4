"""Saved web pages: the words of the page, its letters never guessed, nothing loaded."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.model import Document, Problem, Reading, source_of_bytes
from everyword.readers import claiming, page_html
from everyword.readers.html.words import html_words

LETTERS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)
SAVED = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://forum.example/t/9\r\n"
    b"Subject: =?utf-8?Q?Visits?=\r\nDate: Wed, 3 Apr 2024 21:07:15 +0100\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--x--"\r\n\r\n'
    b"----x--\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    b"Content-Location: https://forum.example/t/9\r\n\r\n"
    b'<html><head><meta charset=3D"utf-8"><title>Visits</title></head><body>Caf=C3=A9=\r\n'
    b"s</body></html>\r\n----x--\r\nContent-Type: image/png\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n----x----\r\n"
)


def read(data: bytes, **answers: str) -> list[Reading]:
    source = source_of_bytes("a.html", data)
    assert page_html.recognises(source)
    return list(page_html.read(source, answers))


def page(data: bytes, **answers: str) -> Document:
    (got,) = read(data, **answers)
    assert isinstance(got, Document)
    return got


@given(LETTERS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"]))
def test_the_words_are_those_of_the_page(words: str, name: str) -> None:
    html = f"<html><body><p>{words}</p></body></html>"
    mark = "\ufeff" if name == "utf-16-be" else ""

    assert page((mark + html).encode(name)).text == (html_words(html),)


@pytest.mark.parametrize(
    ("declared", "name"),
    [
        ('<meta charset="windows-1251">', "cp1251"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        ("<meta charset=utf-16>", "utf-8"),
        ("", "utf-8"),
    ],
)
def test_the_page_names_its_letters(declared: str, name: str) -> None:
    got = page(f"<html><head>{declared}</head><body>Привет</body></html>".encode(name))

    assert got.text == ("Привет",)


def test_letters_that_are_not_named_are_not_guessed() -> None:
    data = "<html><body>Привет</body></html>".encode("cp1251")

    assert "\ufffd" in page(data).text[0]
    assert "--answer encoding=" in (page(data).remark or "")
    assert page(data, encoding="cp1251").text == ("Привет",)
    with pytest.raises(NeedsAnswer):
        page(data, encoding="rot13")


def test_what_the_page_does_not_show_or_load_is_said() -> None:
    got = page(
        b"<html><body>seen<p hidden>not seen</p><script>x</script><iframe src='http://e.test'>"
        b"</iframe><img src='http://e.test/a.png'><input value=1></body></html>"
    )

    assert got.text == ("seen",)
    for said in ("not seen", "scripts in it, not run: 1", "pages within the page, not loaded: 1",
                 "not loaded from elsewhere: 2", "fields to fill in"):  # fmt: skip
        assert said in (got.remark or "")


def test_a_page_packed_by_a_browser_is_a_page_and_not_a_mail() -> None:
    got = page(SAVED)

    assert (got.text, got.title) == (("Cafés",), "Visits")
    assert (got.when.local, got.when.zone) == ("2024-04-03T21:07:15", "+01:00")
    assert got.when.basis.startswith("when the browser saved the page")
    assert "saved from https://forum.example/t/9" in (got.remark or "")
    assert "other parts of the page (pictures, styles), not looked at: 1" in (got.remark or "")


def test_a_packed_page_without_a_page_is_a_problem() -> None:
    (problem,) = read(SAVED.replace(b"text/html", b"text/x"))

    assert isinstance(problem, Problem)


@pytest.mark.parametrize(
    "head",
    [
        b"<!DOCTYPE html>\n<p>x",
        b"\n <!-- saved from url=(0014)about:internet -->\r\n<HTML>",
        b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">',
        b"<body bgcolor=white>x",
        b"<div>x</div>",
        b"<p>one</p>two",
        b"<meta charset=utf-8>x",
        "\ufeff<html>".encode("utf-16-le"),
        SAVED,
    ],
)
def test_recognises_pages(head: bytes) -> None:
    assert page_html.recognises(source_of_bytes("x", head))


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<3 you",
        b"<p without an end",
        b"<Sam> hello",
        b"<?xml version='1.0'?><smses/>",
        b"<OFX><SIGNONMSGSRSV1>",
        b"hello <html>",
        b"From: a@example.com\r\nTo: b@example.com\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/html\r\n\r\n<html>",
        b"<html>\0\0",
    ],
)
def test_leaves_other_files_alone(head: bytes) -> None:
    assert not page_html.recognises(source_of_bytes("x", head))


def test_a_page_goes_before_plain_text() -> None:
    assert claiming(source_of_bytes("x", b"<!DOCTYPE html><p>x</p>")) == [page_html]


def test_a_page_larger_than_may_be_held_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_html, "MAX_PAGE", 20)
    (problem,) = read(b"<html><body>more than twenty</body></html>")

    assert isinstance(problem, Problem)


@pytest.mark.parametrize(
    "start", [b"<!--" * 20_000, b"<?" * 40_000, b"<!-- --> " * 8_000, b" " * 65536]
)
def test_looking_at_the_beginning_takes_no_time(start: bytes) -> None:
    assert page_html.recognises(source_of_bytes("x", start)) is False


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([SAVED, b"<html><head><meta charset='x'><p a=b>&amp;<i>c</p></html>"]),
    st.data(),
)
def test_damage_never_stops_the_reader(data: bytes, draw: st.DataObject) -> None:
    changed = bytearray(data)
    for _ in range(draw.draw(st.integers(1, 6))):
        changed[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    source = source_of_bytes("x", bytes(changed[: draw.draw(st.integers(1, len(data)))]))

    if page_html.recognises(source):
        readings = list(page_html.read(source, {}))
        assert readings
        assert readings == list(page_html.read(source, {}))
