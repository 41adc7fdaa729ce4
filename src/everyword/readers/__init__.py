"""The readers, written out. A reader is a module with the five names of the Protocol below."""

from collections.abc import Iterator
from typing import Protocol

from everyword.model import Answers, Reading, Source
from everyword.readers import (
    bank_camt,
    bank_csv,
    bank_mt940,
    bank_ofx,
    bank_qif,
    calendar_ics,
    calls_csv,
    chat_google,
    chat_imessage,
    chat_imessage_export,
    chat_imessage_html,
    chat_imessage_log,
    chat_instagram,
    chat_meta,
    chat_meta_html,
    chat_signal,
    chat_telegram,
    chat_telegram_html,
    chat_viber,
    chat_whatsapp,
    contacts_vcard,
    document_office,
    document_pdf,
    mail_eml,
    mail_mbox,
    mail_msg,
    mail_tnef,
    note_incident,
    page_html,
    photo,
    photo_words,
    recording,
    sms_backup_xml,
    text,
)


class Reader(Protocol):
    """One format. A module in this folder is a reader when it has these five names."""

    NAME: str  # "chat_whatsapp": the module's own name, stable for ever
    TITLE: str  # "WhatsApp chat export": what a person sees
    VERSION: int  # add 1 whenever the same bytes would read differently

    def recognises(self, source: Source) -> bool:
        """Is this file mine? Decide from the bytes. Never raises."""

    def read(self, source: Source, answers: Answers) -> Iterator[Reading]:
        """Yield everything, in file order. No clock, no network, no locale, no writing.

        Raises NeedsAnswer where the bytes cannot decide (day first or month first?).
        """


READERS: tuple[Reader, ...] = (
    bank_camt,
    bank_csv,
    bank_mt940,
    bank_ofx,
    bank_qif,
    calendar_ics,
    calls_csv,
    chat_google,
    chat_imessage,
    chat_imessage_export,
    chat_imessage_html,
    chat_imessage_log,
    chat_instagram,
    chat_meta,
    chat_meta_html,
    chat_signal,
    chat_telegram,
    chat_telegram_html,
    chat_viber,
    chat_whatsapp,
    contacts_vcard,
    document_office,
    document_pdf,
    mail_eml,
    mail_mbox,
    mail_msg,
    mail_tnef,
    note_incident,
    page_html,
    photo,
    photo_words,
    recording,
    sms_backup_xml,
    text,
)

GENERAL: tuple[Reader, ...] = (page_html, text)
"""Asked in this order, and only about what no other reader takes: most formats are text as well."""


def claiming(source: Source) -> list[Reader]:
    """The readers whose file this is: one, or none; two or more are a fault to be said."""
    found = [each for each in READERS if each not in GENERAL and each.recognises(source)]
    return found or [each for each in GENERAL if each.recognises(source)][:1]
