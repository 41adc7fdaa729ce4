"""One conversation as phones of many languages write it, made here and read back.

Each form is that language's short date and time, as Android (`13/04/2024, 21:07 - `) and iPhone
(`[13/04/2024, 21:07:33] `) put them before a message; `H` is a clock of 24 hours, `h` of twelve.
Nothing may be read wrong without a word: each time is right, or it is asked, or a problem.
"""

# ruff: noqa: RUF001, E501 (letters of other alphabets are what is tested; a form is one line)
from datetime import datetime

import pytest

from everyword.errors import NeedsAnswer
from everyword.model import Message, Problem, Reading, source_of_bytes
from everyword.readers import chat_whatsapp
from everyword.readers.whatsapp.halves import HALVES, hour_of, keys_of

LATIN, ARABIC, PERSIAN = "0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"
DEVANAGARI, BENGALI, BURMESE = "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "၀၁၂၃၄၅၆၇၈၉"
DMY, DMYY = "{d:02}/{m:02}/{y}", "{d:02}/{m:02}/{yy:02}"
FORMS: dict[str, tuple[str, str, str, str]] = {
    # language: Android's stamp, iPhone's stamp, words for AM and PM, digits
    "en-GB": (DMY + ", {H:02}:{n:02}", DMY + ", {H:02}:{n:02}:{s:02}", "", LATIN),
    "en-US": ("{m}/{d}/{yy}, {h}:{n:02}\u202f{a}", "{m}/{d}/{yy}, {h}:{n:02}:{s:02}\u202f{a}", "AM|PM", LATIN),
    "en-IN": (DMYY + ", {h}:{n:02} {a}", DMYY + ", {h}:{n:02}:{s:02}\u202f{a}", "am|pm", LATIN),
    "en-CA": ("{y}-{m:02}-{d:02}, {h}:{n:02} {a}", "{y}-{m:02}-{d:02}, {h}:{n:02}:{s:02} {a}", "a.m.|p.m.", LATIN),
    "en-ZA": ("{y}/{m:02}/{d:02}, {H:02}:{n:02}", "{y}/{m:02}/{d:02}, {H:02}:{n:02}:{s:02}", "", LATIN),
    "es-ES": ("{d}/{m}/{yy}, {H}:{n:02}", "{d}/{m}/{yy}, {H}:{n:02}:{s:02}", "", LATIN),
    "es-MX": (DMYY + ", {h}:{n:02} {a}", DMYY + ", {h}:{n:02}:{s:02}\u202f{a}", "a.\u00a0m.|p.\u00a0m.", LATIN),
    "es-CL": ("{d:02}-{m:02}-{y} {h}:{n:02} {a}", "{d:02}-{m:02}-{yy} {h}:{n:02}:{s:02} {a}", "a. m.|p. m.", LATIN),
    "ca": ("{d}/{m}/{yy} {H}:{n:02}", "{d}/{m}/{yy}, {H}:{n:02}:{s:02}", "", LATIN),
    "pt-BR": (DMY + " {H:02}:{n:02}", DMY + ", {H:02}:{n:02}:{s:02}", "", LATIN),
    "pt-PT": (DMYY + ", {H:02}:{n:02}", DMYY + ", {H:02}:{n:02}:{s:02}", "", LATIN),
    "fr-FR": (DMY + " à {H:02}:{n:02}", DMY + " {H:02}:{n:02}:{s:02}", "", LATIN),
    "fr-CA": ("{y}-{m:02}-{d:02} {H:02} h {n:02}", "{y}-{m:02}-{d:02} {H:02} h {n:02} min {s:02} s", "", LATIN),
    "fr-CH": ("{d:02}.{m:02}.{yy} {H:02}:{n:02}", "{d:02}.{m:02}.{yy}, {H:02}:{n:02}:{s:02}", "", LATIN),
    "fr-h": (DMY + " à {H:02}h{n:02}", DMY + " {H:02}:{n:02}:{s:02}", "", LATIN),
    "de-DE": ("{d:02}.{m:02}.{yy}, {H:02}:{n:02}", "{d:02}.{m:02}.{yy}, {H:02}:{n:02}:{s:02}", "", LATIN),
    "it": (DMYY + ", {H:02}:{n:02}", DMYY + ", {H:02}:{n:02}:{s:02}", "", LATIN),
    "nl-NL": ("{d:02}-{m:02}-{y} {H:02}:{n:02}", "{d:02}-{m:02}-{y} {H:02}:{n:02}:{s:02}", "", LATIN),
    "da": ("{d:02}.{m:02}.{y} {H:02}.{n:02}", "{d:02}.{m:02}.{y} {H:02}.{n:02}.{s:02}", "", LATIN),
    "nb": ("{d:02}.{m:02}.{y}, {H:02}:{n:02}", "{d:02}.{m:02}.{y}, {H:02}:{n:02}:{s:02}", "", LATIN),
    "sv": ("{y}-{m:02}-{d:02} {H:02}:{n:02}", "{y}-{m:02}-{d:02} {h}:{n:02}:{s:02} {a}", "fm|em", LATIN),
    "fi": ("{d}.{m}.{y} klo {H}.{n:02}", "{d}.{m}.{y} klo {h}.{n:02}.{s:02} {a}", "ap.|ip.", LATIN),
    "smn": ("{d}.{m}.{y} klo {h}.{n:02} {a}", "{d}.{m}.{y} klo {h}.{n:02}.{s:02} {a}", "ip.|ep.", LATIN),
    "is": ("{d}.{m}.{y}, {H:02}:{n:02}", "{d}.{m}.{y}, {h}:{n:02}:{s:02} {a}", "f.h.|e.h.", LATIN),
    "pl": ("{d}.{m:02}.{y}, {H:02}:{n:02}", "{d}.{m:02}.{y}, {H:02}:{n:02}:{s:02}", "", LATIN),
    "cs": ("{d:02}.{m:02}.{yy} {h}:{n:02} {a}", "{d:02}.{m:02}.{yy} {H}:{n:02}:{s:02}", "dop.|odp.", LATIN),
    "sk": ("{d}. {m}. {y} {H}:{n:02}", "{d}. {m}. {y}, {H}:{n:02}:{s:02}", "", LATIN),
    "sl": ("{d}. {m}. {yy}, {H:02}:{n:02}", "{d}. {m}. {yy}, {h}:{n:02}:{s:02} {a}", "dop.|pop.", LATIN),
    "hr": ("{d:02}. {m:02}. {y}. {H:02}:{n:02}", "{d:02}. {m:02}. {y}. {H:02}:{n:02}:{s:02}", "", LATIN),
    "hu": ("{y}. {m:02}. {d:02}. {H}:{n:02}", "{y}. {m:02}. {d:02}. {a} {h}:{n:02}:{s:02}", "de.|du.", LATIN),
    "ro": ("{d:02}.{m:02}.{y}, {H:02}:{n:02}", "{d:02}.{m:02}.{y}, {h}:{n:02}:{s:02} {a}", "a.m.|p.m.", LATIN),
    "el": ("{d}/{m}/{yy}, {h}:{n:02} {a}", "{d}/{m}/{yy}, {h}:{n:02}:{s:02} {a}", "π.μ.|μ.μ.", LATIN),
    "bg": ("{d}.{m:02}.{yy} г., {H}:{n:02} ч.", "{d}.{m:02}.{yy} г., {h}:{n:02}:{s:02} {a}", "пр.об.|сл.об.", LATIN),
    "ru": ("{d:02}.{m:02}.{y}, {H:02}:{n:02}", "{d:02}.{m:02}.{y}, {H:02}:{n:02}:{s:02}", "", LATIN),
    "uk": ("{d:02}.{m:02}.{yy}, {H:02}:{n:02}", "{d:02}.{m:02}.{yy}, {h}:{n:02}:{s:02} {a}", "дп|пп", LATIN),
    "lt": ("{y}-{m:02}-{d:02} {H:02}:{n:02}", "{y}-{m:02}-{d:02} {h}:{n:02}:{s:02} {a}", "pr. p.|pop.", LATIN),
    "tr": ("{d}.{m:02}.{y} {a} {h}:{n:02}", "{d}.{m:02}.{y} {a} {h}:{n:02}:{s:02}", "ÖÖ|ÖS", LATIN),
    "sq": ("{d}.{m}.{yy}, {h}:{n:02} {a}", "{d}.{m}.{yy}, {h}:{n:02}:{s:02} {a}", "p.d.|m.d.", LATIN),
    "ar-EG": ("{d}\u200f/{m}\u200f/{y}، {h}:{n:02} {a}", "{d}\u200f/{m}\u200f/{y}، {h}:{n:02}:{s:02} {a}", "ص|م", ARABIC),
    "ar-MA": ("{d}\u200f/{m}\u200f/{y}، {H:02}:{n:02}", "{d}\u200f/{m}\u200f/{y}، {H:02}:{n:02}:{s:02}", "", LATIN),
    "fa": ("{y}/{m}/{d}،\u200f {H}:{n:02}", "{y}/{m}/{d}،\u200f {h}:{n:02}:{s:02} {a}", "ق.ظ.|ب.ظ.", PERSIAN),
    "he": ("{d}.{m}.{y}, {H}:{n:02}", "{d}.{m}.{y}, {h}:{n:02}:{s:02} {a}", "לפנה״צ|אחה״צ", LATIN),
    "hi": ("{d}/{m}/{yy}, {h}:{n:02} {a}", "{d}/{m}/{yy}, {h}:{n:02}:{s:02} {a}", "पूर्वाह्न|अपराह्न", DEVANAGARI),
    "mr": ("{d}/{m}/{yy}, {h}:{n:02} {a}", "{d}/{m}/{yy}, {h}:{n:02}:{s:02} {a}", "म.पू.|म.उ.", DEVANAGARI),
    "bn": ("{d}/{m}/{yy} {h}:{n:02} {a}", "{d}/{m}/{yy} {h}:{n:02}:{s:02} {a}", "AM|PM", BENGALI),
    "pa": ("{d}/{m}/{yy}, {h}:{n:02} {a}", "{d}/{m}/{yy}, {h}:{n:02}:{s:02} {a}", "ਪੂ.ਦੁ.|ਬਾ.ਦੁ.", LATIN),
    "ta": ("{d}/{m}/{yy}, {a} {h}:{n:02}", "{d}/{m}/{yy}, {a} {h}:{n:02}:{s:02}", "முற்பகல்|பிற்பகல்", LATIN),
    "my": ("{d}/{m}/{yy} {H}:{n:02}", "{d}/{m}/{yy} {H}:{n:02}:{s:02}", "", BURMESE),
    "ja": ("{y}/{m:02}/{d:02} {H}:{n:02}", "{y}/{m:02}/{d:02} {a}{h}:{n:02}:{s:02}", "午前|午後", LATIN),
    "ko": ("{y}. {m}. {d}. {a} {h}:{n:02}", "{y}. {m}. {d}. {a} {h}:{n:02}:{s:02}", "오전|오후", LATIN),
    "zh-CN": ("{y}/{m}/{d} {a}{h}:{n:02}", "{y}/{m}/{d} {H:02}:{n:02}:{s:02}", "上午|下午", LATIN),
    "zh-HK": ("{d}/{m}/{y} {a}{h}:{n:02}", "{d}/{m}/{y} {a}{h}:{n:02}:{s:02}", "上午|下午", LATIN),
    "vi": ("{H:02}:{n:02}, {d:02}/{m:02}/{y}", "{H:02}:{n:02}:{s:02} {d}/{m}/{yy}", "", LATIN),
    "id": (DMYY + " {H:02}.{n:02}", DMYY + " {H:02}.{n:02}.{s:02}", "", LATIN),
    "ms": ("{d}/{m:02}/{yy}, {h}:{n:02} {a}", "{d}/{m:02}/{yy}, {h}:{n:02}:{s:02} {a}", "PG|PTG", LATIN),
    "sw": (DMY + " {H:02}:{n:02}", DMY + " {H:02}:{n:02}:{s:02}", "", LATIN),
    "af": ("{y}-{m:02}-{d:02} {H:02}:{n:02}", "{y}-{m:02}-{d:02} {h}:{n:02}:{s:02} {a}", "vm.|nm.", LATIN),
    "si": ("{y}-{m:02}-{d:02} {H:02}.{n:02}", "{y}-{m:02}-{d:02} {h}.{n:02}.{s:02} {a}", "පෙ.ව.|ප.ව.", LATIN),
    "lo": ("{d}/{m}/{y}, {H}:{n:02}", "{d}/{m}/{y}, {h}:{n:02}:{s:02} {a}", "ກ່ອນທ່ຽງ|ຫຼັງທ່ຽງ", LATIN),
}  # fmt: skip
SENDERS = ("Alex", "Sam-Lee (work)", "سارة", "田中 花子", "+44 7700 900101", "Zoé ☂")
TEXTS = ("one", "two: three - four\nfive", "", "سلام\n\n21:07", "  kept  ", "8/9 - no: yes", "你好")
CLEAR = (
    *(datetime(2024, 3, 25, 0, 7, 33), datetime(2024, 3, 25, 12, 5, 1)),  # noqa: DTZ001 (a phone's clock has no zone)
    *(datetime(2024, 4, 2, 9, 59, 59), datetime(2024, 4, 13, 21, 0, 0)),  # noqa: DTZ001 (as above)
    *(datetime(2024, 4, 30, 23, 59, 2), datetime(2024, 5, 1, 11, 30, 5)),  # noqa: DTZ001 (as above)
)
OPEN = (datetime(2024, 4, 3, 9, 7, 3), datetime(2024, 4, 3, 21, 8, 4))  # noqa: DTZ001 (as above)


