"""Words that head the columns of bank tables, in many languages, and what they may mean."""

# ruff: noqa: RUF001 (letters of other alphabets are what this file is for)
import re
import unicodedata
from collections.abc import Mapping

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
        ";booking date/time;trade date;txn date;transaction time;transaction date/time"
        ";date op;dateop;date de transaction;fecha de la operacion;fecha de transaccion"
        ";fecha transaccion;fecha mov;fecha movimiento;data de lancamento;data da transacao"
        ";data da compra;data mov.;data di registrazione;data di contabilizzazione"
        ";transactie datum;datum zauctovani;datum provedeni;datum transakce;datum splatnosti"
        ";konyveles datuma;konyvelesi datum;tranzakcio datuma;tranzakcio idopontja"
        ";datum knjizenja;datum transakcije;data tranzactiei;data tranzactie;data procesarii"
        ";kirjauspaiva;maksupaiva;tapahtumapaiva;arvopaiva;kuupaev;datums;дата транзакции"
        ";дата и время операции;дата на операция;вальор;дата операції;дата і час операції"
        ";ημερομηνια;ημερομηνια συναλλαγης;תאריך;תאריך פעולה;תאריך עסקה;التاريخ;تاريخ العملية"
        ";تاريخ المعاملة;取引日;お取引日;日付;年月日;利用日;ご利用日;取引日付;取扱日;交易日期"
        ";交易时间;记账日期;日期;入账日期;交易日;거래일"
        ";거래일자;거래일시;거래날짜;วันที่;ngay giao dich;tanggal;tanggal transaksi"
    ),
    "value": (
        "value date;effective date;started date;wertstellung;valutadatum;wertstellungsdatum;"
        "date valeur;date de valeur;fecha valor;f valor;data valuta;rentedatum;data waluty;"
        "data valor;valutadag;valutadato;rentedato;дата валютирования;valor tarihi"
        ";dateval;date val;datum valuty;erteknap;data valutei;ημερομηνια αξιας;תאריך ערך;起算日"
    ),
    "amount": (
        "amount;transaction amount;value;betrag;umsatz;buchungsbetrag;montant;"
        "montant de l operation;importe;importo;bedrag;kwota;kwota operacji;kwota transakcji;"
        "valor;montante;importancia;belopp;beløb;belob;сумма;сумма операции;сумма платежа;tutar;"
        "islem tutari"
        ";net;netto;neto;montant net;importe neto;amount in account currency;sum;suma;summa"
        ";castka;objem;castka v mene uctu;osszeg;tranzakcio osszege;iznos;znesek;maara"
        ";kwota w walucie rachunku;сума;сумма в валюте счета;сума у валюті картки;ποσο;סכום"
        ";סכום פעולה;المبلغ;قيمة المعاملة;金額;取引金額;利用金額;ご利用金額;入出金額;金额"
        ";交易金额;发生额;금액;거래금액"
        ";จำนวนเงิน;so tien;jumlah;nominal;umsatz in eur;bedrag in eur"
    ),
    "out": (
        "debit;debit amount;money out;paid out;withdrawal;withdrawals;out;payments out;debits;"
        "soll;belastung;ausgabe;ausgaben;cargo;cargos;debe;adeudo;dare;uscite;addebiti;addebito;"
        "uitgaven;obciazenia;obciążenia;wypłaty;debito;uttag;udgift;udgifter;hævet;расход;"
        "списание;borc;cikan"
        ";lastschrift;lastschriften;belastungen;debits/withdrawals;withdrawal amount"
        ";withdrawal amt;debit amt;amount debited;money out amount;spent"
        ";paid out amount;montant debit;debit euros;debitos;egreso;egresos;retiro;retiros"
        ";salida;salidas;saidas;saida;addebiti euro;uscita;vydaje;terheles;kiadas;isplata"
        ";duguje;odliv;panot ulos;iesiri;debitare;plati;rahaa ulos;otto;panoja ulos;расходы"
        ";дебет;сумма расхода;сумма по дебету;χρεωση;חובה;בחובה;مدين;سحب;お引出金額;引出金額"
        ";お支払金額"
        ";支払金額;お支払い金額;出金;出金額;出金金額;ご出金;お引出し;支出;支出金额;借方"
        ";借方发生额;付款;출금;출금액;출금금액;찾으신금액;지급액;ถอนเงิน"
    ),
    "in": (
        "credit;credit amount;money in;paid in;deposit;deposits;in;payments in;credits;haben;"
        "gutschrift;einnahme;einnahmen;abono;abonos;haber;ingreso;ingresos;avere;entrate;"
        "accrediti;accredito;ontvangsten;uznania;wpływy;credito;insattning;insättning;indtægt;"
        "indsat;приход;зачисление;поступление;alacak;giren"
        ";gutschriften;deposits/credits;deposit amount;deposit amt;credit amt;amount credited"
        ";received;montant credit;credit euros;creditos;deposito;depositos;entrada;entradas"
        ";accrediti euro;entrata;prijmy;jovairas;bevetel;uplata;potrazuje;priliv;intrari"
        ";creditare;incasari;talletus;приходы;кредит;сумма прихода;сумма по кредиту;πιστωση"
        ";זכות;בזכות;دائن;إيداع;お預入金額;預入金額;お預り金額;お預かり金額;お預け入れ額;入金"
        ";入金額;入金金額;ご入金;お預入れ;收入;收入金额"
        ";贷方;贷方发生额;收款;입금;입금액;입금금액;맡기신금액;ฝากเงิน"
    ),
    "sign": (
        "af bij;af/bij;debit/credit;credit/debit;dr/cr;cr/dr;soll/haben;s/h;d/c;c/d;debit credit;"
        "credit debit indicator;debit credit indicator;sens;signo;segno;d/h;plus/minus;"
        "borc/alacak;b/a"
        ";收/支;입출금구분;type debit/credit;dare/avere;transaction type dr/cr"
    ),
    "currency": (
        "currency;ccy;cur;wahrung;waehrung;devise;divisa;moneda;munt;muntsoort;waluta;moeda;"
        "valutakod;valutakode;валюта;para birimi;doviz;döviz"
        ";transaction currency;account currency;wahrung betrag;mena;mena uctu;penznem"
        ";devizanem;valuta transakcije;monnaie;валюта счета;валюта операции;валюта платежа"
        ";νομισμα;מטבע;العملة;通貨;币种;币别;통화;moneda cuenta"
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
        ";partner name;partner;name/description;payee/payer;from/to;counter party name"
        ";recipient;sender or beneficiary;auftraggeber/begunstigter;empfanger/auftraggeber"
        ";zahlungsempfanger/in;name des partners;partnername;nazev protistrany"
        ";nazev protiuctu;protistrana;partner neve;ellenoldali nev;saaja/maksaja;saaja"
        ";maksaja;primatelj;beneficiar;nume beneficiar;отправитель/получатель"
        ";контрагент наименование;שם המוטב;المستفيد;取引先;お相手;对方户名;交易对方;对方名称"
        ";商户名称;보낸분/받는분;거래처"
        ";받는분;의뢰인/수취인"
    ),
    "reference": (
        "reference;description;details;memo;narrative;transaction description;particulars;notes;"
        "purpose;transaction details;transaction;verwendungszweck;buchungstext;bezeichnung;"
        "libelle;libelle operation;motif;communication;concepto;descripcion;referencia;causale;"
        "descrizione;descrizione operazione;omschrijving;mededelingen;kenmerk;tytuł;opis;"
        "opis operacji;opis transakcji;szczegoły;szczegóły;descricao;descricao movimento;text;"
        "tekst;beskrivning;meddelande;beskrivelse;posteringstekst;назначение;"
        "назначение платежа;описание;aciklama"
        ";payment reference;description 1;description 2;label;bank reference;remarks"
        ";narration;message;merchant/description;transaction remarks;particulars/description"
        ";avisierungstext;buchungsdetails;mitteilung;zahlungszweck;libelle simplifie"
        ";libelle complet;detail;detalle;detalles;observaciones;movimiento;historico"
        ";identificacao;descrizione estesa;zprava pro prijemce;poznamka;popis;popis transakce"
        ";kozlemeny;megjegyzes;leiras;opis transakcije;svrha;namen;viesti;selite;selitys"
        ";tapahtuma;detalii tranzactie;detalii;descriere;explicatii;назначение перевода"
        ";примечание;призначення платежу;призначення;опис;αιτιολογια;περιγραφη;תיאור;פרטים"
        ";תיאור התנועה;תיאור הפעולה;البيان;الوصف;التفاصيل;摘要;お取引内容;取引内容;内容;適用"
        ";ご利用店名;备注;交易摘要"
        ";商品;用途;说明;적요;내용;거래내용;기재내용;รายการ;dien giai;keterangan;uraian"
    ),
    "balance": (
        "balance;running balance;saldo;saldo nach buchung;solde;saldo po operacji;balance after;"
        "saldo na mutatie;kontostand;saldo contabilistico;saldo contabile;остаток;баланс;bakiye;"
        "bokfort saldo;ledger balance;account balance"
        ";running bal;accountbalance;balance after transaction;balance amt;closing balance"
        ";available balance;saldo na trn;saldo despues;saldo disponible;saldo final"
        ";saldo apos;saldo progressivo;solde apres operation;guthaben;kontostand nach buchung"
        ";saldo efter;zustatek;zustatek po transakci;egyenleg;konyvelt egyenleg;stanje;sold"
        ";sold final;jaak;остаток на счете;залишок;υπολοιπο;יתרה;יתרה בש ח;الرصيد;残高;差引残高"
        ";お預り残高;余额;账户余额;结余;잔액;거래후잔액;거래 후 잔액;คงเหลือ;so du"
    ),
    "account": (
        "account;account number;iban;konto;kontonummer;auftragskonto;iban auftragskonto;compte;"
        "numero de compte;cuenta;conto;rekening;rekeningnummer;numer rachunku;conta;счет;"
        "номер счета;hesap;hesap no"
        ";account no;account name/number;own account;eigenes konto;kontonr;vlastni ucet"
        ";cislo uctu;szamlaszam;tili;tilinumero;broj racuna;cont;rahunok;рахунок;номер карты"
        ";номер картки;חשבון;رقم الحساب;口座番号;账号;卡号;계좌번호"
    ),
}
_CODES = (
    " EUR GBP USD CHF PLN SEK DKK NOK RUB TRY CZK HUF RON BGN CAD AUD NZD INR BRL MXN ZAR JPY"
    " CNY UAH ILS AED SAR KES NGN GHS PHP SGD HKD THB MYR IDR KRW ARS CLP COP PEN ISK "
)
_MONEY = re.compile(r"([A-Z]{3})\$")  # a whole heading: CAD$
_CODE = re.compile(r"(?:\(|\[|\bin\s+|\s)([A-Z]{3}|€)[\])]?\s*\Z")


