"""Words that head the columns of bank tables, in twelve languages, and what they may mean."""

import re
import unicodedata

_WORDS = {
    "date": (
        "date;transaction date;posting date;posted date;post date;booking date;booked;date posted;"
        "trans date;completed date;process date;settlement date;date booked;entry date;"
        "buchungstag;buchungsdatum;buchung;datum;umsatzdatum;date operation;date d operation;"
        "date de l operation;date de comptabilisation;date comptable;fecha;fecha operacion;"
        "fecha de operacion;f operacion;fecha contable;data;data operazione;data contabile;"
        "data registrazione;boekdatum;transactiedatum;boekingsdatum;data operacji;"
        "data transakcji;data księgowania;data mov;data movimento;data do movimento;"
        "data lancamento;data da operacao;data operacao;bokforingsdag;bokforingsdatum;"
        "transaktionsdag;transaktionsdatum;bokford;dato;bogforingsdato;bogføringsdato;"
        "posteringsdato;transaktionsdato;дата;дата операции;дата проводки;дата платежа;tarih;"
        "islem tarihi"
    ),
    "value": (
        "value date;effective date;started date;wertstellung;valutadatum;wertstellungsdatum;"
        "date valeur;date de valeur;fecha valor;f valor;data valuta;rentedatum;data waluty;"
        "data valor;valutadag;valutadato;rentedato;дата валютирования;valor tarihi"
    ),
    "amount": (
        "amount;transaction amount;value;betrag;umsatz;buchungsbetrag;montant;"
        "montant de l operation;importe;importo;bedrag;kwota;kwota operacji;kwota transakcji;"
        "valor;montante;importancia;belopp;beløb;belob;сумма;сумма операции;сумма платежа;tutar;"
        "islem tutari"
    ),
    "out": (
        "debit;debit amount;money out;paid out;withdrawal;withdrawals;out;payments out;debits;"
        "soll;belastung;ausgabe;ausgaben;cargo;cargos;debe;adeudo;dare;uscite;addebiti;addebito;"
        "uitgaven;obciazenia;obciążenia;wypłaty;debito;uttag;udgift;udgifter;hævet;расход;"
        "списание;borc;cikan"
    ),
    "in": (
        "credit;credit amount;money in;paid in;deposit;deposits;in;payments in;credits;haben;"
        "gutschrift;einnahme;einnahmen;abono;abonos;haber;ingreso;ingresos;avere;entrate;"
        "accrediti;accredito;ontvangsten;uznania;wpływy;credito;insattning;insättning;indtægt;"
        "indsat;приход;зачисление;поступление;alacak;giren"
    ),
    "sign": (
        "af bij;af/bij;debit/credit;credit/debit;dr/cr;cr/dr;soll/haben;s/h;d/c;c/d;debit credit;"
        "credit debit indicator;debit credit indicator;sens;signo;segno;d/h;plus/minus;"
        "borc/alacak;b/a"
    ),
    "currency": (
        "currency;ccy;cur;wahrung;waehrung;devise;divisa;moneda;munt;muntsoort;waluta;moeda;"
        "valutakod;valutakode;валюта;para birimi;doviz;döviz"
    ),
    "payee": (
        "payee;payee name;name;counterparty;counterparty name;counter party;beneficiary;"
        "beneficiary name;merchant;merchant name;other party;empfanger;zahlungsempfanger;"
        "zahlungsempfanger in;auftraggeber;beguenstigter/zahlungspflichtiger;"
        "begunstigter/zahlungspflichtiger;name zahlungsbeteiligter;auftraggeber/empfanger;"
        "auftraggeber / empfanger;beneficiaire;tiers;contrepartie;beneficiario;ordenante;"
        "beneficiario/ordenante;controparte;naam;naam / omschrijving;naam tegenpartij;"
        "tegenpartij;begunstigde;kontrahent;nadawca / odbiorca;odbiorca;nadawca;mottagare;"
        "motpart;avsandare;modtager;afsender;получатель;контрагент;плательщик;alici;karsi taraf"
    ),
    "reference": (
        "reference;description;details;memo;narrative;transaction description;particulars;notes;"
        "purpose;transaction details;transaction;verwendungszweck;buchungstext;bezeichnung;"
        "libelle;libelle operation;motif;communication;concepto;descripcion;referencia;causale;"
        "descrizione;descrizione operazione;omschrijving;mededelingen;kenmerk;tytuł;opis;"
        "opis operacji;opis transakcji;szczegoły;szczegóły;descricao;descricao movimento;text;"
        "tekst;beskrivning;meddelande;beskrivelse;posteringstekst;назначение;"
        "назначение платежа;описание;aciklama"
    ),
    "balance": (
        "balance;running balance;saldo;saldo nach buchung;solde;saldo po operacji;balance after;"
        "saldo na mutatie;kontostand;saldo contabilistico;saldo contabile;остаток;баланс;bakiye;"
        "bokfort saldo;ledger balance;account balance"
    ),
    "account": (
        "account;account number;iban;konto;kontonummer;auftragskonto;iban auftragskonto;compte;"
        "numero de compte;cuenta;conto;rekening;rekeningnummer;numer rachunku;conta;счет;"
        "номер счета;hesap;hesap no"
    ),
}
_CODES = (
    " EUR GBP USD CHF PLN SEK DKK NOK RUB TRY CZK HUF RON BGN CAD AUD NZD INR BRL MXN ZAR JPY"
    " CNY UAH ILS AED SAR KES NGN GHS PHP SGD HKD THB MYR IDR KRW ARS CLP COP PEN ISK "
)
_CODE = re.compile(r"(?:\(|\[|\bin\s+|\s)([A-Z]{3}|€)[\])]?\s*\Z")


