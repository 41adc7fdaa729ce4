"""Words for before and after noon, as phones write them beside a clock of twelve hours.

A word that is not here makes no header, so the file is not taken for a chat; it is never guessed.
"""

# ruff: noqa: RUF001 (letters of other alphabets are what this file is for)
from collections.abc import Iterable

from everyword.readers.whatsapp.words import MARKS

HALVES: tuple[tuple[str, str], ...] = (
    ("a m|a.m|a.m.|a. m.|am|am.|a. m", "p m|p.m|p.m.|p. m.|pm|pm.|p. m"),
    ("π.μ.|πμ|π.μ", "μ.μ.|μμ|μ.μ"),
    ("ص|ص.|صباحًا|صباحا|قبل الظهر", "م|م.|مساءً|مساء|بعد الظهر"),
    ("ق.ظ|ق.ظ.|ق|قبل‌ازظهر|قبل از ظهر|غ.م.", "ب.ظ|ب.ظ.|ب|بعدازظهر|بعد از ظهر|غ.و."),
    ("قبل دوپہر|صبح", "بعد دوپہر|شام"),
    ("ب.ن", "د.ن"),
    ('לפנה״צ|לפנה"צ|לפני הצהריים', 'אחה״צ|אחה"צ|אחרי הצהריים'),
    ("öö|öö.|ö.ö.", "ös|ös.|ö.s."),
    ("上午|凌晨|清晨|早上", "下午|中午|晚上"),
    ("午前", "午後"),
    ("오전", "오후"),
    ("पूर्वाह्न|सुबह|म.पू.", "अपराह्न|शाम|म.उ.|म.नं."),
    ("পূর্বাহ্ণ|পূর্বাহ্ন|পূৰ্বাহ্ন", "অপরাহ্ণ|অপরাহ্ন|অপৰাহ্ন"),
    ("ਪੂ.ਦੁ.|ਪੂ.ਦੁ|ਸਵੇਰੇ", "ਬਾ.ਦੁ.|ਬਾ.ਦੁ|ਸ਼ਾਮ"),
    ("પૂર્વાહ્ન|મ.પૂ.", "અપરાહ્ન|મ.ઉ.|ઉ.મ."),
    ("முற்பகல்|மு.ப.", "பிற்பகல்|பி.ப."),
    ("ಪೂರ್ವಾಹ್ನ", "ಅಪರಾಹ್ನ"),
    ("పూర్వాహ్న", "అపరాహ్న"),
    ("പൂർവ്വാഹ്നം|രാവിലെ", "അപരാഹ്നം|വൈകുന്നേരം"),
    ("පෙ.ව.|පෙ.ව|පෙරවරු", "ප.ව.|ප.ව|පස්වරු"),
    ("ก่อนเที่ยง", "หลังเที่ยง"),
    ("ກ່ອນທ່ຽງ", "ຫຼັງທ່ຽງ"),
    ("ព្រឹក|មុនថ្ងៃត្រង់", "ល្ងាច|រសៀល"),
    ("နံနက်|မနက်", "ညနေ|ညနေပိုင်း"),
    ("ጥዋት|ጠዋት", "ከሰዓት|ከሰዓት በኋላ"),
    ("sa|sáng", "ch|chiều"),
    ("pg|pg.|pagi", "ptg|ptg.|petang"),
    ("fm|fm.|f.m.|förmiddag", "em|em.|e.m.|eftermiddag"),
    ("f.h.|f.h", "e.h.|e.h"),
    ("ap.|ap", "ip.|ip|ep.|ep"),  # Finnish; in Inari Sami ip. is before noon: is_inari
    ("de.|de|délelőtt", "du.|du|délután"),
    ("dop.|dop|dopoledne|dopoludnia", "odp.|odp|odpoledne|odpoludnia|popoludní|pop.|pop"),
    ("prije podne|pre podne|prijepodne|пре подне", "popodne|po podne|poslijepodne|по подне"),
    ("пр.об.|пр. об.|преди обяд", "сл.об.|сл. об.|следобед"),
    ("претпл.|претпладне", "попл.|попладне"),
    ("дп|до полудня", "пп|пополудні|после полудня"),
    ("e paradites|paradite|pd|p.d.", "e pasdites|pasdite|md|m.d."),
    ("pr. p.|pr.p.|priešpiet", "pop.|popiet"),
    ("priekšp.|priekšpusdienā", "pēcp.|pēcpusdienā"),
    ("e.k.|enne keskpäeva", "p.k.|pärast keskpäeva"),
    ("r.n.", "i.n."),
    ("yb|y.b.", "yh|y.h."),
    ("ү.ө.|ү.ө", "ү.х.|ү.х"),
    ("таңкы", "түштөн кийинки"),
    ("түске дейін", "түстен кейін"),
    ("to", "tk"),
    ("կա", "կհ"),
    ("gh", "gd"),
    ("ам", "пм"),
    ("то", "тк"),
    ("тң", "тк"),
    ("go.öň|günortadan öň", "go.soň|günortadan soň"),
    ("چ.ب|چۈشتىن بۇرۇن", "چ.ك|چۈشتىن كېيىن"),
    ("صبح، منجهند", "شام، منجهند|منجهند، شام"),
    ("bn", "pn"),
    ("isuk", "wengi"),
    ("sf|safiya", "ym|yamma"),
    ("n’ụtụtụ", "n’abalị|n’abali"),
    ("àárọ̀", "ọ̀sán"),
    ("wd", "wb"),
    ("ቅ.ቀ.", "ድ.ቀ."),
    ("a.m.", "g.m."),
    ("dop.", "wótp."),
    ("vorm.", "nam."),
    ("moies", "nomëttes"),
    ("atm", "ptm"),
    ("fm", "fi"),
    ("i.b.|ib", "e.b.|eb"),
    ("mat.|matin", "soir"),
    ("פֿאַרמיטאָג", "נאָכמיטאָג"),
    ("прије подне", "послије подне|по подне"),
    ("vm.|vm|vorm.", "nm.|nm|nachm."),
    ("da manhã|de la mañana|du matin", "da tarde|de la tarde|de la noche|du soir"),
)
"""One family of languages a line: a file that has one word of it may have any other of it."""

