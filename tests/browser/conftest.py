"""A real browser: found, started once per worker, never downloaded."""

import importlib.resources
import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.story import session_key_of, story, story_template

__all__ = ["story", "story_template"]

# Playwright's loop runs in this thread; Django would take our own queries for async ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",  # words of the browser's own controls, where it brings them
]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
NARROW = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
WAIT_MS = 10_000


def find_chromium() -> str | None:
    """Path of the browser: the CHROMIUM variable, else the first one on the search path."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/tests/browser/" in item.path.as_posix() and not item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. Without one the test is skipped, but with CI=true that is a failure."""
    path = find_chromium()
    if path is None:
        refuse = pytest.fail if os.environ.get("CI", "").lower() in {"1", "true"} else pytest.skip
        refuse("没有找到 Chromium：浏览器测试未执行（apt-get install chromium fonts-noto-cjk）")
    with sync_playwright() as playwright:
        speech = {**os.environ, "LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"}
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, env=speech)
        yield running
        running.close()


@pytest.fixture(scope="session")
def server(story_template: str) -> Iterator[LiveServer]:
    """The application, served to the browser; its threads use the database of the module.

    Not pytest-django's `live_server`, which would empty the database after every test.
    """
    running = LiveServer("localhost")
    yield running
    running.stop()


@pytest.fixture
def open_page(browser: Browser, server: LiveServer, story) -> Iterator[Callable[..., Page]]:
    """`open_page(viewport=PHONE)`: a page of its own context on the live server.

    Relative addresses work in `page.goto("/roster/")`. The test fails when a script of the
    page raised an error or a content security policy was violated.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(viewport: dict[str, int] = DESKTOP, **options) -> Page:
        context = browser.new_context(
            base_url=server.url, viewport=viewport, locale="zh-CN", **options
        )
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: _note_violation(message.text, complaints))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page as wide as a desk screen (1440 by 900)."""
    return open_page()


@pytest.fixture
def phone_page(open_page: Callable[..., Page]) -> Page:
    """A page as narrow as a phone (390 by 844)."""
    return open_page(PHONE)


@pytest.fixture
def sign_in(server: LiveServer) -> Callable[[Page, object], None]:
    """`sign_in(page, user)` gives the page's browser a session of that user."""

    def put_cookie(page: Page, user) -> None:
        cookie = {
            "name": settings.SESSION_COOKIE_NAME,
            "value": session_key_of(user),
            "url": server.url,
        }
        page.context.add_cookies([cookie])

    return put_cookie


@pytest.fixture(scope="session")
def axe_source() -> str:
    files = importlib.resources.files("axe_playwright_python")
    return files.joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def axe_findings(axe_source: str) -> Callable[[Page], list[str]]:
    """`axe_findings(page)`: what axe-core finds on the page as it is now, one line each."""

    def find(page: Page) -> list[str]:
        page.wait_for_load_state()
        # evaluate runs in the page without a script element, so the strict CSP stays on.
        page.evaluate(axe_source)
        # Without preload, which would write imported stylesheets into the page.
        violations = page.evaluate("axe.run({preload: false}).then(run => run.violations)")
        return [
            f"{violation['id']} ({violation['impact']}): {violation['help']} – "
            + "; ".join(node["html"][:200] for node in violation["nodes"][:5])
            for violation in violations
        ]

    return find


@pytest.fixture
def axe(axe_findings: Callable[[Page], list[str]]) -> Callable[[Page], None]:
    """`axe(page)` asserts that axe-core finds nothing on the page as it is now."""

    def check(page: Page) -> None:
        found = axe_findings(page)
        assert not found, "\n".join([page.url, *found])

    return check


@pytest.fixture
def sound(axe: Callable[[Page], None]) -> Callable[[Page], None]:
    """`sound(page)` asserts that axe-core finds nothing and that the page fits a phone."""

    def check(page: Page) -> None:
        axe(page)
        size = page.viewport_size
        page.set_viewport_size(PHONE)
        assert page.evaluate(NARROW), page.url
        page.set_viewport_size(size)

    return check


def _note_violation(text: str, complaints: list[str]) -> None:
    if "Content Security Policy" in text:
        complaints.append(text)
