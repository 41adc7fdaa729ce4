"""A whole case, walked from end to end, with a word of its own in everything a person says."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pyrage
from msgspec import Struct, field

from everyword.vault import keys
from everyword.vault.words import fingerprint
from tests.canary import Search
from tests.canary_ahead import look_ahead, work_out
from tests.canary_contact import time_with_a_child
from tests.canary_house import House, Ran
from tests.canary_money import count_money
from tests.vault.authority import Authority
from tests.vault.test_ots import pending, proof

CANARIES = {
    "content": "Zebrafinkenlied",
    "file name": "Quittenkompott",
    "sender": "Krähwinkel-Görlitz",
    "chat": "Butterblumenwiese",
    "zipped chat": "Löwenzahnpusteblume",
    "custodian": "Ölmühlenbesitzer",
    "answer": "Sauerampferfeld",
    "place": "Dinkelsbühlgericht",
    "fact": "Morgenstundgold",
    "fact changed": "Abendrotfarben",
    "person": "Rübenacker",
    "role": "Nachtwächterin",
    "exhibit": "Heidelbeerkraut",
    "bundle": "Wacholderbeerwald",
    "why": "Holunderblütentee",
    "recording": "Uhrenschlagwerk",
    "recording name": "Nachtigallenruf",
    "locked": "Schneeglöckchen",
    "locked name": "Maiglöckchental",
    "locked custodian": "Ahornblattsirup",
    "holder": "Pflaumenmuskocher",
    "witness": "Haselnussstrauch",
    "searched": "Brombeerhecken",
    "head": "Rosmarinzweiglein",
    "phone": "Mirabellenmus",
    "note": "Kirschblütenzweig",
    "how known": "Lindenblütenhonig",
    "adviser": "Zwetschgenröster",
    "advice": "Hagebuttenstrauch",
    "second yes": "Weißdornhecke",
    "told": "Schlehdornbusch",
    "order": "Vogelbeerschnaps",
    "paid": "Apfelbaumrinde",
    "account": "Sauerkirschgarten",
    "owed": "Stachelbeerwein",
    "spent": "Johanniskraut",
    "term": "Wegwartenhügel",
    "visit": "Sanddornhecken",
    "holidays": "Kornblumenacker",
    "deadline": "Quittenspalier",
    "plan": "Kornelkirsche",
    "told as": "Ebereschensaft",
}
FILES = (
    *("sheet.pdf", "sheet 2.pdf", "bundle.pdf", "bundle.json", "certificate.pdf", "slips.pdf"),
    *("copy.pdf", "copy.log.json", "report.html", "contact.pdf", "dates.ics"),
)
PACKAGES = ("fresh", "in the tree")
"""What is asked for in plain, by name: nothing else may be in the folder chosen for it."""
PLAIN = {"content", "file name", "sender", "chat", "zipped chat", "exhibit", "bundle", "person"}
"""What is found in there, so that it says something when nothing is found elsewhere."""
NOT_WALKED = {
    "demo": "its household is made up, and lies open on purpose",
    "serve": "it runs until it is stopped; tests/browser looks for canaries after it",
}
SAYING = {"new", "key recovery", "key passphrase"}
"""The commands that show a secret, once, to the person who asked for it."""


def chat(word: str, times: int = 12) -> str:
    return (
        "13/03/2024, 21:07 - Alex: hello\n"
        f"13/03/2024, 21:08 - {CANARIES['sender']}: on the {word} at noon\n"
        f"14/03/2024, 08:00 - Alex: yes, the {word}\n"
    ) * times


def fill(drawer: Path) -> None:
    """Papers with canaries in their names and contents."""
    (drawer / f"{CANARIES['file name']}.txt").write_text(f"the {CANARIES['content']}\n" * 500)
    (drawer / "WhatsApp Chat with Sam.txt").write_text(chat(CANARIES["chat"]))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_chat.txt", chat(CANARIES["zipped chat"]))
    (drawer / f"{CANARIES['sender']}.zip").write_bytes(packed.getvalue())
    for number in range(4):
        (drawer / f"{number}.txt").write_text(f"{CANARIES['content']} {number}\n" * 9)


class Person(Struct, frozen=True):
    """An age key of somebody's, and its words."""

    public: str
    words: str


