"""Conversations under two names: a person says whether they are one; nothing joins by itself."""

import json
from typing import cast

from everyword.case.decided import Conversation, Pair, pair_key
from everyword.case.decided import Joined as Word
from everyword.case.store import Case
from everyword.case.work import Decision
from everyword.errors import NotFound, NotOne, Refused, WrongUsage
from everyword.index import database, joined, merging
from everyword.index.joined import Alike


def named(case: Case, name: str) -> Conversation:
    """A conversation by its name, or `reader:name` where several kinds of source have that name.

    Raises NotFound, NotOne.
    """
    known = joined.conversations(case.index.connection.execute)
    found = [each for each in known if name in (each[1], ":".join(each))]
    if not found:
        raise NotFound(thing="conversation", name=name, command="everyword thread list")
    if len(found) > 1:
        raise NotOne(name=name, candidates=", ".join(":".join(each) for each in found))
    return found[0]


def join(case: Case, one: Conversation, two: Conversation, anyway: bool = False) -> None:
    """Say that two conversations are one. Raises Refused where most of the shorter is not alike."""
    check_join(case, one, two, anyway)
    case.work.decide(case.now, "thread", pair_key(one, two), Word(one=True))
    settle(case)


def check_join(case: Case, one: Conversation, two: Conversation, anyway: bool) -> None:
    """Raises what `join` would raise."""
    _check_two(one, two)
    before, after = case.work.joined(), {*case.work.joined(), (one, two)}
    known = set(joined.conversations(case.index.connection.execute))
    for pair in (each for each in case.work.apart() - {_pair(one, two)} if {*each} <= known):
        if joined.are_one(after, *pair) and not joined.are_one(before, *pair):
            raise WrongUsage(
                problem=f"“{pair[0][1]}” and “{pair[1][1]}” would be one then; you said they"
                " are two.",
                remedy="See what was said:  everyword thread list    and  everyword thread undo",
            )
    same, of, is_most = joined.compare(case.index.connection.execute, one, two)
    if not is_most and not anyway:
        found = f"{same:,} of {of:,} messages are alike" if of else "they have no time in common"
        raise Refused(
            name=f"“{one[1]}” and “{two[1]}”",
            reason=f"they do not look like one conversation: {found}",
            remedy="If you know that they are one:  everyword thread join --anyway NAME NAME",
        )


def keep_apart(case: Case, one: Conversation, two: Conversation) -> None:
    """Say that two conversations are two; that ends a join of them."""
    _check_two(one, two)
    if joined.are_one(case.work.joined() - {_pair(one, two)}, one, two):
        raise WrongUsage(
            problem=f"“{one[1]}” and “{two[1]}” are one by way of a third conversation.",
            remedy="See what was said:  everyword thread list    and  everyword thread undo",
        )
    case.work.decide(case.now, "thread", pair_key(one, two), Word(one=False))
    settle(case)


def undo(case: Case) -> str:
    """Undo the newest of these decisions; what it was about, in words. Raises NotFound."""
    newest = case.newest("thread")
    case.undo("thread")
    settle(case)
    return _words_of(case, newest)


def to_undo(case: Case) -> str:
    """What `undo` would undo, in words. Raises NotFound."""
    return _words_of(case, case.newest("thread"))


def _words_of(case: Case, said: Decision) -> str:
    """A name of a conversation in something locked is not said."""
    known = set(joined.conversations(case.index.connection.execute))
    is_known = set(map(tuple, json.loads(said.subject))) <= known
    return f"{said.act} {said.subject}" if is_known else "thread"


def settle(case: Case) -> None:
    """Bring the index to what the decisions say."""
    merging.set_joined(case.index.connection, case.work.joined())


def look(case: Case) -> None:
    """Compare the conversations that changed with those of other names."""
    with database.transaction(case.index.connection):
        joined.look(case.index.connection.execute)


def questions(case: Case) -> list[Alike]:
    """What looks like one conversation, and nobody has said yet whether it is."""
    pairs = case.work.joined()
    said = {*pairs, *case.work.apart()}
    return [
        each
        for each in joined.alike(case.index.connection.execute)
        if _pair(each.one, each.two) not in said and not joined.are_one(pairs, each.one, each.two)
    ]


def _pair(one: Conversation, two: Conversation) -> Pair:
    return cast(Pair, tuple(sorted((one, two))))


def _check_two(one: Conversation, two: Conversation) -> None:
    if one == two:
        raise WrongUsage(
            problem=f"“{one[1]}” is one conversation already.",
            remedy="Name two:  everyword thread list",
        )
