"""What a Telegram record says without being text: in words, so that nothing of it is lost.

The words are the file's own names and values ("pin_message", "members"), not sentences of ours.
"""

from typing import Any

_SERVICE = (
    *("title", "members", "message_id", "inviter", "duration", "duration_seconds"),
    *("discard_reason", "amount", "currency", "period", "emoticon", "schedule_date", "distance"),
    *("score", "to", "values", "domain", "reason_domain", "cost", "months"),
)
_LONGEST = 2000


def service_words(record: Any) -> str:
    """`Alex: invite_members; members: Sam, Rowan`."""
    parts = [f"{record.actor}: {record.action}" if record.actor else str(record.action or "")]
    for name in _SERVICE:
        value = getattr(record, name)
        if value is not None:
            parts.append(f"{name}: {shown(value)}")
    if record.action in ("edit_group_photo", "suggest_profile_photo") and record.photo:
        parts.append(f"photo: {record.photo}")
    return "; ".join(part for part in parts if part)


def special_words(record: Any) -> list[str]:
    """A place, a contact, a poll, a payment: a line in square brackets each."""
    lines = []
    if record.sticker_emoji:
        lines.append(f"[sticker: {shown(record.sticker_emoji)}]")
    if record.location_information is not None:
        where = _in_order(record.location_information, ("latitude", "longitude"))
        named = [shown(part) for part in (record.place_name, record.address) if part]
        lines.append(f"[location: {', '.join([where, *named])}]")
        if record.live_location_period_seconds is not None:
            lines.append(
                f"[live location for {shown(record.live_location_period_seconds)} seconds]"
            )
    if record.contact_information is not None:
        names = ("first_name", "last_name", "phone_number")
        lines.append(f"[contact: {_in_order(record.contact_information, names)}]")
    if record.poll is not None:
        lines += _poll(record.poll)
    for name in ("todo_list", "invoice_information", "game_title", "giveaway_information"):
        value = getattr(record, name)
        if value is not None:
            lines.append(f"[{name}: {shown(value)}]")
    return lines


def _poll(poll: Any) -> list[str]:
    if not isinstance(poll, dict):
        return [f"[poll: {shown(poll)}]"]
    told = [f"[poll: {shown(poll.get('question'))}]"]
    answers = poll.get("answers")
    for answer in answers if isinstance(answers, list) else []:
        if isinstance(answer, dict):
            chosen = ", chosen by the owner of the export" if answer.get("chosen") is True else ""
            votes = shown(answer.get("voters"))
            told.append(f"[answer: {shown(answer.get('text'))} (voters: {votes}{chosen})]")
    return told


def _in_order(value: Any, names: tuple[str, ...]) -> str:
    if not isinstance(value, dict):
        return shown(value)
    parts = (value.get(name) for name in names)
    return ", ".join(shown(part) for part in parts if part not in (None, ""))


def shown(value: Any) -> str:
    """Any JSON value as words; what is very long is cut, and says so."""
    if isinstance(value, dict):
        words = ", ".join(f"{key}: {shown(part)}" for key, part in value.items())
    elif isinstance(value, list):
        words = ", ".join(shown(part) for part in value)
    elif value is None:
        words = "not said"
    else:
        words = str(value).lower() if isinstance(value, bool) else str(value)
    return words if len(words) <= _LONGEST else words[:_LONGEST] + " (cut here; all is in the file)"
