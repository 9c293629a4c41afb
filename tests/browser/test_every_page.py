"""Every page as a browser sees it: axe, width of a phone, valid HTML, nothing on the console."""

import re
from urllib.parse import urlencode

import html5lib
import pytest
from playwright.sync_api import Error, Page, Response

from tests.addresses import addresses
from tests.browser.conftest import DESKTOP, PHONE

# Each page is walked once, by the first of these who may open it.
WALKERS = (
    "anonymous",
    "handler",
    "system_admin",
    "security_admin",
    "auditor",
    "agency_clerk",
    "unit_user",
)
# The history of a row looks the same for every table of the admin; days stand for all.
ALIKE = re.compile(r"^/admin/(?!workdays/day/)\w+/\w+/\d+/history/$")
# A file, whose address would make the browser start a download.
FILE = re.compile(r"\.(xlsx|csv|json|docx|html|ics)(\?|$)|[?&]format=")
# The rest only ever sees pages that one of the above has walked.


def pages_of(story, walker: str) -> list[str]:
    """Paths that this person is the first to reach."""
    earlier = WALKERS[: WALKERS.index(walker)]
    first = [
        address.path
        for address in addresses(story)
        if address.expected(walker) == 200
        and not ALIKE.search(address.path)
        and not any(address.expected(role) == 200 for role in earlier)
    ]
    return first + further_pages(story).get(walker, [])


def further_pages(story) -> dict[str, list[str]]:
    """States of pages that the URL table does not tell: searched, filtered, empty, wrong."""
    editions = list(type(story.first_edition).objects.order_by("published_on"))
    former, unit = story.former_unit, story.station_unit
    compared = urlencode({"from": editions[0].number, "to": editions[-1].number})
    return {
        "anonymous": [
            "/roster/?q=示例&sort=-name",
            "/roster/?q=没有这样的单位",
            f"/roster/?as_of={editions[0].published_on}",
            "/roster/?as_of=1999-01-01",
            f"/roster/units/{former.public_no}/",
            f"/roster/units/{unit.public_no}/proof/?on={editions[1].published_on}",
            f"/roster/units/{unit.public_no}/proof/?on=2026-02-30",
            f"/roster/compare/?{compared}",
            "/roster/compare/?from=x&to=y",
            "/nowhere/",
        ],
        "handler": [
            "/search/?q=示例",
            "/search/?q=没有这样的单位",
            "/units/?q=示例&page=2",
            "/units/?q=没有这样的单位",
            f"/units/{former.public_no}/",
            "/roster/",
            "/admin/",
        ],
        "unit_user": ["/desk/", "/menu/", "/units/"],
        "agency_clerk": ["/desk/", "/units/"],
        "auditor": ["/audit/?q=示例", "/desk/"],
        "system_admin": ["/desk/", "/admin/workdays/day/?q=2026"],
        "security_admin": ["/desk/"],
    }


@pytest.mark.slow
@pytest.mark.parametrize("walker", WALKERS)
def test_pages_when_walked_then_sound_in_every_respect(
    story, open_page, sign_in, axe_findings, walker
):
    page: Page = open_page()
    if person := story.person(walker):
        sign_in(page, person)
    console: list[str] = []
    page.on("console", lambda line: line.type == "error" and console.append(line.text))
    wrong: dict[str, list[str]] = {}

    for path in pages_of(story, walker):
        console.clear()
        response = _visit(page, path)
        if response is None:
            continue
        found = [
            *axe_findings(page),
            *_too_wide(page),
            *_invalid(response.text()),
            *(line for line in console if "403 (Forbidden)" not in line and "404" not in line),
        ]
        if response.status >= 500:
            found.append(f"status {response.status}")
        if found:
            wrong[path] = found

    report = [path + "".join(f"\n    {line}" for line in found) for path, found in wrong.items()]
    assert not wrong, "\n".join(report)


def _visit(page: Page, path: str) -> Response | None:
    """The answer to opening the path at a desk; None when it is no page but a file."""
    if FILE.search(path):
        return None
    page.set_viewport_size(DESKTOP)
    try:
        response = page.goto(path)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return None
    return response if response.headers["content-type"].startswith("text/html") else None


def _too_wide(page: Page) -> list[str]:
    """Elements that make the page wider than a phone."""
    page.set_viewport_size(PHONE)
    return page.evaluate(
        """() => {
            const wide = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= wide) return [];
            const all = [...document.body.querySelectorAll('*')];
            const over = all.filter((e) => e.getBoundingClientRect().right > wide + 1);
            const shown = over.slice(0, 4).map((e) => e.outerHTML.slice(0, 120));
            return [`wider than the phone: ${document.documentElement.scrollWidth} px`, ...shown];
        }"""
    )


def _invalid(html: str) -> list[str]:
    """Parse errors of a strict HTML5 parser, with the place where each was met."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(html)
    lines = html.splitlines()
    return [
        f"HTML {code} {values} at line {line}: {lines[min(line, len(lines)) - 1][:160]}"
        for (line, _), code, values in parser.errors[:5]
    ]
