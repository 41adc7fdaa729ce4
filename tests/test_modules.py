"""Every module has its tests: tests/test_<module>.py, or in a folder named after its room."""

from pathlib import Path

import everyword

ROOT = Path(everyword.__file__).parent
TESTS = Path(__file__).parent

PARTS = {
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
    "decided": "work",
    "deciding": "store",
    "exhibits": "store",
    "clock": "store",
    "lodged": "supplement",
    "checks_": "checks",
    "stamps_": "stamps",
    "printed": "of_case",
    "inside": "reading",
    "rebuilding": "snapshots",
    "removing": "store",
    "withholding": "obtained",
    "answered": "obtained",
    "undone": "fact",
    "quotes": "obtained",
    "filling": "store",
    "query": "store",
    "compared": "list_",
    "plan": "of_case",
    "bundle_": "bundle",
    "documents": "build",
    "fact_": "fact",
    "order_": "order",
    "draft_": "draft",
    "settle": "build",
    "trail": "build",
    "saving": "build",
    "volume": "volumes",
    "filed": "folder",
    "described": "folder",
    "pieces_": "pieces",
    "listed": "cli",
    "accounted": "add",
    "summary": "store",
    "schedule_": "schedule",
    "taken_back": "account",
    "asking": "counting",
    "lacking": "counting",
    "entering": "debts",
    "household": "debts",
    "budgeting": "money",
    "shown_currency": "money",
    "figures": "form",
    "layouts": "form",
    "deadline_": "deadline",
    "forms": "given",
    "links": "given",
    "looking": "stamp",
    "shapes": "stamp",
    "child": "apart",
    "reading": "check",
    "joined_forms": "assemble",
    "labelled": "drafts",
    "contact_": "contact",
    "schedule_contact": "contact",
}
"""A module cut out of another is tested through that one's front door."""

FAMILIES = {
    "calls": ("calls_csv",),
    "google": ("chat_google",),
    "ics": ("calendar_ics",),
    "imessage": ("chat_imessage",),
    "json": ("json_records",),
    "mail": ("mail_eml", "mail_msg"),
    "meta": ("chat_meta",),
    "office": ("document_office",),
    "pdf": ("document_pdf",),
    "pictures": ("photo",),
    "signal": ("chat_signal",),
    "sms": ("sms_backup_xml",),
    "sounds": ("recording",),
    "tables": ("bank_csv", "calls_csv"),
    "telegram": ("chat_telegram",),
    "times": ("given_zone",),
    "vcard": ("contacts_vcard",),
    "viber": ("chat_viber",),
    "whatsapp": ("chat_whatsapp",),
    "bank/camt": ("bank_camt",),
    "bank/mt940": ("bank_mt940",),
    "bank/ofx": ("bank_ofx",),
    "bank/qif": ("bank_qif",),
    "bank/months": ("bank_dates",),
}
"""The parts of a family of readers are tested through the readers that use them."""

ROOMS = {
    "demo": ("test_household.py", "test_demo.py"),
    "mail_parts": ("test_mail_parts.py",),
    "formulas": ("test_formulas.py",),
    "rules": ("test_checks.py",),
    "redact": ("test_redacting.py",),
    "tell": ("test_account.py",),
}
"""A room whose modules are one work."""


def test_no_module_is_without_tests() -> None:
    missing = []
    for path in sorted(ROOT.rglob("*.py")):
        room, name = path.parent.name, path.stem
        if path.parent.parent.name in ("bundle", "schedules", "web"):
            room = path.parent.parent.name  # its folders only group it
        if name.startswith("__"):
            continue
        whole = next((full for part, full in PARTS.items() if name.startswith(part)), name)
        wanted = {
            f"test_{name}.py",
            f"test_{whole}.py",
            *ROOMS.get(room, ()),
            *ROOMS.get(path.parent.name, ()),
        }
        if path.parent.parent.name == "readers":
            wanted = {f"test_{name}.py", f"test_{room}_{name}.py"}
            wanted |= {f"test_{full}.py" for full in FAMILIES.get(room, ())}
            stem = name.partition("_")[0]
            wanted |= {f"test_{full}.py" for full in FAMILIES.get(f"{room}/{stem}", ())}
        there = [*(TESTS / room).glob("test_*.py"), *TESTS.glob("test_*.py")]
        if not wanted & {each.name for each in there}:
            missing.append(str(path.relative_to(ROOT)))

    assert missing == []


def test_no_room_has_a_name_that_says_nothing() -> None:
    names = {path.stem for path in ROOT.rglob("*.py")}

    assert not names & {"utils", "helpers", "common", "base", "manager", "misc"}
