"""What stands at the ends of a clause and is no part of its draft."""

from collections.abc import Sequence

from everyword.tell.sentences import Token
from everyword.tell.tables import listed

_TRIM_FRONT = listed(
    "and but so or because cause cos plus yet although though except that then"
) | set(",;:.-—\u2013)")
_TRIM_BACK = frozenset(",;:-—\u2013(") | {"and", "but", "so", "or", "because", "as", "if", "like"}


def trimmed(
    all_: Sequence[Token], spoken: Sequence[bool], first: int, last: int
) -> tuple[int, int]:
    """tokens[first:last] without joiners and marks at its ends."""
    while first < last and all_[first].low in _TRIM_FRONT and not spoken[first]:
        first += 1
    while last > first and all_[last - 1].low in _TRIM_BACK and not spoken[last - 1]:
        last -= 1
    return first, last
