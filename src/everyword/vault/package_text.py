"""The words and the small script that travel with a package.

They are for a stranger who has never heard of everyword: a clerk, a lawyer, an expert. Commands
are the lines indented by four spaces; a test takes them out of the text and runs them.
"""

from typing import Final

SCRIPT_TEXT: Final = r"""#!/bin/sh
# Checks this folder with ordinary tools: sh, coreutils, find, grep, sed, openssl.
#     sh VERIFY.sh
# Read HOW-TO-VERIFY.txt first. A script that travels with the things it checks can be changed
# together with them: read it (it is short), or use a copy you had before. It ends 0 if all is well.
set -u
LC_ALL=C; export LC_ALL
cd "$(dirname "$0")" || exit 2
T=$(mktemp -d) || exit 2
trap 'rm -rf "$T"' EXIT
bad=0
ok() { printf 'ok      %s\n' "$1"; }
no() { printf 'NOT OK  %s\n' "$1"; bad=1; }
stop() { no "$1"; exit 1; }
sha() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }
signed() { openssl pkeyutl -verify -pubin -inkey seal/signer.pem -rawin -in "$1" -sigfile "$2"; }

# 1. Plain files and folders only, and exactly the files that the two lists name.
find . -type d | sort >"$T/folders"
printf '%s\n' . ./data ./seal ./seal/leaves ./seal/proofs | cmp -s - "$T/folders" ||
  stop 'folders were added or are missing'
[ -z "$(find . ! -type f ! -type d | head -c 1)" ] || stop 'there are links or special files'
find . -type f | sed 's|^\./||' | sort >"$T/there"
{ cut -c 67- manifest-sha256.txt tagmanifest-sha256.txt
  echo seal/tagmanifest.sig; echo tagmanifest-sha256.txt; } | sort >"$T/listed"
cmp -s "$T/there" "$T/listed" || {
  sort "$T/there" "$T/listed" | uniq -u | head -n 20
  stop 'the files above were added, renamed or are missing'; }
ok "$(wc -l <"$T/there") files, as listed"

# 2. Every file has the SHA-256 in its list.
for list in manifest-sha256.txt tagmanifest-sha256.txt; do
  grep -Eqv '^[0-9a-f]{64}  [A-Za-z0-9._/-]+$' "$list" && stop "$list is not in its form"
  if sha -c "$list" >"$T/sums" 2>&1; then ok "$list"; else
    grep -v ': OK$' "$T/sums" | head -n 20
    no "$list: the files above are not as listed"; fi
done

# 3. The signer's key signed the second list, which covers the first and everything else.
if signed tagmanifest-sha256.txt seal/tagmanifest.sig >"$T/out" 2>&1
then ok 'the list of files is signed'
else no 'tagmanifest-sha256.txt: the signature does not fit'; fi

# 4. Each file is the one its leaf names; each leaf is in the list of leaf hashes.
count=0
for leaf in seal/leaves/*.leaf; do
  number=${leaf##*/}; number=${number%.leaf}; count=$((count + 1))
  set -- "data/${number#00}"-*
  [ -f "$1" ] || set -- "data/$number"-*
  named=$(sed -n 's/^sha256 //p' "$leaf")
  [ $# -eq 1 ] && grep -Fqx "$named  $1" manifest-sha256.txt || no "$1 is not what $leaf names"
  hash=$({ printf '\000'; cat "$leaf"; } | sha | cut -c 1-64)
  grep -Fqx "$hash" seal/leafhashes.txt || no "$leaf is not in seal/leafhashes.txt"
done
[ "$count" -eq "$(wc -l <manifest-sha256.txt)" ] || no 'a file in data/ has no leaf'
ok "$count leaves looked at"

# 5. The leaf hashes give the root: two and two, SHA-256 of the byte 1 and both, until one is left.
cp seal/leafhashes.txt "$T/level"
total=$(wc -l <"$T/level")
size=$((total))
while [ "$size" -gt 1 ]; do
  rm -rf "$T/nodes"; mkdir "$T/nodes"; i=1000000
  head -n $((size / 2 * 2)) "$T/level" | paste -d ' ' - - | sed 's/ //; s/../ 0x&/g' |
    while read -r bytes; do
      i=$((i + 1)); printf "$(printf '\\%03o' 1 $bytes)" >"$T/nodes/$i"
    done
  (cd "$T/nodes" && sha ./*) | cut -c 1-64 >"$T/above"
  [ $((size % 2)) -eq 0 ] || tail -n 1 "$T/level" >>"$T/above"
  mv "$T/above" "$T/level"
  size=$(($(wc -l <"$T/level")))
done
root=$(printf "$(printf '\\%03o' $(sed 's/../ 0x&/g' "$T/level"))" | openssl base64)
if [ "$root" = "$(sed -n 3p seal/checkpoint)" ] && [ $((total)) = "$(sed -n 2p seal/checkpoint)" ]
then ok 'the leaf hashes give the root in seal/checkpoint'
else no 'seal/leafhashes.txt does not give the root in seal/checkpoint'; fi

# 6. The signer's key signed the checkpoint.
head -n 3 seal/checkpoint >"$T/text"
origin=$(sed -n 1p "$T/text")
case $origin in '' | *[!a-z0-9/.-]*) stop 'seal/checkpoint is not in its form' ;; esac
sed -n "s|^[^ ]* $origin ||p" seal/checkpoint | head -n 1 | openssl base64 -d -A |
  tail -c 64 >"$T/sig"
if signed "$T/text" "$T/sig" >"$T/out" 2>&1
then ok 'seal/checkpoint is signed'
else no 'seal/checkpoint: the signature does not fit'; fi

# 7. Whose key it is, nothing in this folder can say.
printf 'Key fingerprint (compare it with one you received by another way):\n  %s\n' \
  "$(openssl pkey -pubin -in seal/signer.pem -outform DER | sha | cut -c 1-64)"
exit "$bad"
"""

