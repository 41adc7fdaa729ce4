"""Killed in front of one step after another: what is left on the disk then holds no word."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from tests.canary import Search
from tests.canary_house import House
from tests.canary_walk import CANARIES, Walk, begin, decide, fill_case, keep_locked, person

MOMENTS = 2
"""Of the steps at the disk so many, and of all of them as many."""


class Killed(Struct, frozen=True):
    """One command; `fed` to it by a pipe; the file that opens the case."""

    words: tuple[str, ...]
    key: str = "holder.txt"
    fed: bytes = b""


ROOT = "ROOT"
COMMANDS = {
    "add": Killed(("add", "--answer", "date_order=dmy", f"{ROOT}/outside/drawer2")),
    "add --locked": Killed(("add", "--locked", f"{ROOT}/outside/drawer"), key=""),
    "record": Killed(
        ("record", "--name", f"{CANARIES['recording name']}.raw"),
        key="",
        fed=f"{CANARIES['recording']} ".encode() * 30_000,
    ),
    "confirm": Killed(("confirm", "--all", "--custodian", CANARIES["locked custodian"])),
    "export": Killed(("export", "--to", f"{ROOT}/chosen/package")),
    "export --recipient": Killed(
        ("export", "--to", f"{ROOT}/watched/package", "--recipient", "PUBLIC", "--words", "WORDS")
    ),
    "bundle": Killed(("bundle", "-o", f"{ROOT}/chosen/package.pdf")),
    "certificate": Killed(("certificate", "-o", f"{ROOT}/chosen/package.pdf")),
    "delete": Killed(("delete", "drawer/0.txt", "--why", CANARIES["why"], "--yes")),
    "move": Killed(("move", "--to", f"{ROOT}/watched/moved")),
    "remove": Killed(("remove", "--no-copy", "--yes")),
    "rebuild": Killed(("rebuild",)),
    "key passphrase": Killed(("key", "passphrase", "--new-file", f"{ROOT}/outside/own")),
}


class Template(Struct, frozen=True):
    house: House
    case: Path
    search: Search
    reader: tuple[str, str]

    def words(self, killed: Killed) -> list[str]:
        public, words = self.reader
        known = {"PUBLIC": public, "WORDS": words}
        return [known.get(word, word.replace(ROOT, str(self.house.root))) for word in killed.words]

    def begin_again(self) -> None:
        self.house.put_back(self.case)
        for folder in (self.house.chosen, self.house.watched / "moved"):
            shutil.rmtree(folder, ignore_errors=True)
        self.house.chosen.mkdir()
        for path in self.house.watched.glob("*package*"):
            path.unlink()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """A case with papers, facts, an exhibit, and things that wait to be confirmed."""
    house = House(tmp_path_factory.mktemp("kill").resolve())
    house.begin()
    try:
        yield made_ready(house)
    finally:
        house.end()


def made_ready(house: House) -> Template:
    walk = Walk(house)
    begin(walk)
    decide(walk, fill_case(walk))
    walk.on("exhibit", "remove", "AB1")
    walk.on("exhibit", "add", "--title", CANARIES["exhibit"], chat_of(walk))
    keep_locked(walk)
    (house.outside / "drawer2").mkdir()
    for name in ("content", "chat"):
        (house.outside / f"drawer2/{CANARIES[name]}.txt").write_text(f"{CANARIES[name]}, too\n")
    own = "unshod gauging pyramid twitch overfeed resolute"
    (house.outside / "own").write_text(f"{own}\n")
    house.words["own passphrase"] = own
    reader = person(house, "reader.txt")
    case = Path(shutil.copytree(house.case, house.outside / "whole"))
    return Template(house, case, Search(house.words), (reader.public, reader.words))


def chat_of(walk: Walk) -> str:
    return walk.rows("list", "--find", CANARIES["chat"])[0]["id"]


def moments(steps: str) -> list[int]:
    """The numbers of steps, from 1: spread over those at the disk, and over all of them."""
    disk = [number for number, sort in enumerate(steps, 1) if sort == "d"]
    every = list(range(1, len(steps) + 1))
    assert len(disk) > MOMENTS
    return sorted({*spread(disk, MOMENTS + 1)[1:], *spread(every, MOMENTS + 2)[1:-1]})


def spread(steps: list[int], count: int) -> list[int]:
    """The first, the last, and what lies between at the same distance."""
    return [steps[place * (len(steps) - 1) // (count - 1)] for place in range(count)]


@pytest.mark.parametrize("name", COMMANDS)
def test_killed_in_front_of_a_step_nothing_is_found(template: Template, name: str) -> None:
    killed, house = COMMANDS[name], template.house
    words = template.words(killed)
    template.begin_again()
    steps = house.run(*words, key=killed.key, fed=killed.fed, keeps=True).steps
    left = house.outside / "left"
    assert template.search.in_folder(left) == [] and len(list(left.iterdir())) > 0

    ends = set()
    for step in moments(steps):
        template.begin_again()
        ends.add(house.run(*words, key=killed.key, fed=killed.fed, kill=step).code)
        assert (step, house.finds(template.search), house.left_over()) == (step, [], [])
        left = [path.name for path in house.chosen.iterdir()]
        assert [each for each in left if not each.startswith("package")] == []
    assert -9 in ends
    if name != "remove":
        house.run("confirm", key="holder.txt")
        assert house.finds(template.search) == [] and list((house.case / "tmp").iterdir()) == []
