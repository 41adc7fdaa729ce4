"""Who the account tells of: the person telling, names, kin, officials.

Two words are one person only where the account says so: "my husband Tom", "Kate (Katherine)",
"Katherine, known as K", the same name again, or a role only one can have ("my mother"). A short form
and a full form of a name are asked about, never joined.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from everyword.tell.sentences import Sentence, Token
from everyword.tell.tables import forms, listed, names, words

_MINE = frozenset(("my", "our"))
_ITS = {"his": "m", "her": "f", "their": "u"}
_PRONOUNS = {
    "he": "m",
    "him": "m",
    "his": "m",
    "she": "f",
    "her": "f",
    "himself": "m",
    "herself": "f",
}
_BEFORE_KIN = listed(
    "ex former late older elder eldest oldest younger youngest little big new current dear best"
    " future second first then first-born middle only own beloved good soon-to-be estranged former"
    " next-door upstairs downstairs old twin step adult teenage"
)
_WHICH = listed(
    "older elder eldest oldest younger youngest little big first second middle new current former"
    " twin adult late other"
)
_TELLER = frozenset(("i", "me", "myself", "mine"))
_PLACE_WORDS = listed("in at from near to into through of via outside towards around")
_KNOWN_AS = listed("called named aka nicknamed known")
_SAME = {
    "mum": "mother", "mom": "mother", "mummy": "mother", "mommy": "mother", "mama": "mother",
    "dad": "father", "daddy": "father", "papa": "father", "neighbor": "neighbour",
    "solicitor": "lawyer", "attorney": "lawyer", "ex-partner": "ex", "nan": "grandmother",
    "grandma": "grandmother", "granny": "grandmother", "gran": "grandmother",
    "grandad": "grandfather", "granddad": "grandfather", "grandpa": "grandfather",
}  # fmt: skip


@dataclass
class Somebody:
    """One person while the account is read; `sex` m, f or u."""

    id: str
    names: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    sex: str = "u"
    first: tuple[int, int] = (0, 0)


class Seen(NamedTuple):
    """A person named at tokens[first:last] of a sentence."""

    sentence: int
    first: int
    last: int
    id: str


class Link(NamedTuple):
    """`a` is the `type` of `b`, by the words at (start, end)."""

    a: str
    b: str
    type: str
    start: int
    end: int


class Cast:
    """The people of one account, and where each is named."""

    def __init__(self, given: Sequence[Sentence], spoken: Sequence[tuple[int, int]]) -> None:
        """`spoken`: the places of words in quotation marks, whose "I" is not the person telling."""
        self.sentences = given
        self.people: dict[str, Somebody] = {}
        self.seen: list[Seen] = []
        self.links: list[Link] = []
        self._spoken = spoken
        self._by_name: dict[str, str] = {}
        self._by_bare: dict[tuple[str, str], list[str]] = {}
        self._by_role: dict[tuple[str, str], list[str]] = {}
        self._capitals = _has_capitals(given)
        self._names = _names_of(given, self._capitals)
        self._twins: set[str] = set()
        self._letters = _letters_of(given)
        self.teller: str | None = None
        self._active: dict[str, int] = {}
        self._topic: dict[str, tuple[int, str]] = {}
        self._meant: dict[tuple[int, int], str | None] = {}
        speech = iter(sorted(spoken))
        inside = next(speech, None)
        for number, sentence in enumerate(given):
            at = 0
            while at < len(sentence.tokens):
                start = sentence.tokens[at].start
                while inside is not None and inside[1] <= start:
                    inside = next(speech, None)
                quoted = inside is not None and inside[0] <= start
                at = self._read(number, sentence.tokens, at, quoted)

    def _read(self, number: int, all_: tuple[Token, ...], at: int, quoted: bool) -> int:
        """What stands at this token; returns the token to go on from."""
        low = all_[at].low
        if low in _TELLER and not quoted:
            self._saw(number, at, at + 1, self._tell(all_[at]))
            return at + 1
        if low in _PRONOUNS and not quoted:
            self._point(number, at, _PRONOUNS[low])
        if quoted:
            last = self._name_at(all_, at)
            known = self._by_name.get(_joined(all_, at, last).lower()) if last else None
            if known:
                self._saw(number, at, last, known)
                return last
            return at + 1
        return self._kin(number, all_, at) or self._named(number, all_, at) or at + 1

    def _point(self, number: int, at: int, sex: str) -> None:
        """Notes whom a pronoun means; everybody it may mean stays near."""
        fits = self._candidates(number, sex)
        for id in fits:
            self._active[id] = number
        one = next(iter(fits)) if len(fits) == 1 else None
        topic = self._topic.get(sex)
        if one is None and topic and topic[1] in fits and number - topic[0] <= 1:
            one = topic[1]
        if one is not None:
            if len(fits) == 1 and self.people[one].sex == "u":
                self.people[one].sex = sex
            self._topic[sex] = (number, one)
        self._meant[number, at] = one

    def _candidates(self, number: int, sex: str, but: str | None = None) -> set[str]:
        near = {id for id, last in self._active.items() if last >= number - NEAR}
        self._active = {id: self._active[id] for id in near}
        return {
            id
            for id in near - {self.teller, but}
            if self.people[id].sex == sex
            or (self.people[id].sex == "u" and not is_office(self.people[id]))
        }

    def _saw(self, number: int, first: int, last: int, id: str) -> None:
        self.seen.append(Seen(number, first, last, id))
        self._active[id] = number
        after = self.sentences[number].tokens[last : last + 1]
        acts = bool(after) and any(form.tense in ("past", "s") for form in forms(after[0].low))
        for sex in ("m", "f"):
            if self.people[id].sex not in (sex, "u"):
                continue
            topic = self._topic.get(sex)
            if acts and self.people[id].sex == sex:
                self._topic[sex] = (number, id)
            elif topic and topic[1] != id:
                del self._topic[sex]  # somebody else stands between

    def _tell(self, token: Token) -> str:
        if self.teller is None:
            self.teller = self._new("the person telling", "u", (token.start, token.end))
            self.people[self.teller].names.append("I")
        return self.teller

    def _new(self, role: str | None, sex: str, place: tuple[int, int]) -> str:
        id = f"p{len(self.people) + 1}"
        self.people[id] = Somebody(id, sex=sex, first=place, roles=[role] if role else [])
        return id

    # --- "my husband Tom", "his mum", "Tom's older sister Ann", "the judge" ---

    def _kin(self, number: int, all_: tuple[Token, ...], at: int) -> int | None:
        low = all_[at].low
        owner: str | None = None
        start = at
        if low in _MINE:
            owner = "teller"
        elif low in _ITS:
            owner = self.one(number, at, _ITS[low]) or f"{low} {number}"
        elif low == "'s" and self.seen and (*self.seen[-1][:1], self.seen[-1].last) == (number, at):
            owner, start = self.seen[-1].id, self.seen[-1].first
        elif low in ("the", "a", "an"):
            return self._official(number, all_, at)
        if owner is None:
            return self._vocative(number, all_, at)
        at += 1
        before = at
        while at < len(all_) and all_[at].low in _BEFORE_KIN and at - before < 3:
            at += 1
        kin = all_[at].low if at < len(all_) else ""
        if kin not in words("kin_m") | words("kin_f") | words("kin_u"):
            return None
        if all_[before].low in ("ex", "former", "late") and at > before:
            kin = f"ex-{kin}" if all_[before].low != "late" else kin
        which = " ".join(token.low for token in all_[before:at] if token.low in _WHICH)
        if [token.low for token in all_[at + 1 : at + 3]] == ["in", "law"]:
            kin, at = f"{kin}-in-law", at + 2
        if owner == "teller":
            owner = self._tell(all_[start])
        words_ = _joined(all_, start, at + 1)
        return self._kin_person(number, all_, (start, at), owner, f"{which} {kin}".strip(), words_)

    def _kin_person(
        self, number: int, all_: tuple[Token, ...], place: tuple[int, int], owner: str, kin: str,
        words_: str,
    ) -> int:  # fmt: skip
        start, at = place
        last = at + 1
        if (
            last < len(all_)
            and all_[last].text in (",", "(", "-", "\u2013")
            and self._name_at(all_, last + 1)
        ):
            closing = self._name_at(all_, last + 1)
            apart = closing < len(all_) and all_[closing].text in (
                ",",
                ")",
                ".",
                "-",
                "\u2013",
                "and",
            )
            name_at = (
                last + 1 if all_[last].text == "(" or (apart and not _listed(all_, closing)) else 0
            )
        else:
            name_at = last + (last < len(all_) and all_[last].low in _KNOWN_AS)
            name_at = name_at if self._name_at(all_, name_at) else 0
        which, _, kin = kin.rpartition(" ")
        role = _SAME.get(kin, kin)
        key = f"{which} {role}" if which and role not in words("unique") else role
        bare_kin = kin.removeprefix("ex-")
        sex = "m" if bare_kin in words("kin_m") else "f" if bare_kin in words("kin_f") else "u"
        span = (all_[start].start, all_[at].end)
        if name_at:
            last = self._name_at(all_, name_at)
            name = _joined(all_, name_at, last)
            one: str | None = self._named_kin(name, owner, key, sex, span)
        else:
            one = self._unnamed_kin(owner, key, sex, span, words_)
        if one is None:
            return last
        id = one
        person = self.people[id]
        _add(person.roles, role)
        if owner in self.people:
            if words_.lower().startswith(("my ", "our ")) or "'s" in words_.replace("\u2019", "'"):
                _add(person.names, _lower_my(words_))
            link = Link(id, owner, role, *span)
            if not any(link[:3] == each[:3] for each in self.links):
                self.links.append(link)
        elif not person.names:
            person.names.append(_lower_my(words_))
        self._saw(number, start, last, id)
        return last

    def _named_kin(self, name: str, owner: str, role: str, sex: str, span: tuple[int, int]) -> str:
        known = self._by_name.get(name.lower())
        if known is not None and self._is_other(known, owner, role, sex):
            self._twins.add(name.lower())
            known = None
        same = self._held(owner, role)
        bare = [id for id in same if not _proper(self.people[id], self._by_name)]
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

    def _is_other(self, id: str, owner: str, role: str, sex: str) -> bool:
        """The name is known, but of somebody whose part in this is another: two people."""
        person = self.people[id]
        if "u" not in (sex, person.sex) and sex != person.sex:
            return True
        held = {each.removeprefix("ex-") for each in person.roles}
        mine = {link.type.removeprefix("ex-") for link in self.links if link[:2] == (id, owner)}
        role = role.rpartition(" ")[2].removeprefix("ex-")
        if not held or role in held or role in words("role"):
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
        self.people[id].names.append(_lower_my(words_))
        self._hold(owner, role, id)
        return id

    def _official(self, number: int, all_: tuple[Token, ...], at: int) -> int | None:
        """ "the judge", "a social worker", "the father of my son", "the neighbour"."""
        for length in (2, 1):
            last = at + 1 + length
            role = " ".join(token.low for token in all_[at + 1 : last])
            if role not in words("role") and not (
                last < len(all_)
                and all_[last].low == "of"
                and role in words("kin_m") | words("kin_f")
            ):
                continue
            if last < len(all_) and all_[last].low in ("'s",) and False:
                continue
            if role not in words("role") and not (
                last + 1 < len(all_) and all_[last + 1].low in ("my", "our", "his", "her")
            ):
                continue
            words_ = _joined(all_, at, last)
            span = (all_[at].start, all_[last - 1].end)
            owner = ""
            if role not in words("role"):
                last += 3
                words_ = _joined(all_, at, min(last, len(all_)))
                owner = words_.lower()
            sex = "m" if role in words("kin_m") else "f" if role in words("kin_f") else "u"
            role = _SAME.get(role, role)
            name_end = self._name_at(all_, last)
            if name_end and not owner:
                id = self._named_kin(_joined(all_, last, name_end), owner, role, sex, span)
                last = name_end
            else:
                one = self._unnamed_kin(owner, role, sex, span, words_)
                if one is None:
                    return min(last, len(all_))
                id = one
            _add(self.people[id].roles, role)
            self._saw(number, at, min(last, len(all_)), id)
            return min(last, len(all_))
        return None

    def _vocative(self, number: int, all_: tuple[Token, ...], at: int) -> int | None:
        """ "Mum came", with a capital: the teller's own, where the account has capitals."""
        token = all_[at]
        kin = _SAME.get(token.low)
        if kin is None or not token.text[0].isupper() or not self._capitals or at == 0:
            return None
        if kin not in ("mother", "father", "grandmother", "grandfather"):
            return None
        owner = self._tell(token)
        same = self._held(owner, kin)
        sex = "f" if kin in ("mother", "grandmother") else "m"
        if len(same) > 1:
            return None
        if not same:
            self._hold(owner, kin, self._new(kin, sex, (token.start, token.end)))
            same = self._held(owner, kin)
        _add(self.people[same[0]].names, token.text)
        _add(self.people[same[0]].roles, kin)
        link = Link(same[0], owner, kin, token.start, token.end)
        if not any(link[:3] == each[:3] for each in self.links):
            self.links.append(link)
        self._saw(number, at, at + 1, same[0])
        return at + 1

    # --- names ---

    def _name_at(self, all_: tuple[Token, ...], at: int) -> int:
        """The token after a name that begins here, or 0."""
        first = at
        if at < len(all_) and len(all_[at].text) == 1 and all_[at].text in self._letters:
            return at + 1
        if at < len(all_) and all_[at].low in words("honorific") and all_[at].text[0].isupper():
            after = at + 1
            if after < len(all_) and all_[after].text == ".":
                after += 1
            if after < len(all_) and all_[after].text[0].isupper() and all_[after].is_word:
                return after + 1
        last = at
        while last < len(all_) and last - first < 3 and self._is_name(all_[last], last == first):
            last += 1
        return last if last > first else 0

    def _is_name(self, token: Token, first: bool) -> bool:
        if not token.is_word or token.text in words("not_name"):
            return False
        if not self._capitals:
            return first and token.low in self._names
        if not token.text[0].isupper():
            sure = token.low in self._names and token.low in names()
            return first and sure and token.low not in _DOUBTFUL
        return token.low in self._names or (not first and token.low not in _COMMON)

    def _named(self, number: int, all_: tuple[Token, ...], at: int) -> int | None:
        last = self._name_at(all_, at)
        if not last:
            return None
        name = _joined(all_, at, last)
        if name.lower() in self._twins:
            return last  # two people bear it: which one is not said
        if self._is_mine(all_, at):
            self._name(self._tell(all_[at]), name, "u")
            self.seen.append(Seen(number, at, last, self.teller or ""))
            return last
        before = self._called(number, all_, at)
        if before is not None:
            self._name(before, name, self.people[before].sex)
            return last
        id = self._by_name.get(name.lower()) or self._by_part(name)
        if id is None:
            known = names().get(name.split()[0].lower())
            honorific = {"mr": "m", "sir": "m", "mrs": "f", "ms": "f", "miss": "f"}
            sex = honorific.get(all_[at].low, known.sex if known else "u")
            id = self._new(None, sex, (all_[at].start, all_[last - 1].end))
        self._name(id, name, self.people[id].sex)
        self._saw(number, at, last, id)
        other = self._other_name(all_, last)
        if other:
            name_at, last = other
            called = _joined(all_, name_at, last).strip("\"'“”\u2018\u2019")
            if called.lower() not in self._by_name:
                self._name(id, called, self.people[id].sex)
            return self._apposed(number, all_, last, id) or last
        after = self._apposed(number, all_, last, id)
        if after:
            self.seen[-1] = self.seen[-1]._replace(last=after)
        return after or last

    def _is_mine(self, all_: Sequence[Token], at: int) -> bool:
        """ "My name is Ann", "I am Ann", "everyone calls me Ann"."""
        low = [token.low for token in all_[max(0, at - 3) : at]]
        if low[-3:] == ["my", "name", "is"] or low[-2:] in (["calls", "me"], ["call", "me"]):
            return True
        if low[-2:] in (["i", "am"], ["i", "'m"]):
            last = self._name_at(all_, at)
            return last >= len(all_) or all_[last].text in ".,;!(" or all_[last].low == "and"
        return False

    def _called(self, number: int, all_: Sequence[Token], at: int) -> str | None:
        """ "Sarah's boyfriend is also called Mike": a name for the one named before."""
        first = at - 1
        if first < 1 or all_[first].low not in _KNOWN_AS or not self.seen:
            return None
        first -= 1
        while first > 0 and all_[first].low in ("also", "is", "was", "'s"):
            first -= 1
        last = self.seen[-1]
        fits = last.sentence == number and last.last == first + 1
        return last.id if fits and last.id != self.teller and not self.has_name(last.id) else None

    def _other_name(self, all_: tuple[Token, ...], at: int) -> tuple[int, int] | None:
        """ "Katherine (Kate)", "Katherine, known as K", "Kate, short for Katherine"."""
        low = [token.low for token in all_[at : at + 8]]
        skip = 0
        if low[:1] == ["("]:
            skip = 1 + (low[1:2] in (["or"], ["aka"], ["called"]))
            if len(low) > 2 and low[1:3] == ["known", "as"]:
                skip = 3
            quote = low[skip : skip + 1] in (['"'], ["“"], ["'"], ["\u2018"])
            last = self._short_name(all_, at + skip + quote)
            close = last + quote if last else 0
            if last and close < len(all_) and all_[close].text in "),":
                return at + skip + quote, last
            return None
        skip = low[:1] == [","]
        rest = low[skip:]
        for lead in (
            ["known", "as"], ["also", "known", "as"], ["aka"], ["short", "for"], ["nicknamed"],
            ["who", "we", "call"], ["whom", "we", "call"], ["everybody", "calls", "her"],
            ["everybody", "calls", "him"], ["everyone", "calls", "her"], ["who", "i", "call"],
            ["everyone", "calls", "him"], ["who", "i", "will", "call"], ["or"], ["called"],
            ["i", "call", "him"], ["i", "call", "her"], ["we", "call", "him"], ["we", "call", "her"],
            ["i", "will", "call", "him"], ["i", "will", "call", "her"], ["i", "'ll", "call", "him"],
            ["i", "'ll", "call", "her"],
        ):  # fmt: skip
            if rest[: len(lead)] == lead and (lead != ["or"] or rest[1:2] in (['"'], ["“"])):
                begin = at + skip + len(lead)
                quote = begin < len(all_) and all_[begin].text in "\"“'\u2018"
                last = self._short_name(all_, begin + quote)
                return (begin + quote, last) if last else None
        return None

    def _short_name(self, all_: tuple[Token, ...], at: int) -> int:
        """A name, or a single letter that stands for one."""
        if at < len(all_) and len(all_[at].text) == 1 and all_[at].text.isupper():
            return at + 1
        return self._name_at(all_, at)

    def _apposed(self, number: int, all_: tuple[Token, ...], at: int, id: str) -> int | None:
        """ "Tom, my ex-husband," and "Tom is my brother"."""
        if at >= len(all_) or all_[at].low not in (",", "is", "was", "("):
            return None
        after = at + 1
        if after >= len(all_) or all_[after].low not in _MINE | set(_ITS):
            return None
        kin_at = after + 1
        while kin_at < len(all_) and all_[kin_at].low in _BEFORE_KIN and kin_at - after < 4:
            kin_at += 1
        if not _kin_word(all_, kin_at) or _listed_kin(all_, kin_at):
            return None
        if all_[at].text == "," and not (
            kin_at + 1 < len(all_) and all_[kin_at + 1].text in (",", ".", "!", "who", ")")
        ):
            return None
        low = all_[after].low
        kin = all_[kin_at].low
        if all_[kin_at - 1].low in ("ex", "former") and not kin.startswith("ex"):
            kin = f"ex-{kin}"
        owner = self._tell(all_[after]) if low in _MINE else self.one(number, after, _ITS[low], id)
        person, role = self.people[id], _SAME.get(kin, kin)
        _add(person.roles, role)
        bare = kin.removeprefix("ex-")
        if person.sex == "u":
            person.sex = "m" if bare in words("kin_m") else "f" if bare in words("kin_f") else "u"
        if owner:
            span = (all_[after].start, all_[kin_at].end)
            self._merge_role(id, owner, role)
            self.links.append(Link(id, owner, role, *span))
            if low in _MINE:
                _add(person.names, _joined(all_, after, kin_at + 1))
        return kin_at + 1

    def _merge_role(self, id: str, owner: str, role: str) -> None:
        """The role has this holder; one without a name that held it before is the same person."""
        same = list(self._held(owner, role))
        bare = [each for each in same if not _proper(self.people[each], self._by_name)]
        if role in words("unique") and len(same) == 1 == len(bare) and bare[0] != id:
            old = self.people.pop(bare[0])
            self._active.pop(old.id, None)
            for name in old.names:
                _add(self.people[id].names, name)
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
            for known, id in self._by_name.items()
            if known.split()[0] == given[0] and (len(given) == 1) != (len(known.split()) == 1)
        }
        return fits.pop() if len(fits) == 1 else None

    def _name(self, id: str, name: str, sex: str) -> None:
        person = self.people[id]
        if name.lower() not in (each.lower() for each in person.names):
            person.names.insert(sum(each.lower() in self._by_name for each in person.names), name)
        if self._by_name.setdefault(name.lower(), id) != id:
            self._twins.add(name.lower())
        known = names().get(name.split()[0].lower())
        if person.sex == "u":
            person.sex = sex if sex != "u" else known.sex if known else "u"

    # --- who is meant ---

    def one(self, number: int, at: int, sex: str, but: str | None = None) -> str | None:
        """The only person whom the pronoun here can mean; None where two would fit."""
        if (number, at) in self._meant and but is None:
            return self._meant[number, at]
        fits = self._candidates(number, sex, but) if sex != "u" else set()
        return next(iter(fits)) if len(fits) == 1 else None

    def is_name(self, name: str) -> str | None:
        """Whose name this is."""
        return self._by_name.get(name.lower())

    @property
    def shared_names(self) -> list[str]:
        """Names that two people bear."""
        return sorted(self._twins)

    def has_name(self, id: str) -> bool:
        """Is a proper name told?"""
        return _proper(self.people[id], self._by_name)

    def in_sentence(self, number: int) -> Iterator[Seen]:
        """Who is named in a sentence."""
        if not hasattr(self, "_index"):
            self._index: dict[int, list[Seen]] = {}
            for each in self.seen:
                self._index.setdefault(each.sentence, []).append(each)
        return iter(self._index.get(number, ()))


