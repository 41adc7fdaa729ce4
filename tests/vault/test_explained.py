"""What each check is called, and that the commands do what they say: they are run here."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from everyword.vault import checks, explained, heads, package, witness
from everyword.vault.checks import Check, Remark
from everyword.vault.explained import explained as explain
from everyword.vault.store import Vault
from tests.vault import full_case
from tests.vault.cases import NOON, keys_of, now, object_paths
from tests.vault.packages import write

SEED = bytes(range(32))
TOOLS = ("age", "age-keygen", "openssl", "awk", "sha256sum")
needs_tools = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in TOOLS), reason=f"needs {', '.join(TOOLS)}"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Check]]:
    """A case with a witness's line, what was checked in it, and its key beside it as key.txt."""
    folder = tmp_path_factory.mktemp("full") / "case"
    words = full_case.make(folder)
    with Vault.open(folder, words, now, write=True) as vault:
        vkey = witness.verifier_key("sam", heads.public_key(SEED))
        vault.note("share", "Sam", (("recipient", vkey), ("what", "witness")))
        vault.commit()
        note = vault.head_note()
        line = witness.cosign(heads.split(note)[0], "sam", SEED, NOON)
        vault.replace_head(vault.head_sizes()[-1], note + line)
    keys = keys_of(folder, words)
    lines = f"# signing {keys.seed.hex()}\n{keys.identity}\n"
    (folder.parent / "key.txt").write_text(lines)
    return folder, checks.verify(folder, keys, NOON)


def run(folder: Path, commands: str) -> str:
    """In a shell; the key is taken from beside the case, because nobody is there to type words."""
    key = f'cp "{folder.parent}/key.txt" "$T/key.txt"\n'
    vkey = witness.verifier_key("sam", heads.public_key(SEED))
    text = re.sub(r"age -d slots/owner\.age > .*\n", key, commands)
    script = f"VKEY={vkey}\n{text}"
    done = subprocess.run(
        ["sh", "-euc", script], cwd=folder, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr.decode() + script
    return done.stdout.decode() + done.stderr.decode()


def how(made: tuple[Path, list[Check]], name: str) -> str:
    check = next(check for check in made[1] if check.name == name)
    return run(made[0], explain(check, False).how)


def test_each_check_of_a_case_is_of_a_kind(made: tuple[Path, list[Check]]) -> None:
    found = {explain(check, False).what for check in made[1]}

    assert "file" not in found
    assert {"object", "journal", "signed head", "key file", "snapshot", "witness"} <= found
    assert all(explain(check, False).on == check.name for check in made[1])


def test_each_check_of_a_package_is_of_a_kind(folder: Path) -> None:
    found = {explain(check, True).what for check in package.verify_package(folder)}

    assert {"package file", "signature", "tree", "signed head", "key of the signer"} <= found


def test_the_outcome_is_one_of_three() -> None:
    said = [Check("x", True, ""), Check("x", False, ""), Remark("x", True, "")]

    assert [explain(check, False).outcome for check in said] == [
        *("matches", "does not match", "remark")
    ]


@needs_tools
def test_the_commands_for_an_object_give_its_hash_three_times(
    made: tuple[Path, list[Check]],
) -> None:
    path = object_paths(made[0])[0]
    name = path.relative_to(made[0]).as_posix()
    first, leaf, file, frame, sealed = run(
        made[0], explain(Check(name, True, ""), False).how
    ).splitlines()

    assert first.split()[0] == leaf.split()[1]
    assert file.split()[0] == sealed.split()[1]
    assert frame == f"object {path.stem}"


@needs_tools
def test_the_commands_for_all_objects_say_nothing_until_one_is_changed(
    made: tuple[Path, list[Check]], tmp_path: Path
) -> None:
    assert how(made, "objects") == ""
    other = tmp_path / "case"
    shutil.copytree(made[0], other)
    shutil.copy(made[0].parent / "key.txt", tmp_path)
    first, second, *_ = object_paths(other)
    shutil.copy(first, second)
    (other / "objects/zz").mkdir()
    (other / "objects/zz/x.age").write_bytes(b"x")
    told = run(other, explain(Check("objects", True, ""), False).how)

    assert "objects/zz/x.age does not open" in told


@needs_tools
@pytest.mark.parametrize("name", ["heads", "heads/2.note"])
def test_the_commands_for_a_head_verify_its_signature(
    made: tuple[Path, list[Check]], name: str
) -> None:
    told = run(made[0], explain(Check(name, True, ""), False).how)

    count = len(list((made[0] / "heads").glob("*.note"))) if name == "heads" else 1
    assert told.count("Signature Verified Successfully") == count


@needs_tools
def test_the_commands_for_a_witness_verify_her_line(made: tuple[Path, list[Check]]) -> None:
    (name,) = [check.name for check in made[1] if "(witness" in check.name]
    told = how(made, name)

    assert "Signature Verified Successfully" in told and "2024" in told


@needs_tools
def test_the_commands_for_a_stamp_verify_it_at_its_time(made: tuple[Path, list[Check]]) -> None:
    for name in [check.name for check in made[1] if ".tsr (" in check.name]:
        told = how(made, name)
        assert "Verification: OK" in told and "Apr  3 12:00:00 2024" in told


@needs_tools
def test_the_commands_for_a_recording_give_its_hash_twice(
    made: tuple[Path, list[Check]],
) -> None:
    told = run(made[0], explain(Check(f"recording {full_case.REC}", True, ""), False).how)
    first, _, named, *_ = told.splitlines()

    assert named == f"sha256 {first.split()[0]}"


@needs_tools
def test_the_commands_for_a_file_beside_give_its_hash_twice(
    made: tuple[Path, list[Check]],
) -> None:
    names = [c.name for c in made[1] if re.fullmatch(r"(slots|heads)/.*(age|tsq|tsr|pem)", c.name)]
    assert len(names) >= 3
    for name in [*names, "work/00000001-20240403T120000Z.age"]:
        told = run(made[0], explain(Check(name, True, ""), False).how)
        digest = re.findall(rf"^([0-9a-f]{{64}})  {re.escape(name)}$", told, re.MULTILINE)[0]
        assert f"sha256 {digest}\n" in told, name


@needs_tools
@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("FORMAT", "everyword 1"),
        ("recipient.txt", "age1"),
        ("lock", "lock"),
        ("journal", "everyword-leaf/1"),
        ("deleted", "redacted "),
        ("unconfirmed", "locked 1"),
        ("clock", "2024-04-03T12:00:00Z"),
        ("work", '{"row": 1}'),
        ("recordings", "kind recording"),
        ("known head", "\n"),
        ("folder", "./FORMAT"),
    ],
)
def test_the_other_commands_show_what_is_meant(
    made: tuple[Path, list[Check]], name: str, wanted: str
) -> None:
    assert wanted in run(made[0], explain(Check(name, True, ""), False).how)