_NEAR_NOON = ("中午",)
_LATE = ("晚上", "de la noche", "du soir")


def half_of(word: str) -> str:
    """A word for AM or PM without spaces, marks and case."""
    return "".join(c for c in word.casefold() if c not in MARKS and not c.isspace())


def keys_of(*words: str) -> set[str]:
    return {half_of(word) for group in words for word in group.split("|")}


_BEFORE = frozenset[str]().union(*(keys_of(am) for am, _ in HALVES))
_AFTER = frozenset[str]().union(*(keys_of(pm) for _, pm in HALVES))
_NOON_KEYS, _LATE_KEYS = keys_of(*_NEAR_NOON), keys_of(*_LATE)


def is_inari(words: Iterable[str]) -> bool:
    """Are these the words of Inari Sami, ip. and ep.? In Finnish, ap. and ip., ip. is the other."""
    halves = set(map(half_of, words))
    return bool(halves & keys_of("ep.|ep")) and not halves & keys_of("ap.|ap")


def in_finnish(time: bytes) -> bytes:
    """A time of day with a word of Inari Sami, with the Finnish word of the same meaning."""
    return time.lower().replace(b"ip", b"ap").replace(b"ep", b"ip")


def hour_of(hour: int, half: str) -> int | None:
    """The hour of the day from 0, for a word as `half_of` gives it; None where it is none."""
    if half not in (_AFTER if half in _AFTER else _BEFORE):
        return None
    if hour > 12:  # some phones write 21:07 PM
        return hour if half in _AFTER else None
    if half in _BEFORE:
        return hour % 12
    if half in _LATE_KEYS and hour == 12:
        return None  # twelve at night: of which day, nothing says
    if half in _NOON_KEYS and hour in (10, 11):
        return hour
    return hour % 12 + 12
