"""Statements of made-up accounts as files, and a case with two of them."""

import atexit
import json
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.cli.conftest import Run

Rows = Iterable[tuple[str, str, str]]
"""Day, amount, payee."""
CURRENT = (
    ("2024-01-03", "1800.00", "ACME WAGES"),
    ("2024-01-05", "-100.00", "TFR SAVER"),
    ("2024-01-09", "-41.20", "TESCO STORES 31"),
    ("2024-01-31", "-750.00", "MRS QUILL"),
    ("2024-02-03", "1800.00", "ACME WAGES"),
    ("2024-02-20", "-8.80", "Tesco Express"),
    ("2024-03-01", "-750.00", "MRS QUILL"),
)
SAVER = (("2024-01-06", "100.00", "FROM CURRENT"), ("2024-03-08", "0.41", "INTEREST"))


def ofx(path: Path, account: str, rows: Rows, currency: str = "GBP") -> Path:
    lines = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{day.replace('-', '')}<TRNAMT>{amount}<FITID>{n}"
        f"<NAME>{payee}</STMTTRN>\n"
        for n, (day, amount, payee) in enumerate(rows)
    )
    path.write_text(
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\n"
        "COMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n<OFX><BANKMSGSRSV1><STMTTRNRS>"
        f"<TRNUID>1<STMTRS><CURDEF>{currency}<BANKACCTFROM><BANKID>1<ACCTID>{account}"
        f"<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>{lines}</BANKTRANLIST></STMTRS>"
        "</STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    )
    return path


_made: list[Path] = []
COLUMNS = "columns=date=1,amount=2,payee=3,balance=4"


def sheet(path: Path, rows: Rows, opening: int = 0) -> Path:
    """A table that names no account, with a balance on each line; `opening` in pence."""
    balance, lines = opening, ["Date,Amount,Payee,Balance"]
    for day, amount, payee in rows:
        balance += round(float(amount) * 100)
        lines.append(f"{day},{amount},{payee},{balance / 100:.2f}")
    path.write_text("\n".join(lines) + "\n")
    return path


def filled(run: Run, folder: Path) -> Run:
    """A case with a current account and a saver; made once, then copied."""
    if _made:
        shutil.rmtree(folder / "case")
        shutil.copytree(_made[0] / "case", folder / "case")
        shutil.copy(_made[0] / "words", folder / "words")
        return run
    papers = (
        ofx(folder / "current.ofx", "12345678", CURRENT),
        ofx(folder / "s.ofx", "87654321", SAVER),
    )
    ran = run("add", *papers, "--how", "own-device")
    assert ran.code == 0, ran.err
    for name, side in (("Alex", "mine"), ("Sam", "other")):
        run("person", "add", name, "--side", side)
    kept = Path(tempfile.mkdtemp(prefix="everyword-tests-"))
    atexit.register(shutil.rmtree, kept, ignore_errors=True)
    shutil.copytree(folder / "case", kept / "case")
    shutil.copy(folder / "words", kept / "words")
    _made.append(kept)
    return run


def ok(run: Run, *words: str | Path) -> str:
    """What it says, of a command that goes well."""
    ran = run(*words)
    assert ran.code == 0, (words, ran.err)
    return ran.out


def table(run: Run, *words: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rows of a schedule, and its last line."""
    lines = [json.loads(each) for each in ok(run, "schedule", *words, "--json").splitlines()]
    return lines[:-1], lines[-1]


def item(run: Run, words: str) -> str:
    """The id of the one payment with these words."""
    (line,) = ok(run, "list", "--find", words, "--kind", "payment", "--json").splitlines()
    return str(json.loads(line)["id"])
