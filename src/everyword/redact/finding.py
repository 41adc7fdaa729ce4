"""Where the boxes go: words and patterns looked for in the letters of a page; boxes of the person
made as large as the letters they touch."""

from collections.abc import Iterable, Sequence

from everyword import wording
from everyword.redact.geometry import Rect, View, grown, join, touches
from everyword.redact.marks import Box, Mark, Word
from everyword.redact.profiles import Profile, hits, label_of, stays
from everyword.redact.seen import Letter, is_ink

COLUMN = 12.0
"""Points by which the beginnings of the cells of a column may differ."""
WIDER = 7.0
"""Points that a box may be wider than its words on each side, where nothing stands."""


def marks_of(
    number: int, view: View, letters: list[Letter], words: Sequence[Word], profile: Profile
) -> list[Mark]:
    """The boxes of the words and of the profile's patterns on page `number`.

    Looked for in the order of the file, in that of the lines from the top, as shown and as they
    lie in the page's own space, and down each column of cells: a name may be broken over two
    lines of any of them.
    """
    marks = _found(number, letters, words, profile)
    tried = [letters]
    orders = [_from_the_top(view, letters), _from_the_top(View(view.box, 0), letters)]
    for ordered in (*orders, _down_the_columns(view, letters)):
        if ordered not in tried:
            tried.append(ordered)
            marks += _found(number, ordered, words, profile)
    return marks


def _from_the_top(view: View, letters: list[Letter]) -> list[Letter]:
    lines: list[tuple[float, float, int, list[Letter]]] = []
    line: list[Letter] = []
    for letter in [*letters, Letter("\n", None, None)]:
        line.append(letter)
        if letter.char == "\n":
            first = next((each.row for each in line if each.row is not None), None)
            x, y = view.shown(first)[:2] if first is not None else (0.0, 0.0)
            lines.append((round(y), x, len(lines), line))
            line = []
    return [letter for *_, line in sorted(lines, key=lambda each: each[:3]) for letter in line]


def _down_the_columns(view: View, letters: list[Letter]) -> list[Letter]:
    """Each piece of a line between wide gaps, followed by the one that begins below it."""
    cells: list[list[Letter]] = [[]]
    corners: list[tuple[float, float]] = []
    start = end = 0.0
    for letter in letters:
        if letter.row is None:
            if letter.char in "\r\n" and cells[-1]:
                cells.append([])
            elif cells[-1]:
                cells[-1].append(letter)
            continue
        x, y, width, height = view.shown(letter.row)
        gap = min(x - end, start - x - width, key=abs)  # lines may run to the left
        if cells[-1] and not 0 <= gap + height <= 2.2 * height:
            cells.append([])
        if not cells[-1]:
            corners.append((round(x / COLUMN), y))
        cells[-1].append(letter)
        start, end = x, x + width
    listed = sorted(
        zip(corners, [cell for cell in cells if cell], strict=True), key=lambda it: it[0]
    )
    return [each for _, cell in listed for each in (*cell, Letter("\n", None, None))]


def _found(
    number: int, letters: list[Letter], words: Sequence[Word], profile: Profile
) -> list[Mark]:
    text = "".join(letter.char for letter in letters)
    folded = wording.fold(text)
    found: list[tuple[int, int, Word, bool]] = []
    for word in words:
        for spelling in wording.spellings(word.text):
            for start, stop in wording.occurrences(text, spelling, folded):
                found.append((start, stop, word, True))
    for hit in hits(text, profile.pattern):
        word = Word(text[hit.start : hit.stop], hit.pattern.kind)
        if not any(start <= hit.start and hit.stop <= stop for start, stop, *_ in found):
            found.append((hit.start, hit.stop, word, False))
    marks: list[Mark] = []
    for start, stop, word, _ in sorted(found, key=lambda each: each[:2]):
        marks += _of_span(number, letters, text, start, stop, word, profile)
    return marks


