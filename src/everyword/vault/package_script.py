"""The small script that travels with a package, for a stranger who has never heard of everyword.

POSIX sh, coreutils, find, grep, sed, openssl; runs under dash, bash and busybox. It never opens a
path that leads out of the folder or through a link.
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
utc() { date -u -d "@$1" '+%Y-%m-%d %H:%M:%S UTC' 2>/dev/null ||  # GNU, busybox
  date -u -r "$1" '+%Y-%m-%d %H:%M:%S UTC' 2>/dev/null ||  # BSD, Mac
  echo "$1 seconds after 1970"; }
signed() { openssl pkeyutl -verify -pubin -inkey seal/signer.pem -rawin -in "$1" -sigfile "$2"; }

# 1. Plain files and folders only, and exactly the files that the two lists name.
for list in manifest-sha256.txt tagmanifest-sha256.txt; do
  [ -f "$list" ] && [ ! -L "$list" ] || stop "$list is missing"
  grep -Eqv '^[0-9a-f]{64}  [A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*$' "$list" &&
    stop "$list is not in its form"
done
find . -type d | sort >"$T/folders"
printf '%s\n' . ./data ./seal ./seal/leaves ./seal/proofs | cmp -s - "$T/folders" ||
  no 'folders were added or are missing'
[ -z "$(find . ! -type f ! -type d | head -c 1)" ] || stop 'there are links or special files'
find . -type f | sed 's|^\./||' | sort >"$T/there"
{ cut -c 67- manifest-sha256.txt tagmanifest-sha256.txt
  echo seal/tagmanifest.sig; echo tagmanifest-sha256.txt; } | sort >"$T/listed"
if cmp -s "$T/there" "$T/listed"; then ok "$(grep -c '' "$T/there") files, as listed"; else
  sort "$T/there" "$T/listed" "$T/listed" | uniq -u | sed 's/[^ -~]/?/g' >"$T/added"
  sort "$T/listed" "$T/there" "$T/there" | uniq -u >"$T/missing"
  head -n 20 "$T/added"; [ ! -s "$T/added" ] || no 'the files above were added'
  if grep -Eqx '(.*/)?(\.DS_Store|\._.*|Thumbs\.db|desktop\.ini)' "$T/added"; then
    echo '        .DS_Store, ._*, Thumbs.db, desktop.ini: a computer may have put these there by'
    echo '        itself, when somebody looked into the folder. See HOW-TO-VERIFY.txt. The rest is'
    echo '        checked below.'; fi
  head -n 20 "$T/missing"; [ ! -s "$T/missing" ] || stop 'the files above are missing'
  [ -s "$T/added" ] || stop 'a file is there or listed twice'
fi

# 2. Every file has the SHA-256 in its list.
for list in manifest-sha256.txt tagmanifest-sha256.txt; do
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
for leaf in $(cut -c 67- tagmanifest-sha256.txt | grep '^seal/leaves/'); do
  number=${leaf##*/}; number=${number%.leaf}; count=$((count + 1))
  set -- "data/${number#00}"-*
  [ -f "$1" ] || set -- "data/$number"-*
  named=$(sed -n 's/^sha256 //p' "$leaf" | paste -sd+ -)
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

# 7. Time from outside, where there is one: told over the three lines of seal/checkpoint.
for stamp in $(cut -c 67- tagmanifest-sha256.txt | grep '^seal/checkpoint\..*\.tsr$'); do
  one=${stamp%.tsr}
  [ -f "$one.pem" ] && [ -f "$one.time" ] || stop "$one.pem or $one.time is missing"
  if openssl ts -verify -data "$T/text" -in "$stamp" -CAfile "$one.pem" \
    -untrusted "$one.pem" -attime "$(cat "$one.time")" >"$T/out" 2>&1
  then ok "$stamp: a time stamp of seal/checkpoint"
    openssl ts -reply -in "$stamp" -text 2>"$T/out" | sed -n 's/^Time stamp: /        /p'
  else no "$stamp: the time stamp does not fit"; fi
  echo "        Its root (compare it with the one on the authority's own site):"
  while read -r line; do
    case $line in -----BEGIN*) : >"$T/cert" ;; esac
    printf '%s\n' "$line" >>"$T/cert"
    case $line in -----END*)
      openssl x509 -in "$T/cert" -noout -subject_hash -issuer_hash 2>&1 | uniq >"$T/names"
      [ "$(grep -c '' "$T/names")" != 1 ] ||
        openssl x509 -in "$T/cert" -noout -fingerprint -sha256 2>&1 | sed 's/^/        /' ;; esac
  done <"$one.pem"
done
if [ -f seal/checkpoint.ots ]; then
  if [ "$(tail -c +34 seal/checkpoint.ots | head -c 32 | od -A n -v -t x1 | tr -d ' \n')" = \
    "$(sha <"$T/text" | cut -c 1-64)" ]
  then ok 'seal/checkpoint.ots is of seal/checkpoint (its time: see HOW-TO-VERIFY.txt)'
  else no 'seal/checkpoint.ots is not of seal/checkpoint'; fi
fi
if [ -f seal/witnesses.txt ]; then
  while read -r line; do
    vkey=$(printf '%s\n' "$line" | cut -f 2)
    { printf '\060\052\060\005\006\003\053\145\160\003\041\000'
      printf '%s\n' "$vkey" | cut -d + -f 3- | openssl base64 -d -A 2>"$T/out" | tail -c 32
    } | openssl pkey -pubin -inform DER -out "$T/key" 2>"$T/out"
    grep -F " ${vkey%%+*} " seal/checkpoint | head -n 1 | cut -d ' ' -f 3 |
      openssl base64 -d -A >"$T/mark" 2>"$T/out"
    when=$(tail -c +5 "$T/mark" | head -c 8 | od -A n -v -t x1 | tr -d ' \n')
    when=$((0x${when:-0}))
    { printf 'cosignature/v1\ntime %d\n' "$when"; cat "$T/text"; } >"$T/said"
    tail -c 64 "$T/mark" >"$T/sig"
    if openssl pkeyutl -verify -pubin -inkey "$T/key" -rawin -in "$T/said" -sigfile "$T/sig" \
      >"$T/out" 2>&1
    then ok "witness at $(utc "$when") (compare the key with the witness):"
    else no 'seal/witnesses.txt: the signature of this witness does not fit:'; fi
    printf '%s\n' "$line" | sed 's/[[:cntrl:]]/ /g; s/^/        /'
  done <seal/witnesses.txt
fi

# 8. Whose key it is, nothing in this folder can say.
printf 'Key fingerprint (compare it with one you received by another way):\n  %s\n' \
  "$(openssl pkey -pubin -in seal/signer.pem -outform DER | sha | cut -c 1-64)"
exit "$bad"
"""
