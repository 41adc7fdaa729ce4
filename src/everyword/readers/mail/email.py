"""One mail, taken apart, as an Email."""

import re

from everyword.errors import NeedsAnswer
from everyword.mail_parts.family import Attached, family
from everyword.mail_parts.fields import Fields, words
from everyword.mail_parts.letters import Letters, known
from everyword.mail_parts.mime import Mail, Part
from everyword.mail_parts.transfer import known as known_coding
from everyword.mail_parts.transfer import measure
from everyword.model import Answers, Attachment, Email, Locator
from everyword.readers.mail import people as mail_people
from everyword.readers.mail.text import UNMARKED, Words
from everyword.readers.mail.times import Clock

ENCODINGS = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("iso-8859-1", "iso-8859-2", "iso-8859-15", "koi8-r", "koi8-u", "mac-roman", "cp437"),
    *("cp850", "cp866", "shift_jis", "euc-jp", "gb18030", "big5", "euc-kr"),
)
_ONCE = ("from", "date", "subject", "message-id", "to", "cc")
_SHOWN = (("x-gmail-labels", "Gmail labels"), ("x-gm-thrid", "Gmail thread"))
_USUAL = re.compile(r"[^\n]{0,160}\b(?:MIME|multi-?part)\b[^\n]{0,60}", re.I)
"""What programs write before the first part, for mail programs of long ago."""
_ASIDE = {
    "application/ms-tnef": "winmail.dat: Outlook's own form (TNEF), read as a file sent with it",
    "application/pgp-encrypted": "encrypted (PGP): what it says is not readable",
    "application/pgp-signature": "signed (PGP): the signature is kept, not checked",
    "application/pkcs7-signature": "signed (S/MIME): the signature is kept, not checked",
    "application/x-pkcs7-signature": "signed (S/MIME): the signature is kept, not checked",
    "message/external-body": "a part of it is kept elsewhere: not loaded",
    "message/partial": "only a part of a longer mail",
}
_SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime")


class Desk:
    """What is the same for all mails of one file: the answers and the clock."""

    def __init__(self, path: str, answers: Answers) -> None:
        self.me, self.encoding = answers.get("me"), answers.get("encoding")
        self.clock = Clock(answers.get("zone"), path)
        if self.encoding is not None and not known(self.encoding.lower()):
            question = f"which alphabet is it in, where it does not say? {self.encoding} is none"
            raise NeedsAnswer(path=path, question=question, key="encoding", choices=ENCODINGS)

    def email(self, mail: Mail, where: tuple[Locator, ...], aside: tuple[str, ...] = ()) -> Email:
        letters = Letters(self.encoding)
        head = _Head(mail.fields, letters)
        said, files = family(mail)
        body = Words(mail, letters)
        text = body.text(said)
        attachments = tuple(_attachment(mail, each, letters) for each in files)
        _aside(mail.root, letters)
        _outside(mail, letters)
        sender = ", ".join(head.people("from")) or None
        to, cc = head.people("to"), head.people("cc")
        subject = head.words("subject")
        others = (*head.people("bcc"), *head.people("delivered-to"), *head.people("x-original-to"))
        answers = mail_people.first_identity(head.words("in-reply-to"))
        answers = answers or mail_people.last_identity(head.words("references"))
        empty = "its text is empty" if body.used and not text.strip() else _used(body.used)
        remarks = (empty, *aside, *head.remarks(sender), *mail.remarks, *letters.remarks)
        return Email(
            where=where,
            when=self.clock.when(head.words("date"), _stamp_of(head.words("received"))),
            sender=sender,
            to=to,
            cc=cc,
            subject=subject,
            text=text,
            message_id=mail_people.first_identity(head.words("message-id")),
            in_reply_to=answers,
            thread=mail_people.thread_of(subject),
            direction=mail_people.direction(self.me, sender, (*to, *cc, *others)),
            attachments=attachments,
            remark="; ".join(remark for remark in remarks if remark) or None,
        )


