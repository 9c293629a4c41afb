"""How much a story asks of a person: what the hands do, counted; how long it takes, estimated.

The counts are exact. The minutes are an ESTIMATE BY A MODEL AND NOT A MEASUREMENT OF PEOPLE:
nobody was timed. They are the sum of the operators below over what the test does; waiting for the
server, which depends on the machine, is counted apart (`waited`). The model is the keystroke-
level model of Card, Moran and Newell (Communications of the ACM 23:7, 1980; The Psychology of
Human-Computer Interaction, 1983); it speaks of somebody who knows the way and makes no mistakes.
What it does not know (typing Chinese, reading, cameras) is stated here as an assumption. Only
what a test gives to `read` is read word by word. Thinking about the matter itself (is this a good
candidate?), talking and walking to the printer are not in it.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

from playwright.sync_api import Locator, Page, Request

# Published operators, in seconds.
K = 0.50  # a key: "random letters"; codes, numbers and dates are what is typed here
P = 1.10  # pointing at a target, with a mouse or a finger
B = 0.20  # pressing and letting go
H = 0.40  # the hand from the mouse to the keys or back
M = 1.35  # making up one's mind before each act
# Assumed operators, in seconds.
HANZI = 1.2  # a Chinese character with an input method: 50 a minute, a slow clerk
LOOK = 5.0  # finding one's way on a page that has just come
# A character that has to be read: 255 a minute, as Chinese is read aloud (Trauzettel-Klosinski
# and Dietz, 2012); silent reading is faster.
READ = 60 / 255
DIALOG = 2 * (M + P + 2 * B)  # choosing a file where the computer keeps it
CAMERA = 20.0  # taking the phone's camera, aiming, taking the picture, using it

# What stands on a place to be read: of a list only the line that is chosen, of a field its value.
_READABLE = """place => {
  let words = place.innerText;
  for (const list of place.querySelectorAll("select"))
    words = words.replace(list.innerText, list.selectedOptions[0]?.text ?? "");
  const fields = "input:not([type]), [type=text], [type=tel], textarea";
  for (const field of place.querySelectorAll(fields)) words += "\\n" + field.value;
  return words;
}"""
_HANZI = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


class Effort:
    """A page of one person, and what it asked of them since this began.

    Pages that come and the waiting for them are noticed by themselves. A field is named by its
    label or by its place. `taps` is how a phone is counted: there a field has to be tapped before
    it can be typed in, while the tab key leads to it on a desk.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = self.ticks = self.picks = self.files = 0
        self.fields = self.characters = self.pages = 0
        self.seconds = self.waited = 0.0
        self._on_keys = False
        page.on("domcontentloaded", self._turn)
        page.on("requestfinished", self._wait)

    @property
    def clicks(self) -> int:
        """Buttons and links pressed, boxes ticked, lines picked from lists, files handed in."""
        return self.presses + self.ticks + self.picks + self.files

    @property
    def taps(self) -> int:
        return self.clicks + self.fields

    @property
    def minutes(self) -> float:
        """Estimated by the model, without waiting."""
        return self.seconds / 60

    def press(self, role: str, name: str | re.Pattern[str], **how) -> None:
        """Press the first button or link of this name."""
        self.click(self.page.get_by_role(role, name=name, **how).first)

    def click(self, place: Locator) -> None:
        self.presses += 1
        self._point()
        place.click()

    def tick(self, box: str | Locator) -> None:
        self.ticks += 1
        self._point()
        self._field(box).check()

    def pick(self, field: str | Locator, **option) -> None:
        """Choose from a list: open it, point at the line; counted as one."""
        self.picks += 1
        self._point()
        self.seconds += P + B
        self._field(field).select_option(**option)

    def type(self, field: str | Locator, words: str) -> None:
        self.seconds += M + P + B
        self.fields += 1
        if not self._on_keys:
            self.seconds += H
        self._on_keys = True
        hanzi = len(_HANZI.findall(words))
        self.characters += len(words)
        self.seconds += hanzi * HANZI + (len(words) - hanzi) * K
        self._field(field).fill(words)

    def accept(self, field: str | Locator, words: str) -> None:
        """Take words that the page offers below a field; counted as picked."""
        self.picks += 1
        self._point()
        self.seconds += P + B
        place = self._field(field)
        offered = place.evaluate("box => [...box.list.options].map(line => line.value)")
        assert words in offered, words
        place.fill(words)

    def choose(self, field: str | Locator, file: dict) -> None:
        """A file from the computer."""
        self._hand_in(field, file, DIALOG)

    def photograph(self, field: str | Locator, file: dict) -> None:
        """A paper that is on the table, with the phone's camera."""
        self._hand_in(field, file, CAMERA)

    def download(self, name: str | re.Pattern[str]) -> Path:
        """Take the file behind the first link of this name."""
        with self.page.expect_download() as download:
            begun = time.monotonic()
            self.click(self.page.get_by_role("link", name=name).first)
        self.waited += time.monotonic() - begun
        return download.value.path()

    def read(self, place: Locator) -> str:
        """Read every word of a place, and what stands in its fields.

        Finding one's way on a page is counted without this.
        """
        words = place.evaluate(_READABLE)
        self.seconds += len(re.sub(r"\s", "", words)) * READ
        return words

    def go(self, address: str) -> None:
        """Open an address that is at hand: a link in a message, a bookmark. It costs a click."""
        self.presses += 1
        self._point()
        self.page.goto(address)

    def _field(self, field: str | Locator) -> Locator:
        return self.page.get_by_label(field) if isinstance(field, str) else field

    def _point(self) -> None:
        self.seconds += M + P + B + (H if self._on_keys else 0)
        self._on_keys = False

    def _hand_in(self, field: str | Locator, file: dict, seconds: float) -> None:
        self.files += 1
        self._point()
        self.seconds += seconds
        self._field(field).set_input_files(file)

    def _turn(self, page: Page) -> None:
        self.pages += 1
        self.seconds += LOOK

    def _wait(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self.waited += max(request.timing["responseEnd"], 0) / 1000
