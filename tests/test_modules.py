"""Every module has its tests: tests/test_<module>.py, or in a folder named after its room."""

from pathlib import Path

import everyword

ROOT = Path(everyword.__file__).parent
TESTS = Path(__file__).parent

PARTS = {
    "calls_": "calls_csv",
    "ics_": "calendar_ics",
    "imessage_": "chat_imessage",
    "signal_": "chat_signal",
    "vcard_": "contacts_vcard",
    "mail_email": "mail_eml",
    "mail_people": "mail_eml",
    "mail_rtf": "mail_msg",
    "mail_text": "mail_eml",
    "mail_times": "mail_eml",
    "office_": "document_office",
    "pdf_": "document_pdf",
    "photo_": "photo",
    "recording_": "recording",
    "sms_": "sms_backup_xml",
    "ofx_": "bank_ofx",
    "camt_": "bank_camt",
    "csv_": "bank_csv",
    "mt940_": "bank_mt940",
    "qif_": "bank_qif",
    "bank_months": "bank_dates",
    "json_": "json_records",
    "telegram_": "chat_telegram",
    "meta_": "chat_meta",
    "google_": "chat_google",
    "viber_": "chat_viber",
    "whatsapp_": "chat_whatsapp",
    "package_": "package",
    "adopted": "deposit",
    "takes": "deposit",
    "by_telephone": "key",
    "files": "stamp",
    "new_words": "key",
    "sheet": "key",
    "locked": "confirm",
    "cites": "store",
    "contents": "store",
    "clock": "store",
    "checks_": "checks",
    "stamps_": "stamps",
    "printed": "of_case",
    "inside": "reading",
    "rebuilding": "snapshots",
    "removing": "store",
    "filling": "store",
    "query": "store",
    "compared": "list_",
    "plan": "of_case",
}
"""A module cut out of another is tested through that one's front door."""

ROOMS = {
    "demo": ("test_household.py", "test_demo.py"),
    "mail_parts": ("test_mail_parts.py",),
}
"""A room whose modules are one work."""


def test_no_module_is_without_tests() -> None:
    missing = []
    for path in sorted(ROOT.rglob("*.py")):
        room, name = path.parent.name, path.stem
        if name.startswith("__"):
            continue
        whole = next((full for part, full in PARTS.items() if name.startswith(part)), name)
        wanted = {f"test_{name}.py", f"test_{whole}.py", *ROOMS.get(room, ())}
        there = [*(TESTS / room).glob("test_*.py"), *TESTS.glob("test_*.py")]
        if not wanted & {each.name for each in there}:
            missing.append(str(path.relative_to(ROOT)))

    assert missing == []


def test_no_room_has_a_name_that_says_nothing() -> None:
    names = {path.stem for path in ROOT.rglob("*.py")}

    assert not names & {"utils", "helpers", "common", "base", "manager", "misc"}
