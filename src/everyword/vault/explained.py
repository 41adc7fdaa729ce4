"""What a check was of, how it came out, and how anybody checks the same without this program.

Everything follows from the name of the check, so it says the same on a terminal, on a page and in
JSON. The commands are for a POSIX shell standing in the case folder or the package, with `age`,
coreutils, `sed`, `awk` and `openssl` 3. They are those of docs/vault-format.md.
"""

import re
import shlex
from collections.abc import Iterable
from typing import Final, Literal

from msgspec import Struct

from everyword.vault.checks_said import Check, Remark, Stray

Outcome = Literal["matches", "does not match", "remark"]


class Explained(Struct, frozen=True):
    """`what` kind of thing was checked, `on` which; `how` are commands, line by line."""

    what: str
    on: str
    outcome: Outcome
    said: str
    how: str


class _Way(Struct, frozen=True):
    """Names that fit `form` are of this kind; `needs` says what has to be made first."""

    form: re.Pattern[str]
    what: str
    needs: Literal["", "key", "leaves", "signer"]
    commands: str


KEY: Final = """\
T=$(mktemp -d)                                  # for what is secret; removed at the end
age -d slots/owner.age > "$T/key.txt"           # asks for the passphrase;
# without owner.age: recovery.age (the code), or: age -d -i YOUR-KEY slots/key-....age
"""
LEAVES: Final = """\
at=0; size=$(wc -c < journal)
while [ "$at" -lt "$size" ]; do
  length=$(od -A n -t u4 -j "$at" -N 4 journal | tr -d ' ')
  tail -c +$((at + 9)) journal | head -c "$length" | age -d -i "$T/key.txt"; echo
  at=$((at + 8 + length))
done > "$T/leaves.txt"
"""
SIGNER: Final = r"""(printf '\060\056\002\001\000\060\005\006\003\053\145\160\004\042\004\040'
 for b in $(sed -n 's/^# signing //p' "$T/key.txt" | sed 's/../0x& /g'); do
   printf "$(printf '\\%03o' "$b")"; done) |
  openssl pkey -inform DER -pubout -out "$T/signer.pem"
"""
END: Final = 'rm -r "$T"\n'

_STEPS: Final = {
    "": ("", ""),
    "key": (KEY, END),
    "leaves": (KEY + LEAVES, END),
    "signer": (KEY + SIGNER, END),
}


def explained(check: Check, is_package: bool) -> Explained:
    """The check with its kind and the commands that do the same, from the first to the last."""
    way, on = _way(check.name, is_package)
    first, last = _STEPS[way.needs]
    return Explained(
        way.what, check.name, _outcome(check), check.said, first + _own(way, on) + last
    )


def kinds(checks: Iterable[Check], is_package: bool) -> list[tuple[str, str]]:
    """Each kind of thing once, with its own commands, after `first_steps`."""
    found: dict[str, str] = {}
    for check in checks:
        way, on = _way(check.name, is_package)
        found.setdefault(way.what, _own(way, on))
    return list(found.items())


def first_steps(checks: Iterable[Check], is_package: bool) -> str:
    """What the commands of `kinds` need to have been done before."""
    needs = {_way(check.name, is_package)[0].needs for check in checks}
    steps = [KEY] if needs - {""} else []
    steps += [text for need, text in (("leaves", LEAVES), ("signer", SIGNER)) if need in needs]
    return "".join(steps)


def _outcome(check: Check) -> Outcome:
    if isinstance(check, Remark | Stray):
        return "remark"
    return "matches" if check.ok else "does not match"


def _way(name: str, is_package: bool) -> tuple[_Way, dict[str, str]]:
    """The first way whose form fits, and what the form found in the name."""
    for way in PACKAGE if is_package else CASE:
        if match := way.form.fullmatch(name):
            return way, {key: value or "" for key, value in match.groupdict().items()}
    return _OTHER, {"path": name}