def folded(text: str) -> str:
    """A heading without case, accents, signs and what stands in brackets."""
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(each for each in text if not unicodedata.combining(each))
    text = text.replace("\u0131", "i")  # the dotless i of Turkish
    text = re.sub(r"\([^()]{0,40}\)|\[[^\[\]]{0,40}\]", " ", text)
    text = " ".join(re.sub(r"[^\w/\ufffd]+", " ", text).split())
    return text.replace(" / ", "/").replace(" /", "/").replace("/ ", "/")


_ROLES: dict[str, str] = {}
for _role, _words in _WORDS.items():
    for _word in _words.split(";"):
        _ROLES.setdefault(folded(_word), _role)
_OUT = frozenset(
    word if word in "+-" else folded(word)
    for word in (
        *("d", "dr", "db", "dbit", "debit", "debet", "s", "soll", "af"),
        *("uit", "out", "debe", "dare", "-", "b", "borc", "расход", "withdrawal"),
        *("支出", "出金", "出", "借", "출금"),
    )
)
_IN = frozenset(
    word if word in "+-" else folded(word)
    for word in (
        *("c", "cr", "crdt", "credit", "kredit", "h", "haben", "bij"),
        *("in", "haber", "avere", "+", "a", "alacak", "приход", "deposit"),
        *("收入", "入金", "入", "贷", "입금"),
    )
)