def _of_span(
    number: int,
    letters: list[Letter],
    text: str,
    start: int,
    stop: int,
    word: Word,
    profile: Profile,
) -> list[Mark]:
    """One box for each line the found words run over; what may stay is left out."""
    written = text[start:stop]
    keep = profile.keep.get(word.kind, "nothing")
    label = label_of(word.kind, keep, word.text, word.basis)
    basis = word.basis or label_of(word.kind, "nothing", word.text, "")
    staying = {start + at for a, b in stays(written, keep) for at in range(a, b)}
    wanted = [at for at in range(start, stop) if at not in staying]
    secrets = (written,) if not staying else _without(written, start, staying)
    marks = []
    for line in _lines(letters, wanted):
        if word.line:
            line = _whole_line(letters, line, text)
        rect = _wide(letters, line)
        marks.append(Mark(number, rect, basis, label, "".join(text[at] for at in line), secrets))
    return marks


def _without(written: str, start: int, staying: set[int]) -> tuple[str, ...]:
    """The parts that go, each a secret of its own if it is long enough to be one."""
    kept = [" " if start + at in staying else sign for at, sign in enumerate(written)]
    gone = "".join(kept).strip(" -/.,")
    return (gone,) if sum(sign.isalnum() for sign in gone) >= 4 else ()


def _lines(letters: list[Letter], wanted: Iterable[int]) -> list[list[int]]:
    """The letters by the line they stand on: each next one overlaps the last across the line."""
    lines: list[list[int]] = []
    last: Rect | None = None
    for at in wanted:
        row = letters[at].row
        if row is None:
            continue
        if last is None or not _same_line(last, row):
            lines.append([])
        lines[-1].append(at)
        last = row
    return lines


def _same_line(one: Rect, two: Rect) -> bool:
    near = 3 * max(one[3] - one[1], one[2] - one[0], 1.0)
    for low, high, along, end in ((1, 3, 0, 2), (0, 2, 1, 3)):
        common = min(one[high], two[high]) - max(one[low], two[low])
        small = min(one[high] - one[low], two[high] - two[low])
        gap = max(one[along], two[along]) - min(one[end], two[end])
        if common > 0.5 * small and gap < near:
            return True
    return False


def _whole_line(letters: list[Letter], line: list[int], text: str) -> list[int]:
    first, last = line[0], line[-1]
    while first > 0 and text[first - 1] not in "\r\n":
        first -= 1
    while last + 1 < len(letters) and text[last + 1] not in "\r\n":
        last += 1
    return [at for at in range(first, last + 1) if letters[at].row is not None]


def _wide(letters: list[Letter], line: list[int]) -> Rect:
    """Around the letters, wider by what is free beside them: its width is not that of the word."""
    rects = [row for at in line if (row := letters[at].row) is not None]
    tight = rects[0]
    for rect in rects[1:]:
        tight = join(tight, rect)
    upright = tight[3] - tight[1] > 3 * (tight[2] - tight[0]) and len(rects) > 2
    side = (0.0, WIDER) if upright else (WIDER, 0.0)
    box = [tight[0] - side[0], tight[1] - side[1], tight[2] + side[0], tight[3] + side[1]]
    box = [box[0] - 0.4, box[1] - 0.4, box[2] + 0.4, box[3] + 0.4]
    mine = set(line)
    low, high = (1, 3) if upright else (0, 2)
    for at, letter in enumerate(letters):
        other = letter.box
        if other is None or other[3] <= box[1] or other[1] >= box[3]:
            continue  # on another line, as nearly all of a page
        if at in mine or other[2] <= box[0] or other[0] >= box[2] or not is_ink(letter):
            continue
        if (other[low] + other[high]) / 2 < (tight[low] + tight[high]) / 2:
            if other[high] <= tight[low] + 0.5:
                box[low] = max(box[low], min(tight[low], other[high] + 0.8))
        elif other[low] >= tight[high] - 0.5:
            box[high] = min(box[high], max(tight[high], other[low] - 0.8))
    return (box[0], box[1], box[2], box[3])


def mark_of(box: Box, view: View, letters: list[Letter]) -> Mark:
    """A box of the person, on the page, made as large as the letters it touches noticeably."""
    rect = view.own(box.x, box.y, box.width, box.height)
    for _ in range(3):
        before = rect
        for letter in letters:
            if letter.box is not None and touches(before, letter.box):
                rect = join(rect, grown(letter.box, 0.3))
        if rect == before:
            break
    return Mark(box.page, rect, box.basis, box.basis)


def under(rect: Rect, letters: list[Letter]) -> str:
    """The letters under a box, as written."""
    return "".join(
        letter.char for letter in letters if letter.box is not None and touches(rect, letter.box)
    )
