"""When a recording was made, by what its container says."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from everyword.model import NO_TIME, When

CONTAINER = "container creation time, UTC as the format prescribes; set by the device"
_LOCAL = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?([+-]\d\d):?(\d\d)", re.ASCII)
_UTC = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK = re.compile(r"\d\d:\d\d:\d\d", re.ASCII)
ASF = "creation date of the container, in UTC as the format prescribes; set by the device"
_FIXED = ("mov", "matroska")
"""Containers whose format says that the creation time is in UTC."""


def made(format: str, tags: Mapping[str, str]) -> When:
    """Tags that anybody may type (a song's year) are not times of making and are not used."""
    if format == "mov" and (text := tags.get("com.apple.quicktime.creationdate")):
        return _apple(text, tags.get("creation_time"))
    if format in _FIXED and (text := tags.get("creation_time")):
        return _utc(text)
    if format == "wav" and (clock := tags.get("creation_time")):
        return _recorder(tags.get("date", ""), clock)
    if format == "avi" and (text := tags.get("creation_time")):
        return _recorder(*_parted(text))
    if format == "asf" and (text := tags.get("asf")):
        return When(text, text[:19], "second", "UTC", text, ASF)
    return NO_TIME


def _parted(text: str) -> tuple[str, str]:
    day, _, clock = text.strip().replace("T", " ").partition(" ")
    return day, clock


def _unread(text: str, basis: str) -> When:
    return When(text, None, "none", None, None, f"{basis}; it is not a time that exists")


def _utc(text: str) -> When:
    match = _UTC.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        local = datetime.fromisoformat(match[1]).isoformat()
    except ValueError:
        return _unread(text, CONTAINER)
    return When(text, local, "second", "UTC", f"{local}Z", CONTAINER)


def _apple(text: str, container: str | None) -> When:
    """Apple's own date has the zone of the place; the container's beside it is said, not chosen."""
    basis = "creation date with its zone, as Apple devices write it; set by the device"
    match = _LOCAL.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        local = datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3]}:{match[4]}")
        utc = local.astimezone(UTC).isoformat()[:19] + "Z"
    except (ValueError, OverflowError):
        return _unread(text, basis)
    if container and container[:19] != utc[:19]:
        basis += f"; the container's creation time differs: {container}"
    zone = local.isoformat()[19:]
    return When(text, local.isoformat()[:19], "second", zone, utc, basis)


def _recorder(day: str, clock: str) -> When:
    """Broadcast WAV (EBU Tech 3285) and AVI (IDIT): the recorder's local date and time of day."""
    text = f"{day} {clock}".strip()
    basis = "clock of the recorder; zone not given"
    day, clock = day.strip(), clock.strip()
    if not _DAY.fullmatch(day) or not _CLOCK.fullmatch(clock):
        return _unread(text, basis)
    local = f"{day}T{clock}"
    try:
        datetime.fromisoformat(local)
    except ValueError:
        return _unread(text, basis)
    return When(text, local, "second", None, None, basis)