def stamp(form: str, halves: str, digits: str, at: datetime) -> str:
    am, _, pm = halves.partition("|")
    half = am if at.hour < 12 else pm
    text = form.format(
        d=at.day, m=at.month, y=at.year, yy=at.year % 100, H=at.hour, h=at.hour % 12 or 12,
        n=at.minute, s=at.second, a="\0",
    )  # fmt: skip
    return text.translate({ord(a): b for a, b in zip(LATIN, digits, strict=True)}).replace(
        "\0", half
    )


def conversation(language: str, phone: str, times: tuple[datetime, ...]) -> str:
    android, iphone, halves, digits = FORMS[language]
    lines = []
    for number, at in enumerate(times):
        sender = SENDERS[number % len(SENDERS)]
        if phone == "android":
            head = f"{stamp(android, halves, digits, at)} - {sender}: "
        else:
            mark = "\u200e" if number % 3 == 2 else ""
            head = f"{mark}[{stamp(iphone, halves, digits, at)}] {sender}: "
        lines.append(head + TEXTS[number % len(TEXTS)] + "\n")
    return "".join(lines)


def read(text: str, **answers: str) -> list[Reading]:
    source = source_of_bytes("chat.txt", text.encode())
    assert chat_whatsapp.recognises(source)
    return list(chat_whatsapp.read(source, answers))


