"""What the assessment shows elsewhere: the record of a file, standing aside, the desk."""

from __future__ import annotations

from datetime import timedelta

from ipcontact.accounts.roles import Role
from ipcontact.ui import desk
from ipcontact.ui.registry import worklist
from registry.applications.models import Application
from registry.reviews.models import ConflictDeclaration
from registry.reviews.services import record_inspection
from tests.factories import make_user
from tests.filing import TODAY
from tests.registry.reviews.pages import page, state_of, text

DAY = TODAY.isoformat()


def test_recuse_when_a_leader_declares_then_only_for_oneself_and_the_reason_stays_private(
    client, handler, file, clerk
):
    application, leader = file(), make_user(Role.DECIDER)
    url = page("recuse", application.application_no)
    client.force_login(leader)

    wrong = client.post(url, {"confirm": "1", "person": handler.pk, "reason": "代他申明"})
    client.post(url, {"confirm": "1", "person": leader.pk, "reason": "亲属在该单位任职"})

    assert "person" in wrong.context["form"].errors
    assert ConflictDeclaration.objects.get().user == leader
    for person, sees in ((leader, True), (handler, True), (clerk, False)):
        client.force_login(person)
        record = text(client.get(application.get_absolute_url()))
        assert leader.name in record
        assert ("亲属在该单位任职" in record) is sees


def test_record_when_nothing_is_under_way_then_the_section_stays_away(client, handler, file):
    early = text(client.get(file("agency_review").get_absolute_url()))
    under_way = text(client.get(file().get_absolute_url()))
    on_a_list = text(client.get(file("in_batch").get_absolute_url()))

    assert "上会前还缺" not in early
    assert "上会前还缺" not in on_a_list
    assert "还没有征求意见" in on_a_list
    for words in ("上会前还缺", "还没有征求意见", "登记考察"):
        assert words in under_way


def test_record_when_assessed_but_not_finished_then_the_next_step_is_to_finish(
    client, handler, file, found
):
    application = file()
    bare = text(client.get(application.get_absolute_url()))
    record_inspection(application, finding=found(), by=handler, today=TODAY)
    finish = f"{page('finish')}?pick={application.application_no}"

    seen = text(client.get(application.get_absolute_url()))
    first = text(client.get(finish))
    client.post(page("finish"), {"pick": application.application_no, "confirm": "1"})

    assert finish not in bare
    assert finish in seen
    assert "1件已登记考察，将转入待上会" in first
    assert state_of(application) == "ready"


def test_desk_when_answers_are_late_and_files_wait_then_says_what_to_do(
    client, handler, file, letter
):
    waiting = file()
    Application.objects.filter(pk=waiting.pk).update(
        state_since=waiting.state_since - timedelta(days=40)
    )
    sent = letter(sent_on=TODAY - timedelta(days=30))

    work = desk.work(handler, TODAY, lambda audience: True)

    titles = [item.title for group in work["groups"] for item in group.items]
    assert any(title.startswith("催办回函：") for title in titles)
    assert f"{waiting.unit_name}：登记综合考察" in titles
    assert sent.number in text(client.get("/desk/"))
    assert any(source.name == "综合考察" for source in worklist)


def test_desk_when_many_files_wait_then_one_line_leads_to_them(client, handler, file):
    files = [file() for _ in range(4)]
    Application.objects.update(state_since=files[0].state_since - timedelta(days=40))

    work = desk.work(handler, TODAY, lambda audience: True)

    [item] = [
        item
        for group in work["groups"]
        for item in group.items
        if item.title == "4件申报：登记综合考察"
    ]
    assert len(client.get(item.url).context["table"].page.object_list) == 4
