"""What `everyword serve` refuses before it begins."""

import pytest

from everyword.cli.serve import leads_away
from everyword.errors import WrongUsage


@pytest.mark.parametrize("away", ["about:blank", "https://weather.test/", "http://news.test"])
def test_leaving_leads_to_a_page(away: str) -> None:
    leads_away(away)


@pytest.mark.parametrize("away", ["javascript:alert(1)", "file:///tmp/x", "data:text/html,x", ""])
def test_leaving_leads_to_nothing_else(away: str) -> None:
    with pytest.raises(WrongUsage):
        leads_away(away)
