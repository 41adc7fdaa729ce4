"""Names of months in the languages of bank files: whole, and as far as they are usually cut."""

_NAMES = (
    # en, de, fr, es, it, nl, pl, pt, sv, da, ru, tr; a form that differs follows its language.
    "january januar jänner janvier enero gennaio januari styczeń stycznia janeiro января январь"
    " ocak jan janv ene gen sty янв oca",
    "february februar février febrero febbraio februari luty lutego fevereiro февраля февраль"
    " şubat feb févr fév fev lut фев февр şub",
    "march märz mars marzo maart marzec marca março марта март mart mar mär mrz mrt мар",
    "april avril abril aprile kwiecień kwietnia апреля апрель nisan apr avr abr kwi апр nis",
    "may mai mayo maggio mei maj maja maio мая май mayıs mag may",  # noqa: RUF001 (Turkish)
    "june juni juin junio giugno czerwiec czerwca junho июня июнь haziran jun giu cze июн haz",
    "july juli juillet julio luglio lipiec lipca julho июля июль temmuz jul juil lug lip июл tem",
    "august août agosto augustus sierpień sierpnia augusti августа август ağustos aug ago sie"
    " авг ağu",
    "september septembre septiembre settembre wrzesień września setembro сентября сентябрь eylül"
    " sep sept set wrz сен сент eyl",
    "october oktober octobre octubre ottobre październik października outubro октября октябрь ekim"
    " oct okt ott paź out окт eki",
    "november novembre noviembre listopad listopada novembro ноября ноябрь kasım nov lis ноя нояб"  # noqa: RUF001 (Turkish)
    " kas",
    "december dezember décembre diciembre dicembre grudzień grudnia dezembro декабря декабрь aralık"  # noqa: RUF001 (Turkish)
    " dec dez déc dic gru дек ara",
)
_MONTHS = {name: at for at, names in enumerate(_NAMES, 1) for name in names.split()}


def month_of(word: str) -> int | None:
    """1 to 12, None where it is not the name of a month."""
    return _MONTHS.get(word.lower().replace("i\u0307", "i"))
