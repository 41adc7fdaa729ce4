"""What the made-up case says: neutral sentences, each with the places it stands on.

The story is fair to both. Where the parents differ, the sentence says what each of them wrote.
"""

from decimal import Decimal
from typing import Literal

from msgspec import Struct

from everyword.demo import statement, texts
from everyword.demo.chats import CHAT

FIRST, LATER = f"{CHAT}.zip", f"later export/{CHAT}.txt"
ORDER, BILL, LETTER = "court-order.pdf", "hospital-bill.pdf", "landlord-letter.pdf"
MEMO = "memo-2025-02-16.m4a"
TEXTS, BANK = texts.NAME, statement.NAME


class Cite(Struct, frozen=True):
    """A place in a file: words that stand in exactly one of its items, a page, or seconds.

    With none of them the file as a whole (a photo).
    """

    file: str
    find: str | None = None
    page: int | None = None
    seconds: tuple[int, int] | None = None


class Fact(Struct, frozen=True):
    """One row of the chronology. `date` as typed: 2024-03-01, 2024-03, A/B, "about 2024-02"."""

    key: str
    sentence: str
    date: str
    status: Literal["agreed", "disputed", "alleged", "admitted"]
    cites: tuple[Cite, ...]


def _in(file: str, *finds: str) -> tuple[Cite, ...]:
    return tuple(Cite(file, find=words) for words in finds)


def _page(file: str, number: int) -> tuple[Cite, ...]:
    return (Cite(file, page=number),)


class OrderOfMoney(Struct, frozen=True):
    """What the order says has to be paid; `as_of`: the day to which the schedule counts."""

    title: str
    court: str
    day: str
    by: str
    to: str
    amount: Decimal
    currency: str
    every: str
    first: str
    words: str
    cite: Cite
    as_of: str
    rules: str


SUPPORT = OrderOfMoney(
    "Order by consent",
    "Family Court sitting at Larkford",
    "2024-06-14",
    "Sam Carter",
    "Alex Morgan",
    Decimal("450.00"),
    "GBP",
    "month",
    "2024-07-01",
    "The father shall pay to the mother for the benefit of the child 450.00 pounds each month",
    Cite(ORDER, page=2),
    "2025-06-30",
    "uk-ew",
)