def person(house: House, name: str) -> Person:
    """Makes a key; the secret half goes to a file of this name outside."""
    identity = pyrage.x25519.Identity.generate()
    (house.outside / name).write_text(f"{identity}\n")
    house.words[f"secret of {name}"] = str(identity)
    public = str(identity.to_public())
    return Person(public, fingerprint(public.encode()))


class Walk(Struct):
    """What was run so far: the words of each command, and how it went."""

    house: House
    done: list[tuple[str, Ran]] = field(default_factory=list)

    def on(self, *words: str | Path, key: str = "holder.txt", ok: int = 0, fed: bytes = b"") -> Ran:
        ran = self.house.run(*words, key=key, ok=ok, fed=fed)
        self.done.append((" ".join(str(word) for word in words), ran))
        return ran

    def rows(self, *words: str) -> list[dict[str, str]]:
        """A listing, read."""
        return [json.loads(line) for line in self.on(*words, "--json").out.splitlines()]


def begin(walk: Walk) -> None:
    """A new case with a holder; its secrets are among the words of the house from now on."""
    house = walk.house
    fill(house.outside / "drawer")
    holder = person(house, "holder.txt")
    made = walk.on(
        *("new", "--json", "--zone", "Europe/London", "--place", CANARIES["place"]),
        *("--holder", CANARIES["holder"], holder.public, "--words", holder.words),
        *("--sheet", house.chosen / "sheet.pdf", house.case),
        key="",
    )
    _remember(house, json.loads(made.out), "")
    (house.outside / "words").write_text(f"{house.words['passphrase']}\n")
    found = keys.unlock(house.case, (house.outside / "holder.txt").read_text())
    house.words |= CANARIES
    house.words |= {
        **{"identity": found.identity, "identity in bytes": found.secret},
        **{"seed": found.seed, "database key": found.database},
        "any identity": "AGE-SECRET-KEY-1",
    }


def _remember(house: House, secrets: Mapping[str, str], which: str) -> None:
    """A passphrase and a recovery code, also without what is between their parts."""
    for name, typed in secrets.items():
        house.words[f"{which}{name}"] = typed
        house.words[f"{which}{name}, joined"] = typed.replace(" ", "").replace("-", "")


def secrets_of(house: House) -> Search:
    """What no command but those that make it may ever say or hand on."""
    return Search({name: word for name, word in house.words.items() if name not in CANARIES})


def fill_case(walk: Walk) -> list[str]:
    """The papers taken in; the ids of what was read, messages first."""
    walk.on(
        *("add", "--how", "own-device", "--custodian", CANARIES["custodian"]),
        *("--answer", "date_order=dmy", "--answer", f"me={CANARIES['answer']}"),
        walk.house.outside / "drawer",
        key="words",
    )
    listed = walk.rows("list")
    assert len(listed) > 8
    return [each["id"] for each in sorted(listed, key=lambda each: each["kind"] != "message")]


def decide(walk: Walk, ids: list[str]) -> None:
    """Persons, facts, exhibits; also changed, undone and listed."""
    on = walk.on
    on("person", "add", CANARIES["person"], "--role", "x", "--handle", CANARIES["sender"])
    (row,) = walk.rows("person", "list")
    on("person", "change", row["id"], "--role", CANARIES["role"])
    item = walk.rows("list", "--find", CANARIES["chat"])[0]["id"]
    on("fact", "add", f"The {CANARIES['fact']}.", "--when", "2024-03-13", "--status", "alleged")
    on("fact", "add", "Another.", "--when", "2024-03", "--status", "alleged", "--cite", ids[0])
    fact = walk.rows("fact", "list")[0]
    on("fact", "change", fact["id"], "--sentence", f"{CANARIES['fact changed']}.")
    on("fact", "change", fact["id"], "--cite", f"{item}={CANARIES['chat']}")
    on("fact", "undo")
    papers = [ids[0], ids[1], *ids[-6:]]
    on("exhibit", "add", "--title", CANARIES["exhibit"], "--prefix", "AB", *papers)


