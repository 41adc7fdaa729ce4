"""One byte changed anywhere in a package: every place of every file, also of the long ones.

To try every place, what does not change is worked out once: the file that was changed is read again
by the package's own reader and held against the lists by the package's own check. That
`verify_package` asks these checks of every file is tested in test_package_verify.py with every
place of the short files; `make bytes` asks it at every place of all.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from everyword.vault import package_names as names
from everyword.vault import package_verify
from everyword.vault.package import Form
from everyword.vault.package_outside import Outside
from everyword.vault.package_scan import Scan
from tests.vault.authority import Authority
from tests.vault.packages import ENTRIES, NEEDS_OPENSSL, PUBLIC, failures, told_note, write


@pytest.fixture(params=["fresh", "case", pytest.param("told", marks=NEEDS_OPENSSL)])
def small(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Of each form one; "told" has all that can come from outside: stamps, a proof, a witness."""
    form: Form = "fresh" if request.param == "fresh" else "case"
    words: dict[str, object] = {}
    if request.param == "told":
        note, outside = told_note(Authority(tmp_path / "authority"))
        assert isinstance(outside, Outside)
        words = {"head_note": note, "outside": outside}
    write(tmp_path / "p", form=form, entries=ENTRIES[4:], **words)
    return tmp_path / "p"


def each_changed(path: Path) -> Iterator[int]:
    """One byte after the other changed; whole again at the end."""
    data = path.read_bytes()
    with path.open("r+b", buffering=0) as file:
        for place, byte in enumerate(data):
            os.pwrite(file.fileno(), bytes([byte ^ 1 << place % 8]), place)
            yield place
            os.pwrite(file.fileno(), bytes([byte]), place)


def test_every_byte_of_every_file(small: Path, request: pytest.FixtureRequest) -> None:
    scan = Scan(small)
    digests, wrong = package_verify._digests(scan)
    assert not wrong and len(digests) >= 15
    is_told = "told" in request.node.name  # its pages are like those of the others
    tried = 0
    for path in [each for each in scan.files if not is_told or each.startswith("seal/")]:
        for place in each_changed(small / path):
            if path in (names.TAG_MANIFEST, names.SIGNATURE):
                found = package_verify._check_signature(scan, PUBLIC)
            else:
                manifest = package_verify._manifest_of(path) or ""
                changed = {**digests, path: scan.digest(path)}
                found = package_verify._check_manifest(scan, manifest, changed)
            assert [each for each in found if path in f"{each.name} {each.said}" and not each.ok], (
                path,
                place,
            )
            tried += 1
    assert tried > 8_000 and (is_told or tried == sum(scan.files.values()))
    assert failures(small) == []
