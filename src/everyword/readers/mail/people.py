"""Addresses, subjects and names of messages, as the fields of a header have them."""

import re
from collections.abc import Iterable

from everyword.mail_parts.fields import words
from everyword.mail_parts.letters import Letters
from everyword.model import Direction

MAX_PEOPLE = 5000
_PIECE = re.compile(
    rb"(?:[^,;:\"(<\\]++|\\.|\"(?:[^\"\\]++|\\.)*+\"|<[^<>,]*+>|\((?:[^()\\]++|\\.)*+\)|[\"(<\\])*+",
    re.S,
)
_QUOTED = re.compile(rb"\s*+\"((?:[^\"\\]++|\\.)*+)\"(\s*+)(.*)", re.S)
_ADDRESS = re.compile(r"(?<![^\s<>,;:\"()])[^\s<>,;:\"()]+@[^\s<>,;:\"()]+")
_IDENTITY = re.compile(r"<[^<>\s]{1,900}>")

_PREFIXES = (
    "re|ref|fw|fwd|aw|antw|antwort|wg|sv|vs|vb|vl|doorst|tr|rép|rif|r|i|rv|res|enc|odp|pd|yn|ynt|ilt|"
    "ang|fs|bls|trs|vá|továbbítás|ynt|ha|re-?\\d+|atb|bls|tl|fyrir|svar|vidarebefordrat|"
    "antwoord|ответ|отв|ha|пересл|на|回复|回覆|答复|答覆|转发|轉寄|轉發|返信|転送|답장|전달|회신|"
    "رد|إعادة توجيه|تحويل|הועבר|השב|αντ|απ|σχετ|πρθ|прп"
)
_REPLY = re.compile(rf"\s*+(?:{_PREFIXES})(?:\s?[\[(^]\s?\d{{1,4}}\s?[\])]?)?\s?[:\uff1a]", re.I)


def people(value: bytes, letters: Letters, what: str) -> tuple[str, ...]:
    """The handles of a list of addresses, decoded, in order. A group is one handle as written."""
    found = [handle(piece, letters, what) for piece in _pieces(value)]
    found = [each for each in found if each]
    if len(found) > MAX_PEOPLE:
        letters.say(f"{what}: {len(found):,} addresses; the first {MAX_PEOPLE:,} are given")
    return tuple(found[:MAX_PEOPLE])


def _pieces(value: bytes) -> Iterable[bytes]:
    at = 0
    while at < len(value):
        match = _PIECE.match(value, at)
        end = match.end() if match else at
        if value[end : end + 1] == b":":  # a group: "name: members;" stands as it is
            close = value.find(b";", end)
            end = len(value) if close < 0 else close + 1
            yield value[at:end]
            at = end + (value[end : end + 1] == b",")
            continue
        yield value[at:end]
        at = end + 1


def handle(piece: bytes, letters: Letters, what: str) -> str:
    """`"Lee, Sam" <sam@home.test>` without the quotes, its words decoded."""
    match = _QUOTED.match(piece)
    if match is None:
        said = words(piece.strip(), letters, what).strip()
        bare = said[1:-1]
        return bare if said == f"<{bare}>" and not {"<", ">"} & set(bare) else said
    name = re.sub(rb"\\(.)", rb"\1", match[1], flags=re.S)
    return words(name + match[2] + match[3], letters, what).strip()


def addresses(handles: Iterable[str]) -> set[str]:
    return {each.casefold() for handle in handles for each in _ADDRESS.findall(handle)}


def direction(me: str | None, sender: str | None, receivers: Iterable[str]) -> Direction | None:
    """Out or in as seen by `me`: an address or handle, or several parted by commas."""
    if me is None:
        return None
    mine = {each.strip().casefold() for each in me.split(",") if each.strip()}
    mine |= addresses([me])
    if sender is not None and _is_mine(sender, mine):
        return "out"
    return "in" if any(_is_mine(each, mine) for each in receivers) else None


def _is_mine(handle: str, mine: set[str]) -> bool:
    return handle.casefold() in mine or bool(addresses([handle]) & mine)


def thread_of(subject: str | None) -> str | None:
    """The subject without the marks of answers and forwardings, in any usual language."""
    if subject is None:
        return None
    at = 0
    while match := _REPLY.match(subject, at):
        at = match.end()
    return subject[at:].strip() or None


def first_identity(text: str | None) -> str | None:
    """The first `<...>` of a field, else the field."""
    if text is None or not text.strip():
        return None
    match = _IDENTITY.search(text)
    return match[0] if match else text.strip()


def last_identity(text: str | None) -> str | None:
    if text is None:
        return None
    found = _IDENTITY.findall(text)
    return found[-1] if found else None
