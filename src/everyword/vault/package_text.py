"""HOW-TO-VERIFY.txt: the page for a stranger who has never heard of everyword.

A clerk, a lawyer, an expert. Commands are the lines indented by four spaces; a test takes them out
of the text and runs them.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from everyword.vault import package_names as names

_HOW_TO: Final = r"""HOW TO VERIFY THIS FOLDER

Made {made} (by the clock of the computer it was made on).

This folder holds {files} in data/, and a seal over {them}. The seal can be checked on any
computer with ordinary tools; the program that made it (everyword) is not needed.
{scope}

THE SHORT WAY
On Linux, or on a Mac with OpenSSL 3, open a terminal in this folder and type:

    sh VERIFY.sh

Each line says ok or NOT OK. At the end it prints the fingerprint of the signer's key. When this
folder was made it was, in hexadecimal and in words to be read out by telephone:

  {fingerprint}
  {words}

Compare the fingerprint with one you were given by another way: in a letter, in a filed
declaration, by telephone. Somebody who replaces everything in this folder, this page and the
script included, can make it fit together again, but with another key.

IF IT SAYS NOT OK BECAUSE OF A FILE LIKE .DS_Store, Thumbs.db, desktop.ini OR ._SOMETHING
Computers put such files into a folder by themselves when somebody looks into it, and anybody can
give a file such a name. The seal is over a fixed set of files, and this one is not among them, so
the script must say that it was added: it cannot know who put it there or what is in it. Nothing
that was sealed is changed by it. If every other line says ok, the rest is as it was sealed. Make a
copy of the folder, take that file out of the copy, and run the script there: it says ok then. Keep
the folder as you received it.

WHAT IT SHOWS, AND WHAT IT DOES NOT
It shows that every file in data/ is, to the last bit, the file that was sealed, and that no
file was added, taken out or exchanged since the holder of the key signed this folder.
If somebody outside (a witness, a time-stamping service) has confirmed the seal, it also shows
that these bytes existed at the time they say, and that nothing sealed before then was altered
or taken out of the seal unseen. Without such a confirmation the seal carries no time but the
computer's own.
It does not show who wrote a document. It does not show that what a document says is true. It
does not show that the computer's clock was right: "seen" in a leaf is what that clock said.
It does not show what the file was before it was sealed. It says nothing about things that are
not in this folder.

STEP BY STEP, WITHOUT THE SCRIPT
You need a shell, coreutils (sha256sum, sort, cut and so on), sed, grep, find and OpenSSL 3. On
a Mac write "shasum -a 256" for "sha256sum". Type the lines that stand a little to the right, in
one terminal, in this folder.

1. The files are those in the lists. This prints nothing if no file was added or is missing:

    T=$(mktemp -d)
    find . -type f | cut -c 3- | sort > "$T/there"
    cut -c 67- manifest-sha256.txt tagmanifest-sha256.txt > "$T/listed"
    echo tagmanifest-sha256.txt >> "$T/listed"
    echo seal/tagmanifest.sig >> "$T/listed"
    sort "$T/listed" | diff "$T/there" -
    find . ! -type f ! -type d

   A file .DS_Store, Thumbs.db or desktop.ini may have been put there by the computer itself, when
   somebody looked into the folder. It is not part of what was sealed; all else can be checked.

2. The files have the hashes in the lists. Each line ends in OK:

    sha256sum -c manifest-sha256.txt
    sha256sum -c tagmanifest-sha256.txt

3. The second list, which covers all the rest, is signed. It says "Signature Verified
   Successfully":

    openssl pkeyutl -verify -pubin -inkey seal/signer.pem -rawin \
      -in tagmanifest-sha256.txt -sigfile seal/tagmanifest.sig

4. The fingerprint of the key, to be compared (see above):

    openssl pkey -pubin -in seal/signer.pem -outform DER | sha256sum

5. One document and its leaf. A leaf is a small text that names the document by its SHA-256,
   its size and the name it had ("%20" and the like stand for characters that do not print).
   The document with number 0001 belongs to the leaf 000001; it was called
   "{original}".
   Both lines give the same hash:

    sha256sum {first}
    grep '^sha256 ' seal/leaves/000001.leaf

6. The leaf is in the tree: its own hash (SHA-256 of a zero byte and the text) is in the list.
   This prints the line of the list it stands in:

    hash=$( (printf '\000'; cat seal/leaves/000001.leaf) | sha256sum | cut -c 1-64)
    grep -n -x "$hash" seal/leafhashes.txt

7. The list gives the root of the tree (RFC 6962). Two neighbours at a time are joined: SHA-256
   of the byte 1 and both hashes; a single one at the end goes up as it is; until one is left.
   This prints the root twice, from the list and from the signed checkpoint:

    bytes() {{ printf "$(printf '\\%03o' $(echo "$1" | sed 's/../ 0x&/g'))"; }}
    join() {{ bytes "01$1$2" | sha256sum | cut -c 1-64; }}
    up() {{ while read -r a; do if read -r b; then join "$a" "$b"; else echo "$a"; fi; done; }}
    h=$(cat seal/leafhashes.txt)
    while [ "$(echo "$h" | wc -l)" -gt 1 ]; do h=$(echo "$h" | up); done
    bytes "$h" | openssl base64
    sed -n 3p seal/checkpoint