_HOW_TO: Final = r"""HOW TO VERIFY THIS FOLDER

Made {made} (by the clock of the computer it was made on).

This folder holds {files} in data/, and a seal over {them}. The seal can be checked on any
computer with ordinary tools; the program that made it (everyword) is not needed.
{scope}

THE SHORT WAY
On Linux, or on a Mac with OpenSSL 3, open a terminal in this folder and type:

    sh VERIFY.sh

The last line of each check says ok or NOT OK. At the end it prints the fingerprint of the
signer's key. When this folder was made it was:

  {fingerprint}

Compare the fingerprint with one you were given by another way: in a letter, in a filed
declaration, by telephone. Somebody who replaces everything in this folder, this page and the
script included, can make it fit together again, but with another key.

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
   The document with number 0001 belongs to the leaf 000001. Both lines give the same hash:

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
    rm -r "$T"

   Any further line in seal/checkpoint that begins with a dash is the signature of a witness
   over the same three lines (C2SP tlog-cosignature); check it with the witness's own key.

WHAT THE FILES ARE
    data/                    the documents, under names made for this folder
    seal/leaves/             one leaf for each document; its original name stands there
    seal/leafhashes.txt      the hash of every leaf in the tree, in order
    seal/checkpoint          the signed head of the tree (C2SP tlog-checkpoint)
    seal/proofs/             for each leaf: that it is in the tree (C2SP tlog-proof)
    seal/signer.pem, .vkey   the signer's public key, in two notations
    seal/tagmanifest.sig     Ed25519 signature over tagmanifest-sha256.txt
    bagit.txt and the rest   a BagIt folder (RFC 8493)
"""

_FRESH: Final = """The tree under the seal was made for this folder: it has exactly {these}, and
gives no information about whether other things were kept."""
_CASE: Final = """The tree under the seal is that of the whole case: {total} sealed, of
which {these} shown here. Of the others only hashes are shown, from which nothing can be read."""


def how_to(*, count: int, size: int, form: str, first: str, fingerprint: str, made: str) -> str:
    """The page for the stranger."""
    one = count == 1
    if form == "fresh":
        scope = _FRESH.format(these="this one leaf" if one else f"these {count} leaves")
    else:
        total = "1 thing is" if size == 1 else f"{size} things are"
        scope = _CASE.format(total=total, these="1 is" if one else f"{count} are")
    return _HOW_TO.format(
        made=made,
        files="one document" if one else f"{count} documents",
        them="it" if one else "them",
        scope=scope,
        first=first,
        fingerprint=fingerprint,
    )