def said(times: tuple[datetime, ...], phone: str) -> list[tuple[str, str, str]]:
    cut = 0 if phone == "android" else None
    return [
        (
            (at if cut is None else at.replace(second=0)).isoformat(),
            SENDERS[number % len(SENDERS)],
            TEXTS[number % len(TEXTS)],
        )
        for number, at in enumerate(times)
    ]


@pytest.mark.parametrize("phone", ["android", "iphone"])
@pytest.mark.parametrize("language", FORMS)
def test_every_word_sender_and_time_comes_back(language: str, phone: str) -> None:
    got = read(conversation(language, phone, CLEAR))

    assert all(isinstance(each, Message) for each in got)
    assert [
        (each.when.local, each.sender, each.text) for each in got if isinstance(each, Message)
    ] == said(CLEAR, phone)


@pytest.mark.parametrize("phone", ["android", "iphone"])
@pytest.mark.parametrize("language", FORMS)
def test_a_day_that_can_be_two_is_asked_or_right(language: str, phone: str) -> None:
    text = conversation(language, phone, OPEN)
    try:
        got = read(text)
    except NeedsAnswer as asked:
        assert asked.key == "date_order"
        assert not FORMS[language][0].startswith("{y}")
        order = "mdy" if FORMS[language][0].startswith("{m}") else "dmy"
        got = read(text, date_order=order)
    assert [each.when.local for each in got if isinstance(each, Message)] == [
        time for time, _, _ in said(OPEN, phone)
    ]


