"""A case opened: the sealed store, the index of its items, and the work people do on them."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import msgspec

from everyword.case import exhibits, facts, gate, people, withholding
from everyword.case.decided import CiteTo, Exhibit, Fact, Person, Said, Status
from everyword.case.deciding import named
from everyword.case.forgetting import forget, without_file
from everyword.case.gate import HOW
from everyword.case.quotes import cited
from everyword.case.snapshots import Clock, save
from everyword.case.work import Act, Decision, Work
from everyword.errors import Damaged, NotFound, Refused
from everyword.index import merging, withheld
from everyword.index.store import Entry, Index, SourceRow
from everyword.intake.receive import Received, Receiver, Unwatched, Watch, row_of
from everyword.intake.seeing import Looked, read_pictures
from everyword.model import Source
from everyword.vault import heads
from everyword.vault.adopted import Word
from everyword.vault.known_head import Known, older_than_index
from everyword.vault.store import USUAL, Sealed, Secrets, Vault, Ways

__all__ = ["HOW", "SNAPSHOTS", "Case", "Clock"]

SNAPSHOTS = 20


class Case:
    """One case. `write` takes the lock; close() saves a snapshot of the work if it changed."""

    def __init__(self, vault: Vault, now: Clock, write: bool, create: bool = False) -> None:
        self.vault, self._now, self._write = vault, now, write
        self._is_closed = False
        self._files: dict[str, Sealed] = {}
        self.index = Index(vault.folder / "case.db", vault.database_key, create)
        self.work = Work(self.index.connection)
        self._is_older = self._compare_head()
        if write:
            self.index.renew_search()
            self.index.set_apart(self.waiting())
            merging.set_joined(self.index.connection, self.work.joined())
        self.work.is_withheld = lambda item: withheld.holds(self.index.connection.execute, item)
        self._follow_deletions()
        if write:
            self._finish_adding()
            self.settle_locks()

    def _compare_head(self) -> bool:
        """The index remembers the head it was last closed with: half a rollback shows by it."""
        remembered = self.index.recall("head")
        if remembered is None:
            return False
        older = older_than_index(remembered, self.vault.leaf_hashes())
        if older is not None:
            self.vault.remarks.append(older)
        return older is not None

    def _follow_deletions(self) -> None:
        """A kill between the store and the index leaves text of a deleted file: it goes now.

        Not where the seals are older than the index: the text may be all there is of a file then.
        """
        is_waiting = False
        for row in without_file(self.vault, self.index):
            if self._write and not self._is_older:
                is_waiting |= forget(self.index, self.work, row.object, self.now)
                self.vault.remarks.append(f"{row.name}: deleted; now gone from the index too")
            else:
                self.vault.remarks.append(
                    f"{row.name}: its words are in the index, its sealed file is not in the record"
                )
        if is_waiting:
            self.read_waiting()

    @classmethod
    def create(
        cls, folder: Path, now: Clock, zone: str | None = None, ways: Ways = USUAL
    ) -> tuple[Self, Secrets]:
        vault, secrets = Vault.create(folder, now, ways=ways)
        case = cls(vault, now, write=True, create=True)
        if zone:
            case.set("zone", zone)
        return case, secrets

    @classmethod
    def open(
        cls, folder: Path, words: str, now: Clock, write: bool = False, known: Known | None = None
    ) -> Self:
        vault = Vault.open(folder, words, now, write, known)
        try:
            case = cls(vault, now, write)
        except BaseException:
            vault.close()
            raise
        if not write and not withholding.is_settled(case.index, case.work):
            case.close()  # stopped between an answer and the index: first what it locks goes
            cls.open(folder, words, now, write=True, known=known).close()
            return cls.open(folder, words, now, write, known)
        return case

    def _finish_adding(self) -> None:
        """After a kill between sealing and writing down what was said: it is said of those files.

        Without it a file that was said to be another person's would be read.
        """
        text = self.index.recall("adding")
        if not text:
            return
        first, said = msgspec.json.decode(text, type=tuple[int, Said])
        waiting = self.waiting()
        for sealed in self.vault.files():
            is_new = sealed.index >= first and sealed.key not in waiting
            if is_new and self.work.said(sealed.key) == Said():
                row = row_of(sealed)
                self.index.know(row)
                self.work.decide(self.now, "said", row.object, said)
                withholding.lock_fresh(self.index, row, said)
        self.index.remember("adding", "")

    def settle_locks(self) -> None:
        """The index follows the gate: what is locked goes, what was unlocked is read again."""
        if withholding.is_settled(self.index, self.work):
            return
        files = withholding.files_of(self.index)
        if withholding.settle(self.index, self.work, files, self.now):
            self.read_waiting()

    def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        try:
            if self._write and self.work.fresh:
                self.save_work()
            if self._write and not self._is_older:
                self._remember_head()
        finally:
            self.index.close()
            self.vault.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def moment(self) -> dt.datetime:
        return self._now()

    @property
    def now(self) -> str:
        return self.moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    def save_work(self) -> None:
        """A sealed copy of every decision; the index can be lost without losing them."""
        save(self.vault, self.work, self._now())
        self.work.fresh = 0
        for old in self.vault.private_names("work")[:-SNAPSHOTS]:
            self.vault.drop_beside(f"work/{old}")

    def _remember_head(self) -> None:
        head = heads.read_body(heads.split(self.vault.head_note())[0])
        self.index.remember("head", f"{head.size} {head.root.hex()}")

    # Sources

    def add(
        self,
        paths: list[Path],
        said: Said,
        after_kept: Callable[[SourceRow, bool], None],
        watch: Watch,
        after_change: Callable[[str], None] = lambda words: None,
        own: Mapping[Path, Mapping[str, str]] = {},
    ) -> Iterator[Received]:
        """Seal and read; what was said of the sources is kept with them, of single ones in `own`.

        `after_change` is told, in words, where something else had been said of a source before.
        """

        def kept(row: SourceRow, fresh: bool, path: Path) -> None:
            before, answers = self.work.said(row.object), {**said.answers, **own.get(path, {})}
            after = self.work.said_now(row.object, msgspec.structs.replace(said, answers=answers))
            if after != before:
                self.work.decide(self.now, "said", row.object, after)
            if fresh:
                withholding.lock_fresh(self.index, row, after)
            elif after != before:
                self.settle_locks()
            for words in gate.said_otherwise(row.name, before, after):
                after_change(words)
            after_kept(row, fresh)

        receiver = Receiver(self.vault, self.index, self.work.answers, watch)
        yield from receiver.catch_up()
        first = max((each.index + 1 for each in self.vault.files()), default=0)
        self.index.remember("adding", msgspec.json.encode((first, said)).decode())
        yield from receiver.receive(paths, kept)
        self.index.remember("adding", "")

    def source_of(self, entry: Entry) -> Source:
        """The sealed bytes an entry was read from, under the name the person gave them."""
        return self._opened(entry.source)

    def _opened(self, object: str) -> Source:
        row = self.index.row(object)
        if withheld.is_locked(self.index.connection.execute, object):
            withheld.refuse_locked(row.name)
        return msgspec.structs.replace(self.vault.source(self.sealed(row)), name=row.name)

    def read_pictures(self, watch: Watch) -> Looked:
        """Read the words in pictures that were not read yet; what is done is kept."""
        wanted, photos = self.work.setting("ocr"), self.work.setting("ocr_photos")
        return read_pictures(self.index, self._opened, wanted, watch, photos)

    def beside(self, path: str) -> Source | None:
        """The source added under this path: a picture beside the chat that names it."""
        row = self.index.beside(path)
        if row is None or row.object in self.waiting() or row.state == withheld.LOCKED:
            return None
        return self._opened(row.object)

    def sealed(self, row: SourceRow) -> Sealed:
        """The sealed file of a source. Raises Damaged where the record has none.

        All files are walked once, and again when one is asked for that was not there then.
        """
        if row.object not in self._files:
            self._files = {each.key: each for each in self.vault.files()}
        if row.object not in self._files:
            raise Damaged(path=row.name, reason="the record names no sealed file for it")
        return self._files[row.object]

    def delete(self, row: SourceRow, why: str | None) -> None:
        """Delete what was sealed, and what was read from it alone; not what was written.

        Raises Refused while an exhibit or a fact stands on something only it has.
        """
        self._check_deletable(row)
        self._files.clear()
        self.vault.delete(row.object, why)
        if forget(self.index, self.work, row.object, self.now):
            self.read_waiting()

    def items_only_in(self, row: SourceRow) -> list[str]:
        """The items, and versions of one, that would go with this source."""
        return self.index.only_in(row.object)[0]

    def read_waiting(self) -> None:
        """What is sealed and not in the index is read from its sealed copy."""
        for _ in Receiver(self.vault, self.index, self.work.answers, Unwatched()).catch_up():
            pass

    def _check_deletable(self, row: SourceRow) -> None:
        going = self.index.only_in(row.object)[1]
        going |= withheld.ids_of(self.index.connection.execute, row.object)
        exhibits = [
            ("exhibit", x.label) for x in self.work.exhibits().values() if going & {*x.items}
        ]
        citing = [
            (each.act, each.subject) for each in self.work.present() if going & {*cited(each.data)}
        ]
        if standing := [*exhibits, *citing]:
            first = {act: f"everyword {act} remove {id}" for act, id in reversed(standing)}
            raise Refused(
                name=row.name,
                reason=f"these stand on it: {', '.join(id for _, id in standing)}",
                remedy=f"Take them out first:  {'    '.join(reversed(first.values()))}",
            )

    def confirm(self, row: SourceRow, word: Word, said: Said) -> None:
        """The person's word on a source that was taken in while the case was locked."""
        self.vault.confirm(self.sealed(row), word)
        self.vault.commit()
        if said != Said():
            self.work.decide(self.now, "said", row.object, said)
            self.settle_locks()
        if self.index.set_apart(self.waiting()):
            self.read_waiting()

    def check_usable(self, items: Iterable[str]) -> None:
        """Raises Refused where an item stands only in sources nobody has said are theirs."""
        waiting = self.waiting()
        for item in items if waiting else ():
            found = self.index.objects_of([item], with_versions=False)
            if found and found <= waiting:
                raise _not_confirmed(self.index.row(min(found)).name)

    def waiting(self) -> set[str]:
        """The sources that the person has not said are theirs."""
        return {each.key for each in self.vault.unconfirmed()}

    # Decisions

    def set(self, name: str, value: str) -> None:
        self.work.decide(self.now, "setting", name, {"value": value})

    def add_person(
        self, name: str, role: str | None, handles: tuple[str, ...], **more: Any
    ) -> Person:
        return people.add(self, Person("", name, role, handles, **more))

    def change_person(self, id: str, **changes: Any) -> Person:
        return people.change(self, id, **changes)

    def person_of(self, handle: str | None) -> Person | None:
        return next((p for p in self.work.people().values() if handle in p.handles), None)

    def add_fact(
        self, sentence: str, when: str, status: Status, cites: tuple[CiteTo, ...], **more: Any
    ) -> Fact:
        return facts.add(self, Fact("", sentence, when, status, cites, **more))

    def change_fact(self, id: str, **changes: Any) -> Fact:
        return facts.change(self, id, **changes)

    def check_fact(self, when: str, cites: tuple[CiteTo, ...], **more: Any) -> None:
        """Raises what add_fact would raise."""
        facts.checked(self, Fact("", "", when, "alleged", cites, **more))

    def set_exhibit_prefix(self, prefix: str) -> None:
        exhibits.set_prefix(self, prefix)

    def add_exhibit(self, title: str, items: tuple[str, ...], context: int) -> Exhibit:
        return exhibits.add(self, title, items, context)

    def remove(self, act: Act, id: str) -> None:
        """Take out what was decided: a person, a fact, an order; undo brings it back."""
        self.check_there(act, id)
        self.work.decide(self.now, act, id, None)

    def check_there(self, act: Act, id: str) -> None:
        """Raises NotFound where nothing of this kind stands under this id."""
        there = {each.subject for each in self.work.present() if each.act == act}
        if act == "person":
            there = {*self.work.people()}
        named(dict.fromkeys(there), act, id)

    def newest(self, act: str) -> Decision:
        """The newest standing decision of one kind: what `undo` undoes. Raises NotFound."""
        decision = self.work.newest(act)
        if decision is None:
            raise NotFound(thing=f"{act} decision", name="to undo", command=f"everyword {act} list")
        return decision

    def undo(self, act: str) -> str:
        """Undo the newest standing decision of one kind."""
        decision = self.newest(act)
        self.work.undo(self.now, decision.n)
        return f"{decision.act} {decision.subject}"


def _not_confirmed(name: str) -> Refused:
    """Why something that was taken in while locked is not used yet."""
    return Refused(
        name=name,
        reason="it was taken in while the case was locked and nobody has confirmed it yet",
        remedy="See it and say:  everyword confirm",
    )
