"""Dates as Google Chat writes them: in words of the account's language, always in UTC.

`Tuesday, April 2, 2024 at 6:07:03 PM UTC`, `mardi 2 avril 2024 à 18:07:03 UTC`. A date is read only
when every word of it is known here and says one thing; else there is no time, never a wrong one.
"""

# ruff: noqa: RUF001 (letters of other alphabets are what this file is for)
import re
from datetime import datetime
from functools import lru_cache

_MONTHS = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november december",
    "januar februar mars april mai juni juli august september oktober november desember",
    "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta "
    "syyskuuta lokakuuta marraskuuta joulukuuta",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada "
    "grudnia",
    "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga "
    "prosinca",
    "ledna února března dubna května června července srpna září října listopadu prosince",
    "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
    "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie "
    "decembrie",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου "
    "οκτωβρίου νοεμβρίου δεκεμβρίου",
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "január február március április május június július augusztus szeptember október november "
    "december",
    "januar februar marec april maj junij julij avgust september oktober november december",
    "јануар фебруар март април мај јун јул август септембар октобар новембар децембар",
    "януари февруари март април май юни юли август септември октомври ноември декември",
    "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio "
    "gruodžio",
    "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris "
    "decembris",
    "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
    "januari februari mac april mei jun julai ogos september oktober november disember",
    "enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre",
    "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
)
"""One language a line. `listopada` is October in one and November in another: see _names."""
_DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "mon tue wed thu fri sat sun",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunes martes miércoles jueves viernes sábado domingo",
    "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "måndag tisdag onsdag torsdag fredag lördag söndag",
    "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    "maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina",
    "poniedziałek wtorek środa czwartek piątek sobota niedziela",
    "pondělí úterý středa čtvrtek pátek sobota neděle",
    "pondelok utorok streda štvrtok piatok sobota nedeľa",
    "luni marți miercuri joi vineri sâmbătă duminică",
    "понедельник вторник среда четверг пятница суббота воскресенье",
    "понеділок вівторок середа четвер пʼятниця субота неділя",
    "pazartesi salı çarşamba perşembe cuma cumartesi pazar",
    "δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή",
    "senin selasa rabu kamis jumat sabtu minggu",
    "ponedjeljak utorak srijeda četvrtak petak subota nedjelja",
    "שני שלישי רביעי חמישי שישי שבת ראשון",
    "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
    "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai",
    "hétfő kedd szerda csütörtök péntek szombat vasárnap",
    "ponedeljek torek sreda četrtek petek sobota nedelja",
    "понедељак уторак среда четвртак петак субота недеља",
    "понеделник вторник сряда четвъртък петък събота неделя",
    "dilluns dimarts dimecres dijous divendres dissabte diumenge",
    "pirmadienis antradienis trečiadienis ketvirtadienis penktadienis šeštadienis sekmadienis",
    "pirmdiena otrdiena trešdiena ceturtdiena piektdiena sestdiena svētdiena",
    "esmaspäev teisipäev kolmapäev neljapäev reede laupäev pühapäev",
    "isnin selasa rabu khamis jumaat sabtu ahad",
    "lunes martes miyerkules huwebes biyernes sabado linggo",
    "सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार",
)
_GLUE = frozenset(
    word.casefold()
    for word in (
        *("at", "um", "à", "às", "a", "las", "alle", "ore", "om", "kl", "klo", "o", "в", "о"),
        *("saat", "στις", "de", "del", "den", "der", "el", "le", "la", "pukul", "u", "г", "р"),
        *("uhr", "יום", "בשעה", "في", "को", "बजे", "ora", "v", "ob", "у", "ч", "del", "m", "d"),
        *("gada", "plkst", "kell", "jam", "nang"),
    )
)
_BEFORE = frozenset(("am", "a.m", "ص", "πμ", "π.μ", "पूर्वाह्न", "öö", "pg"))
_AFTER = frozenset(("pm", "p.m", "م", "μμ", "μ.μ", "अपराह्न", "ös", "ptg"))
_EAST = re.compile(
    r"(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일] ?"
    r"(?:([月火水木金土日])曜日|星期([一二三四五六日])|([월화수목금토일])요일)? ?(?P<first>UTC )?"
    r"(上午|下午|凌晨|清晨|早上|中午|晚上|오전|오후|AM|PM)? ?"
    r"(\d{1,2})(?:[:時]|시 ?)(\d\d?)(?:[:分]|분 ?)(\d\d?)[秒초]?(?(first)| (?:UTC|\[UTC\]))",
    re.ASCII,
)
_EAST_DAYS = ("月火水木金土日", "一二三四五六日", "월화수목금토일")
_EAST_HALVES = {
    **dict.fromkeys(("上午", "凌晨", "清晨", "早上", "오전", "AM"), "am"),
    **dict.fromkeys(("下午", "中午", "晚上", "오후", "PM"), "pm"),
}
_CANADA = re.compile(r"(?<!\d)(\d\d?) h (\d\d) min (\d\d) s(?= UTC$)", re.ASCII)
_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2})([:.])(\d\d)\2(\d\d)(?![\d:.]\d)", re.ASCII)
_WORD = re.compile(r"\d+|[^\W\d_][^\s\d,،()]*")
_LONGEST = 120