def role_of(heading: str) -> str | None:
    """date, value, amount, out, in, sign, currency, payee, reference, balance, account, None."""
    name = folded(heading)
    code = code_of(heading)
    if code is not None and name.endswith(f" {code.lower()}"):
        name = name.removesuffix(code.lower()).removesuffix(" ").removesuffix(" in")
    for end in (" euros", " euro"):
        name = name.removesuffix(end)
    return _ROLES.get(name) or (
        "amount" if _MONEY.fullmatch(heading.strip()) else damaged(name, _LENGTHS)
    )


def by_length(roles: Mapping[str, str]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    for word, role in roles.items():
        found.setdefault(len(word), []).append((word, role))
    return found


def damaged(name: str, words: Mapping[int, list[tuple[str, str]]]) -> str | None:
    """A heading in an alphabet that the file does not name: U+FFFD is any one letter."""
    if "\ufffd" not in name or sum("a" <= letter <= "z" for letter in name) < 4:
        return None
    found = {
        role
        for word, role in words.get(len(name), ())
        if all(one in (other, "\ufffd") for one, other in zip(name, word, strict=True))
    }
    return found.pop() if len(found) == 1 else None


_LENGTHS = by_length(_ROLES)


def code_of(heading: str) -> str | None:
    """The money named in a heading: Amount (EUR)."""
    match = _CODE.search(heading.strip()) or _MONEY.fullmatch(heading.strip())
    if match is None:
        return None
    return "EUR" if match[1] == "€" else match[1] if f" {match[1]} " in _CODES else None


def side_of(cell: str) -> str | None:
    """ "out", "in", or None where a word of a sign column is not known."""
    word = cell.strip() if cell.strip() in "+-" else folded(cell)
    return "out" if word in _OUT else "in" if word in _IN else None
