"""The WhatsApp reader where cases would be too many or too large: forms, orders, hostile files."""

# ruff: noqa: RUF001 (dates of other alphabets are what is tested)
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.model import (
    Document,
    Message,
    Problem,
    Reading,
    Skipped,
    Source,
    source_of_bytes,
)
from everyword.readers import chat_whatsapp
from everyword.readers.whatsapp import words
from everyword.readers.whatsapp.clock import Clock
from everyword.readers.whatsapp.dates import Day
from everyword.readers.whatsapp.letters import Letters
from everyword.readers.whatsapp.lines import LONGEST_LINE, LONGEST_MESSAGE
from everyword.readers.whatsapp.stamp import clock_of
from everyword.readers.whatsapp.words import thread_of


def read(text: str | bytes, name: str = "chat.txt", **answers: str) -> list[Reading]:
    data = text.encode() if isinstance(text, str) else text
    return list(chat_whatsapp.read(source_of_bytes(name, data), answers))


def times(text: str, **answers: str) -> list[str | None]:
    return [item.when.local for item in read(text, **answers) if isinstance(item, Message)]


FORMS = {
    "13/04/2024, 21:07 - ": "2024-04-13T21:07:00",
    "[13/04/2024, 21:07:33] ": "2024-04-13T21:07:33",
    "\u200e[13/04/2024, 21:07:33] ": "2024-04-13T21:07:33",
    "4/13/24, 9:07 PM - ": "2024-04-13T21:07:00",
    "[4/13/24, 9:07:33\u202fPM] ": "2024-04-13T21:07:33",
    "13/04/2024, 12:07 am - ": "2024-04-13T00:07:00",
    "13/04/2024, 12:07 p.m. - ": "2024-04-13T12:07:00",
    "2024-04-13, 9:07 p.m. - ": "2024-04-13T21:07:00",
    "2024-04-13 21:07 - ": "2024-04-13T21:07:00",
    "[2024-04-13, 21:07:33] ": "2024-04-13T21:07:33",
    "2024/12/01, 10:04 pm - ": "2024-12-01T22:04:00",
    "[2024/12/01 21:07:33] ": "2024-12-01T21:07:33",
    "13.04.24, 21:07 - ": "2024-04-13T21:07:00",
    "13-04-2024 21:07 - ": "2024-04-13T21:07:00",
    "[13-04-2024 21:07:33] ": "2024-04-13T21:07:33",
    "13.4.2024 klo 21.07 - ": "2024-04-13T21:07:00",
    "[13.4.2024 klo 21.07.33] ": "2024-04-13T21:07:33",
    "13.04.2024 kl. 21.07 - ": "2024-04-13T21:07:00",
    "13/04/24 21.07 - ": "2024-04-13T21:07:00",
    "13. 4. 2024 21:07 - ": "2024-04-13T21:07:00",
    "2024. 04. 13. 21:07 - ": "2024-04-13T21:07:00",
    "2024. 4. 13. 오후 9:07 - ": "2024-04-13T21:07:00",
    "[2024. 4. 13. 오후 9:07:33] ": "2024-04-13T21:07:33",
    "[2024/4/13 下午9:07:33] ": "2024-04-13T21:07:33",
    "13/4/2024 下午9:07 - ": "2024-04-13T21:07:00",
    "2024/4/13 午前0:30 - ": "2024-04-13T00:30:00",
    "13.04.24 г., 21:07 ч. - ": "2024-04-13T21:07:00",
    "2024-04-13 21 h 07 - ": "2024-04-13T21:07:00",
    "13/4/24, 9:07 μ.μ. - ": "2024-04-13T21:07:00",
    "13.04.2024 ÖS 9:07 - ": "2024-04-13T21:07:00",
    "۱۳/۴/۲۰۲۴، ۲۱:۰۷ - ": "2024-04-13T21:07:00",
    "[١٣‏/٤‏/٢٠٢٤، ٩:٠٧:٣٣ م] ": "2024-04-13T21:07:33",
    "13/4/2567 21:07 - ": "2024-04-13T21:07:00",
    "21:07, 13/4/2024 - ": "2024-04-13T21:07:00",
    "13/04/2024 à 21:07 - ": "2024-04-13T21:07:00",
    "13.04.2024, 21:07:33: ": "2024-04-13T21:07:33",
    "Sat, 13/04/2024, 21:07 - ": "2024-04-13T21:07:00",
    "03/04/2024, 21:07 - ": "asked",
}


