"""Checks of what a file does or carries besides its pages."""

import re
from collections.abc import Iterator

from everyword.rules.facts import File
from everyword.rules.records import Rule
from everyword.rules.report import Found

FOLDER = re.compile(
    r"[A-Za-z]:\\[^\s<>\"]+|\\\\[\w.-]+\\[^\s<>\"]+|/(?:home|Users|mnt|media|Volumes)/[^\s<>\"]+"
    r"|file://[^\s<>\"]+"
)
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{0,100}[A-Za-z]")
NAMES = {
    "Author": "author",
    "LastModifiedBy": "last editor",
    "Manager": "manager",
    "Company": "company",
}
CREATOR = re.compile(r"<dc:creator>.*?<rdf:li[^>]*>([^<]+)<", re.DOTALL)
RESERVED = frozenset('<>:"/\\|?*')
DATE = re.compile(r"\d{1,4}[-._ ]?(\d{1,2}|[A-Za-z]{3,9})[-._ ]?\d{2,4}$")


def check_soundness(file: File, rule: Rule) -> Iterator[Found]:
    if file.fault:
        yield Found(file.fault)
    for warning in file.warnings:
        yield Found(f"The file is damaged or unusual: {warning}")


def check_encryption(file: File, rule: Rule) -> Iterator[Found]:
    if file.is_encrypted:
        yield Found("The file is encrypted or has security settings.")


def check_active(file: File, rule: Rule) -> Iterator[Found]:
    """Scripts, commands, media, enclosed files: whatever was found under the rule's own name."""
    for each in file.active:
        if each.rule == rule.check:
            yield Found(f"The file holds {each.words}.", each.page)


def check_form_fields(file: File, rule: Rule) -> Iterator[Found]:
    if file.fields:
        yield Found(f"The file has form fields that can still be changed ({file.fields}).")
    if file.is_xfa:
        yield Found("The form is of a kind (XFA) that most programs do not show.")


def check_signatures(file: File, rule: Rule) -> Iterator[Found]:
    if file.signatures:
        yield Found(f"The file has digital signatures ({file.signatures}); a change ends them.")


def check_revisions(file: File, rule: Rule) -> Iterator[Found]:
    times = file.revisions - 1
    if times:
        often = "once" if times == 1 else f"{times} times"
        yield Found(f"The file was added to {often}; what was there before can still be read.")


def check_hidden_layers(file: File, rule: Rule) -> Iterator[Found]:
    for name in file.layers_off:
        yield Found(f"The layer {name!r} is in the file and switched off.")


def check_metadata(file: File, rule: Rule) -> Iterator[Found]:
    for key, words in NAMES.items():
        if file.about.get(key, "").strip():
            yield Found(f"The file names its {words}: {file.about[key].strip()[:80]}")
    creator = CREATOR.search(file.about.get("XMP", ""))
    if creator and creator[1].strip() and not file.about.get("Author", "").strip():
        yield Found(f"The file names its author: {creator[1].strip()[:80]}")
    text = "\n".join(file.about.values())
    for match in dict.fromkeys(FOLDER.findall(text)):
        yield Found(f"The file names a folder of a computer: {match[:80]}")
    for match in dict.fromkeys(MAIL.findall(text)):
        yield Found(f"The file names an e-mail address: {match[:80]}")


def check_title(file: File, rule: Rule) -> Iterator[Found]:
    if not file.fault and not file.title:
        yield Found("The file does not say its title.")


def check_language(file: File, rule: Rule) -> Iterator[Found]:
    if not file.fault and not file.language:
        yield Found("The file does not say its language.")


def check_pdf_version(file: File, rule: Rule) -> Iterator[Found]:
    least, most = rule.settings["least"], rule.settings["most"]
    if file.version and not least <= file.version <= most:
        yield Found(f"The file is of PDF version {file.version}; usual are {least} to {most}.")


def check_file_size(file: File, rule: Rule) -> Iterator[Found]:
    most, note = rule.settings["most_bytes"], rule.settings.get("note_bytes")
    if file.size > most:
        yield Found(f"The file has {_mb(file.size)} MB; the limit is {_mb(most)} MB.")
    elif note and file.size > note:
        yield Found(
            f"The file has {_mb(file.size)} MB; some addresses take {_mb(note)} MB only.",
            severity="info",
        )


def _mb(size: int) -> str:
    return f"{size / 1_000_000:.1f}".removesuffix(".0")


def check_page_cap(file: File, rule: Rule) -> Iterator[Found]:
    most = rule.settings["most"]
    if len(file.pages) > most:
        yield Found(f"The file has {len(file.pages)} pages; the limit is {most}.", most + 1)


def check_file_name(file: File, rule: Rule) -> Iterator[Found]:
    name, settings = file.path.name, rule.settings
    stem = name[: -len(file.path.suffix)] if file.path.suffix else name
    if file.path.suffix.lower() != ".pdf":
        yield Found("The name of the file does not end in .pdf.")
    most = settings.get("most_characters")
    if most and len(stem) > most:
        yield Found(f"The name of the file has {len(stem)} characters; at most {most} are wanted.")
    bad = sorted({sign for sign in name if sign in RESERVED or not sign.isprintable()})
    if bad or stem != stem.strip() or stem.endswith("."):
        yield Found("The name of the file has characters some computers do not take.")
    elif settings.get("letters") == "alphanumeric" and not re.fullmatch(r"[A-Za-z0-9]+", stem):
        yield Found("The name of the file has other characters than letters and digits.")
    if settings.get("ends_with_date") and not DATE.search(stem):
        yield Found("The name of the file does not end with the date of the hearing.")
    if settings.get("pattern") and not re.fullmatch(settings["pattern"], name):
        yield Found("The name of the file is not built as the court asks.")
