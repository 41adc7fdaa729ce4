"""The pages of a Telegram export, cut into their messages and lines."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from everyword.readers.html.elements import cut

MARK = b'<div class="message '
_MARK = re.compile(re.escape(MARK))


def parts(stream: BinaryIO) -> Iterator[bytes | None]:
    """What stands before the first message, then each message; None for one that is too long.

    Raises BadArchive where the stream is a damaged member of an archive.
    """
    return cut(stream, _MARK)
