"""The two times of a Telegram record: `date`, a local clock, and `date_unixtime`, in UTC."""

import re
from datetime import datetime

from everyword.model import Answers, When
from everyword.readers.json.times import MINUTES, LocalClock, counted, hour_of, number_of, utc_of

BOTH = "UTC by the file's Unix time; zone: what its local date differs by from that"
UNIX = "seconds since 1970 UTC, as the file has them"
LOCAL = "local clock of the computer that made the export; zone not given"
_SHAPE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII)
_QUARTER, _LAST_ZONE = 900, 14 * 3600
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 (a local clock has no zone; only differences are taken)


class Times:
    """Reads the times of one export.

    `offset`, in seconds, is what the local dates differ by from UTC, as the last record had it, and
    `zone` the same in words: where it still holds, nothing has to be taken apart.
    """

    def __init__(self, answers: Answers, path: str) -> None:
        self._clock = LocalClock(answers, path, LOCAL)
        self.offset, self.zone = 0, "+00:00"

    def when(self, local: str | None, unix: str | int | None) -> tuple[When, str | None]:
        """The time of a record, and what is wrong with it."""
        if local and isinstance(unix, str) and len(unix) == 10 and unix.isdecimal():
            seconds = int(unix)
            hour, rest = divmod(seconds + self.offset, 3600)
            if local == hour_of(hour) + MINUTES[rest]:
                utc = f"{hour_of(seconds // 3600)}{MINUTES[seconds % 3600]}Z"
                return When(local, local, "second", self.zone, utc, BOTH), None
        return self._odd(local, unix)

    def _odd(self, local: str | None, unix: str | int | None) -> tuple[When, str | None]:
        counted_time = counted(unix, 1, UNIX)
        shape = _SHAPE.fullmatch(local or "")
        if local is None and counted_time:
            return counted_time, None
        if shape is None or local is None:
            fault = f"the date {_short(local or unix)} is not a time"
            none = When(local or _text(unix), None, "none", None, None, fault)
            return counted_time or none, fault
        try:
            seconds = int((datetime.fromisoformat(local) - _EPOCH).total_seconds())
            if counted_time is None:
                told = None if unix is None else f"the Unix time {_short(unix)} is not a time"
                return self._clock.when(local, local, "second"), told
        except ValueError:
            fault = f"the date {_short(local)} is not a time"
            return counted_time or When(local, None, "none", None, None, fault), fault
        zone = _zone(seconds - (number_of(unix) or 0))
        if zone is None:
            basis = f"{UNIX}; its local date, {local}, is not the same moment in any zone"
            fault = "the local date and the Unix time of this record do not fit each other"
            return When(
                _text(unix), counted_time.local, "second", "UTC", counted_time.utc, basis
            ), (fault)
        self.offset, self.zone = seconds - (number_of(unix) or 0), zone
        return When(local, local, "second", zone, counted_time.utc, BOTH), None


def _zone(offset: int) -> str | None:
    """`+01:00`, or None where no zone differs from UTC by this."""
    if offset % _QUARTER or abs(offset) > _LAST_ZONE:
        return None
    minutes = abs(offset) // 60
    return f"{'-' if offset < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"


def edited_at(local: str | None, unix: str | int | None) -> str | None:
    """When a message was last edited, in the file's words; None where it says it was not."""
    if local is None and unix is None:
        return None
    count = number_of(unix)
    if count is not None:
        told = utc_of(count)
        return f"{told}Z" if told else None
    # Exports of 2018 write the beginning of 1970, in the zone of the computer, for "never".
    return local if local and local[:4] not in ("1969", "1970") else None


def _text(unix: str | int | None) -> str | None:
    return None if unix is None else str(unix)


def _short(value: object) -> str:
    return "(none)" if value is None else repr(value)[:60]