def _names(lines: tuple[str, ...]) -> dict[str, frozenset[int]]:
    """What number, from 0, a word stands for; two where languages differ."""
    found: dict[str, frozenset[int]] = {}
    for line in lines:
        for number, word in enumerate(line.casefold().split()):
            found[word] = found.get(word, frozenset()) | {number}
    return found


_MONTH_OF, _DAY_OF = _names(_MONTHS), _names(_DAYS)


@lru_cache(maxsize=4096)
def read_date(text: str) -> str | None:
    """`2024-04-02T18:07:03` in UTC; None where the words cannot be read with certainty."""
    if len(text) > _LONGEST:
        return None
    plain = re.sub(r"[\u00a0\u2009\u202f\s]+", " ", re.sub(r"[\u200e\u200f]", "", text)).strip()
    if match := _EAST.fullmatch(plain):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
        half = _EAST_HALVES.get(match[8] or "", "")
        named = [
            letters.index(match[group])
            for group, letters in enumerate(_EAST_DAYS, 4)
            if match[group]
        ]
        clock = (int(match[9]), int(match[10]), int(match[11]))
        if (match[8] == "中午" and clock[0] not in (12, 1)) or (
            match[8] == "晚上" and clock[0] > 11
        ):
            return None
        return _moment((year, month, day), clock, half, frozenset(named))
    plain = _CANADA.sub(r"\1:\2:\3", plain)
    clocks = _CLOCK.findall(plain)
    if len(clocks) != 1:
        return None
    hour, _, minute, second = clocks[0]
    return _in_words(_CLOCK.sub(" ", plain), (int(hour), int(minute), int(second)))


def _in_words(rest: str, clock: tuple[int, int, int]) -> str | None:
    found = (word.casefold().rstrip(".") for word in _WORD.findall(rest))
    words = [re.sub("^d[’']", "", word) for word in found]  # Catalan
    if words.count("utc") != 1:
        return None
    years: list[int] = []
    days: list[int] = []
    halves: list[str] = []
    months: list[frozenset[int]] = []
    weekdays: list[frozenset[int]] = []
    for word in words:
        if word.isdecimal() and word.isascii():
            (years if len(word) == 4 else days).append(int(word))
        elif word in _MONTH_OF:
            months.append(_MONTH_OF[word])
        elif word in _DAY_OF:
            weekdays.append(_DAY_OF[word])
        elif word in _BEFORE or word in _AFTER:
            halves.append("am" if word in _BEFORE else "pm")
        elif word != "utc" and word not in _GLUE:
            return None
    if not (len(years) == len(days) == len(months) == 1 and max(len(weekdays), len(halves)) <= 1):
        return None
    half, weekday = "".join(halves), weekdays[0] if weekdays else frozenset()
    fits = [_moment((years[0], month + 1, days[0]), clock, half, weekday) for month in months[0]]
    moments = [moment for moment in fits if moment]
    return moments[0] if len(moments) == 1 else None


def _moment(
    day: tuple[int, int, int], clock: tuple[int, int, int], half: str, weekday: frozenset[int]
) -> str | None:
    """None where there is no such time, or the day of the week named is another one."""
    hour = clock[0]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        moment = datetime(*day, hour, *clock[1:])  # noqa: DTZ001 (UTC, and said so)
    except (ValueError, OverflowError):
        return None
    return None if weekday and moment.weekday() not in weekday else moment.isoformat()
