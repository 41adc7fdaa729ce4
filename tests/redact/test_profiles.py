"""What courts want taken out, and what may stay."""

import pytest

from everyword.errors import WrongUsage
from everyword.redact.profiles import hits, iban, luhn, profile, profiles, stays


def test_all_profiles_load_and_unknown_ones_are_named() -> None:
    assert {each.id for each in profiles()} >= {"plain", "us-federal", "us-fl", "ew-family"}
    with pytest.raises(WrongUsage) as wrong:
        profile("nowhere")
    assert "us-fl" in str(wrong.value)


def test_check_digits() -> None:
    assert luhn("4111 1111 1111 1111") and not luhn("4111 1111 1111 1112")
    assert iban("GB29 NWBK 6016 1331 9268 19") and not iban("GB29 NWBK 6016 1331 9268 18")


def test_patterns() -> None:
    found = [
        "SSN 123-45-6789",
        "card 4111 1111 1111 1111",
        "Account number: 12345678",
        "DOB: 03/04/2015",
        "born on March 4, 2015",
    ]
    for text in found:
        assert hits(text, profile("us-federal").pattern), text
    for text in ("page 123 of 456", "order of 03/04/2015", "000-12-3456", "1234 5678 9012 3456"):
        assert not hits(text, profile("us-federal").pattern), text
    assert hits("IBAN GB29NWBK60161331926819", profile("ew-family").pattern)
    assert hits("20-00-00 12345678", profile("ew-family").pattern)


def test_what_stays() -> None:
    text = "1234-5678-9012"
    assert [text[a:b] for a, b in stays(text, "last4")] == ["9012"]
    assert stays("12345", "last4") == []
    assert [("4 March 2015")[a:b] for a, b in stays("4 March 2015", "year")] == ["2015"]
    assert stays(text, "nothing") == []
