"""The gate, walk: every command with a locked source full of words that must come out nowhere.

A new command, or a new option of one, is not in the table and fails here: whoever adds it says how
it is called with something locked, or why it can show no item.
"""

import itertools
import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pyrage
import pytest
from msgspec import Struct

from everyword.cli import cli
from everyword.vault import keys
from everyword.vault.words import fingerprint
from tests.bundle_papers import pages, saved
from tests.cases_made import make_case, remembered_stretch
from tests.cli.conftest import Ran, Run, running
from tests.gate_house import (
    CANARIES,
    FREE,
    LOCKED,
    OPEN,
    Seeker,
    copy_case,
    fill,
    in_pages,
    rows,
    see,
)

NO_CASE = "it opens no case"
SEALED = "it moves or names sealed files, and opens none"
KEYS = "it deals with keys and heads"
FORMULAS = ("list", "uk-cms", "texas", "new-york", "wisconsin", "australia-care", "time-share")
TABLE: dict[str, tuple[str, ...] | str] = {
    "add": (
        "add copy {drawer}/letter.eml",
        "add {drawer}/letter.eml --json",
        "add {drawer}/shot.png --ocr eng --ocr-photos",
        "add {drawer} --how own-device --custodian Alex --zone Europe/London --phone P --ocr none",
        "add {drawer}/bank.csv --answer date_order=dmy --json",
        "add {drawer}/diary.txt --dry-run",
        "add {drawer}/diary.txt --locked --json",
    ),
    "confirm": (
        "confirm --json",
        "confirm --all",
        "confirm {locked} --not-mine --how own-device --custodian Sam --dry-run",
    ),
    "how answer": (
        "how answer {locked}",
        "how answer {locked} --json",
        "how answer {item}",
        "how answer {item} --json --dry-run",
        "how answer {locked} --how own-device --device mine --account mine --work no"
        " --took-part yes --child no --lawyer no --intimate no --medical no",
        "how answer {item} --device mine --json",
        "how answer {item of locked}",
    ),
    "how list": ("how list", "how list --locked", "how list --json"),
    "how unlock": (
        "how unlock {locked} --adviser A --said S --date 2024-01-01 --dry-run",
        "how unlock {item} --adviser A --said S --date 2024-01-01 --dry-run --json",
        "how unlock {item of locked} --adviser A --said S --date 2024-01-01",
    ),
    "how yes": ("how yes {locked} --said S --json", "how yes {item} --dry-run"),
    "how undo": (
        "how undo --dry-run",
        "how undo {locked}",
        "how undo {item} --dry-run",
        "how undo",
    ),
    "how notes": ("how notes --place England --about papers --json", "how notes --places"),
    "list": (
        "list",
        "list --json",
        "list --find {every word}",
        "list --find {part} --json",
        "list --kind email",
        "list --kind photo --json",
        "list --person {word}",
        "list --person Sam --thread Sam --from 2024-03-15 --to 2024-03-21 --limit 9",
        "list --thread {thread}",
        "list --newest --limit 3",
        "list --problems",
        "list --problems --json",
        "list --differences",
        "list --differences --json",
        "list --sources",
        "list --sources --json",
    ),
    "show": (
        "show {every item}",
        "show {every item} --json",
        "show {every item} --raw",
        "show {item of locked}",
        "show {item of locked} --json",
        "show {item of locked} --raw",
        "show {item}",
        "show {item} --json",
        "show {item} --raw",
    ),
    "fact add": (
        "fact add S --when 2024 --status alleged --cite {item of locked}",
        "fact add S --when 2024 --status alleged --cite {item}={word} --dry-run",
        "fact add S --when 2024 --status alleged --cite {open}={word}",
        "fact add S --when 2024 --status disputed --kind said --by P1 --where W --who P1 --own"
        " --issue I --note N --response R --response-cite {item of locked}",
        "fact add S --when 2024 --status alleged --kind planned --due 2025 --told-by P1 --dry-run",
    ),
    "fact change": (
        "fact change F1 --sentence T",
        "fact change F1 --when 2024 --status agreed --cite {open} --dry-run",
        "fact change F1 --cite {item of locked}",
        "fact change F1 --kind planned --due 2025 --by P1 --where W --who P1 --issue I"
        " --note N --response R --response-cite {item of locked} --told-by P1",
        "fact change F1 --status agreed --when 2024 --own",
    ),
    "fact remove": ("fact remove F1 --dry-run", "fact remove F1"),
    "fact undo": ("fact undo --dry-run", "fact undo"),
    "fact list": (
        "fact list",
        "fact list --json",
        "fact list --csv",
        "fact list --why",
        "fact list --pattern",
        "fact list --pattern --examples 5",
        "fact list --responses",
        "fact list --responses --csv",
        "fact list --issue I --json",
        "fact list --person P1",
    ),
    "fact show": ("fact show F1", "fact show F1 --json", "fact show F2", "fact show F3 --json"),
    "fact history": ("fact history F1", "fact history F1 --json", "fact history F3 --json"),
    "fact issues": ("fact issues", "fact issues --json"),
    "knew add": (
        "knew add --person P1 --fact F1 --when 2024 --how read --cite {item of locked}",
        "knew add --person P1 --fact F1 --when 2024 --told-by P1 --denied"
        " --cite {item}={word} --dry-run",
    ),
    "knew list": ("knew list", "knew list --json"),
    "knew remove": ("knew remove K1", "knew remove K1 --dry-run"),
    "knew undo": ("knew undo --dry-run", "knew undo"),
    "gaps": ("gaps", "gaps --json"),
    "account name": (
        "account name bank.csv other --title T --whose P1 --kind current --currency GBP"
        " --since 2020 --closed 2024 --cite {open}",
        "account name A1 --cite {item of locked}",
        "account name A1 --title U --dry-run",
    ),
    "account statement": (
        "account statement A1 --from 2024-03-01 --to 2024-03-31 --cite {item of locked}",
        "account statement A1 --from 2024-03-01 --to 2024-03-31 --dry-run",
    ),
    "account kind": (
        "account kind shop* food --out",
        "account kind shop* food --in --dry-run",
        "account kind {item of locked} food --item",
    ),
    "account moved": (
        "account moved --all",
        "account moved {item of locked} {open} --apart",
        "account moved {item of locked} {open} --dry-run",
    ),
    "account twice": ("account twice bank.csv sms.xml --apart --dry-run",),
    "account ask": ("account ask", "account ask --json"),
    "account list": ("account list", "account list --json"),
    "account remove": ("account remove A1", "account remove R1 --dry-run"),
    "account undo": ("account undo",),
    "budget add": (
        "budget add rent 5 GBP --every month --kind rent --cite {item of locked}",
        "budget add wages 5 GBP --every hour --times 40 --in --cite {open} --dry-run",
    ),
    "budget rate": (
        "budget rate EUR=0.86@2026-05-01 --to GBP --source S --cite {item of locked}",
        "budget rate EUR=0.86@2026-05-01 --to GBP --dry-run",
    ),
    "budget list": ("budget list", "budget list --json"),
    "budget remove": ("budget remove B1", "budget remove B1 --dry-run"),
    "budget undo": ("budget undo",),
    "asset debt": (
        "asset debt card 5 GBP --to Bank --kind card --whose P1 --in-name P1 --since 2020"
        " --on 2024 --for food --secured-on H1 --cite {item of locked}",
        "asset debt card 5 GBP --cite {item}={word} --dry-run",
    ),
    "asset property": (
        "asset property flat 5 GBP --kind cash --whose P1 --in-name P1 --since 2020 --on 2024"
        " --basis mine --cite {item of locked} --dry-run",
    ),
    "asset paid-in": (
        "asset paid-in H1 deposit 5 GBP --by P1 --day 2024-03-01 --cite {item of locked} --dry-run",
    ),
    "asset gone": (
        "asset gone car 5 GBP --kind sold --day 2024-03-01 --by P1 --to Sam --worth 9"
        " --cite {item of locked} --dry-run",
    ),
    "asset change": (
        "asset change L1 --what W --amount 5 --currency GBP --kind card --whose P1 --in-name P1"
        " --since 2020 --on 2024 --to Bank --for F --secured-on H1 --cite {item of locked}",
        "asset change H1 --value 6 --basis B --dry-run",
        "asset change G1 --by P1 --day 2024-03-01 --worth 5",
    ),
    "asset list": ("asset list", "asset list --json"),
    "asset remove": ("asset remove L1", "asset remove L1 --dry-run"),
    "asset undo": ("asset undo",),
    "cost add": (
        "cost add trip 5 GBP --day 2024-03-01 --share 1/2 --kind school --for P1 --order O1"
        " --notice-days 30 --pay-days 14 --cite {item of locked} --dry-run",
        "cost add trip 5 GBP --day 2024-03-01 --share 1/2 --cite {item}={word}",
    ),
    "cost asked": ("cost asked C1 --on 2024-03-01 --cite {item of locked} --dry-run",),
    "cost answered": (
        "cost answered C1 --on 2024-03-01 --answer agreed --amount 5 --cite {item of locked}",
        "cost answered C1 --on 2024-03-01 --answer agreed --dry-run",
    ),
    "cost paid": (
        "cost paid C1 --cite {item of locked}",
        "cost paid C1 5 --on 2024-03-01 --dry-run",
    ),
    "cost list": ("cost list", "cost list --json"),
    "cost remove": ("cost remove C1", "cost remove C1 --dry-run"),
    "cost undo": ("cost undo",),
    "schedule money": (
        "schedule money",
        "schedule money --json --from 2024 --until 2024 --account bank.csv --whose P1",
        "schedule money --csv --to GBP --rate EUR=0.86@2026-05-01",
        "schedule money --pdf {out}/m.pdf",
    ),
    "schedule debts": (
        "schedule debts --json",
        "schedule debts --csv --to GBP --rate EUR=0.86@2026-05-01 --pdf {out}/d.pdf",
    ),
    "schedule costs": (
        "schedule costs --json",
        "schedule costs --csv --on 2025-01-01 --kind school --order O1 --to GBP"
        " --rate EUR=0.86@2026-05-01 --pdf {out}/c.pdf",
    ),
    "schedule statements": (
        "schedule statements --json --on 2024-06-30 --months 6 --within 0",
        "schedule statements --csv --pdf {out}/s.pdf",
    ),
    "schedule form": (
        "schedule form --layout ew-form-e --json --whose P1",
        "schedule form --layout us-fl-12902 --csv --to GBP --rate EUR=0.86@2026-05-01"
        " --pdf {out}/f.pdf",
    ),
    "note": (
        "note --day 2024-03-15 words --time 10:00 --where W --who Sam --said S --harm H"
        " --witness X --told Y --json",
        "note --day 2024-03-15 words --locked",
        "note --day 2024-03-15 words --dry-run",
    ),
    "person add": (
        "person add X --role friend --handle Sam",
        "person add X --handle nobody --dry-run",
        "person add X --alias Y --tie 'friend of P1' --born 2016 --child --side mine --hide"
        " --dry-run",
    ),
    "person change": (
        "person change P1 --name Y --role friend --handle nobody",
        "person change P1 --role neighbour --dry-run",
        "person change P1 --alias Y --tie 'friend of P1' --born 2016 --child --side mine --hide",
    ),
    "person join": ("person join P1 P2", "person join P1 P2 --dry-run"),
    "person apart": ("person apart P1 Sam", "person apart P1 P2 --dry-run"),
    "person ask": ("person ask", "person ask --json"),
    "person remove": ("person remove P1 --dry-run", "person remove P1"),
    "person undo": ("person undo --dry-run", "person undo"),
    "person list": ("person list", "person list --json"),
    "zone set": ("zone set P Europe/Berlin", "zone set P Europe/Berlin --dry-run"),
    "zone remove": ("zone remove P --dry-run", "zone remove P"),
    "zone undo": ("zone undo --dry-run", "zone undo"),
    "zone list": ("zone list", "zone list --json"),
    "thread join": (
        "thread join Sam {thread}",
        "thread join Sam {thread} --anyway --dry-run",
        "thread join Sam nobody",
    ),
    "thread apart": ("thread apart Sam {thread} --dry-run", "thread apart Sam {thread}"),
    "thread undo": ("thread undo --dry-run", "thread undo"),
    "thread list": ("thread list", "thread list --json"),
    "double one": ("double one {item of locked} {item}", "double one {item} {item} --dry-run"),
    "double two": ("double two {item of locked} {item}", "double two {item} {item} --dry-run"),
    "double undo": ("double undo",),
    "double list": ("double list", "double list --json"),
    "exhibit add": (
        "exhibit add {item of locked} --title T",
        "exhibit add {item} --title T --dry-run",
        "exhibit add --thread Sam --from 2024-03-01 --to 2024-04-01 --context 9 --title T",
        "exhibit add --thread nobody --title T",
        "exhibit add --thread {thread} --title T --prefix AB",
    ),
    "exhibit remove": ("exhibit remove AB1 --dry-run", "exhibit remove AB1"),
    "exhibit undo": ("exhibit undo --dry-run", "exhibit undo"),
    "exhibit list": ("exhibit list", "exhibit list --json"),
    "bundle": (
        "bundle -o {out}/all.pdf",
        "bundle --out {out}/all.pdf --court ca-bc-family --title T --made 2026-01-01 --json"
        " --order page-cap=leave --ocr none --overwrite",
        "bundle {spec} -o {out}/spec.pdf",
        "bundle --spec {spec} -o {out}/spec.pdf --dry-run",
        "bundle {spec whole} -o {out}/spec.pdf",
        "bundle --spec-from {case}",
        "bundle -o {out}/kept.pdf --confidential {list}",
        "bundle -o {out}/all.pdf --dry-run --json",
        "bundle -o {out}/all.pdf --court ew-family-children --basis one=order --dry-run",
        "bundle --change {made} -o {out}/again.pdf --retitle one=b",
        "bundle {spec} --supplement {made json} -o {out}/more.pdf",
    ),
    "export": (
        "export --to {out}/all",
        "export --to {out}/case --form case",
        "export --to {out}/one --items AB1 --with-confidential",
        "export --to {out}/free --items {label of open}",
        "export --to {out}/open --items {label of open} --dry-run",
        "export --to {out}/sealed --recipient {public} --words {key words} --bundle {made clean}",
        "export --to {out}/dry --dry-run",
    ),
    "certificate": (
        "certificate -o {out}/c.pdf",
        "certificate --out {out}/s.pdf --form slip --paper a4",
        "certificate -o {out}/c.pdf --items AB1",
        "certificate -o {out}/c.pdf --dry-run",
    ),
    "delete": (
        "delete {locked} --dry-run",
        "delete {locked} --yes --why W",
        "delete {open source} --dry-run",
        "delete {unused locked} --yes",
    ),
    "rebuild": ("rebuild --dry-run", "rebuild"),
    "verify": ("verify", "verify --json"),
    "demo": NO_CASE,
    "new": NO_CASE,
    "redact": NO_CASE,
    "check": NO_CASE,
    "read": NO_CASE,
    "tell": (
        "tell {drawer}/notes.txt --keep",
        "tell {drawer}/notes.txt --ask --json",
        "tell {drawer}/account.txt --keep --json",
        "tell {drawer}/notes.txt --keep --dry-run",
    ),
    "serve": "it runs until it is stopped; tests/web/test_app.py walks its screens",
    "record": SEALED,
    "move": SEALED,
    "remove": SEALED,
    "stamp": KEYS,
    **{f"formula {each}": NO_CASE for each in FORMULAS},
    **{f"witness {each}": KEYS for each in ("key", "add", "ask", "sign", "take", "list", "remove")},
    **{f"key {each}": KEYS for each in ("list", "words", "add", "remove", "passphrase")},
    "key recovery": KEYS,
    "contact term": (
        "contact term - W --default --with P1 --zone Europe/London --cite {item of locked}",
        "contact term - W --every-other-weekend --from 'fri 18:00' --to 'sun 18:00' --with P1"
        " --anchor 2024-01-05 --in-force 2024-01-01.. --years even --zone Europe/London --json",
        "contact term - W --weekends 1,3 --counting fri --nights 2 --with P1 --child P1"
        " --zone Europe/London --dry-run",
        "contact term - W --cycle P1:2,P1:5 --anchor 2024-01-05 --zone Europe/London",
        "contact term - W --every wed --only term --holidays H1 --nights 1 --with P1 --dry-run",
        "contact term - W --holidays H1 --titled {word} --half first --middle first --with P1"
        " --zone Europe/London",
        "contact term - W --on 2024-03-15 --nights 1 --layer holiday --with P1 --dry-run",
        "contact term O1 W --rrule FREQ=WEEKLY;BYDAY=FR --nights 1 --with P1 --dry-run",
    ),
    "contact holidays": (
        "contact holidays N --source {locked} --titled {word} --dry-run",
        "contact holidays N --cite {item of locked}",
        "contact holidays N --dates 2024-04-01/2024-04-12 --covers 2024-01-01/2024-12-31 --json",
    ),
    "contact visit": (
        "contact visit --day 2024-03-15 --with P1 --used --nights 1 --cite {item of locked}",
        "contact visit --day 2024-03-15 --with P1 --missed --by P1 --cite {item}={word}",
        "contact visit --day 2024-03-15 --with P1 --used --late --minutes 9 --as-ordered --good"
        " --child P1 --why W --json",
        "contact visit --day 2024-03-15 --with P1 --offered --declined --disputed --dry-run",
        "contact visit --day 2024-03-15 --with P1 --used --equivalent --dry-run",
    ),
    "contact change": (
        "contact change C1 --words T --order '' --in-force 2024-01-01..2024-12-31 --with P1",
        "contact change C1 --cite {item of locked}",
        "contact change H1 --covers 2024-01-01/2024-12-31 --dry-run",
        "contact change V1 --day 2024-03-16 --by P1 --why W --nights 2 --disputed --good",
    ),
    "contact remove": ("contact remove V1", "contact remove C1 --dry-run"),
    "contact undo": ("contact undo",),
    "contact list": ("contact list", "contact list --json"),
    "contact nights": (
        "contact nights --window 2024-03",
        "contact nights --window 2024-03 --child P1 --json",
    ),
    "contact rules": ("contact rules --json",),
    "schedule contact": (
        "schedule contact --window 2024",
        "schedule contact --window 2024 --json",
        "schedule contact --window 2024-03 --csv",
        "schedule contact --window 2024-03 --child P1 --person P1 --rule uk-cms --month 2024-03"
        " --pdf {out}/contact.pdf",
    ),
    "order add": (
        "order add X --day 2024-01-01 --court C --cite {item of locked}",
        "order add X --day 2024 --cite {item}={word} --dry-run",
    ),
    "order term": (
        "order term O1 --pay 5 GBP --every week --first 2024-03-01 --until 2024-06-01 --from P1"
        " --to P2 --words W --condition C --cite {item of locked}",
        "order term O1 --pay 5 GBP --every 'half month' --days 1,15 --first 2024-03-01 --from P1"
        " --to P2 --cite {item}={word} --dry-run",
        "order term O1 --do X --first 2024-03-01 --from P1",
    ),
    "order change": (
        "order change O1 --title X --day 2024-01-02 --court D --cite {item of locked}",
        "order change T1 --pay 6 GBP --every month --days 1,15 --first 2024-03-02"
        " --until 2025-01-01 --from P1 --to P2 --words W --condition C --do X --cite {item}={word}",
        "order change T1 --words W --dry-run",
    ),
    "order vary": (
        "order vary T1 --from 2024-03-20 --pay 9 GBP --part due-day --order O1 --words W"
        " --condition C --cite {item of locked}",
        "order vary T1 --from 2024-03-20 --pay 9 GBP --part ahead --dry-run",
        "order vary T1 --from 2024-03-20 --every month --days 1,15 --first 2024-04-01 --do X"
        " --to P2 --until 2025-01-01",
    ),
    "order mark": (
        "order mark T1 not-kept --day 2024-03-08 --words W --cite {item of locked}",
        "order mark T1 kept --dry-run",
    ),
    "order rules": (
        "order rules O1 --rules us-ca --payments-to oldest-first --rate 2024-01-01=5 --source S"
        " --compounding year --words W",
        "order rules O1 --rules us-ca --dry-run",
        "order rules --list --json",
    ),
    "order remove": ("order remove T1", "order remove O1 --dry-run"),
    "order undo": ("order undo",),
    "order list": ("order list", "order list --json"),
    "order show": (
        "order show O1",
        "order show T1",
        "order show T1 --json",
        "order show O2 --json",
    ),
    "order history": ("order history T1", "order history T1 --json", "order history O2"),
    "payment propose": ("payment propose", "payment propose --json"),
    "payment yes": (
        "payment yes {item of locked} --day 2024-03-15 --amount 5 --currency GBP --from P1 --to P2"
        " --order O1",
        "payment yes {open} --day 2024-03-15 --amount 5 --currency EUR --from P1 --to P2 --words W"
        " --disputed --rate 0.9 GBP --rate-day 2024-03-15 --rate-source S --json",
        "payment yes {item} --amount 5 --dry-run",
    ),
    "payment no": ("payment no {item of locked}", "payment no {open} --dry-run"),
    "payment add": (
        "payment add --cash 5 --day 2024-03-15 --cite {item of locked} --from P1 --to P2"
        " --currency GBP --order O1 --words W --disputed --json",
        "payment add --amount 5 --day 2024-03-15 --currency EUR --rate 0.9 GBP --from P1 --to P2"
        " --rate-day 2024-03-15 --rate-source S --dry-run",
    ),
    "payment change": (
        "payment change R1 --day 2024-03-16 --amount 6 --currency GBP --from P1 --to P2 --words W",
        "payment change R1 --cite {item of locked}",
        "payment change R1 --undisputed --order O1 --dry-run",
        "payment change R2 --disputed --rate 0.9 GBP --rate-day 2024-03-15 --rate-source S",
    ),
    "payment remove": ("payment remove R1", "payment remove R1 --dry-run"),
    "payment undo": ("payment undo",),
    "payment list": ("payment list", "payment list --json"),
    "payment history": ("payment history R1", "payment history R1 --json"),
    "schedule support": (
        "schedule support --as-of 2024-05-01",
        "schedule support --as-of 2024-05-01 --json --beancount {out}/s.bean",
        "schedule support --as-of 2024-05-01 --dues --json",
        "schedule support --as-of 2024-05-01 --csv --summary --issued 2024-05-01",
        "schedule support --as-of 2024-05-01 --pdf {out}/s.pdf --order O2 --currency GBP",
        "schedule support --as-of 2024-05-01 --from 2024-03 --to 2024-04 --rules uk-ew"
        " --payments-to interest-first",
    ),
    "deadline add": (
        "deadline add T --on 2026-05-01 --cite {item of locked}={word}",
        "deadline add T --on 2026-05-01 --hearing --time 10:00 --where W --dry-run",
        "deadline add T --before 2026-05-01 --days 14 --clear --short 5 --roll next"
        " --place ontario --cite {item}={word}",
        "deadline add T --after 2026-05-01 --weeks 2 --dry-run",
        "deadline add T --after 2026-05-01 --months 2 --dry-run",
        "deadline add T --before 2026-05-01 --court-days 5 --rule ew-family --holidays {list}",
    ),
    "deadline change": (
        "deadline change H1 --title T --time 9:00 --where W --cite {item of locked}",
        "deadline change H1 --on 2026-05-02 --dry-run",
        "deadline change H1 --before 2026-05-01 --days 14 --clear --short 5 --roll next"
        " --place ontario",
        "deadline change H1 --after 2026-05-01 --weeks 2",
        "deadline change H1 --after 2026-05-01 --months 2",
        "deadline change H1 --before 2026-05-01 --court-days 5 --rule ew-family --holidays {list}",
    ),
    "deadline done": ("deadline done H1 --on 2026-05-01", "deadline done H1 --dry-run"),
    "deadline remove": ("deadline remove H1", "deadline remove H1 --dry-run"),
    "deadline undo": ("deadline undo",),
    "deadline list": ("deadline list", "deadline list --json --today 2026-05-01"),
    "deadline show": ("deadline show H1", "deadline show H1 --json"),
    "deadline count": NO_CASE,
    "deadline rules": NO_CASE,
    "deadline places": NO_CASE,
    "schedule deadlines": (
        "schedule deadlines --today 2026-05-01 --open",
        "schedule deadlines --json",
        "schedule deadlines --csv",
        "schedule deadlines --pdf {out}/d.pdf",
        "schedule deadlines --ics {out}/d.ics",
        "schedule deadlines --ics {out}/t.ics --titles",
    ),
    "plan add": (
        "plan add W --list take --by 2026-05-01",
        "plan add W --list cash --month 2026-05 --in 400 --currency EUR",
        "plan add W --list cash --month 2026-05 --out 400 --currency EUR --dry-run",
    ),
    "plan change": ("plan change L1 --words V --by 2026-05-01 --dry-run",),
    "plan done": ("plan done L1 --on 2026-05-01", "plan done L1 --dry-run"),
    "plan remove": ("plan remove L1", "plan remove L1 --dry-run"),
    "plan undo": ("plan undo",),
    "plan list": ("plan list --list take --open", "plan list --json"),
    "plan print": (
        "plan print -o {out}/p.pdf --title T --paper a4",
        "plan print --out {out}/q.pdf --list take --dry-run",
    ),
    "plan cash": ("plan cash", "plan cash --json", "plan cash --csv"),
    "draft list": ("draft list", "draft list --all", "draft list --all --json"),
    "draft ask": ("draft ask",),
    "draft yes": (
        "draft yes D1",
        "draft yes D1 --own --json --dry-run",
        "draft yes D1 --sentence S --when 2024 --status alleged --kind said --by P1 --where W"
        " --who P1 --issue I --told-by P1",
    ),
    "draft no": ("draft no D1", "draft no D1 --json --dry-run"),
    "draft private": ("draft private D1-D2", "draft private D1 --json --dry-run"),
    "draft remove": ("draft remove D1", "draft remove D1 --dry-run"),
    "draft undo": ("draft undo", "draft undo --dry-run"),
}
"""Each command with the ways it is called, or why it can show no item."""
OWN = {"message", "conversation", "told"}
"""What the person quoted, told or named: that is their own list of decisions, and is not shown."""
SOUGHT = ("message", "other words", "paper", "in a zip", "seen", "item")
SHOW_NOTHING = {
    "bundle": {
        "--folder": "no case",
        "--leave-out": "titles of the description",
        "--move": "titles of the description",
        "--add": "no case",
        "--zone": "no case",
        "--answer": "no case",
        "--pdf-password-file": "opens given papers",
    },
    "verify": {"--head": "a head", "--how": "words of the program"},
}
"""Options that can show no item, and why."""


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    """Every command there is, with its options."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            each = command.get_command(context, name)
            assert each is not None
            yield from commands(each, (*path, name))
        return
    yield (
        " ".join(path),
        {
            option
            for each in command.params
            if isinstance(each, click.Option)
            for option in [max(each.opts, key=len)]
        },
    )


def test_every_command_and_option_is_in_the_table() -> None:
    there = dict(commands(cli))
    assert len(there) >= 60
    missing = [name for name in there if name not in TABLE]
    for name, ways in TABLE.items():
        assert name in there, f"{name} is no command any more"
        if isinstance(ways, str):
            continue
        tried = {word for way in ways for word in way.split()} | SHOW_NOTHING.get(name, {}).keys()
        missing += [f"{name} {option}" for option in sorted(there[name] - tried)]

    assert missing == [], "with something locked: how are these called, and what do they show?"


class Walk(Struct):
    """The case as it was before and after the lock, and what the words of the table stand for."""

    run: Run
    folder: Path
    seeker: Seeker
    words: dict[str, list[str]]
    passphrase: str

    def ways(self, way: str) -> Iterator[list[str]]:
        """The command line, once for each of what a word stands for."""
        names = [name for name in self.words if f"{{{name}}}" in way]
        for chosen in itertools.product(*(self.words[name] for name in names)):
            line = way
            for name, value in zip(names, chosen, strict=True):
                line = line.replace(f"{{{name}}}", shlex.quote(value))
            yield shlex.split(line)

    def done(self, words: list[str], case: str) -> tuple[Ran, set[str]]:
        """One command in a copy of the case; what was found in all that it gave."""
        copy_case(self.folder / case, self.folder / "case")
        out = self.folder / "out"
        out.mkdir()
        ran = self.run(*words)
        found = self.seeker.in_file(
            "", ran.out.encode("utf-8", "surrogateescape")
        ) | self.seeker.in_text(ran.err)
        found |= self.seeker.in_folder(out)
        old, now = (self.folder / name / "case.db" for name in (case, "case"))
        if old.read_bytes() != now.read_bytes():
            found |= in_pages(now.parent, self.passphrase) - OWN
        for path in sorted(out.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        out.rmdir()
        return ran, found


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """A case in which everything was used before it was locked: found, cited, exhibited, joined."""
    with pytest.MonkeyPatch.context() as patch:
        yield begun(tmp_path_factory.mktemp("gate"), patch)


def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Walk:
    command = running(tmp_path, monkeypatch)
    passphrase = make_case(tmp_path / "case")
    (tmp_path / "words").write_text(passphrase + "\n")
    monkeypatch.setenv("EVERYWORD_CASE", str(tmp_path / "case"))
    monkeypatch.setenv("EVERYWORD_PASSPHRASE_FILE", str(tmp_path / "words"))
    monkeypatch.setattr(keys, "_stretch", remembered_stretch)
    monkeypatch.setenv("PATH", str(tmp_path))  # no tesseract, no office: they only take time
    drawer = tmp_path / "drawer"
    fill(drawer)
    command("add", *(drawer / name for name in (OPEN, FREE, *LOCKED)), "--ocr", "none", "--zone",
            "Europe/London", "--phone", "P")  # fmt: skip
    command("add", drawer / "bank.csv", "--answer", "columns=date=1,amount=3,reference=2,balance=4")
    see(tmp_path / "case", passphrase)
    identity = pyrage.x25519.Identity.generate()
    seeker = Seeker((drawer / LOCKED[-1]).read_bytes(), identity)
    every = rows(command, "list")
    items = {
        name: _id_of(every, word) for name, word in CANARIES.items() if word and name != "seen"
    }
    words = _use_everything(command, tmp_path, every, items)
    words |= _spellings(tmp_path, identity)
    copy_case(tmp_path / "case", tmp_path / "before")
    _lock(command, items["item"])
    words["every item"] = [str(each["id"]) for each in rows(command, "list")]
    words["item of locked"] = [items[name] for name in ("message", "paper", "payee")]
    words["item"] = [items["item"]]
    copy_case(tmp_path / "case", tmp_path / "after")
    return Walk(command, tmp_path, seeker, words, passphrase)


def _id_of(every: list[dict[str, object]], word: str) -> str:
    return next(str(each["id"]) for each in every if word in json.dumps(each, ensure_ascii=False))


def _use_everything(
    run: Run, folder: Path, every: list[dict[str, object]], items: dict[str, str]
) -> dict[str, list[str]]:
    open_ = _id_of(every, "has not come")
    photos = [str(each["id"]) for each in every if each["kind"] == "photo"]
    run("exhibit", "add", "--prefix", "AB", "--title", "one", open_, items["message"])
    for item in (*items.values(), *photos):
        ran = run("exhibit", "add", "--title", "more", item, "--context", "5")
        assert ran.code == 0, ran.err
    last = run("exhibit", "add", "--title", "open", open_, "--context", "9").out.split()[0]
    free = run("exhibit", "add", "--title", "free", _id_of(every, "Tuesday")).out.split()[0]
    when = ("--when", "2024-03-15", "--status", "alleged")
    quote = f"{items['message']}={CANARIES['message']}"
    assert run("fact", "add", "S.", *when, "--cite", quote, "--cite", open_).code == 0
    assert run("fact", "add", "T.", *when, "--cite", items["document"]).code == 0
    answer = ("--response", "No.", "--response-cite", quote, "--issue", "I")
    assert run("fact", "add", "U.", *when, "--cite", open_, *answer).code == 0
    assert run("person", "add", "Sam Fox", "--handle", "Sam").code == 0
    knew = ("knew", "add", "--person", "P1", "--fact", "F1", "--when", "2024-03-15")
    for words in (("--how", "read"), ("--denied",)):
        ran = run(*knew, *words, "--cite", quote)
        assert ran.code == 0, ran.err
    _count_money(run, items, quote)
    _time_with_a_child(run, items, quote)
    _order(run, open_, items["payee"], quote)
    _ahead(run, quote)
    told = run("tell", folder / "drawer" / "account.txt", "--keep", "--json")
    assert CANARIES["told"] in json.loads(told.out)["kept"][0]["cite"]["quote"], told.err
    run("zone", "set", "P", "Europe/London")
    joined = run("thread", "join", "Sam", CANARIES["conversation"], "--anyway")
    assert joined.code == 0, joined.err
    (folder / "spec.toml").write_text(
        f'chronology = true\n[[sections]]\ntitle = "M"\nexhibits = ["AB1", "{last}"]\n'
    )
    (folder / "whole.toml").write_text('[[sections]]\ntitle = "M"\nexhibits = ["AB2"]\n')
    made = run("bundle", folder / "spec.toml", "-o", folder / "made.pdf")
    assert made.code in (0, 1), made.err
    (folder / "spec open.toml").write_text(
        f'chronology = false\n[[sections]]\ntitle = "M"\nexhibits = ["{last}"]\n'
    )
    sources = {str(each["name"]): str(each["object"]) for each in rows(run, "list", "--sources")}
    locked = [sources[Path(name).name] for name in LOCKED[1:]]
    return {
        "open": [open_],
        "label of open": [free],
        "locked": [locked[1]],
        "unused locked": [locked[8]],
        "open source": [_object_of(run, folder)],
    }


def _order(run: Run, open_: str, payee: str, quote: str) -> None:
    """A term of an order with words of what is locked later, and payments taken from such."""
    assert run("person", "add", "Robin Fox").code == 0
    for title, cite in (("one", quote), ("two", open_)):
        assert run("order", "add", title, "--day", "2024-01-01", "--cite", cite).code == 0
    pay = ("--pay", "5", "GBP", "--every", "week", "--first", "2024-03-01")
    for order, cite in (("O1", quote), ("O2", open_)):
        more = ("--from", "P1", "--to", "P2", "--words", CANARIES["message"], "--cite", cite)
        assert run("order", "term", order, *pay, *(more if cite == quote else more[:4])).code == 0
    for item in (payee, open_):
        ran = run("payment", "yes", item, "--amount", "5", "--currency", "GBP")
        assert ran.code == 0, ran.err


def _ahead(run: Run, quote: str) -> None:
    """Deadlines and a list for the person alone."""
    hearing = ("--hearing", "--on", "2026-10-16", "--cite", quote)
    month = ("--list", "cash", "--month", "2026-05", "--in", "4", "--currency", "EUR")
    for words in (
        ("deadline", "add", "Hearing", *hearing),
        ("deadline", "add", "D", "--before", "H1", "--days", "9", "--cite", quote),
        ("plan", "add", "passports", "--list", "take"),
        ("plan", "add", "x", *month),
    ):
        assert run(*words).code == 0, words


def _time_with_a_child(run: Run, items: dict[str, str], quote: str) -> None:
    term = ("contact", "term", "-", "W", "--with", "P1", "--zone", "Europe/London")
    day = ("contact", "visit", "--day", "2024-03-15", "--with", "P1", "--missed", "--nights", "1")
    for words in (
        (*term, "--default", "--cite", quote),
        ("contact", "holidays", "N", "--cite", items["event"]),
        (*term, "--holidays", "H1"),
        (*day, "--cite", quote),
    ):
        ran = run(*words)
        assert ran.code == 0, ran.err


def _count_money(run: Run, items: dict[str, str], quote: str) -> None:
    """What stands on things that will be locked, in every kind of entry."""
    paid, money = items["payee"], ("5.00", "GBP")
    for words in (
        ("account", "name", "bank.csv", "--title", "Ours", "--whose", "P1", "--kind", "current"),
        ("account", "kind", paid, "food", "--item"),
        (
            "account",
            "statement",
            "A1",
            "--from",
            "2024-03-01",
            "--to",
            "2024-03-31",
            "--cite",
            quote,
        ),
        ("budget", "add", "rent", *money, "--every", "week", "--cite", quote),
        ("asset", "property", "flat", *money, "--cite", quote),
        ("asset", "debt", "card", *money, "--cite", quote),
        ("asset", "gone", "car", *money, "--kind", "sold", "--cite", paid),
        ("cost", "add", "trip", *money, "--day", "2024-03-01", "--share", "1/2", "--cite", quote),
        ("cost", "paid", "C1", "--cite", paid),
    ):
        ran = run(*words)
        assert ran.code == 0, ran.err


def _object_of(run: Run, folder: Path) -> str:
    """Of the two files of one name, the one that was added first."""
    found = [each for each in rows(run, "list", "--sources") if each["name"] == OPEN]
    return str(found[0]["object"])


def _spellings(folder: Path, identity: pyrage.x25519.Identity) -> dict[str, list[str]]:
    (folder / "list").write_text("12 Nowhere Lane\n")
    (folder / "clean.pdf").write_bytes(saved(pages(1)))
    public = str(identity.to_public())
    return {
        "drawer": [str(folder / "drawer")],
        "out": [str(folder / "out")],
        "case": [str(folder / "case")],
        "list": [str(folder / "list")],
        "spec": [str(folder / "spec.toml")],
        "spec whole": [str(folder / "whole.toml")],
        "made": [str(folder / "made.pdf")],
        "made json": [str(folder / "made.json")],
        "made clean": [str(folder / "clean.pdf")],
        "public": [public],
        "key words": [fingerprint(public.encode())],
        "word": [CANARIES["message"]],
        "every word": [word for name, word in CANARIES.items() if word and name in SOUGHT],
        "part": [CANARIES["letter"][:9]],
        "thread": [CANARIES["conversation"]],
    }


def _lock(run: Run, item: str) -> None:
    first, free, *others = rows(run, "list", "--sources")
    assert (first["name"], free["name"]) == (OPEN, FREE)
    for row in others:
        ran = run("how", "answer", str(row["object"]), "--device", "other")
        assert ran.code == 0, ran.err
    assert run("how", "answer", item, "--took-part", "no").code == 0


def test_before_the_lock_the_walk_finds_every_word(walk: Walk) -> None:
    """Else it would say nothing that it finds none afterwards."""
    found: dict[str, set[str]] = {}
    for name, way in (
        ("list", "list --json"),
        ("raw", "show {item of locked} --raw"),
        ("pages", "bundle -o {out}/all.pdf"),
        ("package", "export --to {out}/all"),
        ("threads", "thread list"),
        ("fact", "fact list --json"),
        ("assets", "asset list --json"),
        ("contact", "contact list --json"),
    ):
        for words in walk.ways(way):
            found[name] = found.get(name, set()) | walk.done(words, "before")[1]

    assert found["list"] == CANARIES.keys() - {"picture"}
    assert found["raw"] >= {"message", "paper", "payee"}
    assert found["pages"] >= CANARIES.keys() - {"in a zip", "seen", "number", "conversation"}
    assert found["package"] >= CANARIES.keys() - {"seen", "in a zip", "paper"}
    assert found["threads"] == {"conversation"}
    assert found["fact"] == found["assets"] == found["contact"] == {"message"}
    assert in_pages(walk.folder / "before", walk.passphrase) >= CANARIES.keys() - {
        "picture",
        "number",
    }


def test_nothing_locked_comes_out(walk: Walk) -> None:
    tried = (way for ways in TABLE.values() if not isinstance(ways, str) for way in ways)
    problems = []
    for words in (words for way in tried for words in walk.ways(way)):
        ran, found = walk.done(words, "after")
        found -= walk.seeker.in_text(" ".join(words))
        if found or ran.code == 70:
            problems.append((" ".join(words), found, ran.out[:500], ran.err[-1500:]))

    assert problems == []


REFUSED = (
    "show {item of locked}",
    "show {item of locked} --raw",
    "show {item of locked} --json",
    "show {item}",
    "show {open} --raw",
    "fact add S --when 2024 --status alleged --cite {item of locked}",
    "fact change F1 --sentence T",
    "exhibit add {item of locked} --title T",
    "exhibit add {item} --title T",
    "bundle {spec whole} -o {out}/spec.pdf",
    "export --to {out}/one --items AB1",
    "certificate -o {out}/c.pdf --items AB1",
    "delete {unused locked} --yes",
    "how yes {locked}",
)


def test_what_is_asked_for_directly_is_refused(walk: Walk) -> None:
    lines = [words for way in REFUSED for words in walk.ways(way)]
    codes = {" ".join(words): walk.done(words, "after")[0].code for words in lines}

    assert {words: code for words, code in codes.items() if code != 7} == {}


def test_what_drops_out_of_print_is_said(walk: Walk) -> None:
    for way, said in (
        ("bundle -o {out}/all.pdf", ("AB1: 1 of 2 items left out", "fact F2 left out")),
        ("export --to {out}/all", ("left out: locked",)),
        ("certificate -o {out}/c.pdf", ("AB1: 1 of 2 items left out",)),
    ):
        (words,) = walk.ways(way)
        ran, _ = walk.done(words, "after")
        assert ran.code in (1, 7) and all(each in ran.err for each in said), ran.err


def test_no_page_of_the_index_holds_a_word(walk: Walk) -> None:
    assert in_pages(walk.folder / "after", walk.passphrase) <= OWN
