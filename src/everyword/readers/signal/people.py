"""The people and conversations of Signal's own export."""

from typing import Any

from everyword.model import NO_TIME, Contact, Locator


class People:
    """Recipients and chats by the numbers that the export gives them."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._handles: dict[str, str | None] = {}
        self._chats: dict[str, str] = {}

    def recipient(self, where: tuple[Locator, ...], value: dict[str, Any]) -> Contact | str:
        """A person as a contact; for anything else, what it is."""
        number = str(value.get("id"))
        if isinstance(value.get("self"), dict):
            self._handles[number] = None
            self._names[number] = "Note to Self"
            return "the owner of this export"
        group, person = value.get("group"), value.get("contact")
        if isinstance(group, dict):
            title = _title(group)
            self._names[number] = self._handles[number] = title or f"group {number}"
            return f"a group: {title or 'without a title'}"
        if not isinstance(person, dict):
            kind = next((key for key in value if key != "id"), "nothing")
            self._names[number] = self._handles[number] = f"recipient {number}"
            return f"a recipient that is no person ({kind[:40]})"
        names = _names(person)
        told = [str(person[key]) for key in ("e164", "username") if person.get(key)]
        name = names[0] if names else None
        self._handles[number] = told[0] if told else name or f"recipient {number}"
        self._names[number] = name or self._handles[number] or ""
        also = tuple(f"also called: {each}" for each in names[1:])
        return Contact(where, NO_TIME, name, tuple(told), "\n".join(also))

    def chat(self, value: dict[str, Any]) -> str:
        recipient = str(value.get("recipientId"))
        self._chats[str(value.get("id"))] = recipient
        return f"a conversation with {self._names.get(recipient, f'recipient {recipient}')}"

    def handle(self, number: object) -> str | None:
        """None for the owner, whose own number the export does not have."""
        return self._handles.get(str(number), f"recipient {number}")

    def is_known(self, number: object) -> bool:
        return str(number) in self._handles

    def thread(self, chat: object) -> str | None:
        recipient = self._chats.get(str(chat))
        return None if recipient is None else self._names.get(recipient)

    def other(self, chat: object) -> tuple[str, ...]:
        recipient = self._chats.get(str(chat))
        handle = None if recipient is None else self.handle(recipient)
        return (handle,) if handle else ()


def _title(group: dict[str, Any]) -> str | None:
    snapshot = group.get("snapshot")
    title = snapshot.get("title") if isinstance(snapshot, dict) else None
    if isinstance(title, dict):
        title = title.get("title")
    return title if isinstance(title, str) and title else None


def _names(person: dict[str, Any]) -> list[str]:
    """The owner's own name for somebody first, then the name they gave themselves."""
    nickname = person.get("nickname")
    given = nickname if isinstance(nickname, dict) else {}
    pairs = (
        (given.get("given"), given.get("family")),
        (person.get("systemGivenName"), person.get("systemFamilyName")),
        (person.get("profileGivenName"), person.get("profileFamilyName")),
    )
    found = (" ".join(str(each) for each in pair if each) for pair in pairs)
    return list(dict.fromkeys(each for each in found if each))