CUTS = {
    "dash": "13/04/2024, 21:07 - Alex: hi\n13/04/2024, 21:07 - Sam Lee: yes\n"
    "14/04/2024, 21:08 - Sam Lee: ",
    "bracket": "[13/04/2024, 21:07:11] Alex: hi\n[13/04/2024, 21:07:12] Sam Lee: yes\n"
    "[14/04/2024, 21:08:13] Sam Lee: ",
    "arabic": "١٣/٤/٢٠٢٤، ٩:٠٧ م - أحمد: hi\n١٤/٤/٢٠٢٤، ٩:٠٧ م - Sam: yes\n"
    "١٥/٤/٢٠٢٤، ١٠:٠٧ م - Sam: ",
    "crlf": "13/04/2024, 21:07 - Alex: hi\r\n13/04/2024, 21:07 - Sam Lee: yes\r\n"
    "14/04/2024, 21:08 - Sam Lee: ",
}


def cut_off(text: str) -> list[Reading]:
    return [each for each in read(text) if isinstance(each, Problem) and "cut off" in each.what]


@pytest.mark.parametrize("form", CUTS)
def test_a_file_that_ends_inside_a_header_says_so_and_keeps_what_stands_there(form: str) -> None:
    whole = CUTS[form]
    start = whole.rindex("\n") + 1
    year = whole.index("2024" if "2024" in whole else "٢٠٢٤", start)
    for end in range(year + 1, len(whole) + 1):
        found = read(whole[:end])
        stub = whole[start:end]

        assert len(cut_off(whole[:end])) == 1, stub
        assert "line 3" in cut_off(whole[:end])[0].what  # type: ignore[union-attr]  # a Problem
        last = [each for each in found if isinstance(each, Message)][-1]
        assert stub.endswith(last.text) or last.text.endswith(stub)


@pytest.mark.parametrize(
    "end",
    [
        "no", "no\n", "\n", "", "14", "1/2", "call 0 12 34", "I paid 3/4/24 and 12:30",
        "14/04/2024\n",
        "14/04/2024 is the day", "14/04/2024, 21:08 - Messages are encrypted",
        "14/04/2024, 21:08 - Sam Lee: no", "14/04/2024, 21:08 - Sam Lee: \n",
    ],
)  # fmt: skip
def test_a_file_that_ends_with_words_is_not_said_to_be_cut(end: str) -> None:
    assert cut_off(f"13/04/2024, 21:07 - Alex: hi\n13/04/2024, 21:07 - Sam Lee: yes\n{end}") == []


@pytest.mark.parametrize("header", FORMS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_form_is_read_right_or_asked(header: str, encoding: str) -> None:
    data = f"{header}Alex: one\ntwo: three - four\n{header}Sam: five\n".encode(encoding)
    source = source_of_bytes("chat.txt", data)
    assert chat_whatsapp.recognises(source)
    if FORMS[header] == "asked":
        with pytest.raises(NeedsAnswer):
            read(data)
        return
    one, two = read(data)
    assert isinstance(one, Message)
    assert isinstance(two, Message)
    assert (one.when.local, one.sender, one.text) == (
        FORMS[header],
        "Alex",
        "one\ntwo: three - four",
    )
    assert (two.when.local, two.sender, two.text) == (FORMS[header], "Sam", "five")
    assert (one.where[0].first, one.where[0].last, two.where[0].first) == (1, 2, 3)
    assert one.when.precision == ("minute" if FORMS[header].endswith(":00") else "second")


TEXTS = st.lists(
    st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=60).filter(
        lambda text: "/" not in text
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(TEXTS, st.sampled_from(["13/04/2024, 21:07 - ", "[4/13/24, 9:07:33\u202fPM] "]))
def test_every_letter_of_every_text_comes_back(texts: list[str], header: str) -> None:
    data = "".join(f"{header}Alex: {text}\n" for text in texts)
    items = read(data)
    assert [item.text for item in items if isinstance(item, Message)] == texts
    assert [item.where[0].last for item in items if isinstance(item, Message)][-1] == data.count(
        "\n"
    )


def chat(*dates: str) -> str:
    return "".join(f"{date}, 10:00 - Alex: x\n" for date in dates)


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (("03/04/2024", "13/04/2024"), ("2024-04-03", "2024-04-13")),
        (("03/04/2024", "03/14/2024"), ("2024-03-04", "2024-03-14")),
        (("03/04/2024", "02/05/2024"), ("2024-04-03", "2024-05-02")),
        (("03/04/2024", "04/02/2024"), ("2024-03-04", "2024-04-02")),
        (("04/04/2024",), ("2024-04-04",)),
        (("24/4/3", "24/4/5"), ("2024-04-03", "2024-04-05")),
    ],
)
def test_the_file_shows_its_order(dates: tuple[str, ...], days: tuple[str, ...]) -> None:
    assert times(chat(*dates)) == [f"{day}T10:00:00" for day in days]


