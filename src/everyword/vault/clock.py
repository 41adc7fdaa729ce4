"""The local clock, as it is written into leaves: claimed, not known."""

from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], datetime]


def seen(now: Now) -> str:
    """This moment in UTC."""
    moment = now()
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be sealed")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