NEAR = 6
"""Sentences back in which a pronoun looks for whom it means."""


def is_office(person: Somebody) -> bool:
    return bool(person.roles) and all(role in words("role") for role in person.roles)


def _proper(person: Somebody, by_name: dict[str, str]) -> bool:
    return any(name.lower() in by_name for name in person.names)


def _kin_word(all_: Sequence[Token], at: int) -> bool:
    kin = words("kin_m") | words("kin_f") | words("kin_u")
    return at < len(all_) and all_[at].low in kin


def _listed(all_: Sequence[Token], at: int) -> bool:
    """ "my sister, Anna and Tom": a list, no second name of the sister."""
    return all_[at].low == "and"


def _listed_kin(all_: Sequence[Token], at: int) -> bool:
    """ "Tom, my sister and I": a list, no word for Tom."""
    return at + 1 < len(all_) and all_[at + 1].low in ("and", "'s")


def _joined(all_: Sequence[Token], first: int, last: int) -> str:
    made = ""
    for at in range(first, last):
        made += (" " if made and all_[at].start > all_[at - 1].end else "") + all_[at].text
    return made


def _lower_my(text: str) -> str:
    """ "My husband" at the beginning of a sentence is "my husband"."""
    first = text.split()[0]
    return text[0].lower() + text[1:] if first.lower() in _BEFORE_LOWER else text