@pytest.mark.parametrize(
    "dates",
    [
        ("03/04/2024",),
        ("03/04/2024", "04/05/2024"),
        ("03/04/2024", "02/05/2024", "03/04/2024"),  # neither order goes only forward
        ("05/06/2024", "25/12/2023"),  # an older line at the end shows nothing about the others
        ("24/04/13", "24/04/14"),  # year first, or the same day of April in two years
    ],
)
def test_where_nothing_decides_the_person_is_asked(dates: tuple[str, ...]) -> None:
    with pytest.raises(NeedsAnswer) as asked:
        read(chat(*dates))
    assert asked.value.key == "date_order"


def test_the_question_is_in_plain_words() -> None:
    with pytest.raises(NeedsAnswer) as asked:
        read("3/4/24, 21:07 - Alex: x\n")
    assert asked.value.question == "is 3/4/24 the 3rd of April or the 4th of March?"
    assert asked.value.choices == ("dmy", "mdy")


def test_an_answer_settles_it() -> None:
    assert times(chat("03/04/2024"), date_order="dmy") == ["2024-04-03T10:00:00"]
    assert times(chat("03/04/2024"), date_order="mdy") == ["2024-03-04T10:00:00"]


def test_a_quoted_line_does_not_turn_the_file_around() -> None:
    """Month first by two dates; an older pasted line could only be day first."""
    text = chat("03/14/2024", "04/05/2024", "04/20/2024", "25/12/2023", "04/21/2024")
    assert times(text) == [
        *("2024-03-14T10:00:00", "2024-04-05T10:00:00", "2024-04-20T10:00:00"),
        "2024-04-21T10:00:00",
    ]
    problems = [item for item in read(text) if isinstance(item, Problem)]
    assert [item.where[0].first for item in problems] == [4]


def test_a_second_order_without_a_day_above_12_is_noticed() -> None:
    """25 to 30 March day first, then April month first: 4/2 would be February."""
    text = chat("25/03/2024", "30/03/2024", "04/02/2024", "04/03/2024")
    assert times(text)[2:] == ["2024-04-02T10:00:00", "2024-04-03T10:00:00"]


@pytest.mark.parametrize("year", ["1445", "1403"])
def test_years_of_other_calendars_are_not_guessed(year: str) -> None:
    item, problem = read(f"13/04/{year}, 10:00 - Alex: x\n")
    assert isinstance(problem, Problem)
    assert isinstance(item, Message)
    assert (item.when.local, item.when.precision, item.text) == (None, "none", "x")


def test_clock_words() -> None:
    assert [clock_of(text) for text in ("12:00 AM", "12:00 PM", "11:59 p. m.", "晚上11:05")] == [
        *("00:00:00", "12:00:00", "23:59:00", "23:05:00")
    ]
    assert [clock_of(text) for text in ("24:00", "13:00 AM", "10:60", "00:00")] == [
        *(None, None, None, "00:00:00")
    ]


def test_an_unknown_zone_is_asked() -> None:
    with pytest.raises(NeedsAnswer) as asked:
        read(chat("13/04/2024"), zone="Nowhere/At All")
    assert asked.value.key == "zone"


def places(items: list[Reading]) -> list[tuple[str, int, int]]:
    return [
        (type(item).__name__, item.where[0].first, item.where[0].last)
        for item in items
        if item.where[0].unit == "line"
    ]


START, END = "13/04/2024, 21:07 - Alex: a\n", "13/04/2024, 21:09 - Sam: z\n"


