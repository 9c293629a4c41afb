"""Promise 12: two draw from one series at once: two numbers, no gap; the control collides."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import IntegrityError

from ipcontact.accounts.roles import Role
from ipcontact.documents import services
from ipcontact.documents.kinds import GENERAL
from ipcontact.documents.models import NumberSeries, OfficialDocument
from ipcontact.documents.services import numbering, ranges
from tests.acts.test_races import WAIT, at_once
from tests.factories import make_unit, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TODAY = date(2026, 9, 24)


@pytest.fixture
def two(fixed_today):
    """Two drafts, a series, and who draws."""
    fixed_today(TODAY.isoformat())
    handler, unit = make_user(Role.HANDLER), make_unit()
    drafts = [
        services.draw_up(
            kind=GENERAL.code, subject=unit, title=title, text="x", by=handler, today=TODAY
        )
        for title in ("示例函甲", "示例函乙")
    ]
    return drafts, NumberSeries.objects.create(prefix="示例函", label="函"), handler


def draw_both(two) -> list:
    drafts, series, handler = two
    return at_once(
        *(
            lambda paper=paper: services.draw_number(paper, series=series, by=handler, today=TODAY)
            for paper in drafts
        )
    )


def test_numbers_when_drawn_by_two_at_once_then_one_and_two(two):
    draw_both(two)

    serials = OfficialDocument.objects.order_by("serial").values_list("serial", flat=True)
    assert list(serials) == [1, 2]


def test_control_when_the_series_is_not_locked_then_they_collide(two, monkeypatch):
    barrier, last_serial = threading.Barrier(2), numbering.last_serial

    def both_look(series, year):
        found = last_serial(series, year)
        barrier.wait(WAIT)
        return found

    monkeypatch.setattr(numbering, "one_at_a_time", lambda: None)
    monkeypatch.setattr(NumberSeries.objects, "select_for_update", NumberSeries.objects.all)
    monkeypatch.setattr(numbering, "last_serial", both_look)

    results = draw_both(two)

    assert sum(isinstance(each, IntegrityError) for each in results) == 1


@pytest.fixture
def four(two):
    """Four drafts for two ranges, a series, and who draws."""
    drafts, series, handler = two
    unit = make_unit()
    more = [
        services.draw_up(
            kind=GENERAL.code, subject=unit, title=title, text="x", by=handler, today=TODAY
        )
        for title in ("示例函丙", "示例函丁")
    ]
    return drafts, more, series, handler


@pytest.fixture
def reopened(two):
    """Types the next number of a closed series, which is opened and drawn from before that ends."""
    drafts, series, handler = two
    NumberSeries.objects.filter(pk=series.pk).update(is_open=False)
    looked, drawn = threading.Event(), threading.Event()

    def run(monkeypatch, *, patience: float) -> list[str]:
        judge = numbering.number_problems

        def slowly(*args, **values):
            found = judge(*args, **values)
            looked.set()
            drawn.wait(patience)  # who waits for this number to be written draws only afterwards
            return found

        def draw():
            looked.wait(WAIT)
            NumberSeries.objects.filter(pk=series.pk).update(is_open=True)
            services.draw_number(drafts[1], series=series, by=handler, today=TODAY)
            drawn.set()

        monkeypatch.setattr(numbering, "number_problems", slowly)
        how = {"document_no": "示例函〔2026〕1号", "by": handler, "today": TODAY}
        results = at_once(lambda: services.write_number(drafts[0], **how), draw)
        assert [each for each in results if isinstance(each, Exception)] == []
        numbered = OfficialDocument.objects.exclude(document_no="").order_by("pk")
        return list(numbered.values_list("document_no", flat=True))

    return run


def test_draw_when_somebody_types_while_the_series_is_opened_again_then_it_goes_on(
    reopened, monkeypatch
):
    assert reopened(monkeypatch, patience=1) == ["示例函〔2026〕1号", "示例函〔2026〕2号"]


def test_control_when_drawing_does_not_wait_for_typing_then_two_papers_have_one_number(
    reopened, monkeypatch
):
    monkeypatch.setattr(numbering, "one_at_a_time", lambda: None)

    assert reopened(monkeypatch, patience=WAIT) == ["示例函〔2026〕1号", "示例函〔2026〕1号"]


def number_both(four, **source) -> list:
    drafts, more, _, handler = four
    return at_once(
        *(
            lambda papers=papers: services.number_all(papers, by=handler, today=TODAY, **source)
            for papers in (drafts, more)
        )
    )


def test_ranges_when_drawn_by_two_at_once_then_they_follow_each_other(four):
    number_both(four, series=four[2])

    serials = OfficialDocument.objects.order_by("serial").values_list("serial", flat=True)
    assert list(serials) == [1, 2, 3, 4]


def test_ranges_when_two_type_the_same_first_number_at_once_then_one_is_refused(four):
    results = number_both(four, first="津滨市监知〔2026〕12号")

    assert [each.code for each in results if isinstance(each, Exception)] == ["number_taken"]
    numbered = OfficialDocument.objects.exclude(document_no="")
    assert sorted(numbered.values_list("document_no", flat=True)) == [
        "津滨市监知〔2026〕12号",
        "津滨市监知〔2026〕13号",
    ]


def test_control_when_typed_numbers_are_not_kept_apart_then_both_get_the_same(four, monkeypatch):
    barrier = threading.Barrier(2)
    monkeypatch.setattr(ranges, "one_at_a_time", lambda: None)
    judge = ranges._refuse_taken

    def together(found):
        judge(found)
        barrier.wait(WAIT)

    monkeypatch.setattr(ranges, "_refuse_taken", together)

    number_both(four, first="津滨市监知〔2026〕12号")

    numbered = OfficialDocument.objects.exclude(document_no="").values_list("document_no")
    assert (numbered.count(), numbered.distinct().count()) == (4, 2)