def change_mind(walk: Walk) -> None:
    """Whatever is said can be taken back, and stays in the list of decisions."""
    on = walk.on
    on("person", "add", "Nobody", "--role", "y")
    (nobody,) = (row for row in walk.rows("person", "list") if row["name"] == "Nobody")
    on("person", "remove", nobody["id"])
    on("person", "undo")
    on("person", "ask")
    (someone,) = (row for row in walk.rows("person", "list") if row["name"] != "Nobody")
    on("person", "apart", someone["id"], nobody["id"])
    on("person", "join", someone["id"], nobody["id"])
    on("person", "undo")
    on("fact", "add", "Taken back.", "--when", "2024", "--status", "alleged")
    on("fact", "remove", walk.rows("fact", "list")[-1]["id"])
    on("exhibit", "add", "--title", "taken back", walk.rows("list")[0]["id"])
    on("exhibit", "undo")


def write_down(walk: Walk) -> None:
    """A note of a day, and who knew of a fact; what is missing is looked for."""
    on = walk.on
    on("note", f"the {CANARIES['note']}", "--day", "2024-03-14", "--who", CANARIES["note"])
    fact, someone = walk.rows("fact", "list")[0]["id"], walk.rows("person", "list")[0]["id"]
    for words in (("fact", "issues"), ("fact", "show", fact), ("fact", "history", fact), ("gaps",)):
        on(*words)
    known = ("--when", "2024-03-14", "--how", CANARIES["how known"])
    on("knew", "add", "--person", someone, "--fact", fact, *known)
    on("knew", "list")
    on("knew", "remove", walk.rows("knew", "list")[0]["id"])
    on("knew", "undo")


def ordered(walk: Walk, item: str) -> None:
    """An order, what it says, what was paid, and what both come to."""
    on = walk.on
    on("order", "add", CANARIES["order"], "--day", "2024-01-01")
    order = walk.rows("order", "list")[0]["id"]
    one, two = (row["id"] for row in walk.rows("person", "list")[:2])
    sides = ("--from", one, "--to", two)
    on("order", "term", order, "--pay", "5", "GBP", "--every", "week", "--first", "2024-03-01",
       "--words", CANARIES["order"], *sides)  # fmt: skip
    on("order", "vary", "T1", "--from", "2024-03-15", "--pay", "6", "GBP")
    on("order", "change", order, "--court", CANARIES["order"])
    on("order", "mark", "T1", "not-kept", "--words", CANARIES["paid"])
    on("order", "rules", order, "--rules", "uk-ew")
    on("payment", "propose")
    paid = ("--day", "2024-03-02", "--currency", "GBP", "--words", CANARIES["paid"])
    on("payment", "add", "--cash", "5", *paid)
    on("payment", "yes", item, "--amount", "3", *paid)
    on("payment", "change", "R1", "--amount", "4")
    for words in (("list",), ("history", "R1"), ("remove", "R2"), ("undo",), ("remove", "R2")):
        on("payment", *words)
    on("payment", "no", item)
    on("schedule", "support", "--as-of", "2024-05-01")
    for each in (("list",), ("show", "T1"), ("history", order), ("remove", "T2"), ("undo",)):
        on("order", *each)


def tell(walk: Walk) -> None:
    """An account, shown, then kept; its drafts answered in every way, and taken back."""
    on, account = walk.on, walk.house.outside / "account.txt"
    account.write_text(
        f"I told my sister Anna about the {CANARIES['told']} yesterday.\nShe took it. She left.\n"
        "She came back. I slept.\n"
    )
    on("tell", account, key="")
    on("tell", account, "--keep")
    one, two, three, *_ = (row["id"] for row in walk.rows("draft", "list"))
    on("draft", "yes", one, "--own", "--sentence", f"It was the {CANARIES['told as']}.")
    on("draft", "no", two)
    on("draft", "private", three)
    on("draft", "undo")
    on("draft", "remove", three)
    on("draft", "ask", fed=b"n\nq\n")
    on("tell", account, "--keep", "--json")


def obtained(walk: Walk, ids: list[str]) -> None:
    """How something was obtained: it is locked, opened by an adviser's word, and taken back."""
    on = walk.on
    on("how", "answer", ids[0], "--child", "from", "--lawyer", "no")
    on("how", "list")
    advised = ("--said", CANARIES["advice"], "--date", "2024-05-01")
    on("how", "unlock", ids[0], "--adviser", CANARIES["adviser"], *advised)
    on("how", "yes", ids[0], "--said", CANARIES["second yes"])
    on("how", "answer", ids[1], "--device", "mine")
    on("how", "undo")
    on("how", "notes", "--place", "England")


