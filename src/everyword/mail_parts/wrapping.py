"""What may stand around a mail in its file, and whether a file is a mail at all."""

import re

from everyword.mail_parts.fields import is_field
from everyword.model import Source

BOM = b"\xef\xbb\xbf"
_EMLX = re.compile(rb"([0-9]{1,12})[ \t]*\r?\n")
_NAMED = re.compile(rb"([!-9;-~]{1,200})[ \t]*+:[ \t]*+([^\r\n]*+)")
STRONG = frozenset(
    (
        *(b"message-id", b"received", b"mime-version", b"return-path", b"delivered-to"),
        *(b"x-mailer", b"content-transfer-encoding", b"dkim-signature", b"envelope-to"),
        *(b"x-gmail-labels", b"x-gm-thrid", b"x-mozilla-status", b"x-originating-ip"),
        *(b"x-original-to", b"in-reply-to", b"references", b"arc-seal", b"user-agent"),
    )
)
"""Fields that programs write and people do not."""
WEAK = frozenset((b"from", b"to", b"subject", b"date", b"cc", b"sender", b"reply-to"))
_DATE = re.compile(
    rb"(?:[A-Za-z]{3},?[ \t]+)?[0-9]{1,2}[ \t]+[A-Za-z]{3}[ \t]+[0-9]{2,4}[ \t]+[0-9]{1,2}:[0-9]{2}"
)


def mail_range(source: Source) -> tuple[int, int]:
    """Where in its file the mail begins and ends: Apple Mail puts its length before it."""
    head = source.head(4096)
    start = len(BOM) if head.startswith(BOM) else 0
    match = _EMLX.match(head)
    if match and is_field(head[match.end() :].split(b"\n", 1)[0]):
        return match.end(), min(source.size, match.end() + int(match[1]))
    while head[start : start + 1] in (b"\r", b"\n"):
        start += 1
    return start, source.size


def header_names(head: bytes) -> dict[bytes, bytes]:
    """The fields at the beginning, in small letters, each with the first line of its value.

    Empty where the first line is no field.
    """
    found: dict[bytes, bytes] = {}
    for number, line in enumerate(re.split(rb"\r\n|\n|\r", head)):
        if number > 400 or not line:
            break
        if line[:1] in b" \t" and found:
            continue
        match = _NAMED.match(line)
        if match is None or line.startswith(b"--"):
            break
        found.setdefault(match[1].lower(), match[2])
    return found


def is_header(head: bytes, named_mail: bool) -> bool:
    """Whether bytes begin like a mail. `named_mail`: the file's name says it is one."""
    found = header_names(head)
    names = frozenset(found)
    if names & STRONG and (names & WEAK or len(names & STRONG) > 1):
        return True
    if b"content-type" in names and b"/" in found[b"content-type"]:
        return bool(names & (WEAK | STRONG)) or named_mail
    weak = names & WEAK
    if named_mail:
        return bool(weak & {b"from", b"to", b"subject", b"date"})
    dated = bool(_DATE.match(found.get(b"date", b"")))
    return dated and b"@" in found.get(b"from", b"") and len(weak) >= 3
