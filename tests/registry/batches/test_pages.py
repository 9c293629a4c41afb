"""Pages of batches: the list, drawing up, the record, signing, the leader's page, the meeting."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ipcontact.accounts.roles import Role
from registry.batches import entries, services
from registry.batches.models import ReviewBatch
from registry.reviews.services import declare_conflict, record_credit
from tests.deciding import EXCLUDE, submitted_batch
from tests.factories import make_user
from tests.filing import TODAY, region_agency
from tests.registry.batches.test_deciding import decide, decisions, numbers


def page(batch, name: str = "detail", *args) -> str:
    return reverse(f"batches:{name}", args=[batch.number, *args])


def text(response) -> str:
    return response.content.decode()


def test_list_when_opened_then_the_batches_with_size_and_whose_turn(
    client, sign_in, drafted, handler, head
):
    sign_in(handler)
    assert "拟定名单" in text(client.get(reverse("batches:list")))
    batch = submitted_batch(drafted(2), by=handler)

    response = client.get(reverse("batches:list"), {"q": batch.number.lower()})

    [row] = response.context["table"].page.object_list
    assert (row.record, row.record.size) == (batch, 2)
    assert head.name in text(response)
    assert "没有符合条件" in text(client.get(reverse("batches:list"), {"q": "没有"}))


@pytest.mark.parametrize("role", [Role.UNIT_USER, Role.AGENCY_CLERK, Role.AUDITOR])
def test_pages_when_the_role_has_no_business_here_then_403(client, sign_in, drafted, role):
    batch = drafted(1)
    sign_in(make_user(role))

    for address in (reverse("batches:list"), page(batch), page(batch, "decide")):
        assert client.get(address).status_code == 403


def test_pages_when_of_a_station_then_the_batch_does_not_exist(client, sign_in, drafted):
    batch = drafted(1)
    sign_in(make_user(Role.AGENCY_HEAD, agency=region_agency()))

    for name in ("detail", "decide", "sign", "return", "report", "workbook", "sheet"):
        response = client.get(page(batch, name))
        assert response.status_code == 404
        assert batch.name not in text(response)


def test_compose_when_picked_in_the_list_then_only_those_are_ticked(
    client, sign_in, ripe, handler, round_
):
    first, second = ripe(2)
    sign_in(handler)
    assert "列入批次" in text(client.get(reverse("applications:list")))

    shown = client.post(reverse("batches:compose"), {"pick": [first.application_no]})

    assert [row["is_chosen"] for row in shown.context["rows"]] == [True, False]
    assert shown.context["form"]["name"].value().startswith(round_.name)
    sent = {"pick": [first.application_no], "target": "new", "name": "第一批", "confirm": "1"}
    response = client.post(reverse("batches:compose"), sent)
    batch = ReviewBatch.objects.get()
    assert response["Location"] == page(batch)
    assert (batch.name, batch.round) == ("第一批", round_)
    assert numbers(batch) == [first.application_no]
    client.post(
        reverse("batches:compose"),
        {"pick": [second.application_no], "target": batch.number, "confirm": "1"},
    )
    assert batch.items.count() == 2


def test_compose_when_nothing_is_ready_then_it_is_said(client, sign_in, drafted, handler):
    drafted(1)
    sign_in(handler)

    page = client.get(reverse("batches:compose"))

    assert "现在没有“待上会”的申报" in text(page)


def test_compose_when_nothing_is_ticked_then_it_is_said(client, sign_in, ripe, handler):
    sign_in(handler)
    ripe(1)

    sent = {"target": "new", "name": "第一批", "confirm": "1"}
    response = client.post(reverse("batches:compose"), sent)

    assert "请至少选择一件" in text(response)
    assert not ReviewBatch.objects.exists()


def test_record_when_drawing_up_then_everything_at_a_glance_and_the_next_step(
    client, sign_in, drafted, handler, head, leader
):
    batch = drafted(2)
    marked = batch.items.order_by("order").first().application
    record_credit(
        marked, result="recorded", detail="欠税", checked_on=TODAY, checker="信用科", by=handler,
        today=TODAY,
    )  # fmt: skip
    sign_in(handler)

    content = text(client.get(page(batch)))

    for words_ in ("信用核查：有记录，欠税", "无意见", "呈报审定", "Word 汇报材料", head.name):
        assert words_ in content
    assert "2家：1家没有需要提请注意的情况，1家有" in content
    assert page(batch, "propose", marked.application_no) in content
    sign_in(leader)
    content = text(client.get(page(batch)))
    assert page(batch, "propose", marked.application_no) not in content
    assert "呈报审定</a>" not in content


def test_settings_when_saved_then_name_and_chain_and_an_old_page_is_refused(
    client, sign_in, drafted, handler, head, leader
):
    batch = drafted(1)
    sign_in(handler)
    second = make_user(Role.AGENCY_HEAD, name="许安")
    sent = {
        "name": "改过的名称",
        "drafter": second.pk,
        "reviewer": head.pk,
        "decider": leader.pk,
        "_version": batch.version,
    }

    client.post(page(batch, "settings"), sent)

    batch.refresh_from_db()
    assert batch.name == "改过的名称"
    assert [p.user for p in batch.signers.all()] == [second, head, leader]
    again = client.post(page(batch, "settings"), {**sent, "name": "又改"})
    assert again.status_code == 409
    bad = {**sent, "_version": batch.version, "reviewer": ""}
    assert "请同时选择审核人" in text(client.post(page(batch, "settings"), bad))


def test_item_when_proposed_and_taken_out_then_done_and_a_strange_number_is_404(
    client, sign_in, drafted, handler
):
    batch = drafted(2)
    first, second = numbers(batch)
    sign_in(handler)

    bare = {"proposal": "defer", "reason": "", "confirm": "1"}
    assert "请写明理由" in text(client.post(page(batch, "propose", first), bare))
    client.post(page(batch, "propose", first), {**bare, "reason": "待补"})
    client.post(page(batch, "take-out", second), {"reason": "", "confirm": "1"})

    assert batch.items.get().proposal == "defer"
    for strange in (second, "\x00", "SB9"):
        assert client.get(page(batch, "propose", strange)).status_code == 404


def test_submit_when_not_ripe_then_the_page_says_what_is_missing(
    client, sign_in, drafted, handler, head
):
    batch = drafted(1)
    declare_conflict(
        batch.items.get().application, person=head, reason="亲属", by=head, today=TODAY
    )
    sign_in(handler)

    content = text(client.get(page(batch, "submit")))

    assert "现在不能办" in content
    assert f"{head.name}本人已申明回避" in content


def test_chain_when_walked_through_the_pages_then_decided(
    client, sign_in, drafted, handler, head, leader
):
    batch = drafted(2)
    sign_in(handler)
    client.post(page(batch, "submit"), {"recusals_checked": "on", "confirm": "1"})
    sign_in(head)
    assert "签署同意" in text(client.get(page(batch)))
    client.post(page(batch, "sign"), {"comment": "拟同意", "confirm": "1"})
    sign_in(leader)

    shown = text(client.get(page(batch, "decide")))
    assert "同意其余2家纳入" in shown
    assert "周予白的意见：拟同意" in shown
    response = client.post(page(batch, "decide"), {"agree_rest": "on", "confirm": "1"}, follow=True)

    assert "已审定：纳入2家" in text(response)
    assert decisions(batch) == ["include", "include"]


def test_application_when_it_stood_on_a_list_then_its_record_says_so(
    client, sign_in, waiting, handler, leader
):
    batch = waiting(1)
    [number] = numbers(batch)
    decide(batch, leader, {number: EXCLUDE})
    sign_in(handler)

    content = text(client.get(reverse("applications:detail", args=[number])))

    assert batch.get_absolute_url() in content
    assert EXCLUDE.reason in content


def test_desk_when_it_is_one_s_turn_then_among_the_work_of_the_signer_and_the_delegate(
    drafted, handler, head, leader
):
    batch = drafted(1)
    assert [i.title for i in entries._work(handler, TODAY)] == [f"可以呈报：{batch.name}"]
    submitted_batch(batch, by=handler)

    assert [i.action for i in entries._work(head, TODAY)] == ["签署意见"]
    assert list(entries._work(leader, TODAY)) == []
    services.sign(batch, by=head, today=TODAY)
    [item] = entries._work(leader, TODAY)
    assert (item.title, item.url) == (f"轮到您审定：{batch.name}", page(batch, "decide"))
    assert entries._count(leader) == 1
    decide(batch, leader)
    assert list(entries._work(handler, TODAY)) == []  # what follows is told by the notices


def test_queries_when_there_are_one_or_thirty_batches_then_equally_many(
    client, sign_in, handler, drafted
):
    drafted(1)
    sign_in(handler)
    client.get(reverse("batches:list"))
    few = count(client, reverse("batches:list"))
    for number in range(24):
        ReviewBatch.objects.create(number=f"SP{number}", name=f"批次{number}", created_by=handler)

    assert count(client, reverse("batches:list")) == few


def count(client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        response = client.get(address)
        if response.streaming:
            b"".join(response.streaming_content)
    assert response.status_code == 200
    return len(caught)
