"""The people of an account as they are found: their names, and whose what they are."""

from everyword.tell.persons import Link, Seen, Somebody, add, has_name, lower_my
from everyword.tell.tables import names, words


class Register:
    """Who there is; two are one only where a name or a part says so."""

    def __init__(self) -> None:
        self.people: dict[str, Somebody] = {}
        self.seen: list[Seen] = []
        self.links: list[Link] = []
        self._types: dict[tuple[str, str], set[str]] = {}
        self.teller: str | None = None
        self._by_name: dict[str, str] = {}
        self._by_first: dict[str, dict[str, str]] = {}
        self._by_role: dict[tuple[str, str], list[str]] = {}
        self._by_bare: dict[tuple[str, str], list[str]] = {}
        self._twins: set[str] = set()
        self._active: dict[str, int] = {}

    def _new(self, role: str | None, sex: str, place: tuple[int, int]) -> str:
        id = f"p{len(self.people) + 1}"
        self.people[id] = Somebody(id, sex=sex, first=place, roles=[role] if role else [])
        return id

    def _named_kin(self, name: str, owner: str, role: str, sex: str, span: tuple[int, int]) -> str:
        known = self._by_name.get(name.lower())
        if known is not None and self._is_other(known, owner, role, sex):
            self._twins.add(name.lower())
            known = None
        same = self._held(owner, role)
        bare = [id for id in same if not has_name(self.people[id], self._by_name)]
        if known is None and len(bare) == 1 == len(same):
            known = bare[0]  # "my mother ... my mother Ann"
        if known is not None and known == self.teller:
            known = None
        id = known or self._new(None, sex, span)
        self._name(id, name, sex)
        self._hold(owner, role, id)
        return id

    def _held(self, owner: str, role: str) -> list[str]:
        """Who is the `role` of somebody; "son" asks for every son, "older son" for that one."""
        exact = self._by_role.get((owner, role), [])
        if exact or " " in role:
            return exact
        return self._by_bare.get((owner, role.rpartition(" ")[2]), [])

    def _hold(self, owner: str, role: str, id: str) -> None:
        for found, key in (
            (self._by_role, (owner, role)),
            (self._by_bare, (owner, role.rpartition(" ")[2])),
        ):
            if id not in found.setdefault(key, []):
                found[key].append(id)

    def _tie(self, link: Link) -> None:
        """Notes a relation, once."""
        types = self._types.setdefault((link.a, link.b), set())
        if link.type not in types:
            types.add(link.type)
            self.links.append(link)

    def _is_other(self, id: str, owner: str, role: str, sex: str) -> bool:
        """The name is known, but of somebody whose part in this is another: two people."""
        person = self.people[id]
        if "u" not in (sex, person.sex) and sex != person.sex:
            return True
        held = {each.removeprefix("ex-") for each in person.roles}
        mine = self._types.get((id, owner))
        role = role.rpartition(" ")[2].removeprefix("ex-")
        if not held or role in held:
            return False
        return bool(mine) or not (held | {role} <= words("couple_or_parent"))

    def _unnamed_kin(
        self, owner: str, role: str, sex: str, span: tuple[int, int], words_: str
    ) -> str | None:
        same = self._held(owner, role)
        if len(same) == 1:
            return same[0]
        if len(same) > 1 and role not in words("role"):
            return None  # several of that part: the words name none of them
        if same:
            return same[-1]
        id = self._new(None, sex, span)
        self.people[id].names.append(lower_my(words_))
        self._hold(owner, role, id)
        return id

    def _merge_role(self, id: str, owner: str, role: str) -> None:
        """The role has this holder; one without a name that held it before is the same person."""
        same = list(self._held(owner, role))
        bare = [each for each in same if not has_name(self.people[each], self._by_name)]
        if role in words("unique") and len(same) == 1 == len(bare) and bare[0] != id:
            old = self.people.pop(bare[0])
            self._active.pop(old.id, None)
            for name in old.names:
                add(self.people[id].names, name)
            self.seen = [each._replace(id=id) if each.id == old.id else each for each in self.seen]
            self.links = [
                each._replace(
                    a=id if each.a == old.id else each.a, b=id if each.b == old.id else each.b
                )
                for each in self.links
            ]
            for found in (self._by_role, self._by_bare):
                for key, ids in found.items():
                    found[key] = [id if each == old.id else each for each in ids]
        self._hold(owner, role, id)

    def _by_part(self, name: str) -> str | None:
        """ "Thomas Baker" and "Thomas" are one name where only one person bears it."""
        given = name.lower().split()
        if given[0].strip(".") in words("honorific"):
            return None
        fits = {
            id
            for known, id in self._by_first.get(given[0], {}).items()
            if (len(given) == 1) != (" " not in known)
        }
        return fits.pop() if len(fits) == 1 else None

    def _name(self, id: str, name: str, sex: str) -> None:
        person = self.people[id]
        if name.lower() not in (each.lower() for each in person.names):
            person.names.insert(sum(each.lower() in self._by_name for each in person.names), name)
        self._by_first.setdefault(name.lower().split()[0], {})[name.lower()] = id
        if self._by_name.setdefault(name.lower(), id) != id:
            self._twins.add(name.lower())
        known = names().get(name.split()[0].lower())
        if person.sex == "u":
            person.sex = sex if sex != "u" else known.sex if known else "u"

    def is_name(self, name: str) -> str | None:
        """Whose name this is."""
        return self._by_name.get(name.lower())

    @property
    def shared_names(self) -> list[str]:
        """Names that two people bear."""
        return sorted(self._twins)

    def has_name(self, id: str) -> bool:
        """Is a proper name told?"""
        return has_name(self.people[id], self._by_name)
