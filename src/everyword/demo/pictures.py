"""The pictures of the made-up household, drawn; used by `make_data` only, the results are shipped.

Everything is drawn at twice its size and made smaller once, which gives smooth edges.
"""

import io
import random
from collections.abc import Sequence
from importlib import resources

from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]
Colour = str


class Canvas:
    """A drawing surface whose units are pixels of the finished picture."""

    def __init__(self, width: int, height: int, ground: Colour) -> None:
        self.size = (width, height)
        self.image = Image.new("RGB", (2 * width, 2 * height), ground)
        self._draw = ImageDraw.Draw(self.image)

    def box(self, x: float, y: float, w: float, h: float, fill: Colour, radius: float = 0) -> None:
        area = (2 * x, 2 * y, 2 * (x + w), 2 * (y + h))
        self._draw.rounded_rectangle(area, 2 * radius, fill=fill)

    def frame(self, x: float, y: float, w: float, h: float, line: Colour, thick: int) -> None:
        area = (2 * x, 2 * y, 2 * (x + w), 2 * (y + h))
        self._draw.rounded_rectangle(area, 16, outline=line, width=2 * thick)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        self._draw.ellipse((2 * (x - rx), 2 * (y - ry), 2 * (x + rx), 2 * (y + ry)), fill=fill)

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        self._draw.polygon([(2 * x, 2 * y) for x, y in points], fill=fill)

    def line(self, points: Sequence[Point], fill: Colour, thick: float) -> None:
        self._draw.line(
            [(2 * x, 2 * y) for x, y in points], fill=fill, width=round(2 * thick), joint="curve"
        )

    def words(self, x: float, y: float, text: str, size: int, fill: Colour, anchor: str) -> None:
        self._draw.text((2 * x, 2 * y), text, fill, _font(2 * size), anchor)

    def done(self) -> Image.Image:
        return self.image.resize(self.size, Image.Resampling.LANCZOS)


def _font(size: int) -> ImageFont.FreeTypeFont:
    fonts = resources.files("everyword.bundle.pages") / "fonts"
    with (fonts / "LiberationSans-Regular.ttf").open("rb") as file:
        return ImageFont.truetype(io.BytesIO(file.read()), size)


