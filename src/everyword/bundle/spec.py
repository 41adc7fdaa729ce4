"""A description of a bundle that a person can edit: what goes in, in which order, under which name.

The same file describes a bundle of a case (its sections name exhibits) and one of a folder (its
sections name files). The manifest keeps it, so that a finished bundle can be changed.
"""

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
import msgspec.inspect
from msgspec import Struct

from everyword.bundle import plan
from everyword.bundle.pages.drafts import (
    CaptionSpec,
    Drafts,
    Facts,
    ScottSpec,
    StatementSpec,
    with_drafts,
)
from everyword.bundle.redaction import RedactSpec, redaction_of
from everyword.case.dates import day_words
from everyword.errors import WrongUsage


class DocumentSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A file of the folder. `sha256` finds it again under another name."""

    file: str
    title: str = ""
    date: str = ""
    mark: str = ""
    kind: str = ""
    basis: str = ""
    after: str = ""
    sha256: str = ""


class SectionSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    title: str
    exhibits: tuple[str, ...] = ()
    documents: tuple[DocumentSpec, ...] = ()


class ExhibitSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the description says of one exhibit of a case."""

    title: str = ""
    date: str = ""
    kind: str = ""
    basis: str = ""
    after: str = ""


class KeyPageSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A page to turn to: an exhibit's label or a file's name, and the page in it."""

    words: str
    document: str
    page: int = 1


KEPT_BACK = ("redact", "redact_words", "redact_profile", "confidential")
"""What the manifest, which goes to others, does not repeat of a description."""


class HearingSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    court: str = ""
    case_number: str = ""
    date: str = ""
    judge: str = ""
    parties: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    key_pages: tuple[KeyPageSpec, ...] = ()


class ScheduleSpec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A counted table of the case; `options` are those of `everyword schedule KIND`, with _."""

    kind: str
    title: str = ""
    section: str = "Schedules"
    options: Mapping[str, Any] = {}


