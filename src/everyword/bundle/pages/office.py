"""Letters and tables of office programs as pages, through LibreOffice when it is installed.

The program gets a copy of the file under a name that says nothing, a profile of its own that is
thrown away, and settings that let nothing leave this computer: a picture that a letter fetches from
somebody's server would tell them that it was opened. Macros do not run.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from everyword.model import Source

SUFFIXES = frozenset(
    (".doc", ".docx", ".odt", ".rtf", ".xls", ".xlsx", ".ods", ".ppt", ".pptx", ".odp")
)
SECONDS = 180
MOST_BYTES = 200 << 20
MEMORY = Path("/dev/shm")
"""Files in memory, where the system has such a place: LibreOffice reads and writes files only."""
NAME = "everyword-office-"
OLD, RICH = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"
"""How files of old Office programs and rich text begin; all others are zip archives."""
SETTINGS = {
    "/org.openoffice.Office.Common/Security/Scripting": {
        "BlockUntrustedRefererLinks": "true",
        "DisableActiveContent": "true",
        "DisableMacrosExecution": "true",
        "MacroSecurityLevel": "3",
    },
    # A second wall: whatever asks for the network all the same is sent where nobody listens.
    "/org.openoffice.Inet/Settings": {
        "ooInetProxyType": "2",
        "ooInetHTTPProxyName": "127.0.0.1",
        "ooInetHTTPProxyPort": "9",
        "ooInetHTTPSProxyName": "127.0.0.1",
        "ooInetHTTPSProxyPort": "9",
        "ooInetNoProxy": "",
    },
}
EXPORT = 'pdf:{0}_pdf_Export:{{"ExportNotesInMargin":{{"type":"boolean","value":"true"}}}}'
"""What people wrote beside the text is printed beside it."""


class NotMade(Exception):
    """Why there are no pages, in plain words."""


class Program(Struct, frozen=True):
    path: str
    version: str


def installed() -> Program | None:
    path = shutil.which("soffice") or shutil.which("libreoffice")
    if path is None:
        return None
    try:
        said = subprocess.run(
            [path, "--version"], capture_output=True, timeout=60, env=_around(Path("/nonexistent"))
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return Program(path, " ".join(said.stdout.decode("utf-8", "replace").split()[:2]))


def pages(source: Source, suffix: str, program: Program, beside: Path) -> bytes:
    """The file printed, as a PDF. `beside` is a folder the person chose for plain files: it is used
    where there is no place in memory, and left as it was. Raises NotMade."""
    if source.size > MOST_BYTES:
        raise NotMade("the file is too large")
    _check(source)
    place = MEMORY if os.access(MEMORY, os.W_OK) else beside
    _sweep(place)
    folder = Path(tempfile.mkdtemp(prefix=f"{NAME}{os.getpid()}-", dir=place))
    try:
        given = folder / f"document{suffix}"
        with source.open() as stream, given.open("wb") as copy:
            shutil.copyfileobj(stream, copy)
        _set(folder / "profile" / "user")
        _convert(program, folder, given)
        return given.with_suffix(".pdf").read_bytes()
    except FileNotFoundError:
        raise NotMade("LibreOffice could not open it") from None
    except OSError as fault:
        raise NotMade(f"there was no place for it ({fault.strerror})") from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check(source: Source) -> None:
    """Whole, and of a kind such a program writes: it would print anything else as plain text, and
    mend what is broken without a word."""
    head = source.head(8)
    if head.startswith(OLD) or head.startswith(RICH):
        return
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as parts:
            bad = parts.testzip()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise NotMade("the file is damaged, or not what its name says") from None
    except zlib.error:
        bad = "a part"
    if bad is not None:
        raise NotMade("a part of the file is damaged")


def _convert(program: Program, folder: Path, given: Path) -> None:
    words = [
        program.path,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault"),
        *("--convert-to", _export(given.suffix), "--outdir", str(folder), str(given)),
    ]
    child = subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_around(folder),
        cwd=folder,
        start_new_session=True,
    )
    try:
        child.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise NotMade(f"LibreOffice took longer than {SECONDS} seconds") from None
    finally:
        with suppress(ProcessLookupError):  # it starts others, which outlive it
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _export(suffix: str) -> str:
    kind = {".xls": "calc", ".xlsx": "calc", ".ods": "calc"}.get(suffix, "writer")
    kind = "impress" if suffix in (".ppt", ".pptx", ".odp") else kind
    return EXPORT.format(kind)


def _around(folder: Path) -> dict[str, str]:
    """Nothing of the person's own settings, and no screen."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LC_ALL": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
        # Dates a letter keeps as a field are set again while printing: let it be in one zone.
        "TZ": "UTC",
    }


def _set(folder: Path) -> None:
    folder.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, values in SETTINGS.items()
        for name, value in values.items()
    )
    spaces = (
        'xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    (folder / "registrymodifications.xcu").write_text(
        f"{head}<oor:items {spaces}>{items}</oor:items>\n"
    )


def _sweep(place: Path) -> None:
    """What a killed run of ours left there: plain text must not stay."""
    for each in place.glob(f"{NAME}*"):
        number = each.name.removeprefix(NAME).partition("-")[0]
        if number.isdigit() and not _runs(int(number)):
            shutil.rmtree(each, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
