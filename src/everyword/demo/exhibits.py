"""What the made-up case puts before the court, in the order of its labels.

Rowan's drawing and the written account are kept in the case and not put before the court: what a
child made is not evidence, and an account becomes the chronology.
"""

from msgspec import Struct

from everyword.demo.facts import BANK, BILL, FIRST, LATER, LETTER, MEMO, ORDER, TEXTS


class Exhibit(Struct, frozen=True):
    """One exhibit. Of a chat: the messages of `days` (both included), or those with `find` words.

    With neither, the whole file. Each of the words stands in exactly one item.
    """

    label: str
    title: str
    file: str
    days: tuple[str, str] | None = None
    find: tuple[str, ...] = ()


EXHIBITS: tuple[Exhibit, ...] = (
    Exhibit("AM1", "Order by consent, 14 June 2024", ORDER),
    Exhibit(
        "AM2",
        "Chat with Sam Carter: separation and the first promise of support",
        FIRST,
        days=("2024-01-31", "2024-03-10"),
    ),
    Exhibit(
        "AM3",
        "Chat with Sam Carter: mediation, the order, a weekend at the sea",
        FIRST,
        find=(
            "She made me say what I like",
            "Ms Adair sends it to be written up",
            "Order by consent, dated today",
            "Dzień dobry",
            "Castle with moat",
            "Best weekend of the year he says",
        ),
    ),
    Exhibit(
        "AM4",
        "Chat with Sam Carter: Rowan's fall and the clinic's bill",
        FIRST,
        days=("2024-09-14", "2024-10-12"),
    ),
    Exhibit(
        "AM5",
        "Chat with Sam Carter: support reduced, weekends moved and missed",
        FIRST,
        days=("2024-11-01", "2024-11-24"),
    ),
    Exhibit(
        "AM6",
        "Chat with Sam Carter: Christmas 2024",
        FIRST,
        days=("2024-12-22", "2024-12-27"),
    ),
    Exhibit(
        "AM7",
        "Chat with Sam Carter: January and February 2025, first export",
        FIRST,
        days=("2025-01-17", "2025-02-19"),
    ),
    Exhibit(
        "AM8",
        "Chat with Sam Carter: February to June 2025, later export",
        LATER,
        days=("2025-02-20", "2025-06-27"),
    ),
    Exhibit(
        "AM9",
        "Text messages with Sam Carter, February and March 2025",
        TEXTS,
        find=(
            "my phone screen is gone",
            "Alder & Pike have called everyone in for 4",
            "They've let four of us go",
            "My last day was Friday 28 February",
            "Are you at the gate?",
            "I should have rung the school",
            "I don't think I'm fit company this weekend",
        ),
    ),
    Exhibit(
        "AM10",
        "Text messages with the school, March 2025",
        TEXTS,
        find=(
            "will be collected by his dad Sam Carter",
            "we have noted Mr Carter for Friday 28 March",
            "Rowan has not been collected from the blue gate",
            "I am ringing his dad now",
            "Rowan left with Ms Bennett at 15:55",
        ),
    ),
    Exhibit(
        "AM11",
        "Text messages with Jo Bennett, 28 March 2025",
        TEXTS,
        find=("Jo can you get Rowan from school now?", "Going now. I've got biscuits"),
    ),
    Exhibit("AM12", "Bank statement, January 2024 to June 2025", BANK),
    Exhibit("AM13", "Bill of Quillbrook Clinic, 8 October 2024", BILL),
    Exhibit("AM14", "Letter from Tarn & Wells Lettings, 3 December 2024", LETTER),
    Exhibit("AM15", "Recording of a talk with Jo Bennett, 16 February 2025", MEMO),
    Exhibit("AM16", "Photograph of the front door, 2 March 2024", "front-door.jpg"),
    Exhibit("AM17", "Photograph of the climbing frame, 21 September 2024", "playground.heic"),
    Exhibit("AM18", "Photograph of a receipt for shoes, 22 February 2025", "shoe-receipt.jpg"),
)
