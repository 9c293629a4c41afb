"""Pages travel compressed; what is not a page does not."""

import gzip

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_page_when_the_browser_can_then_it_comes_compressed(client):
    plain = client.get(reverse("criteria:list"))
    packed = client.get(reverse("criteria:list"), headers={"accept-encoding": "gzip"})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content


def test_download_when_the_browser_can_then_it_still_comes_as_it_is(client):
    response = client.get(
        reverse("roster:export", args=["csv"]), headers={"accept-encoding": "gzip"}
    )

    assert response.status_code == 200
    assert "Content-Encoding" not in response
