"""Numbers in words and figures, as written."""

from everyword.tell.sentences import Token

WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
SCALES = {
    "hundred": 100, "thousand": 1000, "million": 1_000_000, "lakh": 100_000, "lakhs": 100_000,
    "lac": 100_000, "lacs": 100_000, "crore": 10_000_000, "crores": 10_000_000,
}  # fmt: skip


def number_at(given: tuple[Token, ...], at: int) -> tuple[int, int] | None:
    """(value, the token after it) of a whole number that begins at this token."""
    if at >= len(given):
        return None
    token = given[at]
    if token.is_number:
        plain = token.text.replace(",", "")
        ok = plain.isascii() and plain.isdigit() and len(plain) <= 12 and grouped(token.text)
        return (int(plain), at + 1) if ok else None
    return _spoken(given, at)


def grouped(text: str) -> bool:
    """Commas only where they part thousands, 1,500, or as in India, 1,00,000; and not 1,5."""
    first, *others = text.split(",")
    if not others:
        return True
    *middle, last = others
    width = 2 if middle and len(middle[0]) == 2 else 3
    return 0 < len(first) <= width and len(last) == 3 and all(len(x) == width for x in middle)


def _spoken(given: tuple[Token, ...], at: int) -> tuple[int, int] | None:
    """ "two hundred and fifty", "twenty-five", "a thousand"."""
    total = part = 0
    start, found = at, False
    while at < len(given) and at - start < 10:
        low = given[at].low
        if low == "and" and found and at + 1 < len(given) and _small(given[at + 1].low) is not None:
            if part % 100:
                break
            at += 1
            continue
        value = _small(low)
        if value is not None:
            part += value
        elif low in SCALES and (found or at == start + 1):
            part = (part or 1) * SCALES[low]
            if low != "hundred":
                total, part = total + part, 0
        elif low in ("a", "an") and at == start and at + 1 < len(given):
            if given[at + 1].low not in SCALES:
                return None
            at += 1
            continue
        else:
            break
        found = True
        at += 1
    return (total + part, at) if found else None


def _small(low: str) -> int | None:
    if low in WORDS:
        return WORDS[low]
    first, _, second = low.partition("-")
    if second in WORDS and first in WORDS and WORDS[first] >= 20 and WORDS[second] < 10:
        return WORDS[first] + WORDS[second]
    return None