def clocks_and_threads(walk: Walk) -> None:
    """Which phone, which zones, and which conversations are one; all of it taken back, too."""
    on, phone = walk.on, CANARIES["phone"]
    on("add", "--phone", phone, walk.house.outside / "drawer/WhatsApp Chat with Sam.txt")
    on("zone", "set", phone, "Europe/London")
    on("zone", "set", phone, "Europe/London until 2024-03-13, then Europe/Berlin")
    on("zone", "undo")
    on("zone", "list")
    on("zone", "remove", phone)
    other = walk.house.outside / "WhatsApp Chat with Sammy.txt"
    other.write_text(chat(CANARIES["chat"], 3))
    on("add", other)
    one, two = (row["name"] for row in walk.rows("thread", "list") if "name" in row)
    on("thread", "join", "--anyway", one, two)
    on("list", "--differences")
    on("thread", "undo")
    on("thread", "apart", one, two)
    on("thread", "list")
    for word in ("one", "two"):  # nothing in the drawer tells of one payment twice
        on("double", word, one, two, ok=2)
    on("double", "undo", ok=2)
    on("double", "list")


def keep_locked(walk: Walk) -> None:
    """A recording by a pipe and a file, with no secret anywhere."""
    sound = f"{CANARIES['recording']} ".encode() * 20_000
    name = f"{CANARIES['recording name']}.raw"
    ran = walk.on("record", "--name", name, key="", fed=sound)
    assert int(ran.out.split()[2]) > 2, ran.out
    paper = walk.house.outside / f"{CANARIES['locked name']}.txt"
    paper.write_text(f"{CANARIES['locked']}\n" * 90)
    walk.on("add", "--locked", paper, key="")


def confirm(walk: Walk) -> None:
    walk.on("confirm")
    how = ("--how", "own-device", "--custodian", CANARIES["locked custodian"])
    walk.on("confirm", "--all", *how)


def look(walk: Walk, ids: list[str]) -> None:
    for words in ((), ("--sources",), ("--find", CANARIES["searched"]), ("--problems",)):
        walk.on("list", *words)
    for words in ((), ("--raw",), ("--json",)):
        walk.on("show", ids[0], *words)
    for what in ("person", "fact", "exhibit"):
        walk.on(what, "list")
    walk.on("read", walk.house.outside / "drawer", "--answer", "date_order=dmy")


def hand_out(walk: Walk) -> None:
    """Everything in plain that a person can ask for, and a package sealed to a reader."""
    on, chosen = walk.on, walk.house.chosen
    on("bundle", "--title", CANARIES["bundle"], "-o", chosen / "bundle.pdf")
    on("check", chosen / "bundle.pdf", "--html", chosen / "report.html")
    (walk.house.outside / "taken out").write_text(f"{CANARIES['chat']}\n")
    on("redact", chosen / "bundle.pdf", "--words", walk.house.outside / "taken out",
       "-o", chosen / "copy.pdf")  # fmt: skip
    on("certificate", "-o", chosen / "certificate.pdf")
    on("certificate", "--form", "slip", "-o", chosen / "slips.pdf")
    on("export", "--to", chosen / "fresh", "--bundle", chosen / "bundle.pdf")
    on("export", "--to", chosen / "in the tree", "--form", "case")
    reader = person(walk.house, "reader.txt")
    to = walk.house.watched / "for the reader"
    on("export", "--to", to, "--recipient", reader.public, "--words", reader.words)
    on("verify", chosen / "fresh")


def witness(walk: Walk) -> None:
    """Two people, and files between them; the witness's own folder is not the case's."""
    on, state = walk.on, walk.house.outside / "ann"
    vkey, words = on("witness", "key", "--state", state, "--name", "ann", key="").out.splitlines()
    on("witness", "add", vkey, "--name", CANARIES["witness"], "--words", words)
    ask, answer = walk.house.watched / "ask.txt", walk.house.watched / "answer.txt"
    on("witness", "ask", "-o", ask)
    key = ask.read_text().split("# key ")[1].split("\n")[0]
    owner = ("--words", fingerprint(key.encode()))
    on("witness", "sign", ask, "--state", state, "-o", answer, *owner, key="")
    on("witness", "take", answer)
    on("witness", "list")
    on("witness", "remove", CANARIES["witness"])
    walk.house.words["key of the witness"] = (state / "key").read_text().splitlines()[-1]