_BEFORE_LOWER = listed("my our his her their the a an")


def _add(found: list[str], word: str) -> None:
    if word.lower() not in (each.lower() for each in found):
        found.append(word)


def _letters_of(given: Sequence[Sentence]) -> frozenset[str]:
    """Letters that stand for a person: "K (Kevin)", "Kevin (K)", "call him K"."""
    found = set()
    for sentence in given:
        all_ = sentence.tokens
        for at, token in enumerate(all_):
            if len(token.text) != 1 or not token.text.isupper() or token.text == "I":
                continue
            before, after = (
                (all_[at - 1].low if at else ""),
                (all_[at + 1].low if at + 1 < len(all_) else ""),
            )
            named = (
                after == "(" or (before == "(" and after == ")") or before in ("him", "her", "as")
            )
            if named and at + 2 < len(all_) + 1:
                found.add(token.text)
    return frozenset(found)


_COMMON = listed(
    "a an and as at but by for from he her here his i if in it me my no not of on or our she so"
    " the their then there they this to we what when where who why with yes you your"
)
_DOUBTFUL = listed(
    "will mark rose grace may bill art rich pat sue drew jack hope faith joy dawn april june frank"
    " guy ray max jean dean lee dick rob ash amber ruby sky summer brook miles chase grant"
    " jade iris ivy olive holly lily daisy poppy gay earl hank nick chuck kit ted bob peg dot ann"
    " penny harry cat mina ada mason noel ari ira sandy tony angel jesus milan deb em al an ali lena"
    " bea ken don len matt van wade pam carol christian dolores nan em lola sally juan ned"
)