def _own(way: _Way, on: dict[str, str]) -> str:
    if not all(value.isprintable() for value in on.values()):
        return "ls -lb\n"  # such a name is not for typing
    text = way.commands
    for key, value in on.items():
        text = text.replace(f"<{key}>", shlex.quote(value))
    return text


def _ways(*rows: tuple[str, str, Literal["", "key", "leaves", "signer"], str]) -> tuple[_Way, ...]:
    return tuple(_Way(re.compile(form), what, needs, text) for form, what, needs, text in rows)


_OTHER: Final = _Way(re.compile(".*", re.DOTALL), "file", "", "ls -ld ./<path>\n")

_HEAD: Final = """\
head -n 3 heads/<size>.note > "$T/text"
sed -n 5p heads/<size>.note | cut -d ' ' -f 3 | openssl base64 -d -A | tail -c 64 > "$T/signature"
openssl pkeyutl -verify -pubin -inkey "$T/signer.pem" -rawin -in "$T/text" -sigfile "$T/signature"
"""
_STAMP: Final = """\
S=$(mktemp -d); head -n 3 heads/<size>.note > "$S/text"
at=$(openssl ts -reply -in <path> -text 2> "$S/said" | sed -n 's/^Time stamp: //p'); echo "$at"
openssl ts -verify -data "$S/text" -in <path> -CAfile <root> -untrusted <root> \\
  -attime "$(date -u -d "$at" +%s)"
rm -r "$S"
"""
_WITNESS: Final = r"""# VKEY is the key the witness gave you: NAME+8 letters and figures+more
S=$(mktemp -d); name=${VKEY%%+*}
grep "^— $name " heads/<size>.note | cut -d ' ' -f 3 | openssl base64 -d -A > "$S/mark"
seconds=$((0x$(od -A n -t x1 -j 4 -N 8 "$S/mark" | tr -d ' \n'))); date -u -d "@$seconds"
(printf 'cosignature/v1\ntime %d\n' "$seconds"; head -n 3 heads/<size>.note) > "$S/text"
tail -c 64 "$S/mark" > "$S/signature"
(printf '\060\052\060\005\006\003\053\145\160\003\041\000'
 printf '%s' "$VKEY" | cut -d + -f 3- | openssl base64 -d -A | tail -c 32) |
  openssl pkey -pubin -inform DER -out "$S/witness.pem"
openssl pkeyutl -verify -pubin -inkey "$S/witness.pem" -rawin -in "$S/text" -sigfile "$S/signature"
rm -r "$S"
"""
_OBJECT: Final = """\
age -d -i "$T/key.txt" <path> | LC_ALL=C sed '1,/^$/d' | sha256sum
age -d -i "$T/key.txt" <path> | LC_ALL=C sed '/^$/q' | grep '^sha256 '   # the same hash
sha256sum <path>
grep -A 1 "^object $(basename <path> .age)" "$T/leaves.txt"              # the same hash again
"""
_OBJECTS: Final = """\
for file in objects/??/*.age; do
  age -d -i "$T/key.txt" "$file" > "$T/clear" || echo "$file does not open"
  is=$(LC_ALL=C sed '1,/^$/d' "$T/clear" | sha256sum | cut -c 1-64)
  LC_ALL=C sed '/^$/q' "$T/clear" | grep -q "^sha256 $is" || echo "$file: other bytes"
  grep -q "^sealed $(sha256sum < "$file" | cut -c 1-64)" "$T/leaves.txt" || echo "$file: new"
done
"""
_RECORDING: Final = """\
awk '$1 == "object" {o = $2} $1 == "rec" {r = $2} $1 == "seq" && r == "<rec>" {print $2, o}' \\
  "$T/leaves.txt" | sort -n | while read -r number o; do
  age -d -i "$T/key.txt" "objects/$(echo "$o" | cut -c 1-2)/$o.age" | LC_ALL=C sed '1,/^$/d'
done | sha256sum
grep -B 6 '^rec <rec>' "$T/leaves.txt" | sed -n '/^kind recording/,$p'     # the same hash
"""
_BESIDE: Final = """\
sha256sum <path>
grep -B 2 '^name '<path>'$' "$T/leaves.txt"      # the last of them names the same hash
"""
_STAMPED: Final = r"heads/(?P<size>[0-9]+)\."