FACTS: tuple[Fact, ...] = (
    Fact(
        "decided",
        "Alex Morgan and Sam Carter decided to live apart.",
        "about 2024-02",
        "agreed",
        _in(FIRST, "Sad but better. You were fair", "Two homes, same mum and dad"),
    ),
    Fact(
        "moved",
        "Sam Carter moved out of 14 Millbrook Lane, Larkford. Rowan stayed with Alex Morgan.",
        "2024-03-02",
        "agreed",
        (
            *_in(FIRST, "That's the last bag in the van"),
            Cite("front-door.jpg"),
            *_page(ORDER, 1),
        ),
    ),
    Fact(
        "offer",
        "Sam Carter wrote that he would pay 450.00 on the 1st of every month for Rowan, starting "
        "in April.",
        "2024-03-10",
        "admitted",
        _in(FIRST, "I'll pay you 450 on the 1st of every month for Rowan"),
    ),
    Fact(
        "mediation",
        "The parents met a mediator on 14 May 2024 and on 28 May 2024 and agreed terms.",
        "2024-05-14/2024-05-28",
        "agreed",
        (
            *_in(FIRST, "She made me say what I like", "Ms Adair sends it to be written up"),
            *_page(ORDER, 1),
        ),
    ),
    Fact(
        "order",
        "The Family Court made an order by consent, without a hearing.",
        "2024-06-14",
        "agreed",
        (*_page(ORDER, 1), *_page(ORDER, 3), *_in(FIRST, "Order by consent, dated today")),
    ),
    Fact(
        "terms",
        "By the order Rowan lives with Alex Morgan and spends alternate weekends with Sam Carter, "
        "Friday 17:30 to Sunday 17:00; Sam Carter pays 450.00 on the 1st of each month from 1 July "
        "2024; the parents share medical costs that the National Health Service does not cover.",
        "2024-06-14",
        "agreed",
        _page(ORDER, 2),
    ),
    Fact(
        "paid",
        "Sam Carter paid 450.00 for each month from April to October 2024: seven payments, "
        "3,150.00 in all.",
        "2024-04-02/2024-10-01",
        "agreed",
        _in(BANK, *(memo for _, amount, memo in statement.SUPPORT if amount == "450.00")),
    ),
    Fact(
        "sea",
        "Rowan spent the weekend with Sam Carter at Gullmere Sands.",
        "2024-08-16/2024-08-18",
        "agreed",
        _in(FIRST, "Castle with moat", "Best weekend of the year he says"),
    ),
    Fact(
        "fall",
        "Rowan fell from the climbing frame on the green while with Sam Carter, who drove him to "
        "hospital and told Alex Morgan by message at 15:12.",
        "2024-09-14",
        "agreed",
        (
            *_in(
                FIRST,
                "Rowan fell off the climbing frame on the green",
                "Thank you for bringing him straight here",
                "X-ray done, they put a splint on",
            ),
            Cite("playground.heic"),
        ),
    ),
    Fact(
        "clinic",
        "Alex Morgan took Rowan to Quillbrook Clinic, a private clinic, and paid 280.00. The next "
        "day she sent Sam Carter the bill and asked for half of it, 140.00, by 23 October 2024.",
        "2024-10-08/2024-10-09",
        "agreed",
        (
            *_page(BILL, 1),
            *_in(BANK, "QUILLBROOK CLINIC"),
            *_in(FIRST, "so 140 by Wednesday 23 October please"),
        ),
    ),
    Fact(
        "clinic-answer",
        "Sam Carter wrote that he had not agreed to a private clinic and would not pay the 140.00. "
        "Alex Morgan wrote that she had told him before; a message of 1 October 2024 names the "
        "clinic and the next Tuesday.",
        "2024-10-01/2024-10-12",
        "disputed",
        _in(
            FIRST,
            "Quillbrook Clinic can see him next Tuesday, it's private",
            "That's a lot. Can it not wait for the 22nd",
            "I never agreed to a private clinic",
            "I told you before I went",
        ),
    ),
    Fact(
        "reduced",
        "Sam Carter paid 200.00 and wrote that his employer had put everybody on three days.",
        "2024-11-01",
        "agreed",
        (*_in(FIRST, "I've sent 200 today"), *_in(BANK, "ROWAN NOV")),
    ),
    Fact(
        "fever",
        "Rowan had a temperature. At Alex Morgan's request the parents moved his weekend with Sam "
        "Carter to 15 November 2024.",
        "2024-11-08",
        "agreed",
        _in(FIRST, "Rowan has a temperature of 38.9", "Friday 15 November is fine"),
    ),
    Fact(
        "rent",
        "Alex Morgan paid the November rent of 850.00, which was due on 1 November 2024.",
        "2024-11-12",
        "agreed",
        (
            *_in(BANK, "RENT NOV 24"),
            *_in(FIRST, "I paid the November rent today, 11 days late"),
            *_page(LETTER, 1),
        ),
    ),
    Fact(
        "van",
        "Sam Carter did not come for Rowan's weekend. He wrote at 17:05 on the Friday that his van "
        "had broken down, and on the Saturday that he had no way to come.",
        "2024-11-22/2024-11-24",
        "agreed",
        _in(FIRST, "the van has died at Northby", "No way to get to you"),
    ),
    Fact(
        "christmas",
        "Rowan was with Sam Carter from 25 December at 14:00 to 27 December 2024 at 12:00, as "
        "paragraph 4 of the order says.",
        "2024-12-25/2024-12-27",
        "agreed",
        (*_in(FIRST, "Outside in a paper hat", "Home, with a train set"), *_page(ORDER, 2)),
    ),
    Fact(
        "january",
        "Sam Carter did not come for Rowan's weekend. He wrote that he had told Alex Morgan by "
        "telephone on the Thursday; she wrote that she had no call from him.",
        "2025-01-17/2025-01-19",
        "disputed",
        _in(
            FIRST,
            "are you near? He's at the window",
            "I rang you on Thursday and said I had the Northby job",
            "I've no call from you on Thursday",
        ),
    ),
    Fact(
        "promise",
        "Sam Carter wrote that he would pay 450.00 again from March and the rest a bit each month.",
        "2025-01-19",
        "admitted",
        _in(FIRST, "You'll have the full 450 again from March"),
    ),
    Fact(
        "last",
        "Sam Carter paid 200.00, the fourth payment of that sum. The statement, which ends on 30 "
        "June 2025, shows no later payment from him.",
        "2025-02-03",
        "admitted",
        (*_in(BANK, "ROWAN FEB"), *_in(FIRST, "A thousand short")),
    ),
    Fact(
        "door",
        "By what Alex Morgan told Jo Bennett the same day, Sam Carter said at her door that he "
        "would pay 200.00 a month until he had steady hours and then 450.00 again.",
        "2025-02-16",
        "alleged",
        (Cite(MEMO, seconds=(11, 19)), *_in(FIRST, "Thank you for talking at the door")),
    ),
    Fact(
        "taken-away",
        "Sam Carter wrote a message about what he had said on the Sunday. The export of 19 "
        "February 2025 has it; the later export says in its place that it was deleted.",
        "2025-02-18/2025-02-20",
        "admitted",
        (
            *_in(FIRST, "I know what I said on Sunday"),
            *_in(LATER, "My brother says don't put figures in writing"),
        ),
    ),
    Fact(
        "job",
        "Sam Carter wrote at 12:41 that he could not take the weekend, and at 20:15 that his "
        "employer had let him go.",
        "2025-02-28",
        "agreed",
        _in(TEXTS, "Alder & Pike have called everyone in for 4", "They've let four of us go"),
    ),
    Fact(
        "school",
        "Sam Carter was to collect Rowan from school at 15:15 and did not come. Jo Bennett "
        "collected him; the school noted 15:55. The weekend with Sam Carter did not take place.",
        "2025-03-28",
        "agreed",
        _in(
            TEXTS,
            "Rowan has not been collected from the blue gate",
            "Rowan left with Ms Bennett at 15:55",
            "I should have rung the school",
            "I don't think I'm fit company this weekend",
        ),
    ),
    Fact(
        "easter",
        "Rowan spent three days of the Easter holidays with Sam Carter.",
        "2025-04-14/2025-04-16",
        "agreed",
        _in(LATER, "He built a bird box", "Home with a bird box"),
    ),
    Fact(
        "three-hundred",
        "Sam Carter wrote that he would send 300.00 on Thursday 17 April 2025; on 22 April 2025 he "
        "wrote that he had not been paid himself.",
        "2025-04-14/2025-04-22",
        "admitted",
        _in(LATER, "I'll send you 300 on Thursday", "They haven't paid me. I've rung them"),
    ),
    Fact(
        "cash",
        "Sam Carter put cash for Alex Morgan into Rowan's book bag: 100.00 as he wrote, 60.00 as "
        "she wrote.",
        "2025-06-08",
        "disputed",
        _in(LATER, "There's 100 in cash in his book bag", "There's 60, thank you"),
    ),
    Fact(
        "again",
        "Sam Carter wrote that he could pay 450.00 again from July 2025 and would ask the court "
        "about the older amount.",
        "2025-06-25",
        "admitted",
        _in(LATER, "I can start 450 again from July"),
    ),
)