def front_door() -> Image.Image:
    """The front door of number 14 with a suitcase on the step."""
    c = Canvas(1200, 900, "#b5654a")
    for row, y in enumerate(range(0, 700, 34)):
        for x in range(-60 * (row % 2), 1200, 120):
            shade = ("#b96a4e", "#ad5f45", "#c07457")[(row * 7 + x // 60) % 3]
            c.box(x + 2, y + 2, 116, 30, shade, 2)
    c.box(0, 700, 1200, 200, "#8d8f8c")
    c.box(380, 690, 460, 60, "#b9bab5", 6)
    c.box(400, 60, 400, 640, "#f2ede1", 6)
    c.box(430, 95, 340, 605, "#2f6b57")
    for x in (460, 615):
        c.box(x, 330, 125, 150, "#285c4b", 6)
        c.box(x, 515, 125, 150, "#285c4b", 6)
    c.box(470, 125, 260, 150, "#cfe3ea", 10)
    c.line([(600, 125), (600, 275)], "#f2ede1", 8)
    c.words(600, 305, "14", 40, "#e3c567", "mm")
    c.box(540, 488, 120, 18, "#e3c567", 6)
    c.oval(745, 480, 14, 14, "#e3c567")
    c.box(420, 700, 360, 30, "#6d5a44", 4)
    _suitcase(c)
    c.shape([(210, 700), (340, 700), (325, 810), (225, 810)], "#c9793f")
    for dx, dy in ((-50, -70), (0, -110), (50, -70), (-25, -35), (28, -40)):
        c.oval(275 + dx, 690 + dy, 46, 40, "#5d8f4e")
    return c.done()


def _suitcase(c: Canvas) -> None:
    c.frame(905, 490, 110, 90, "#3b2a20", 10)
    c.box(830, 540, 260, 270, "#7a4f35", 18)
    c.box(830, 600, 260, 14, "#5e3b27")
    c.box(830, 740, 260, 14, "#5e3b27")
    for x in (870, 1030):
        c.box(x, 592, 26, 32, "#d8b45a", 4)
    c.oval(865, 818, 14, 14, "#2b2b2b")
    c.oval(1055, 818, 14, 14, "#2b2b2b")
    c.line([(960, 580), (940, 640)], "#f4efe0", 4)
    c.shape([(915, 640), (960, 640), (960, 700), (915, 700)], "#f4efe0")


def playground() -> Image.Image:
    """The climbing frame on the green."""
    c = Canvas(1200, 900, "#bfe0f2")
    for x, y, r in ((180, 150, 60), (250, 130, 75), (330, 155, 55), (900, 110, 55), (965, 100, 70)):
        c.oval(x, y, r, r * 0.6, "#ffffff")
    c.shape([(0, 520), (300, 440), (700, 500), (1200, 430), (1200, 900), (0, 900)], "#8fc06a")
    for x, y in ((90, 400), (1110, 360), (1010, 410)):
        c.box(x - 14, y, 28, 150, "#7b5a3c")
        c.oval(x, y - 50, 90, 110, "#5b9850")
    c.oval(620, 760, 430, 90, "#d9b98a")
    wood = "#9a6a3f"
    for x in (400, 840):
        c.line([(x, 760), (x, 300)], wood, 24)
    for y in (320, 420, 520, 620):
        c.line([(400, y), (840, y)], "#cf4b3f", 16)
    c.line([(400, 310), (250, 770)], wood, 20)
    for step in range(1, 6):
        y = 310 + step * 76
        c.line([(400 - step * 25, y), (400, y)], "#e0a63c", 12)
    c.line([(840, 330), (1030, 740)], "#3f7fb5", 36)
    c.box(150, 600, 16, 190, "#6f6f6f")
    c.box(90, 560, 140, 80, "#fdf6d8", 8)
    c.words(160, 585, "Age 5", 24, "#333333", "mm")
    c.words(160, 615, "and up", 24, "#333333", "mm")
    return c.done()


def sandcastle() -> Image.Image:
    """A castle with a moat, a bucket and a crab."""
    c = Canvas(960, 720, "#a9dcf0")
    c.oval(800, 110, 60, 60, "#ffd75e")
    c.box(0, 240, 960, 140, "#4d9fc4")
    for x in range(20, 960, 130):
        c.line([(x, 300), (x + 40, 290), (x + 80, 300)], "#d6eef6", 5)
    c.box(0, 370, 960, 350, "#f0d79b")
    c.oval(430, 610, 330, 70, "#6fb3cf")
    c.oval(430, 600, 270, 50, "#e2c280")
    for x, top in ((240, 400), (360, 330), (520, 330), (620, 400)):
        c.box(x - 50, top, 100, 600 - top, "#dcb871")
        for step in (-50, -14, 22):
            c.box(x + step, top - 26, 28, 28, "#dcb871")
    c.box(240, 450, 380, 150, "#d3ac62")
    c.oval(430, 560, 36, 52, "#9d7a3e")
    c.line([(430, 305), (430, 200)], "#7b5a3c", 6)
    c.shape([(433, 200), (510, 225), (433, 250)], "#d6453c")
    c.shape([(760, 480), (900, 480), (880, 620), (780, 620)], "#3f7fb5")
    c.line([(762, 482), (800, 420), (860, 420), (898, 482)], "#e8e8e8", 6)
    for dx in (-50, 50):
        c.line([(170 + dx, 640), (170 + dx * 1.5, 610)], "#c6402f", 8)
        c.oval(170 + dx * 1.6, 600, 18, 14, "#d6533f")
        c.oval(170 + dx * 0.3, 606, 7, 7, "#222222")
    c.oval(170, 650, 62, 36, "#d6533f")
    return c.done()


def hedgehog() -> Image.Image:
    """A hedgehog of brown carpet, small as a picture message is."""
    c = Canvas(320, 240, "#e8efe2")
    c.box(0, 185, 320, 55, "#b9c9a5")
    rough = random.Random(11)
    for step in range(80):
        x, tall = 60 + step * 2.2, 40 + 48 * (1 - ((step - 40) / 44) ** 2)
        c.line([(x, 188), (x - 8 + rough.random() * 16, 188 - tall)], "#6b4a2f", 6)
    c.oval(232, 165, 48, 34, "#d9b48a")
    c.oval(278, 168, 8, 8, "#222222")
    c.oval(245, 152, 5, 5, "#222222")
    c.line([(246, 182), (262, 184)], "#8a4b3c", 3)
    for x in (110, 200):
        c.oval(x, 192, 16, 9, "#d9b48a")
    return c.done()


def receipt() -> Image.Image:
    """The till receipt for Rowan's shoes, on a kitchen table."""
    c = Canvas(900, 1200, "#a97b50")
    for y in range(0, 1200, 150):
        c.box(0, y, 900, 146, ("#a8794d", "#b08256")[(y // 150) % 2])
    c.shape([(232, 92), (712, 112), (672, 1112), (192, 1092)], "#7d5833")
    c.shape([(220, 80), (700, 100), (660, 1100), (180, 1080)], "#fbfaf5")
    lines = (
        ("PATTER AND STOMP", 40, 170),
        ("Children's shoes, fitted", 24, 222),
        ("9 Bell Row, Larkford", 24, 256),
        ("020 7946 0719", 24, 290),
        ("22/02/2025   11:31   Till 2", 26, 380),
        ("School shoe, black, size 10 F", 26, 470),
        ("1 pair            48.00", 30, 520),
        ("TOTAL   GBP 48.00", 40, 640),
        ("Debit card ending 4417", 26, 710),
        ("Approved", 26, 748),
        ("Growing feet? Come back in", 24, 860),
        ("six weeks for a free check.", 24, 892),
        ("Invented for demonstration", 20, 1000),
    )
    for text, size, y in lines:
        c.words(455 - (y - 100) * 0.04, y, text, size, "#3a3a3a", "mm")
    return c.done().rotate(2, Image.Resampling.BICUBIC, fillcolor="#a8794d")


def drawing() -> Image.Image:
    """Rowan's own drawing: two houses, a hedgehog between them, a sun."""
    c = Canvas(1100, 800, "#fdfbf3")
    hand = random.Random(5)

    def crayon(points: Sequence[Point], colour: Colour, thick: float = 9) -> None:
        for _ in range(2):
            shaky = [(x + hand.uniform(-4, 4), y + hand.uniform(-4, 4)) for x, y in points]
            c.line(shaky, colour, thick)

    for left, colour in ((90, "#3b6fb6"), (740, "#c9462f")):
        right = left + 260
        crayon([(left, 600), (left, 360), (right, 360), (right, 600), (left, 600)], colour)
        crayon([(left - 30, 360), (left + 130, 220), (right + 30, 360)], "#7a4f35")
        crayon([(left + 105, 600), (left + 105, 490), (left + 165, 490), (left + 165, 600)], colour)
        pane = [(left + 40, 400), (left + 90, 400), (left + 90, 450), (left + 40, 450)]
        crayon([*pane, pane[0]], "#e0a63c")
    crayon([(30, 610), (350, 625), (700, 605), (1070, 620)], "#5b9850", 14)
    for step in range(26):
        x = 440 + step * 8
        tall = 80 * (1 - ((step - 13) / 15) ** 2) + 20
        crayon([(x, 590), (x + hand.uniform(-12, 12), 590 - tall)], "#6b4a2f", 5)
    crayon([(640, 560), (690, 575), (650, 592)], "#6b4a2f", 6)
    crayon([(520, 120), (560, 90), (600, 120), (590, 165), (540, 170), (520, 120)], "#f0b429", 10)
    for dx, dy in ((-90, 0), (90, 10), (0, 100), (-65, 70), (65, 75)):
        near = (560 + dx * 0.65, 130 + dy * 0.65)
        crayon([near, (560 + dx, 130 + dy)], "#f0b429", 7)
    for place, letter in enumerate("ROWAN"):
        c.words(420 + place * 62, 715 + hand.uniform(-12, 12), letter, 62, "#8a3f8f", "mm")
    return c.done()
