"""The first view of a public page is light: at most 60 kB on the wire."""

import gzip

import pytest

LIMIT = 60_000


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/roster/",
        "/roster/editions/",
        "/criteria/",
        "/applications/form/",
        "/applications/form/lookup/",
        "/accounts/login/",
    ],
)
def test_first_view_of_a_public_page_when_loaded_then_light(page, story, path):
    """Pages as they are, static files as WhiteNoise stores them (gzip), headers included."""
    sizes: dict[str, int] = {}

    def weigh(response) -> None:
        body = response.body()
        packed = gzip.compress(body, 9) if "/static/" in response.url else body
        headers = sum(len(name) + len(value) + 4 for name, value in response.headers.items())
        sizes[response.url] = len(packed) + headers

    page.on("requestfinished", lambda request: weigh(request.response()))
    page.goto(path, wait_until="networkidle")

    assert sum(sizes.values()) <= LIMIT, sizes
    assert all("localhost" in url for url in sizes)  # nothing from another host
