"""The words of a mail: which part they are taken from, and what to say of the others."""

import binascii
import re

from everyword.mail_parts.family import Choice
from everyword.mail_parts.letters import Letters
from everyword.mail_parts.mime import Mail, Part
from everyword.mail_parts.transfer import known, read_all
from everyword.readers.html.words import charset_of, html_page

_GOOD = re.compile(rb"[A-Za-z0-9+/]*+={0,3}\s*+")
_WORD = re.compile(r"\w{2,}")
_ADDRESS = re.compile(r"<[^<>\s]{1,2000}>|https?://\S+|\[[^\]]{0,500}\]")
MAX_DIFFERENT = 200_000
UNMARKED = "parts"
"""Of a mail that says it has parts, but does not mark them."""


class Words:
    """Takes the words out of the parts of one mail; `letters` gathers what has to be said."""

    def __init__(self, mail: Mail, letters: Letters) -> None:
        self._mail, self._letters = mail, letters
        self._kept: dict[int, str] = {}
        self.used: list[str] = []

    def text(self, words: tuple[Part | Choice, ...]) -> str:
        """Every text of the mail one after another, a line end between where there is none."""
        out = ""
        for part in self._flat(words):
            said = self._of(part)
            if out and said and not out.endswith("\n"):
                out += "\n"
            out += said
            self.used.append(_kind(part))
        return out

    def _flat(self, words: tuple[Part | Choice, ...]) -> list[Part]:
        out: list[Part] = []
        for each in words:
            out += [each] if isinstance(each, Part) else self._chosen(each)
        return out

    def _chosen(self, choice: Choice) -> list[Part]:
        """The plain form where it has words, else the richest that has."""
        options = [self._flat(option) for option in choice.options]
        plain = [each for each in options if any(part.type == "text/plain" for part in each)]
        rich = [each for each in reversed(options) if each not in plain]
        for option in (*plain, *rich):
            if any(self._of(part).strip() for part in option):
                self._compare(option, [each for each in options if each is not option])
                return option
        return options[0] if options else []

    def _compare(self, used: list[Part], others: list[list[Part]]) -> None:
        """Another form may say more: how many words are in it alone."""
        said = "".join(self._of(part) for part in used)
        for other in others:
            text = "".join(self._of(part) for part in other)
            if len(text) + len(said) > MAX_DIFFERENT or not other:
                continue
            missing = set(_plain_words(text)) - set(_plain_words(said))
            if missing:
                some = ", ".join(sorted(missing)[:5])
                kinds = " and ".join(dict.fromkeys(_kind(part) for part in other))
                self._letters.say(
                    f"the {kinds} beside it was not used; words in it that the text has not: "
                    f"{len(missing):,} (such as {some})"
                )

    def _of(self, part: Part) -> str:
        if id(part) not in self._kept:
            self._kept[id(part)] = self._read(part)
        return self._kept[id(part)]

    def _read(self, part: Part) -> str:
        what = f"the {_kind(part)}"
        body = part.body(self._mail.text)
        if not known(part.coding):
            self._letters.say(f"{what}: written in {part.coding[:40]!r}, shown as it is written")
        if part.coding == "base64":
            with self._mail.text.open() as stream:
                stream.seek(body.start)
                data, odd = _base64_lines(stream.read(body.raw_size))
            if odd:
                self._letters.say(
                    f"{what}: {odd:,} of its lines are not base64 and stand as written"
                )
        else:
            data, _ = read_all(body)
        charset = part.kind.parameters.get("charset") or None
        if part.type != "text/html":
            if part.boundary is not None or part.type.startswith("multipart/"):
                self._letters.say(
                    "the mail says it has parts, but they are not marked: shown as it is"
                )
            return self._letters.decode(data, charset, what)
        page = html_page(self._letters.decode(data, charset or charset_of(data), what))
        if page.cut:
            self._letters.say(f"{what} ends in the middle of a mark")
        if page.remote:
            self._letters.say(f"{page.remote:,} remote pictures and the like were not loaded")
        if page.hidden.strip():
            shown = " ".join(page.hidden.split())
            cut = shown if len(shown) <= 300 else f"{shown[:300]} ... ({len(shown):,} signs in all)"
            self._letters.say(f"text that {what} does not show: {cut!r}")
        return page.words


def _kind(part: Part) -> str:
    if part.type.startswith("multipart/"):
        return UNMARKED
    names = {"text/plain": "plain text part", "text": "plain text part", "text/html": "HTML part"}
    return names.get(part.type, f"{part.type} part")


def _plain_words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(_ADDRESS.sub(" ", text))]


def _base64_lines(data: bytes) -> tuple[bytes, int]:
    """Words that a program put behind the base64 (a list's footer) stay words."""
    out: list[bytes] = []
    run: list[bytes] = []
    odd = 0
    for line in data.splitlines(keepends=True):
        if _GOOD.fullmatch(line):
            run.append(line)
            continue
        out += [_undone(run), line]
        run, odd = [], odd + 1
    out.append(_undone(run))
    return b"".join(out), odd


def _undone(run: list[bytes]) -> bytes:
    out: list[bytes] = []
    for each in re.split(rb"=+", b"".join(b"".join(run).split())):
        if len(each) % 4 == 1:
            each, tail = each[:-1], each[-1:]
        else:
            tail = b""
        out += [binascii.a2b_base64(each + b"=" * (-len(each) % 4)), tail]
    return b"".join(out)