@pytest.mark.parametrize("size", [LONGEST_LINE + 1, LONGEST_LINE * 2 + 100, LONGEST_LINE * 3])
def test_a_line_too_long_costs_one_problem(size: int) -> None:
    items = read(START + "x" * size + "\nstill it\n" + END)
    assert places(items) == [("Message", 1, 1), ("Problem", 2, 3), ("Message", 4, 4)]


def test_a_line_as_long_as_may_be_is_read() -> None:
    text = "y" * (LONGEST_LINE - 100)
    items = read(START + f"13/04/2024, 21:08 - Sam: {text}\n" + END)
    assert isinstance(items[1], Message)
    assert items[1].text == text


def test_a_message_too_long_costs_one_problem() -> None:
    lines = "short\n" * (LONGEST_MESSAGE // 6 + 400_000)
    items = read(START + lines + END)
    count = lines.count("\n")
    assert places(items) == [("Problem", 1, count + 1), ("Message", count + 2, count + 2)]


def test_messages_across_blocks_keep_their_lines() -> None:
    text = "".join(f"13/04/2024, 21:07 - Alex: {n}\n{'w' * 50}\n" for n in range(40_000))
    items = read(text)
    assert [item.text for item in items if isinstance(item, Message)] == [
        f"{n}\n{'w' * 50}" for n in range(40_000)
    ]
    assert items[-1].where[0].last == 80_000


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


CHAT = "[13/04/2024, 21:07:33] Alex: \u200e<attached: 00000001-PHOTO-2024-04-13-21-07-33.jpg>\n"
PHOTO = "00000001-PHOTO-2024-04-13-21-07-33.jpg"


def test_a_damaged_photo_is_a_problem_and_stays_named() -> None:
    data = zipped({"_chat.txt": CHAT.encode(), PHOTO: b"made-up picture"})
    data = data.replace(b"made-up", b"MADE-UP", 1)
    message, problem = read(data, "chat.zip")
    assert isinstance(message, Message)
    assert isinstance(problem, Problem)
    assert (message.attachments[0].present, message.attachments[0].sha256) == (True, None)
    assert problem.where[0].path == f"chat.zip!/{PHOTO}"


def test_a_damaged_chat_text_is_a_problem() -> None:
    data = zipped({"_chat.txt": CHAT.encode()}).replace(b"Alex", b"Aley", 1)
    assert all(isinstance(item, Problem) for item in read(data, "chat.zip"))
    assert read(data, "chat.zip")


def test_a_long_chat_damaged_at_its_end_says_so() -> None:
    text = CHAT.encode() + b"and more\n" * 300_000 + b"[13/04/2024, 22:00:00] Sam: the end\n"
    data = zipped({"_chat.txt": text}).replace(b"the end", b"THE END", 1)
    problem = read(data, "chat.zip")[-1]
    assert isinstance(problem, Problem)
    assert "any word in it may be damaged" in problem.what


def test_a_zip_cut_short_is_one_problem() -> None:
    data = zipped({"_chat.txt": CHAT.encode()})
    (problem,) = read(data[:-30], "chat.zip")
    assert isinstance(problem, Problem)
    assert not chat_whatsapp.recognises(source_of_bytes("chat.zip", data[:-30]))


def test_files_no_message_names_are_kept() -> None:
    files = {"_chat.txt": CHAT.encode(), "other.pdf": b"x", "__MACOSX/._other.pdf": b"y"}
    kinds = [type(item) for item in read(zipped(files), "chat.zip")]
    assert kinds == [Message, Document, Skipped]


def test_a_drawer_with_a_chat_in_it_is_not_an_export() -> None:
    drawer = zipped({"notes.txt": chat("13/04/2024").encode(), "bill.pdf": b"%PDF-1.4"})
    assert not chat_whatsapp.recognises(source_of_bytes("drawer.zip", drawer))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "13/04/2024\nDear Sam,\nsee you at 21:07 - Alex: yes\n",
        "A letter\nof some lines\nthat quotes\n13/04/2024, 21:07 - Alex: one line\nand ends\n",
        "date,amount\n13/04/2024,21.07\n14/04/2024,3.00\n",
        "13/04/2024 10:00 - visit\n",
    ],
)
def test_other_texts_are_not_taken(text: str) -> None:
    assert not chat_whatsapp.recognises(source_of_bytes("a.txt", text.encode()))


