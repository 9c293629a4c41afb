"""The first page: which notice is in force, and the latest ones."""

from registry.notices.services import draft
from registry.notices.wording import day_words
from tests.filing import TODAY


def test_home_when_a_notice_runs_then_it_stands_there_until_its_last_day(running, client):
    notice = running(1)

    page = client.get("/").content.decode()

    assert "正在公示" in page
    assert f"{day_words(notice.ends_on)}24:00" in page
    assert f"/objections/new/{notice.number}/" in page


def test_home_when_its_window_is_over_then_it_is_only_listed(over, client):
    notice = over(1)

    page = client.get("/").content.decode()

    assert notice.public_url in page
    assert "正在公示" not in page
    assert f"/objections/new/{notice.number}/" not in page


def test_home_when_a_notice_is_a_draft_then_nothing_of_it_is_seen(decided, handler, client):
    batch = decided(1)
    notice = draft(batch, by=handler, today=TODAY)

    page = client.get("/").content.decode()

    assert notice.title not in page