@needs_tools
def test_the_commands_for_a_package_run(folder: Path) -> None:
    outside = ("stamp", "proof", "witness")
    for check in package.verify_package(folder):
        told = explain(check, True)
        if not any(word in told.what.lower() for word in outside):
            said = run(folder, told.how)
            assert said, check.name
            if told.what in ("signature", "signed head"):
                assert "Signature Verified Successfully" in said
            if check.name.startswith("data/"):
                first, named, _ = said.splitlines()
                assert first.split()[0].lstrip("\\") == named.split()[1]


@pytest.mark.parametrize(
    "name", ["a\nb", "x\x1b[2J", "$(reboot)", "'; rm -r x; '", "-rf", "\udcff"]
)
@pytest.mark.parametrize("form", ["{}", "slots/{}", "objects/{}", "data/0001-{}", "work/{}"])
def test_a_hostile_name_is_never_a_command(name: str, form: str, tmp_path: Path) -> None:
    for is_package in (False, True):
        told = explain(Check(form.format(name), False, ""), is_package).how
        assert "\x1b" not in told and "a\nb" not in told
        words = subprocess.run(["sh", "-nc", told], capture_output=True, timeout=10, check=False)
        assert words.returncode == 0, told


def test_the_first_steps_are_those_that_are_needed(made: tuple[Path, list[Check]]) -> None:
    whole = explained.first_steps(made[1], False)
    assert whole == explained.KEY + explained.LEAVES + explained.SIGNER
    assert explained.first_steps([Check("FORMAT", True, "")], False) == ""
    kinds = explained.kinds(made[1], False)
    assert len(kinds) == len({what for what, _ in kinds}) > 10


@needs_tools
def test_first_steps_and_all_kinds_run_in_one_terminal(made: tuple[Path, list[Check]]) -> None:
    steps = explained.first_steps(made[1], False)
    run(made[0], steps + "".join(text for _, text in explained.kinds(made[1], False)))


def test_a_package_of_the_tests_is_whole(tmp_path: Path) -> None:
    write(tmp_path / "p")
    assert all(check.ok for check in package.verify_package(tmp_path / "p"))