CASE: Final = _ways(
    ("FORMAT", "case folder", "", 'cat FORMAT      # "everyword 1" and the number of the case\n'),
    (
        r"recipient\.txt",
        "public key",
        "key",
        'grep -o "AGE-SECRET-KEY-1.*" "$T/key.txt" | age-keygen -y\n'
        "cat recipient.txt      # the same\n",
    ),
    (
        "lock",
        "lock",
        "",
        "ls -l lock      # an empty file, there so that one program writes at a time\n",
    ),
    (r"(?P<path>slots/.*)", "key file", "leaves", "head -n 2 <path>\n" + _BESIDE),
    ("journal", "journal", "leaves", 'cat "$T/leaves.txt"\n'),
    (
        r"(?P<path>journal\.cut-.*)",
        "part cut off the journal",
        "",
        "od -A d -t x1z <path> | head\n",
    ),
    (
        r"case\.db",
        "index",
        "",
        "sed -n 2,3p heads/*.note     # number of records, root: the index remembers the same\n",
    ),
    (
        "deleted",
        "deletion",
        "leaves",
        "grep -A 8 -e '^redacted ' -e '^kind delete' \"$T/leaves.txt\"\n",
    ),
    ("unconfirmed", "unconfirmed file", "leaves", "grep -B 9 '^locked 1' \"$T/leaves.txt\"\n"),
    (
        "clock",
        "clock",
        "leaves",
        "sed -n 's/^seen //p' \"$T/leaves.txt\" | sort | sed -n '1p;$p'\n",
    ),
    (
        "heads",
        "signed head",
        "signer",
        "for note in heads/*.note; do\n"
        + re.sub("(?m)^", "  ", _HEAD.replace("heads/<size>.note", '"$note"')).rstrip(" ")
        + "done\n",
    ),
    (_STAMPED + "note", "signed head", "signer", _HEAD),
    (_STAMPED + r"note \(.*\)", "witness", "", _WITNESS),
    (
        rf"(?P<path>{_STAMPED}(?P<label>[a-z0-9-]+)\.tsr) \(.*\)",
        "time stamp",
        "",
        _STAMP.replace("<root>", "heads/<size>.<label>.pem"),
    ),
    (r"(?P<path>heads/.*\.tsr)", "file of a time stamp", "leaves", _BESIDE),
    (
        r"(?P<path>heads/.*\.tsq)",
        "file of a time stamp",
        "leaves",
        "openssl ts -query -in <path> -text\n" + _BESIDE,
    ),
    (
        r"(?P<path>heads/.*\.pem)",
        "file of a time stamp",
        "leaves",
        "openssl x509 -in <path> -noout -subject -fingerprint -sha256\n" + _BESIDE,
    ),
    (
        rf"(?P<path>{_STAMPED}(?:.*\.)?ots)",
        "OpenTimestamps proof",
        "leaves",
        'head -n 3 heads/<size>.note > "$T/text"; ots verify -f "$T/text" <path>\n' + _BESIDE,
    ),
    (
        "work",
        "snapshot",
        "key",
        'for file in work/*.age; do age -d -i "$T/key.txt" "$file"; done\n',
    ),
    (
        "(?P<path>work/.*)",
        "snapshot",
        "leaves",
        'age -d -i "$T/key.txt" <path>\n' + _BESIDE,
    ),
    ("objects", "object", "leaves", _OBJECTS),
    ("(?P<path>objects/.*)", "object", "leaves", _OBJECT),
    ("recordings", "recording", "leaves", "grep -A 8 '^kind recording' \"$T/leaves.txt\"\n"),
    ("recording (?P<rec>[0-9a-f]{32})", "recording", "leaves", _RECORDING),
    (
        "known head",
        "head from outside",
        "",
        "sed -n 2,3p heads/*.note     # number of records, root\n",
    ),
    ("folder", "folder", "", "find . -type f | sort; find . ! -type f ! -type d\n"),
)