def test_a_source_that_cannot_be_opened_is_not_recognised() -> None:
    def opener() -> io.BytesIO:
        raise OSError

    assert chat_whatsapp.recognises(Source("a.txt", 1, opener)) is False


@pytest.mark.parametrize(
    ("name", "thread"),
    [
        ("WhatsApp Chat with Sam.txt", "Sam"),
        ("WhatsApp Chat - Sam (1).zip", "Sam"),
        ("WhatsApp Chat with Mum: school.txt", "Mum: school"),
        ("WhatsApp-Chat mit Jonas.txt", "Jonas"),
        ("Discussion WhatsApp avec Zoé.txt", "Zoé"),
        ("Deniz ile WhatsApp Sohbeti.txt", "Deniz"),
        ("_chat.txt", None),
        ("holiday.txt", None),
    ],
)
def test_thread_from_the_name(name: str, thread: str | None) -> None:
    assert thread_of(name) == thread


OLD = {
    "cp1252": ("Zoë", "déjà vu à l'été, coûte 5 €"),
    "cp1251": ("Мария", "Привет, как дела? Жду ответа"),
    "cp1256": ("سارة", "مرحبا كيف الحال"),
    "cp1253": ("Νίκος", "Καλημέρα τι κάνεις"),
    "cp1255": ("דנה", "שלום מה שלומך"),
    "cp1250": ("Łukasz", "cześć, żółta łódź"),
    "shift_jis": ("花子", "こんにちは、ソース表示"),
    "gbk": ("小明", "你好，今天几点来"),
    "big5": ("小明", "你好，許功蓋"),
    "cp949": ("민수", "안녕하세요 몇 시에 와요"),
}


@pytest.mark.parametrize("alphabet", OLD)
@pytest.mark.parametrize("lead", [0, 3000])
def test_an_unnamed_alphabet_is_asked_and_then_read(alphabet: str, lead: int) -> None:
    sender, words = OLD[alphabet]
    half = {"gbk": "上午9:07", "cp1256": "9:07 ص", "big5": "上午9:07"}.get(alphabet, "09:07")
    stamp = f"13/4/2024 {half}"
    plain = f"{stamp} - Alex: in plain letters only\n" * lead
    data = (plain + f"{stamp} - {sender}: {words}\n{words}\n{stamp} - Alex: ok\n").encode(alphabet)
    assert chat_whatsapp.recognises(source_of_bytes("chat.txt", data))
    with pytest.raises(NeedsAnswer) as asked:
        read(data)
    assert asked.value.key == "encoding"
    assert alphabet in asked.value.choices

    got = read(data, encoding=alphabet)[lead:]
    assert [(each.sender, each.text) for each in got if isinstance(each, Message)] == [
        (sender, f"{words}\n{words}"),
        ("Alex", "ok"),
    ]
    assert len(got) == 2


def test_an_alphabet_nobody_knows_is_asked_again() -> None:
    data = "13/04/2024, 21:07 - Zoë: été\n".encode("cp1252")
    with pytest.raises(NeedsAnswer) as asked:
        read(data, encoding="klingon")
    assert "klingon" in asked.value.question
    (problem,) = read(data, encoding="utf-8")  # the person says: these are damaged bytes
    assert isinstance(problem, Problem)


def test_a_letter_the_answered_alphabet_lacks_is_a_problem() -> None:
    text = "13/04/2024, 21:07 - Alex: {}\n"
    data = text.format("été").encode("cp1252") + text.format("x").encode().replace(b"x", b"\x81")
    one, two = read(data, encoding="cp1252")
    assert isinstance(one, Message)
    assert one.text == "été"
    assert isinstance(two, Problem)


def test_one_broken_byte_in_utf8_is_no_question() -> None:
    text = "13/04/2024, 21:07 - Zoë: été\n" * 3
    data = text.encode() + b"13/04/2024, 21:08 - Alex: caf\xe9\n"
    assert [type(each) for each in read(data)] == [Message, Message, Message, Problem]