8. The checkpoint (name of the tree, number of leaves, root) is signed by the same key. It says
   "Signature Verified Successfully":

    head -n 3 seal/checkpoint > "$T/text"
    grep " $(head -n 1 seal/checkpoint) " seal/checkpoint | head -n 1 | cut -d ' ' -f 3 |
      openssl base64 -d -A | tail -c 64 > "$T/signature"
    openssl pkeyutl -verify -pubin -inkey seal/signer.pem -rawin \
      -in "$T/text" -sigfile "$T/signature"
{outside}
    rm -r "$T"

WHAT THE FILES ARE
    data/                    the documents, under names made for this folder
    seal/leaves/             one leaf for each document; its original name stands there
    seal/leafhashes.txt      the hash of every leaf in the tree, in order
    seal/checkpoint          the signed head of the tree (C2SP tlog-checkpoint)
    seal/proofs/             for each leaf: that it is in the tree (C2SP tlog-proof)
{outside_files}    seal/signer.pem, .vkey   the signer's public key, in two notations
    seal/tagmanifest.sig     Ed25519 signature over tagmanifest-sha256.txt
    COVER.txt                what this is, on one page
    bagit.txt and the rest   a BagIt folder (RFC 8493)
"""

_FRESH: Final = """The tree under the seal was made for this folder: it has exactly {these}, and
gives no information about whether other things were kept."""
_CASE: Final = """The tree under the seal is that of the whole case: {total} sealed, of
which {these} shown here. The others are documents and notes that the program makes for itself
(of keys, snapshots, packages); only their hashes are shown, from which nothing can be read."""


_TOLD: Final = """
9. Time from outside, told over the three lines of the checkpoint.
"""
_STAMPED: Final = r"""
   A time-stamping service has signed them with the time ({label}, {when}).
   It says "Verification: OK" (it may also name its configuration, or say that a certificate is not
   a CA: that is no fault). The number after -attime is that time in seconds since 1970: the
   certificates are looked at as they were then:

    openssl ts -verify -data "$T/text" -in seal/checkpoint.{label}.tsr \
      -CAfile seal/checkpoint.{label}.pem \
      -untrusted seal/checkpoint.{label}.pem -attime {epoch}
    openssl ts -reply -in seal/checkpoint.{label}.tsr -text | grep '^Time stamp'

   The root certificate lies in this folder, so it must be compared with the one on the
   authority's own site. Its SHA-256 fingerprint:

    openssl x509 -in seal/checkpoint.{label}.pem -noout -fingerprint -sha256
"""
_OTS: Final = r"""
   seal/checkpoint.ots is an OpenTimestamps proof for the same three lines. With the program "ots"
   and a connection:  ots verify -f TEXT seal/checkpoint.ots  (TEXT: those three lines).
"""
_WITNESSED: Final = r"""
   Witnesses: each further line in seal/checkpoint that begins with a dash is the signature of a
   witness (C2SP tlog-cosignature), over a line "cosignature/v1", a line with the time, and the
   three lines. seal/witnesses.txt has their names and keys. VERIFY.sh checks them, and so does any
   program for signed notes. Compare each key with the one the witness tells you.
"""


class Shown(Struct, frozen=True):
    """A time stamp as the page shows it: its label, its time in words and in seconds."""

    label: str
    when: str
    epoch: int


def how_to(
    *,
    count: int,
    total: int | None,
    first: str,
    original: str,
    fingerprint: str,
    words: str,
    made: str,
    stamps: Sequence[Shown] = (),
    has_ots: bool = False,
    has_witness: bool = False,
) -> str:
    """The page. `total`: things in the case's tree; None where the tree is of these alone."""
    one = count == 1
    if total is None:
        scope = _FRESH.format(these="this one leaf" if one else f"these {count} leaves")
    else:
        sealed = "1 record is" if total == 1 else f"{total} records are"
        scope = _CASE.format(total=sealed, these="1 is" if one else f"{count} are")
    outside = "".join(
        _STAMPED.format(label=each.label, when=each.when, epoch=each.epoch) for each in stamps
    )
    outside = _TOLD * bool(stamps or has_ots or has_witness) + outside
    outside += _OTS * has_ots + _WITNESSED * has_witness
    return _HOW_TO.format(
        made=made,
        files="one document" if one else f"{count} documents",
        them="it" if one else "them",
        scope=scope,
        first=first,
        original=original,
        fingerprint=fingerprint,
        words=words,
        outside=outside,
        outside_files=_files(stamps, has_ots, has_witness),
    )


def _files(stamps: Sequence[Shown], has_ots: bool, has_witness: bool) -> str:
    rows = [
        row
        for each in stamps
        for row in (
            (names.stamp_name(each.label, "tsr"), "time stamp of the checkpoint (RFC 3161)"),
            (names.stamp_name(each.label, "pem"), "the root certificate it is checked against"),
            (names.stamp_name(each.label, "time"), "its time, in seconds since 1970"),
        )
    ]
    if has_ots:
        rows.append((names.OTS, "OpenTimestamps proof of the checkpoint"))
    if has_witness:
        rows.append((names.WITNESSES, "names and keys of the witnesses"))
    return "".join(f"    {path:<24} {what}\n" for path, what in rows)