def _has_capitals(given: Sequence[Sentence]) -> bool:
    """Does the writer put capitals at all? Less than one sentence in three begins with one: no."""
    opened = [sentence.tokens[0].text[0] for sentence in given if sentence.tokens[0].is_word]
    return sum(letter.isupper() for letter in opened) * 3 >= len(opened)


_PERSON_VERBS = listed(
    "say tell ask come go leave call pay hit promise take text write live work shout want give"
    " get send move reply answer be have start stop refuse know meet"
)


def _names_of(given: Sequence[Sentence], capitals: bool) -> frozenset[str]:
    """Words that are names of people here: of the table, or with a capital inside a sentence where
    a person would stand and not mostly after "in", "at", "to"."""
    found: set[str] = set()
    inside: dict[str, list[int]] = {}
    lower = {token.low for each in given for token in each.tokens if token.text[:1].islower()}
    for sentence in given:
        all_ = sentence.tokens
        for at, token in enumerate(all_):
            if not token.is_word or token.low in _COMMON or token.text in words("not_name"):
                continue
            known = token.low in names()
            if not capitals:
                kin_before = at > 0 and _kin_word(all_, at - 1)
                if known and (token.low not in _DOUBTFUL or kin_before):
                    found.add(token.low)
                continue
            if not token.text[0].isupper() or (token.text.isupper() and len(token.text) > 1):
                continue
            if known and (token.low not in lower or at > 0):
                found.add(token.low)
            elif not known:
                _count(inside.setdefault(token.low, [0, 0, 0]), all_, at)
    for name, (person, place, _) in inside.items():
        if person >= 3 or (person > place and name not in lower and not forms(name)):
            found.add(name)
    return frozenset(found)


def _count(marks: list[int], all_: Sequence[Token], at: int) -> None:
    """Does this word stand where a person stands, or where a place does?"""
    before = all_[at - 1].low if at else ""
    after = all_[at + 1].low if at + 1 < len(all_) else ""
    if before in _PLACE_WORDS and after != "'s":
        marks[1] += 1
    elif _kin_word(all_, at - 1) if at else False:
        marks[0] += 3
    elif (
        (before in ("called", "named", "with", "mr", "mrs", "ms", "dr", "and") and at)
        or (
            after == "'s"
            and at + 2 < len(all_)
            and (_kin_word(all_, at + 2) or all_[at + 2].is_word)
        )
        or (
            at
            and all_[at - 1].low not in ("the", "a", "an")
            and any(
                form.base in _PERSON_VERBS and form.tense in ("past", "s") for form in forms(after)
            )
        )
        or (not at and any(form.base in _PERSON_VERBS for form in forms(after)))
    ):
        marks[0] += 1
    elif before in ("the", "a", "an"):
        marks[1] += 1
