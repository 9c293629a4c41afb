"""The pictures of the README, taken from the demonstration.

`SHOTS=1` writes them to `tests/browser/shots/`; otherwise the pages are only drawn.
"""

import os
from pathlib import Path

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pictures import compressed
from tests.examples import a_preview

FOLDER = Path(__file__).parent / "shots"
LARGEST = 120_000  # bytes

# name, who looks, path
VIEWS = (
    ("home", "anonymous", "/"),
    ("roster", "anonymous", "/roster/"),
    ("roster-unit", "anonymous", "/roster/units/{unit}/"),
    ("edition", "anonymous", "/roster/editions/{edition}/"),
    ("compare", "anonymous", "/roster/compare/?from={edition}&to={latest}"),
    ("desk", "handler", "/desk/"),
    ("units", "handler", "/units/"),
    ("record", "handler", "/units/{unit}/"),
    ("search", "handler", "/search/?q=示例"),
    ("import", "handler", "/imports/{import}/"),
    ("rights", "handler", "/accounts/rights/"),
)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1440", "390"])
def test_views_when_drawn_then_small_enough_for_the_readme(story, open_page, sign_in, size):
    public, own, press = open_page(size), open_page(size), open_page()
    sign_in(own, story.person("handler"))
    editions = type(story.first_edition).objects
    records = {
        "unit": story.station_unit.public_no,
        "edition": story.first_edition.number,
        "latest": editions.latest("published_on").number,
        "import": a_preview(story).key,
    }

    for name, walker, path in VIEWS:
        page = own if walker == "handler" else public
        page.goto(path.format(**records))
        picture = compressed(page.screenshot(), press)

        assert len(picture) < LARGEST, name
        if os.environ.get("SHOTS"):
            FOLDER.mkdir(exist_ok=True)
            (FOLDER / f"{name}-{size['width']}.png").write_bytes(picture)
