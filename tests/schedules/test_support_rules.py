"""The records: each has its source, says what it does not know, and can be used."""

from decimal import Decimal

import msgspec
import pytest

from everyword.errors import NotFound
from everyword.schedules.interest import Rate
from everyword.schedules.support_rules import CONFIDENCE, DATA, all_rules, rules_for, words_of


def test_each_file_is_one_record_of_its_name() -> None:
    assert {path.stem for path in DATA.glob("*.toml")} == {*all_rules()}
    assert all(id == each.id for id, each in all_rules().items())


@pytest.mark.parametrize("id", sorted(all_rules()))
def test_each_record_says_where_from_and_how_sure(id: str) -> None:
    rules = rules_for(id)
    said = words_of(rules, rules.rule(()), ())

    assert rules.source == "everyword" or rules.source.startswith("http")
    assert CONFIDENCE[rules.confidence] in said[0]
    assert [*rules.notes] == said[len(said) - len(rules.notes) :]
    for each in rules.allocation:
        assert each.to.count("interest") == each.to.count("principal") == 1
    if not rules.allocation:
        assert any("--payments-to" in note for note in rules.notes)


def test_what_is_not_sure_says_so() -> None:
    said = " ".join(words_of(rules_for("us-il"), None, ()))

    assert "not sure" in said


def test_given_rates_take_the_place_of_the_records_from_their_day_on() -> None:
    given = (Rate(Decimal(4), rules_for("us-ca").seen),)
    rule = rules_for("us-ca").rule(given)

    assert rule is not None and [x.percent for x in rule.rates] == [10, 4]
    assert [x.percent for x in (rules_for("us-ca").rule((Rate(Decimal(6)),)) or rule).rates] == [6]


def test_an_orders_own_rate_counts_where_the_place_has_none() -> None:
    rule = rules_for("ca-on").rule((Rate(Decimal(3)),), "year")

    assert rule is not None and (rule.starts, rule.compounding) == ("due day", "year")
    assert rules_for("ca-on").rule(()) is None


def test_rules_that_are_not_there_are_named() -> None:
    with pytest.raises(NotFound) as caught:
        rules_for("us-xx")
    assert "us-tx" in str(caught.value)


def test_records_can_be_told_as_json() -> None:
    assert msgspec.json.encode([*all_rules().values()])
