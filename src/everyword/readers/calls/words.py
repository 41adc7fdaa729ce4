"""Words of call logs: headings, kinds of calls and lengths, in several languages."""

import re

from everyword.model import Direction
from everyword.readers.tables.words import by_length, damaged, folded

ROLES = (
    *("date", "time", "number", "from", "to", "kind"),
    *("seconds", "minutes", "mmss", "hhmm"),
)
LENGTHS = ("seconds", "minutes", "mmss", "hhmm")

_WORDS = {
    "date": (
        "date;date/time;datetime;date time;date and time;call date;start;start time;start date;"
        "started;timestamp;when;datum;anrufdatum;datum/uhrzeit;datum uhrzeit;datum und uhrzeit;"
        "beginn;fecha;fecha y hora;fecha/hora;fecha de llamada;date heure;date et heure;"
        "date de l appel;data;data e ora;data/ora;data e hora;datum en tijd;дата;дата и время;"
        "дата/время;tarih;tarih ve saat;data i godzina;data polaczenia;datum och tid;dato;"
        "时间;通话时间;日期;日時;発信日時;통화일시"
    ),
    "time": (
        "time;call time;time of call;uhrzeit;zeit;hora;heure;ora;orario;tijd;tijdstip;время;saat;"
        "godzina;tid;klockslag;tidspunkt"
    ),
    "number": (
        "number;phone number;phone;telephone;telephone number;call number;contact number;"
        "phone no;tel;tel no;mobile number;other number;number/contact;rufnummer;telefonnummer;"
        "nummer;telefon;numero;numero de telefono;telefono;numero de telephone;telephone numero;"
        "numero di telefono;telefoonnummer;номер;номер телефона;телефон;абонент;numara;"
        "telefon numarasi;numer;numer telefonu;telefonnr;numero de telefone;telefone"
    ),
    "from": (
        "from;caller;calling number;calling party;origin;originating number;source;von;anrufer;"
        "de;origen;appelant;emetteur;da;chiamante;van;beller;от;от кого;arayan;od;fran;fra"
    ),
    "to": (
        "to;called;called number;number called;dialed number;dialled number;dialed;destination;"
        "destination number;called party;an;nach;zielrufnummer;gewahlte rufnummer;ziel;para;"
        "destino;numero marcado;a;numero appele;appele;destinataire;chiamato;destinazione;"
        "numero chiamato;naar;gebelde nummer;кому;набранный номер;aranan;do;till;til"
    ),
    "kind": (
        "type;call type;direction;in/out;incoming/outgoing;kind;status;call status;art;anrufart;"
        "richtung;typ;tipo;tipo de llamada;sentido;type d appel;sens;tipo di chiamata;direzione;"
        "soort;richting;тип;тип вызова;направление;tur;arama turu;typ polaczenia;kierunek;"
        "riktning;retning;tipo de chamada"
    ),
    "seconds": (
        "duration s;duration sec;duration in seconds;duration seconds;duration secs;seconds;secs;"
        "call duration seconds;sekunden;dauer in sekunden;dauer s;segundos;duracion en segundos;"
        "duracion s;secondes;duree en secondes;duree s;secondi;durata in secondi;seconden;"
        "секунды;длительность сек;saniye;sekundy;sekunder"
    ),
    "minutes": (
        "minutes;mins;min;duration min;duration in minutes;duration minutes;minuten;"
        "dauer in minuten;dauer min;minutos;duracion en minutos;duree en minutes;minuti;"
        "durata in minuti;минуты;dakika;minuty;minuter"
    ),
    "length": (
        "duration;call duration;length;length of call;talk time;call length;dauer;gesprachsdauer;"
        "anrufdauer;duracion;duracion de la llamada;duree;duree de l appel;durata;"
        "durata chiamata;duur;gespreksduur;длительность;продолжительность;sure;arama suresi;"
        "czas trwania;czas polaczenia;langd;varighed;varighet;duracao"
    ),
    "words": "message;text;body;content;subject;nachricht;mensaje;texto;message body;сообщение",
}
_ROLES = {folded(word): role for role, words in _WORDS.items() for word in words.split(";")}
_BY_LENGTH = by_length(_ROLES)
_UNIT = re.compile(r"[(\[]\s*(s|sec|secs|seconds|sek|min|mins|minutes|mm:ss|m:ss|hh:mm)\s*[)\]]")
_UNITS = {"mm:ss": "mmss", "m:ss": "mmss", "hh:mm": "hhmm"}