class Spec(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the person wants in the bundle; the empty one is everything there is."""

    title: str = "Bundle"
    lines: tuple[str, ...] = ()
    sections: tuple[SectionSpec, ...] = ()
    chronology: bool = True
    made: str = ""
    court: str = ""
    folder: str = ""
    tabs: bool = False
    slips: bool = False
    marks: bool = False
    core: bool = False
    volume_pages: int | None = None
    volume_bytes: int | None = None
    most_pages: int | None = None
    late: Literal["continue", "insert"] = "continue"
    leave_out_excluded: bool = False
    answers: Mapping[str, str] = {}
    """What files of the folder do not say: {"date_order": "dmy"}."""
    exhibits: Mapping[str, ExhibitSpec] = {}
    ocr: str = ""
    """Languages in which scanned pages are read ("eng+rus"), or "none"."""
    redact: tuple[RedactSpec, ...] = ()
    redact_words: tuple[str, ...] = ()
    redact_profile: str = "plain"
    confidential: tuple[str, ...] = ()
    """Addresses and numbers that must be nowhere in the finished bundle."""
    kept_back: tuple[str, ...] = ()
    """Written into a manifest: what of the description is not repeated there."""
    orders: Mapping[str, str] = {}
    """Rule -> the order of the court that changes it: "order of 3 May 2026, para 4"."""
    hearing: HearingSpec | None = None
    caption: CaptionSpec | None = None
    statement: StatementSpec | None = None
    scott: ScottSpec | None = None
    exhibit_list: bool = False
    schedules: tuple[ScheduleSpec, ...] = ()

    @property
    def wishes(self) -> plan.Wishes:
        return plan.Wishes(
            self.tabs,
            self.slips,
            self.marks,
            self.core,
            self.volume_pages,
            self.volume_bytes,
            self.most_pages,
        )


def read_spec(path: Path) -> Spec:
    """A bundle.toml. Raises WrongUsage for anything it does not understand."""
    try:
        spec = msgspec.convert(tomllib.loads(path.read_text("utf-8-sig")), Spec)
        _check(spec)
    except (OSError, ValueError, msgspec.ValidationError) as fault:
        raise WrongUsage(
            problem=f"{path}: not a bundle description: {fault}",
            remedy=f"{_known(str(fault))}docs/bundle.md has an example.",
        ) from None
    return spec


def _known(fault: str) -> str:
    """What the table in which a fault lies may say; nothing where the fault is another one."""
    if " field `" not in fault:
        return ""
    table: Any = msgspec.inspect.type_info(Spec)
    name = ""
    for step in re.findall(r"\.(\w+)|(\[[^\]]*\])", fault.partition(" at `$")[2]):
        if isinstance(table, msgspec.inspect.StructType):
            fields = {field.encode_name: field.type for field in table.fields}
            table, name = fields.get(step[0]), step[0]
        else:
            table = getattr(table, "item_type", None) or getattr(table, "value_type", None)
        if isinstance(table, msgspec.inspect.UnionType):
            table = next(t for t in table.types if not isinstance(t, msgspec.inspect.NoneType))
    if not isinstance(table, msgspec.inspect.StructType):
        return ""
    keys = ", ".join(field.encode_name for field in table.fields)
    return f"{f'[{name}]' if name else 'The description'} may say: {keys}. "


def _check(spec: Spec) -> None:
    """What types alone do not say. Raises ValueError."""
    for section in spec.sections:
        if bool(section.exhibits) == bool(section.documents):
            raise ValueError(f"section {section.title!r} needs either exhibits or documents")
        if bool(section.documents) != bool(spec.folder):
            raise ValueError("documents go with folder = ..., exhibits without it")
    if spec.schedules and spec.folder:
        raise ValueError("schedules are counted from a case, and this bundle is made of a folder")
    for name in ("volume_pages", "volume_bytes", "most_pages"):
        most = getattr(spec, name)
        if most is not None and most < 1:
            raise ValueError(f"{name} must be at least 1")
    for made in filter(None, (spec.made, spec.statement.made if spec.statement else "")):
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", made):
            raise ValueError(f"made must be a day like 2026-11-21, not {made!r}")
        dt.date.fromisoformat(made)


def spec_of_manifest(manifest: plan.Manifest) -> Spec:
    """What a finished bundle was made from. Raises WrongUsage where it does not say."""
    try:
        spec = msgspec.convert(manifest.spec, Spec)
    except msgspec.ValidationError:
        spec = Spec()
    if any(name.startswith("redact") for name in spec.kept_back):
        raise WrongUsage(
            problem="This bundle was redacted, and its manifest does not say what was taken out.",
            remedy="Make it again from the description you have:  everyword bundle SPEC.toml",
        )
    if not spec.sections:
        raise WrongUsage(
            problem="This bundle does not say what it was made from (made by an older version).",
            remedy="Begin with the papers:  everyword bundle --spec-from DIR",
        )
    return spec


def to_toml(spec: Spec) -> str:
    """The description as a file, in the order a person reads it."""
    lines: list[str] = []
    _table(msgspec.to_builtins(spec), "", lines)
    return "\n".join(lines).lstrip("\n") + "\n"


def _table(values: Mapping[str, Any], path: str, lines: list[str]) -> None:
    for key, value in values.items():
        if not isinstance(value, Mapping) and not _is_tables(value):
            lines.append(f"{_key(key)} = {toml_value(value)}")
    for key, value in values.items():
        inner = f"{path}.{_key(key)}" if path else _key(key)
        if isinstance(value, Mapping):
            lines += ["", f"[{inner}]"]
            _table(value, inner, lines)
        elif _is_tables(value):
            for each in value:
                lines += ["", f"[[{inner}]]"]
                _table(each, inner, lines)


def _is_tables(value: Any) -> bool:
    return bool(isinstance(value, list | tuple) and value and isinstance(value[0], Mapping))


def _key(key: str) -> str:
    return key if re.fullmatch("[A-Za-z0-9_-]+", key) else toml_value(key)


def toml_value(value: Any) -> str:
    """One value as TOML has it."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml_value(each) for each in value)}]"
    if isinstance(value, str):  # a half letter cannot be written: its number is
        value = value.encode("utf-8", "backslashreplace").decode()
    # A string of JSON is one of TOML, but for one control character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def hearing_of(spec: Spec, keys: Mapping[str, str]) -> plan.Hearing | None:
    """The hearing sheet; `keys` has the document of each exhibit label or file."""
    said = spec.hearing
    if said is None:
        return None
    pages = tuple(
        plan.KeyPage(
            each.words, plan.Cite(keys.get(each.document, "?"), each.words, page=each.page)
        )
        for each in said.key_pages
    )
    return plan.Hearing(
        said.court, said.case_number, said.date, said.judge, said.parties, said.asked, pages
    )


def finished(
    planned: plan.Plan, spec: Spec, keys: Mapping[str, str], facts: Facts | None = None
) -> plan.Plan:
    """The plan with all that the description says beside sections and documents.

    `facts` are those of the case, where there is one.
    """
    if spec.core and not spec.chronology and spec.hearing is None:
        raise WrongUsage(
            problem="A core bundle has the pages that the chronology cites, and there is none.",
            remedy="Take  chronology = false  or  core = true  out.",
        )
    drafts = Drafts(
        spec.court, spec.caption, spec.statement, spec.scott, spec.exhibit_list, keys, facts
    )
    documents = planned.documents
    redaction = redaction_of(spec.redact, spec.redact_words, spec.redact_profile, documents, keys)
    return msgspec.structs.replace(
        with_drafts(planned, drafts),
        redaction=redaction,
        confidential=spec.confidential,
        lines=spec.lines,
        made=day_words(spec.made) if spec.made else planned.made,
        wishes=spec.wishes,
        hearing=hearing_of(spec, keys),
        spec=_for_manifest(spec),
    )


def _for_manifest(spec: Spec) -> dict[str, Any]:
    """The description without what must not leave with the bundle.

    Of a redacted bundle it is left out as a whole: names of files and titles hold words, too.
    """
    held = tuple(name for name in KEPT_BACK if getattr(spec, name) != getattr(Spec(), name))
    if any(name.startswith("redact") for name in held):
        return {"kept_back": held}
    told: dict[str, Any] = msgspec.to_builtins(
        msgspec.structs.replace(spec, confidential=(), kept_back=held)
    )
    return told


def unused(spec: Spec, labels: Mapping[str, Any]) -> Iterator[str]:
    """What is said of exhibits that are not there."""
    for label in spec.exhibits:
        if label not in labels:
            yield f"[exhibits.{label}]: there is no such exhibit in the bundle"
