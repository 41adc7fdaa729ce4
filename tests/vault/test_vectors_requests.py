"""The requests of tests/vault/vectors/requests: what a witness signs, and what she sends back."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from everyword.errors import Damaged, EverywordError, Refused, SourceUnreadable
from everyword.vault import heads, witness, witness_state
from everyword.vault.heads import Head
from everyword.vault.witness_request import check, read_request
from tests.vault.vectors.made_requests import HASHES, body, note
from tests.vault.vectors.make import FOLDER

INDEX: dict[str, Any] = json.loads((FOLDER / "requests/index.json").read_text())
KEY: str = INDEX["vkey"]
ORIGIN = heads.read_verifier_key(KEY)[0]
REQUESTS: dict[str, Any] = INDEX["requests"]
SAID: dict[int, tuple[type[EverywordError], ...]] = {
    400: (SourceUnreadable,),
    403: (SourceUnreadable,),
    404: (Refused,),
    409: (Refused, Damaged),
    422: (Damaged, SourceUnreadable),
}
"""Where C2SP has a number, we have words."""


def held(told: dict[str, Any]) -> Head | None:
    if told["held"] is None:
        return None
    return Head(ORIGIN, told["held"], base64.b64decode(told["root"]))


@pytest.mark.parametrize("name", sorted(REQUESTS))
def test_what_a_witness_checks(name: str) -> None:
    told, data = REQUESTS[name], (FOLDER / f"requests/{name}.txt").read_bytes()
    if told["status"] == 200:
        request = read_request(data)
        assert check(request, KEY, held(told)).size == request.size
    else:
        with pytest.raises(SAID[told["status"]]):
            check(read_request(data), KEY, held(told))


@pytest.mark.parametrize("name", sorted(REQUESTS))
def test_what_she_keeps_and_sends_back(name: str, tmp_path: Path) -> None:
    """Her folder is as it was after a refusal; after an answer it holds what she answered."""
    told, data = REQUESTS[name], (FOLDER / f"requests/{name}.txt").read_bytes()
    own = witness_state.make_key(tmp_path / "w", "ann")
    if told["held"] is not None:
        first = body(0, [], note(HASHES[: told["held"]]))
        witness_state.sign(tmp_path / "w", read_request(first), KEY, noon)
    before = witness_state.held(tmp_path / "w", ORIGIN)
    assert (before.head if before else None) == held(told)
    try:
        request = read_request(data)
        signed = witness_state.sign(tmp_path / "w", request, KEY, noon)
    except EverywordError:
        assert told["status"] != 200
        assert witness_state.held(tmp_path / "w", ORIGIN) == before
    else:
        after = witness_state.held(tmp_path / "w", ORIGIN)
        lines = witness.cosigned(request.note + signed.answer, {"Ann": own.vkey})
        assert told["status"] == 200
        assert after is not None and after.head == signed.head and after.line == signed.answer
        assert [(one.name, one.time) for one in lines if one.ok] == [("Ann", noon())]


def noon() -> datetime:
    return datetime(2024, 4, 3, 12, tzinfo=UTC)