_KINDS: dict[str, tuple[Direction, bool | None, str]] = {}
for _words, _kind in (
    (
        "incoming;in;inbound;received;incoming call;answered incoming;1;eingehend;ankommend;"
        "angenommen;eingang;entrante;recibida;recibido;entrant;recu;appel entrant;in arrivo;"
        "ricevuta;ricevute;inkomend;ontvangen;входящий;входящие;входящая;gelen;przychodzace;"
        "odebrane;inkommande;mottagen;indgaende;innkommende;recebida",
        ("in", True, ""),
    ),
    (
        "outgoing;out;outbound;dialed;dialled;placed;made;outgoing call;2;ausgehend;abgehend;"
        "gewahlt;ausgang;saliente;realizada;realizado;sortant;emis;appel sortant;in uscita;"
        "effettuata;effettuate;uitgaand;gebeld;исходящий;исходящие;исходящая;giden;wychodzace;"
        "wybrane;utgaende;ringd;udgaende;efetuada",
        ("out", None, ""),
    ),
    (
        "missed;missed call;unanswered;not answered;no answer;3;verpasst;entgangen;perdida;"
        "perdido;manque;appel manque;persa;perse;gemist;пропущенный;пропущенные;пропущенная;"
        "cevapsiz;nieodebrane;missad;missat;ubesvaret;tapt",
        ("in", False, "missed"),
    ),
    ("voicemail;mailbox;4;buzon de voz;messagerie;segreteria", ("in", False, "voicemail")),
    (
        "rejected;declined;refused;5;abgelehnt;rechazada;rechazado;refuse;rejete;rifiutata;"
        "geweigerd;отклоненный;отклоненные;reddedilen;odrzucone;avvisad;avvist",
        ("in", False, "rejected"),
    ),
    (
        "blocked;6;blockiert;gesperrt;bloqueada;bloque;bloccata;geblokkeerd;engellenen;"
        "заблокированный;zablokowane",
        ("in", False, "blocked"),
    ),
):
    for _word in _words.split(";"):
        _KINDS[folded(_word)] = _kind  # type: ignore[assignment]  # the two words of Direction

_ROUTER: dict[str, tuple[Direction, bool | None, str]] = {
    "1": ("in", True, ""),
    "2": ("in", False, "missed"),
    "4": ("out", None, ""),
}
_LETTERS = re.compile(
    r"(?:(?P<h>\d{1,4}) ?(?:h|hr|hrs|hours?|std|ч)[.,]? ?)?"
    r"(?:(?P<m>\d{1,5}) ?(?:m|min|mins|minutes?|м|мин)[.,]? ?)?"
    r"(?:(?P<s>\d{1,6}) ?(?:s|sec|secs|seconds?|sek|с|сек)[.,]?)?"  # noqa: RUF001 (the letter that Russian logs write)
)
_PARTS = re.compile(r"(\d{1,4}):([0-5]\d):([0-5]\d)", re.ASCII)
_PAIR = re.compile(r"(\d{1,5}):([0-5]\d)", re.ASCII)


def role_of(heading: str) -> str | None:
    """One of ROLES, `length` where the unit is not said, `words` for a message; None."""
    unit = _UNIT.search(heading.casefold())
    name = folded(heading)
    role = _ROLES.get(name) or damaged(name, _BY_LENGTH)
    if unit and role in ("length", *LENGTHS):
        return _UNITS.get(unit[1]) or ("seconds" if unit[1].startswith("s") else "minutes")
    return role


def kind_of(cell: str, router: bool = False) -> tuple[Direction, bool | None, str] | None:
    """Direction, whether it was answered, and what the phone says became of it.

    Bare figures are Android's; `router`: those of a FRITZ!Box, which counts otherwise.
    """
    word = folded(cell)
    return _ROUTER.get(word) if router else _KINDS.get(word)


def is_router(names: list[str]) -> bool:
    """The columns of the list of calls of a FRITZ!Box."""
    return {"typ", "rufnummer", "nebenstelle", "eigene rufnummer"} <= set(map(folded, names))


def seconds_of(cell: str, role: str) -> int | None:
    """The length of a call; None where the cell does not say one in this unit."""
    text = cell.strip().casefold()
    if match := _PARTS.fullmatch(text):
        return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])
    if match := _PAIR.fullmatch(text):
        if role == "hhmm":
            return int(match[1]) * 3600 + int(match[2]) * 60
        return int(match[1]) * 60 + int(match[2]) if role == "mmss" else None
    if text.isdecimal() and text.isascii() and len(text) < 8 and role in ("seconds", "minutes"):
        return int(text) * (60 if role == "minutes" else 1)
    match = _LETTERS.fullmatch(text) if text and len(text) < 40 else None
    if match is None or not any(match.groups()):
        return None
    return int(match["h"] or 0) * 3600 + int(match["m"] or 0) * 60 + int(match["s"] or 0)


def is_pair(cell: str) -> bool:
    return _PAIR.fullmatch(cell.strip()) is not None