@pytest.mark.parametrize(
    "date",
    [
        *("13/04/1445", "1445/10/04", "25/01/1403", "1403/01/25", "۱۴۰۳/۱/۲۵", "13/04/2081"),
        *("٤‏/١٠‏/١٤٤٥ هـ", "13/04/45", "13/04/67", "113/4/13", "R6/4/13", "令和6/4/13"),
        *("13/04/1946", "25/1/1403 AP", "4/10/1445 AH"),
    ],
)
def test_a_year_of_another_calendar_gets_no_time_and_a_problem(date: str) -> None:
    got = read(f"{date}, 21:07 - Alex: words\n{date}, 21:08 - Sam: more\n")

    messages = [each for each in got if isinstance(each, Message)]
    assert [each.text for each in messages] == ["words", "more"]
    assert [each.when.local for each in messages] == [None, None]
    assert messages[0].when.text == f"{date}, 21:07"
    problems = [each.what for each in got if isinstance(each, Problem)]
    assert len(problems) == 1 and "calendar" in problems[0]


def test_a_buddhist_year_is_counted_back_and_says_so() -> None:
    (item,) = read("13/4/2567 21:07 - Alex: x\n")
    assert isinstance(item, Message)
    assert item.when.local == "2024-04-13T21:07:00"
    assert "Buddhist year 2567" in item.when.basis


def test_an_unknown_word_for_the_afternoon_is_told() -> None:
    text = "13/4/24, 9:07 AM - Alex: one\n13/4/24, 9:07 XYZ - Sam: two\n"
    message, problem = read(text + "13/4/24, 9:08 AM - Alex: three\n")[::2]
    assert isinstance(message, Message)
    assert isinstance(problem, Problem)
    assert "line 2" in problem.what


def test_no_word_means_both_halves_of_the_day() -> None:
    before = set().union(*(keys_of(am) for am, _ in HALVES))
    after = set().union(*(keys_of(pm) for _, pm in HALVES))
    assert not before & after
    assert all("" not in keys_of(*pair) for pair in HALVES)


@pytest.mark.parametrize(
    ("hour", "word", "means"),
    [
        *(
            (12, "中午", 12),
            (11, "中午", 11),
            (1, "中午", 13),
            (11, "晚上", 23),
            (12, "晚上", None),
        ),
        *((12, "凌晨", 0), (13, "am", None), (21, "pm", 21), (0, "午前", 0), (5, "nothing", None)),
    ],
)
def test_the_hour_of_a_word(hour: int, word: str, means: int | None) -> None:
    assert hour_of(hour, word) == means