_TEXT: Final = 'S=$(mktemp -d); head -n 3 seal/checkpoint > "$S/text"\n'
_VERIFY: Final = "openssl pkeyutl -verify -pubin -inkey seal/signer.pem -rawin \\\n"
_PAGE: Final = (
    "sed -n '/^STEP BY STEP/,$p' HOW-TO-VERIFY.txt      # the steps with their commands\n"
)

PACKAGE: Final = _ways(
    (
        "files",
        "package folder",
        "",
        "find . -type f | sort; cut -c 67- manifest-sha256.txt tagmanifest-sha256.txt | sort\n",
    ),
    (
        r"(?P<path>(tag)?manifest-sha256\.txt)",
        "list of files",
        "",
        "sha256sum -c <path>      # each line ends in OK\n",
    ),
    (r"(?P<path>bagit\.txt|bag-info\.txt)", "package file", "", "cat <path>; wc -c data/*\n"),
    (
        r"seal/signer\.(pem|vkey)",
        "key of the signer",
        "",
        "openssl pkey -pubin -in seal/signer.pem -outform DER | sha256sum\n",
    ),
    (
        r"seal/tagmanifest\.sig",
        "signature",
        "",
        _VERIFY + "  -in tagmanifest-sha256.txt -sigfile seal/tagmanifest.sig\n",
    ),
    (
        "seal/checkpoint",
        "signed head",
        "",
        _TEXT
        + 'grep " $(head -n 1 seal/checkpoint) " seal/checkpoint | head -n 1 |\n'
        + "  cut -d ' ' -f 3 |\n"
        + '  openssl base64 -d -A | tail -c 64 > "$S/signature"\n'
        + _VERIFY
        + '  -in "$S/text" -sigfile "$S/signature"; rm -r "$S"\n',
    ),
    (r"seal/leafhashes\.txt|seal/leaves", "tree", "", _PAGE),
    (
        r"(?P<path>data/(?P<number>[0-9]+)-.*)",
        "package file",
        "",
        "sha256sum <path>; grep '^sha256 ' seal/leaves/*<number>.leaf      # the same hash\n"
        "leaf=$(ls seal/leaves/*<number>.leaf)\n"
        "hash=$( (printf '\\000'; cat \"$leaf\") | sha256sum | cut -c 1-64)\n"
        'grep -n -x "$hash" seal/leafhashes.txt      # the leaf is in the tree\n',
    ),
    (
        r"(?P<path>seal/checkpoint\.(?P<label>[a-z0-9-]+)\.tsr)",
        "time stamp",
        "",
        _STAMP.replace("heads/<size>.note", "seal/checkpoint").replace(
            "<root>", "seal/checkpoint.<label>.pem"
        ),
    ),
    (
        r"(?P<path>seal/checkpoint\.[a-z0-9-]+\.pem)",
        "time stamp",
        "",
        "openssl x509 -in <path> -noout -subject -fingerprint -sha256\n",
    ),
    (
        r"seal/checkpoint\.ots",
        "OpenTimestamps proof",
        "",
        _TEXT + 'ots verify -f "$S/text" seal/checkpoint.ots; rm -r "$S"\n',
    ),
    (
        r"seal/witnesses\.txt",
        "witness",
        "",
        "cat seal/witnesses.txt      # compare each key with the witness\n"
        + _WITNESS.replace("heads/<size>.note", "seal/checkpoint"),
    ),
    ("(?P<path>.+)", "package file", "", "ls -ld ./<path>\n"),
)
