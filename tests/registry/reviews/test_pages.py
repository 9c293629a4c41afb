"""The pages of the assessment: what they show, whom they refuse, what they cost."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.reviews.services import (
    declare_conflict,
    record_credit,
    record_inspection,
)
from tests.filing import TODAY

QUEUE = reverse("reviews:list")
WHOLE = f"{QUEUE}?per=50"


def names(response) -> set[str]:
    return {row.record.unit_name for row in response.context["table"].page.object_list}


def words(response) -> str:
    return response.content.decode()


def test_queue_when_opened_then_shows_what_each_file_still_needs(
    client, handler, file, found, letter
):
    bare, done, elsewhere = file(), file(), file("bureau_review")
    record_inspection(done, finding=found(), by=handler, today=TODAY)
    letter(done)
    record_credit(done, result="clear", checked_on=TODAY, checker="信用科", by=handler, today=TODAY)

    response = client.get(QUEUE)

    assert names(response) == {bare.unit_name, done.unit_name}
    for text in ("材料审查：符合", "3个待回函", "无不良记录", "未考察", "未征求", "未核查"):
        assert text in words(response)
    assert elsewhere.unit_name not in words(response)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("inspected=no", {"bare"}),
        ("inspected=yes", {"seen"}),
        ("inspected=doubtful", {"seen"}),
        ("inspected=fit", set()),
        ("inspected=phone", {"seen"}),
        ("opinions=no", {"bare"}),
        ("opinions=waiting", {"seen"}),
        ("opinions=complete", set()),
        ("opinions=exceptions", set()),
        ("credit=no", {"bare"}),
        ("credit=recorded", {"seen"}),
        ("credit=clear", set()),
        ("other=recused", {"seen"}),
        ("other=long", set()),
        ("other=excluded", set()),
        ("state=ready", set()),
        ("q=%00", {"bare", "seen"}),
        ("opinions=nonsense&page=1e9", {"bare", "seen"}),
    ],
)
def test_queue_when_filtered_then_the_right_files_are_left(
    client, handler, file, found, letter, query, expected
):
    rows = {"bare": file(), "seen": file()}
    seen = rows["seen"]
    finding = found(mode="phone", conclusion="doubtful", remarks="联系不上")
    record_inspection(seen, finding=finding, by=handler, today=TODAY)
    letter(seen)
    for result, detail in (("clear", ""), ("recorded", "行政处罚1条")):
        record_credit(
            seen,
            result=result,
            detail=detail,
            checked_on=TODAY,
            checker="信用科",
            by=handler,
            today=TODAY,
        )
    declare_conflict(seen, person=handler, reason="亲属任职", by=handler, today=TODAY)

    response = client.get(f"{QUEUE}?{query}")

    assert names(response) == {rows[key].unit_name for key in expected}


def test_queue_when_rows_grow_then_it_costs_the_same(client, handler, file, found, letter):
    def cost() -> int:
        client.get(WHOLE)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(WHOLE).status_code == 200
        return len(queries)

    first = file()
    record_inspection(first, finding=found(), by=handler, today=TODAY)
    letter(first)
    once = cost()
    more = [file() for _ in range(29)]
    for application in more:
        record_inspection(application, finding=found(), by=handler, today=TODAY)
    letter(*more)

    assert cost() == once
