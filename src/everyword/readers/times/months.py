"""Names of months and days of the week in the languages of telephones and of downloads.

A word is looked up in small letters and without a dot at its end. Where languages differ in what a
word means, it means both, and whoever reads a date with it has to see which fits.
"""

# ruff: noqa: RUF001 (letters of other alphabets are what this file is for)

_LONG = (
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
GLUE = frozenset(
    word.casefold()
    for word in (
        *("at", "um", "à", "às", "a", "las", "alle", "ore", "om", "kl", "klo", "o", "в", "о"),
        *("saat", "στις", "de", "del", "den", "der", "el", "le", "la", "pukul", "u", "г", "р"),
        *("uhr", "יום", "בשעה", "في", "को", "बजे", "ora", "v", "ob", "у", "ч", "del", "m", "d"),
        *("gada", "plkst", "kell", "jam", "nang"),
    )
)
_SHORT = (
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "jan feb mär apr mai jun jul aug sep okt nov dez",
    "jän feb märz apr mai juni juli aug sept okt nov dez",
    "janv févr mars avr mai juin juil août sept oct nov déc",
    "ene feb mar abr may jun jul ago sept oct nov dic",
    "ene feb mar abr may jun jul ago sep oct nov dic",
    "jan fev mar abr mai jun jul ago set out nov dez",
    "gen feb mar apr mag giu lug ago set ott nov dic",
    "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "jan feb mars apr maj juni juli aug sep okt nov dec",
    "jan feb mar apr maj jun jul aug sep okt nov dec",
    "jan feb mars apr mai juni juli aug sep okt nov des",
    "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu",
    "sty lut mar kwi maj cze lip sie wrz paź lis gru",
    "led úno bře dub kvě čvn čvc srp zář říj lis pro",
    "sij velj ožu tra svi lip srp kol ruj lis stu pro",
    "oca şub mar nis may haz tem ağu eyl eki kas ara",
    "янв фев мар апр май июн июл авг сен окт ноя дек",
    "янв февр марта апр мая июня июля авг сент окт нояб дек",
    "січ лют бер квіт трав черв лип серп вер жовт лист груд",
    "ian feb mar apr mai iun iul aug sept oct nov dec",
    "jan febr márc ápr máj jún júl aug szept okt nov dec",
    "jan feb mar apr mei jun jul agu sep okt nov des",
    "jan feb mac apr mei jun jul ogo sep okt nov dis",
    "ene peb mar abr may hun hul ago set okt nob dis",
    "ιαν φεβ μαρ απρ μαΐ ιουν ιουλ αυγ σεπ οκτ νοε δεκ",
)


def _names(lines: tuple[str, ...]) -> dict[str, frozenset[int]]:
    """What number, from 0, a word stands for; two where languages differ."""
    found: dict[str, frozenset[int]] = {}
    for line in lines:
        for number, word in enumerate(line.casefold().split()):
            found[word] = found.get(word, frozenset()) | {number}
    return found


MONTH_OF, SHORT_MONTH_OF, DAY_OF = _names(_LONG), _names(_LONG + _SHORT), _names(_DAYS)