ATTACHED = (
    "\u200e<attached: {}>|\u200e<adjunto: {}>|<anexado: {}>|\u200e<pièce jointe : {}>|<Anhang: {}>"
    "|\u200e<allegato: {}>|<bijgevoegd: {}>|<прикреплено: {}>|<загружено: {}>|\u200f<مرفق: {}>"
    "|<מצורף: {}>|<附件：{}>|<添付ファイル: {}>|<첨부: {}>|<ekli: {}>|<załączono: {}>"
    "|{} (file attached)|{} (archivo adjunto)|{} (fichier joint)|{} (Datei angehängt)"
    "|{} (arquivo anexado)|{} (файл добавлен)|\u200e{} (file allegato)|{} (ملف مرفق)"
    "|{} (dosya ekli)|{} (文件附件)|{} (ファイル添付)|{} (파일 첨부됨)|{} (bestand bijgevoegd)"
)


@pytest.mark.parametrize("form", ATTACHED.split("|"))
def test_a_named_file_is_found_in_every_form(form: str) -> None:
    name = "IMG-20240413-WA0001.jpg"
    text = form.format(name)
    (item,) = read(f"13/04/2024, 21:07 - Alex: {text}\n")
    assert isinstance(item, Message)
    assert item.text == text
    assert [(each.name, each.present) for each in item.attachments] == [(name, False)]


LEFT_OUT = (
    "<Media omitted>|<Medien ausgeschlossen>|<Multimedia omitido>|<Médias omis>|<Media omessi>"
    "|<Mídia oculta>|<Media weggelaten>|<Без медиафайлов>|<pominięto multimedia>|<省略多媒体文件>"
    "|<メディアは含まれていません>|<미디어 생략됨>|<تم استبعاد الوسائط>|<המדיה לא נכללה>"
    "|<Medya dahil edilmedi>|<View once message omitted>|\u200eimage omitted|\u200eimagen omitida"
    "|\u200eBild weggelassen|\u200eimage absente|\u200eimmagine omessa|\u200eизображение пропущено"
    "|\u200eaudio omitted|\u200eGIF omitted|\u200esticker omitted|a.pdf • \u200edocument omitted"
    "|a.pdf • \u200e2 pages \u200edocument omitted|\u200eafbeelding weggelaten|\u200e图像已忽略"
    "|\u200e画像は含まれていません|\u200e이미지 생략됨|\u200eContact card omitted"
)


@pytest.mark.parametrize("words", LEFT_OUT.split("|"))
def test_words_for_a_file_left_out_are_known(words: str) -> None:
    (item,) = read(f"13/04/2024, 21:07 - Alex: {words}\n")
    assert isinstance(item, Message)
    assert item.text == words
    assert len(item.attachments) == 1 and not item.attachments[0].present


@pytest.mark.parametrize(
    "text",
    [
        *("POLL:\nWhere?\nOPTION: park (2 votes)", "location: https://maps.example/?q=51.5,-0.1"),
        *("Live location shared", "\u200eMissed voice call", "\u200eVideo call, \u200e3 min"),
        *("null", "Waiting for this message", "I omitted that", "he was deleted", "\u200fשלום"),
        *("Sam left the group of us", "\u200eI left the group"),
    ],
)
def test_other_words_stay_words_of_their_sender(text: str) -> None:
    (item,) = read(f"13/04/2024, 21:07 - Alex: {text}\n")
    assert isinstance(item, Message)
    assert (item.sender, item.text, item.system, item.deleted, item.attachments) == (
        *("Alex", text, False, False, ()),
    )


WHOLE = (
    "\ufeff13/04/2024, 21:07 - Messages are encrypted\n13/04/2024, 21:07 - Zoë: <Media omitted>\n"
    "14/04/2024, 09:07 - Alex: one\n\n- two - three: four\n31/02/2024, 10:00 - Sam: no day\n"
)
TAKEN = (
    "\u200e[4/13/24, 9:07:33\u202fPM] Sam: \u200e<attached: 1-PHOTO-2.jpg>\n"
    "[4/13/24, 9:08:00\u202fPM] سارة: مرحبا \u200e<This message was edited>\r\n"
)


