"""Who the account tells of: the person telling, names, kin, officials.

Two words are one person only where the account says so: "my husband Tom", "Kate (Katherine)",
"Katherine, known as K", the same name again, or a role only one can have ("my mother"). A short
form and a full form of a name are asked about, never joined.
"""

from collections.abc import Iterator, Sequence

from everyword.tell.called import Written, joined
from everyword.tell.persons import (
    BEFORE_KIN,
    NEAR,
    PRONOUNS,
    SAME,
    SHORT_KIN,
    WHICH,
    Link,
    Seen,
    add,
    is_kin_word,
    is_listed_kin,
    is_office,
    lower_my,
)
from everyword.tell.register import Register
from everyword.tell.sentences import Sentence, Token
from everyword.tell.tables import forms, listed, names, words

_MINE = frozenset(("my", "our"))
_ITS = {"his": "m", "her": "f", "their": "u"}
_TELLER = frozenset(("i", "me", "myself", "mine"))
_KNOWN_AS = listed("called named aka nicknamed known")
_CALLS = listed("calls call called")


class Cast(Register):
    """The people of one account, and where each is named."""

    def __init__(
        self, given: Sequence[Sentence], spoken: Sequence[tuple[int, int]], author: str | None
    ) -> None:
        """`spoken`: the places of words in quotation marks, whose "I" is not the person telling;
        `author`: what the person telling is called, where the page says it."""
        super().__init__()
        self.sentences = given
        self._spoken = spoken
        self._written = Written(given)
        self._topic: dict[str, tuple[int, str]] = {}
        self._meant: dict[tuple[int, int], str | None] = {}
        if author is not None and given:
            self._name(self._tell(given[0].tokens[0]), author, "u")
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
        self._index: dict[int, list[Seen]] = {}
        for each in self.seen:
            self._index.setdefault(each.sentence, []).append(each)

    def _read(self, number: int, all_: tuple[Token, ...], at: int, quoted: bool) -> int:
        """What stands at this token; returns the token to go on from."""
        low = all_[at].low
        if low in _TELLER and not quoted:
            self._saw(number, at, at + 1, self._tell(all_[at]))
            return at + 1
        if low in PRONOUNS and not quoted:
            self._point(number, at, PRONOUNS[low])
        if quoted:
            last = self._written.name_at(all_, at)
            known = self._by_name.get(joined(all_, at, last).lower()) if last else None
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
        if owner is None and all_[at].text in SHORT_KIN:
            return self._short_kin(number, all_, at)
        if owner is None:
            return self._vocative(number, all_, at)
        at += 1
        before = at
        while at < len(all_) and all_[at].low in BEFORE_KIN and at - before < 3:
            at += 1
        kin = all_[at].low if at < len(all_) else ""
        if kin not in words("kin_m") | words("kin_f") | words("kin_u"):
            return None
        if all_[before].low in ("ex", "former", "late") and at > before:
            kin = f"ex-{kin}" if all_[before].low != "late" else kin
        which = " ".join(token.low for token in all_[before:at] if token.low in WHICH)
        if [token.low for token in all_[at + 1 : at + 3]] == ["in", "law"]:
            kin, at = f"{kin}-in-law", at + 2
        if owner == "teller":
            owner = self._tell(all_[start])
        words_ = joined(all_, start, at + 1)
        return self._kin_person(number, all_, (start, at), owner, f"{which} {kin}".strip(), words_)

    def _kin_person(
        self, number: int, all_: tuple[Token, ...], place: tuple[int, int], owner: str, kin: str,
        words_: str,
    ) -> int:  # fmt: skip
        start, at = place
        last = at + 1
        name_at = self._written.beside_kin(all_, last)
        which, _, kin = kin.rpartition(" ")
        role = SAME.get(kin, kin)
        key = f"{which} {role}" if which and role not in words("unique") else role
        bare_kin = kin.removeprefix("ex-")
        sex = "m" if bare_kin in words("kin_m") else "f" if bare_kin in words("kin_f") else "u"
        span = (all_[start].start, all_[at].end)
        if name_at:
            last = self._written.name_at(all_, name_at)
            name = joined(all_, name_at, last)
            one: str | None = self._named_kin(name, owner, key, sex, span)
        else:
            one = self._unnamed_kin(owner, key, sex, span, words_)
        if one is None:
            return last
        id = one
        person = self.people[id]
        add(person.roles, role)
        if owner in self.people:
            if words_.lower().startswith(("my ", "our ")) or "'s" in words_.replace("\u2019", "'"):
                add(person.names, lower_my(words_))
            self._tie(Link(id, owner, role, *span))
        elif not person.names:
            person.names.append(lower_my(words_))
        last = self._also_called(all_, last, id) or last
        self._saw(number, start, last, id)
        return last

    def _also_called(self, all_: tuple[Token, ...], at: int, id: str) -> int | None:
        """ "Elizabeth (Liz)": notes the second name; the token after it and its bracket."""
        other = self._written.other_name(all_, at)
        if other is None:
            return None
        name_at, last = other
        called = joined(all_, name_at, last)
        if called.lower() not in self._by_name:
            self._name(id, called, self.people[id].sex)
        if last < len(all_) and all_[last].text in '"\u201d':
            last += 1
        return last + (last < len(all_) and all_[last].text == ")")

    def _official(self, number: int, all_: tuple[Token, ...], at: int) -> int | None:
        """ "the judge", "a social worker", "the father of my son", "the neighbour"."""
        for length in (2, 1):
            last = at + 1 + length
            if last > len(all_):
                continue
            role = " ".join(token.low for token in all_[at + 1 : last])
            if role not in words("role") and not (
                last < len(all_)
                and all_[last].low == "of"
                and role in words("kin_m") | words("kin_f")
            ):
                continue
            if role not in words("role") and not (
                last + 1 < len(all_) and all_[last + 1].low in ("my", "our", "his", "her")
            ):
                continue
            words_ = joined(all_, at, last)
            span = (all_[at].start, all_[last - 1].end)
            owner = ""
            if role not in words("role"):
                last += 3
                words_ = joined(all_, at, min(last, len(all_)))
                owner = words_.lower()
            sex = "m" if role in words("kin_m") else "f" if role in words("kin_f") else "u"
            role = SAME.get(role, role)
            name_end = self._written.name_at(all_, last)
            if name_end and not owner:
                id = self._named_kin(joined(all_, last, name_end), owner, role, sex, span)
                last = name_end
            else:
                one = self._unnamed_kin(owner, role, sex, span, words_)
                if one is None:
                    return min(last, len(all_))
                id = one
            add(self.people[id].roles, role)
            self._saw(number, at, min(last, len(all_)), id)
            return min(last, len(all_))
        return None

    def _short_kin(self, number: int, all_: tuple[Token, ...], at: int) -> int:
        """ "DH", "MIL": the teller's own, as forums write them."""
        kin, owner = SHORT_KIN[all_[at].text], self._tell(all_[at])
        words_ = joined(all_, at, at + 1)
        last = self._kin_person(number, all_, (at, at), owner, kin, words_)
        if self.seen and self.seen[-1].first == at and self.seen[-1].sentence == number:
            add(self.people[self.seen[-1].id].names, words_)
        return last

    def _vocative(self, number: int, all_: tuple[Token, ...], at: int) -> int | None:
        """ "Mum came", with a capital: the teller's own, where the account has capitals."""
        token = all_[at]
        kin = SAME.get(token.low)
        if kin is None or not token.text[0].isupper() or not self._written.capitals or at == 0:
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
        add(self.people[same[0]].names, token.text)
        add(self.people[same[0]].roles, kin)
        self._tie(Link(same[0], owner, kin, token.start, token.end))
        self._saw(number, at, at + 1, same[0])
        return at + 1

    # --- names ---

    def _named(self, number: int, all_: tuple[Token, ...], at: int) -> int | None:
        last = self._written.name_at(all_, at)
        if not last:
            return None
        name = joined(all_, at, last)
        if name.lower() in self._twins:
            return last  # two people bear it: which one is not said
        if self._written.is_teller(all_, at):
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
        after_other = self._also_called(all_, last, id)
        self._saw(number, at, after_other or last, id)
        last = after_other or last
        after = self._apposed(number, all_, last, id)
        if after:
            self.seen[-1] = self.seen[-1]._replace(last=after)
        return after or last

    def _called(self, number: int, all_: Sequence[Token], at: int) -> str | None:
        """ "Sarah's boyfriend is also called Mike": a name for the one named before; "everybody
        calls her Kit": for the one whom the pronoun means."""
        low = [token.low for token in all_[max(0, at - 2) : at]]
        if len(low) == 2 and low[0] in _CALLS and low[1] in ("him", "her"):
            return self.one(number, at - 1, PRONOUNS[low[1]])
        first = at - 1
        if first < 1 or all_[first].low not in _KNOWN_AS or not self.seen:
            return None
        first -= 1
        while first > 0 and all_[first].low in ("also", "is", "was", "'s", ",", "who"):
            first -= 1
        last = self.seen[-1]
        fits = last.sentence == number and last.last == first + 1
        return last.id if fits and last.id != self.teller and not self.has_name(last.id) else None

    def _apposed(self, number: int, all_: tuple[Token, ...], at: int, id: str) -> int | None:
        """ "Tom, my ex-husband," and "Tom is my brother"."""
        if at >= len(all_) or all_[at].low not in (",", "is", "was", "("):
            return None
        after = at + 1
        if after >= len(all_) or all_[after].low not in _MINE | set(_ITS):
            return None
        kin_at = after + 1
        while kin_at < len(all_) and all_[kin_at].low in BEFORE_KIN and kin_at - after < 4:
            kin_at += 1
        if not is_kin_word(all_, kin_at) or is_listed_kin(all_, kin_at):
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
        person, role = self.people[id], SAME.get(kin, kin)
        add(person.roles, role)
        bare = kin.removeprefix("ex-")
        if person.sex == "u":
            person.sex = "m" if bare in words("kin_m") else "f" if bare in words("kin_f") else "u"
        if owner:
            span = (all_[after].start, all_[kin_at].end)
            self._merge_role(id, owner, role)
            self._tie(Link(id, owner, role, *span))
            if low in _MINE:
                add(person.names, joined(all_, after, kin_at + 1))
        return kin_at + 1

    # --- who is meant ---

    def one(self, number: int, at: int, sex: str, but: str | None = None) -> str | None:
        """The only person whom the pronoun here can mean; None where two would fit."""
        if (number, at) in self._meant and but is None:
            return self._meant[number, at]
        fits = self._candidates(number, sex, but) if sex != "u" else set()
        return next(iter(fits)) if len(fits) == 1 else None

    def in_sentence(self, number: int) -> Iterator[Seen]:
        """Who is named in a sentence."""
        return iter(self._index.get(number, ()))