def stamp(walk: Walk, authority: Authority | None) -> None:
    """By RFC 3161 where openssl is there to answer, and by OpenTimestamps."""
    on, outside = walk.on, walk.house.outside
    request = walk.house.watched / "request.tsq"
    on("stamp", "--request", request)
    if authority is not None:
        (outside / "answer.tsr").write_bytes(authority.answer(request.read_bytes()))
        (outside / "root.pem").write_bytes(authority.pem("root"))
        on("stamp", "--response", outside / "answer.tsr", "--root", outside / "root.pem")
    text = walk.house.watched / "text"
    on("stamp", "--text", text)
    (outside / "text.ots").write_bytes(proof(text.read_bytes(), pending()))
    on("stamp", "--response", outside / "text.ots")
    on("stamp", "--list")


def change_keys(walk: Walk) -> None:
    """Every secret of the case again, and those of before are still nowhere."""
    on, house = walk.on, walk.house
    other = person(house, "other.txt")
    on("key", "words", other.public, key="")
    on("key", "add", "Rowan", other.public, "--words", other.words, key="words")
    made = on("key", "recovery", "--sheet", house.chosen / "sheet 2.pdf", key="words").out
    _remember(house, {"recovery_code": made.split(": ")[1].strip()}, "new ")
    made = on("key", "passphrase", key="words").out
    _remember(house, {"passphrase": made.split(": ")[1].strip()}, "new ")
    (house.outside / "words").write_text(f"{house.words['new passphrase']}\n")
    (house.outside / "own").write_text("unshod gauging pyramid twitch overfeed resolute\n")
    on("key", "passphrase", "--new-file", house.outside / "own", key="words")
    _remember(house, {"passphrase": (house.outside / "own").read_text().strip()}, "own ")
    walk.house.outside.joinpath("words").write_text(f"{house.words['own passphrase']}\n")
    on("key", "list", key="words")
    on("key", "remove", "Rowan")


def end(walk: Walk) -> None:
    """Something is deleted; the index is made again; the case goes elsewhere."""
    walk.on("exhibit", "remove", "AB1")
    walk.on("delete", f"drawer/{CANARIES['file name']}.txt", "--why", CANARIES["why"], "--yes")
    walk.on("rebuild")
    walk.on("verify", "--how")
    walk.on("move", "--to", walk.house.watched / "moved")


def mistype(walk: Walk) -> None:
    """What is typed wrongly is not said again."""
    typed = {"wrong": "clumsily misread passphrase", "wrong.txt": "AGE-SECRET-KEY-1QQQQWRONGQQQQ"}
    for name, words in typed.items():
        (walk.house.outside / name).write_text(f"{words}\n")
        walk.house.words[name] = words
        walk.on("list", key=name, ok=5)
    walk.on("list", key="", ok=5)


def everything(walk: Walk, authority: Authority | None) -> None:
    """Every command, in the order of the work."""
    begin(walk)
    ids = fill_case(walk)
    decide(walk, ids)
    change_mind(walk)
    write_down(walk)
    ordered(walk, ids[1])
    count_money(
        walk.on,
        walk.house.outside,
        {name: CANARIES[name] for name in ("account", "owed", "spent")},
        ids[0],
    )
    someone = walk.rows("person", "list")[0]["id"]
    time_with_a_child(walk.on, walk.house.chosen / "contact.pdf", CANARIES, someone)
    tell(walk)
    obtained(walk, ids[-2:])
    clocks_and_threads(walk)
    keep_locked(walk)
    confirm(walk)
    look(walk, ids)
    look_ahead(walk.on, walk.house.chosen, CANARIES["deadline"], CANARIES["plan"])
    work_out(walk.on)
    hand_out(walk)
    witness(walk)
    stamp(walk, authority)
    change_keys(walk)
    end(walk)
    mistype(walk)