@pytest.mark.parametrize("text", [WHOLE, TAKEN])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1256"])
def test_cut_or_flipped_anywhere_it_is_read_or_asked(text: str, encoding: str) -> None:
    whole = text.encode(encoding, "ignore")
    for at in range(len(whole) + 1):
        flipped = whole[:at] + bytes(byte ^ 0xFF for byte in whole[at : at + 1]) + whole[at + 1 :]
        for data in (whole[:at], flipped):
            source = source_of_bytes("chat.txt", data)
            if not chat_whatsapp.recognises(source):
                continue
            try:
                got = read(data, encoding=encoding) if encoding == "cp1256" else read(data)
            except NeedsAnswer as asked:
                assert asked.key in ("encoding", "date_order")
                continue
            assert got
            lines = sorted(
                number
                for each in got
                for place in each.where
                if place.unit == "line"
                for number in range(place.first, place.last + 1)
            )
            assert lines == list(range(1, len(lines) + 1))


@pytest.mark.parametrize(
    "line",
    [
        *(" - " * 300_000, ": " * 400_000, ":" * 900_000, "<" * 900_000, "(" * 900_000),
        *("\u200e" * 300_000, "13/04/2024, 21:07 - " * 40_000, "[" * 900_000, " (a)" * 200_000),
        *("<attached: " * 80_000, "9" * 900_000, "13/" * 300_000, "a: " * 300_000),
    ],
)
def test_hostile_lines_cost_no_more_than_their_length(line: str) -> None:
    text = f"{START}{line}\n13/04/2024, 21:08 - Sam: {line}\n13/04/2024, 21:08 - {line}\n{END}"
    assert len([each for each in read(text) if isinstance(each, Message)]) >= 4
    chat_whatsapp.recognises(source_of_bytes("a.txt", (line + "\n").encode() * 3))


def test_a_line_of_ten_million_letters_is_one_problem() -> None:
    items = read(START + "x - y: " * 1_500_000 + "\n" + END)
    assert places(items) == [("Message", 1, 1), ("Problem", 2, 2), ("Message", 3, 3)]


@pytest.mark.parametrize("zone", [None, "Europe/London"])
def test_times_in_columns_are_the_times_one_by_one(zone: str | None) -> None:
    days = [(Day("2024-04-03"), 3), (Day("2024-04-04", "a note"), 1), (Day(None, None, "none"), 2)]
    times = [b"21:07", b"21:08", b"25:61", b"00:00", b"09:05", b"24:00"]
    for runs in (days[:1], days[:2], days, [(Day("2024-04-03"), 2)]):
        count = sum(n for _, n in runs)
        stamps = [b"03/04/2024, " + time for time in times[:count]]
        made, is_read = Clock(zone, "a.txt").whens(stamps, times[:count], runs)
        flat = [day for day, n in runs for _ in range(n)]
        one = Clock(zone, "a.txt")
        assert made == [one.when(*each) for each in zip(stamps, flat, times, strict=False)]
        assert is_read == (not any(isinstance(each, str) for each in made))


def test_letters_are_told_from_broken_ones_across_slices() -> None:
    for lead in range(4):
        whole = b"a" * lead + "é😀".encode() * 9000
        for cut, good in ((0, 1), (1, 0), (3, 0)):
            letters = Letters()
            letters.see(whole[: len(whole) - cut] + b" x" if cut else whole)
            assert (letters.good, letters.bad) == (good, 1 - good)


def test_a_line_cut_inside_its_last_letter_is_damage_where_others_are_whole() -> None:
    for line, good in (("é x".encode() + b"\xc3", 1), (b"caf\xe9", 0), (b"\xe9 caf\xe9", 0)):
        letters = Letters()
        letters.see(line)
        assert (letters.good, letters.bad) == (good, 1 - good)


def test_no_phrase_for_a_deleted_message_has_a_bracket() -> None:
    assert not [phrase for phrase in words.DELETED if "(" in phrase]


def test_the_first_line_that_looks_like_a_message_is_named_by_its_number() -> None:
    text = (
        "13/04/2024, 21:07 - Alex: 1 coat\n"
        "13/04/2024, 21:08 - Sam: a list\n2 bags\n13.04.24 20:15 - Alex: quoted\n"
        "13/04/2024, 21:09 - Sam: one\n[13.04.24, 20:16:01] Alex: quoted\n"
    )
    told = [each.what for each in read(text) if isinstance(each, Problem)]
    assert len(told) == 1 and told[0].startswith("2 line(s)") and "first: line 4)" in told[0]