def folded(text: str) -> str:
    """A heading without case, accents, signs and what stands in brackets."""
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(each for each in text if not unicodedata.combining(each))
    text = text.replace("\u0131", "i")  # the dotless i of Turkish
    text = re.sub(r"\([^()]{0,40}\)|\[[^\[\]]{0,40}\]", " ", text)
    return " ".join(re.sub(r"[^\w/\ufffd]+", " ", text).split())


_ROLES: dict[str, str] = {}
for _role, _words in _WORDS.items():
    for _word in _words.split(";"):
        _ROLES.setdefault(folded(_word), _role)
_WITH_ACCENTS = {
    "d\ufffdbit": "out", "cr\ufffddit": "in", "libell\ufffd": "reference",
    "w\ufffdhrung": "currency", "empf\ufffdnger": "payee", "bel\ufffdb": "amount",
    "beg\ufffdnstigter/zahlungspflichtiger": "payee", "date op\ufffdration": "date",
    "zahlungsempf\ufffdnger": "payee", "auftraggeber/empf\ufffdnger": "payee",
    "fecha operaci\ufffdn": "date", "descripci\ufffdn": "reference",
    "bokf\ufffdringsdag": "date", "bokf\ufffdringsdatum": "date", "bogf\ufffdringsdato": "date",
    "descri\ufffd\ufffdo": "reference", "d\ufffdbito": "out", "cr\ufffddito": "in",
    "b\ufffdn\ufffdficiaire": "payee",
}  # fmt: skip
"""Headings in an alphabet that the file does not name."""

_OUT = frozenset(
    (
        *("d", "dr", "db", "dbit", "debit", "debet", "s", "soll", "af"),
        *("uit", "out", "debe", "dare", "-", "b", "borc", "расход", "withdrawal"),
    )
)
_IN = frozenset(
    (
        *("c", "cr", "crdt", "credit", "kredit", "h", "haben", "bij"),
        *("in", "haber", "avere", "+", "a", "alacak", "приход", "deposit"),
    )
)


def role_of(heading: str) -> str | None:
    """date, value, amount, out, in, sign, currency, payee, reference, balance, account, None."""
    name = folded(heading)
    code = code_of(heading)
    if code is not None and name.endswith(f" {code.lower()}"):
        name = name.removesuffix(code.lower()).removesuffix(" ").removesuffix(" in")
    return _ROLES.get(name) or _WITH_ACCENTS.get(name)


def code_of(heading: str) -> str | None:
    """The money named in a heading: Amount (EUR)."""
    match = _CODE.search(heading.strip())
    if match is None:
        return None
    return "EUR" if match[1] == "€" else match[1] if f" {match[1]} " in _CODES else None


def side_of(cell: str) -> str | None:
    """ "out", "in", or None where a word of a sign column is not known."""
    word = cell.strip() if cell.strip() in "+-" else folded(cell)
    return "out" if word in _OUT else "in" if word in _IN else None
