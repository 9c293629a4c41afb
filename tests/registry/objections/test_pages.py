"""The pages: from the public, from a call, each step, and what nobody but the handler sees."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import AccessEvent
from ipcontact.documents.services import void
from registry.notices.choices import NoticeItemState
from registry.objections import entries, services
from registry.objections.models import Objection
from registry.objections.wording import RECEIPT
from tests.factories import make_user
from tests.files import samples
from tests.filing import NOON, TODAY
from tests.registry.objections.conftest import REASON, SECRETS, WHO


def at(name, objection, *more):
    return reverse(f"objections:{name}", args=[objection.number, *more])


def text(response) -> str:
    return response.content.decode()


def post(client, address, **data):
    return client.post(address, {"confirm": "1", **data}, follow=True)


def test_public_form_when_sent_then_a_receipt_with_number_and_code(client, item):
    notice = item.notice
    address = reverse("objections:new", args=[notice.number])
    assert address in text(client.get(notice.public_url))
    evidence = SimpleUploadedFile("证据.pdf", samples.pdf(), "application/pdf")

    page = client.post(
        address,
        {"item": item.pk, "reason": REASON, "name": WHO.name, "phone": WHO.phone,
         "evidence": evidence},
        follow=True,
    )  # fmt: skip

    objection = Objection.objects.get()
    code = services.code_of(objection)
    assert objection.number in text(page)
    assert f"{code[:4]}-{code[4:]}" in text(page)
    assert not any(secret in text(page) for secret in SECRETS)
    assert page.headers["Cache-Control"].count("no-store")


def test_public_form_when_neither_named_nor_anonymous_then_asked_and_kept(client, item):
    address = reverse("objections:new", args=[item.notice.number])

    page = client.post(address, {"item": item.pk, "reason": REASON})

    assert "匿名提出" in text(page)
    assert REASON in text(page)
    assert not Objection.objects.exists()


def test_public_form_when_too_many_come_from_one_address_then_told_to_wait(client, item, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "objection_new": "1/h/ip"}
    address = reverse("objections:new", args=[item.notice.number])
    told = {"item": item.pk, "reason": REASON, "is_anonymous": "on"}

    first, second = client.post(address, told), client.post(address, told)

    assert (first.status_code, second.status_code) == (302, 429)


def test_status_when_another_browser_asks_then_only_with_number_and_code(client, registered):
    objection = registered()
    assert client.get(at("status", objection)).status_code == 302
    lookup = reverse("objections:lookup")
    wrong = client.post(lookup, {"number": objection.number, "code": "AAAA-AAAA"})
    nobody = client.post(lookup, {"number": "YY2026-999", "code": "AAAA-AAAA"})

    right = client.post(
        lookup, {"number": objection.number, "code": services.code_of(objection)}, follow=True
    )

    assert wrong.context["form"].errors == nobody.context["form"].errors
    assert "已收到" in text(right)
    assert not any(secret in text(right) for secret in SECRETS)


def test_complete_when_asked_then_the_objector_adds_it_on_the_page(client, registered, handler):
    objection = registered()
    services.ask_to_complete(
        objection, what="专利号", until=TODAY.replace(day=28), by=handler, today=TODAY
    )
    code = services.code_of(objection)
    client.post(reverse("objections:lookup"), {"number": objection.number, "code": code})

    page = client.post(at("complete-own", objection), {"reason": "专利号 7"}, follow=True)

    objection.refresh_from_db()
    assert page.status_code == 200
    assert objection.reason.endswith("专利号 7")
    assert objection.objector.name == WHO.name
    assert "已收到" in text(page)
    assert "请补充" not in text(page)
    assert "您补充的内容已收到" in text(page)
    assert client.get(at("complete-own", objection)).url == at("status", objection)
    client.force_login(handler)
    assert "已经补充。请核对" in text(client.get(objection.get_absolute_url()))


def test_story_when_taken_through_the_pages_then_the_unit_is_clear(client, item, handler, leader):
    client.force_login(handler)
    register = reverse("objections:register")
    assert register in text(client.get(item.notice.get_absolute_url()))
    page = client.post(
        register,
        {"item": item.pk, "reason": REASON, "name": WHO.name, "phone": WHO.phone,
         "channel": "call", "received_on": TODAY},
        follow=True,
    )  # fmt: skip
    assert "已登记" in text(page)
    objection = Objection.objects.get()
    post(client, at("take-up", objection), substance="专利失效")
    item.refresh_from_db()
    assert item.state == NoticeItemState.HELD
    post(client, at("draw-letter", objection, "objection_receipt"))
    letter = client.get(at("letter", objection, "objection_receipt"))
    assert letter.headers["Content-Type"].endswith("wordprocessingml.document")
    post(client, at("propose", objection), conclusion="rejected", findings="有效", reason="不符")
    client.force_login(leader)
    assert "专利失效" in text(client.get(at("decide", objection)))
    post(client, at("decide", objection), conclusion="rejected", reason="不符")

    item.refresh_from_db()
    objection.refresh_from_db()
    assert (objection.state, item.state) == ("concluded", NoticeItemState.CLEAR)


def test_take_up_when_it_came_online_then_the_original_is_beside_an_empty_field(
    client, item, handler, registered
):
    online = services.receive(item, reason="我公司与该单位有诉讼。", who=WHO, now=NOON)
    services.take_over(online, reason="", by=handler, today=TODAY)
    noted = registered()
    client.force_login(handler)

    from_online, from_call = (client.get(at("take-up", each)) for each in (online, noted))

    assert "我公司与该单位有诉讼。" in text(from_online)
    assert from_online.context["form"]["substance"].value() == ""
    assert from_call.context["form"]["substance"].value() == noted.reason


@pytest.mark.parametrize("role", Role.values)
def test_identity_when_anybody_but_the_handler_looks_then_nowhere(client, registered, role):
    objection = registered()
    person = make_user(role, name="旁人示例")
    client.force_login(person)
    addresses = [
        reverse("objections:list"),
        f"{reverse('objections:list')}?q={WHO.name}",
        objection.get_absolute_url(),
        at("take-up", objection),
        at("decide", objection),
        objection.item.notice.get_absolute_url(),
        "/desk/",
    ]

    pages = [text(client.get(address)) for address in addresses]
    asked = client.post(at("objector", objection), {"confirm": "1", "reason": "示例"})

    shown = [page.replace(f'value="{WHO.name}"', "").replace(f"“{WHO.name}”", "") for page in pages]
    assert not any(secret in page for page in [*shown[:1], *shown[2:]] for secret in SECRETS)
    assert REASON not in "".join(pages[2:])
    assert asked.status_code in (403, 404)
    assert objection.get_absolute_url() not in pages[1]


def test_identity_when_the_handler_gives_a_reason_then_shown_once_and_kept(
    client, registered, handler
):
    objection = registered()
    client.force_login(handler)
    record = text(client.get(objection.get_absolute_url()))

    shown = post(client, at("objector", objection), reason="电话核实")

    assert not any(secret in record for secret in SECRETS)
    assert REASON in record
    assert all(secret in text(shown) for secret in SECRETS)
    kept = AccessEvent.objects.get(kind="reveal")
    assert kept.detail["reason"] == "电话核实"
    assert not any(secret in f"{kept.target}{kept.detail}" for secret in SECRETS)


def test_own_page_when_an_objection_is_investigated_then_the_substance_and_not_the_person(
    client, taken_up
):
    objection = taken_up()
    application = objection.item.application
    session = client.session
    session["applications"] = [str(application.key)]
    session.save()

    page = text(client.get(reverse("applications:status", args=[application.application_no])))

    assert "专利已失效。" in page
    assert REASON not in page
    assert not any(secret in page for secret in (*SECRETS, objection.number))


def test_list_when_it_has_three_rows_then_no_more_queries_than_with_one(
    client, registered, handler, django_assert_max_num_queries
):
    client.force_login(handler)
    registered()
    with django_assert_max_num_queries(100) as one:
        client.get(reverse("objections:list"))
    registered()
    registered()

    with django_assert_max_num_queries(len(one)):
        page = client.get(reverse("objections:list"))

    assert "3件" in text(page).replace(" ", "") or "3 件" in text(page)


def test_worklist_when_steps_wait_then_handler_and_leader_find_theirs(
    client, proposed, handler, leader
):
    objection = proposed()

    client.force_login(leader)
    of_leader = text(client.get("/desk/"))
    client.force_login(handler)
    of_handler = text(client.get("/desk/"))

    assert objection.get_absolute_url() in of_leader
    assert f'href="{objection.get_absolute_url()}"' not in of_handler


def test_worklist_when_many_older_ones_are_with_others_then_the_own_ones_are_there(
    registered, proposed, handler, checker, leader, monkeypatch
):
    monkeypatch.setattr(entries, "MOST", 1)
    of_handler = registered()
    of_checker = registered(by=checker)
    decidable = proposed()

    found = {
        person: [item.url for item in entries.to_do(person, TODAY)]
        for person in (handler, checker, leader)
    }

    assert found == {
        handler: [of_handler.get_absolute_url()],
        checker: [of_checker.get_absolute_url()],
        leader: [decidable.get_absolute_url()],
    }


def test_worklist_when_it_has_three_rows_then_no_more_queries_than_with_one(
    proposed, leader, django_assert_max_num_queries
):
    proposed()
    with django_assert_max_num_queries(40) as one:
        list(entries.to_do(leader, TODAY))
    proposed()
    proposed()

    with django_assert_max_num_queries(len(one)):
        found = list(entries.to_do(leader, TODAY))

    assert len(found) == 3


def test_record_when_a_letter_was_voided_then_drawn_up_anew_and_the_new_one_counts(
    client, taken_up, handler
):
    objection = taken_up()
    how = {"kind": RECEIPT, "by": handler, "today": TODAY}
    first = services.draw_letter(objection, **how)
    void(first, reason="收件人有误", by=handler, today=TODAY)
    client.force_login(handler)

    page = text(client.get(objection.get_absolute_url()))
    file = client.get(at("letter", objection, RECEIPT))
    second = services.draw_letter(objection, **how)
    after = text(client.get(objection.get_absolute_url()))

    draw = f'<a href="{at("draw-letter", objection, RECEIPT)}">拟写</a>'
    assert draw in page
    assert file.status_code == 404
    assert draw not in after
    assert f'<a href="{second.get_absolute_url()}">拟稿</a>' in after


def test_letter_when_taken_as_word_then_who_took_it_is_kept(client, taken_up, handler):
    objection = taken_up()
    services.draw_letter(objection, kind=RECEIPT, by=handler, today=TODAY)
    client.force_login(handler)

    client.get(at("letter", objection, RECEIPT))

    event = AccessEvent.objects.get(kind="export")
    assert (event.user_id, event.target) == (handler.pk, f"异议 {objection.number} 异议收悉告知")


@pytest.mark.parametrize("name", ["ask", "lead", "withdraw"])
def test_step_when_its_words_go_into_the_history_then_told_not_to_name(
    client, registered, handler, name
):
    client.force_login(handler)

    page = text(client.get(at(name, registered())))

    assert "不写异议人身份" in page