class _Head:
    """The fields of a header as a person reads them."""

    def __init__(self, fields: Fields, letters: Letters) -> None:
        self._fields, self._letters = fields, letters

    def words(self, name: str) -> str | None:
        raw = self._fields.first(name)
        return None if raw is None else words(raw, self._letters, _named(name))

    def people(self, name: str) -> tuple[str, ...]:
        """Everybody of every field of this name."""
        found = [
            mail_people.people(raw, self._letters, _named(name)) for raw in self._fields.all(name)
        ]
        return tuple(each for handles in found for each in handles)

    def remarks(self, sender: str | None) -> tuple[str, ...]:
        out = []
        if not self._fields.items:
            out.append("it has no header: everything stands as its text")
        elif sender is None:
            other = self.words("sender") or self.words("return-path")
            out.append("no From" + (f"; its Sender or Return-Path says {other}" if other else ""))
        for name in ("sender", "reply-to", "bcc"):
            others = self.people(name)
            if mail_people.addresses(others) - mail_people.addresses([sender or ""]):
                out.append(f"{_named(name)}: {', '.join(others)}")
        for name, shown in _SHOWN:
            for raw in self._fields.all(name)[:5]:
                out.append(f"{shown}: {words(raw, self._letters, shown)}")
        for name in _ONCE:
            found = self._fields.all(name)
            if len(found) > 1 and name not in ("to", "cc", "from"):
                second = words(found[1], self._letters, _named(name))
                out.append(f"{len(found)} {_named(name)} lines; the second says {second[:200]!r}")
            elif len(found) > 1:
                out.append(f"{len(found)} {_named(name)} lines, taken together")
        if self._fields.ended == "text" and self._fields.items:
            out.append("no empty line ends its header; its text begins at the first other line")
        elif self._fields.ended == "end":
            out.append("the mail ends with its header")
        return tuple(out)


def _named(name: str) -> str:
    names = {"message-id": "Message-ID", "cc": "Cc"}
    return names.get(name, "-".join(part.capitalize() for part in name.split("-")))


def _stamp_of(received: str | None) -> str | None:
    """The time of a Received line stands after its last semicolon."""
    return None if received is None else received.rpartition(";")[2].strip() or None


def _used(used: list[str]) -> str:
    if not used:
        return "no part of it is text"
    kinds = " and ".join(dict.fromkeys(used))
    if kinds == UNMARKED:
        return "the text is everything behind its header, as it stands"
    if len(used) == 1:
        return f"the text is its {kinds}" + ("" if "plain" in kinds else ", shown as plain words")
    return f"the text is {len(used)} parts one after another ({kinds})"


def _attachment(mail: Mail, file: Attached, letters: Letters) -> Attachment:
    if not known_coding(file.part.coding):
        letters.say(f"{file.name}: written in {file.part.coding[:40]!r}, kept as it is written")
    measured = measure(file.part.body(mail.text))
    if measured.odd:
        letters.say(f"{file.name}: {measured.odd:,} signs are not base64; it may be damaged")
    return Attachment(file.name, measured.sha256, True, file.path)


def _aside(part: Part, letters: Letters) -> None:
    """Kinds of parts that are named because they cannot be read here."""
    todo = [part]
    while todo:
        each = todo.pop()
        todo += reversed(each.children)
        if each.type in _ASIDE:
            letters.say(_ASIDE[each.type])
        elif each.type in _SEALED:
            kind = each.kind.parameters.get("smime-type", "").lower()
            letters.say(
                "signed as one block (S/MIME): its words are in the file beside it, not read"
                if kind == "signed-data"
                else "sealed (S/MIME): encrypted or signed as one block, not readable"
            )
        elif each.type == "multipart/encrypted":
            letters.say("encrypted: what it says is not readable")
        elif (each.name or "").lower() == "winmail.dat":
            letters.say(_ASIDE["application/ms-tnef"])


def _outside(mail: Mail, letters: Letters) -> None:
    """What stands before the first part and after the last is not shown by mail programs."""
    todo = [mail.root]
    while todo:
        part = todo.pop()
        todo += part.children
        if not part.children:
            continue
        for start, end, where in (
            (part.start, part.start + part.before, "before the first part"),
            (*part.after, "after the last part"),
        ):
            if end <= start:
                continue
            with mail.text.open() as stream:
                stream.seek(start)
                data = stream.read(min(end - start, 300))
            shown = " ".join(letters.decode(data, None, "words outside its parts").split())
            if shown and not (start == part.start and _USUAL.fullmatch(shown)):
                more = " ..." if end - start > 300 or len(shown) > 120 else ""
                letters.say(f"{where} stands, not shown by mail programs: {shown[:120]!r}{more}")
