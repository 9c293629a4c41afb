"""Status, printed form, stamped copies, withdrawal, and who is told."""

import pytest

from ipcontact.accounts.roles import Role
from ipcontact.files.models import StoredFile
from ipcontact.notifications.models import Message
from registry.applications import services
from registry.applications.choices import Actor, ApplicationAction
from registry.applications.models import SealedCopy
from registry.applications.progress import public_history
from registry.applications.sealing import sealed_copies
from tests.factories import make_agency, make_user
from tests.files import samples
from tests.filing import NOON, TODAY, make_round, region_agency
from tests.registry.applications.filing import (
    CONTACTS,
    at,
    begin,
    fill,
    proof,
    return_with,
    submit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(fixed_today):
    fixed_today(str(TODAY))


@pytest.fixture
def application(client, db):
    """A submitted file of a visitor."""
    region_agency()
    application = begin(client, make_round(now=NOON))
    fill(client, application)
    submit(client, application)
    application.refresh_from_db()
    return application


def seal(client, application, version="1", name="盖章页.pdf"):
    return client.post(at(application, "seal/"), {"scan": proof(name), "version": version})


def move(application, action, actor, by, **how):
    services.advance(application, action=action, actor=actor, by=by, today=TODAY, **how)
    application.refresh_from_db()


def words(application):
    return [step.words for step in public_history(application)]


def test_status_when_shown_then_the_public_word_and_nothing_of_the_office(client, application):
    handler = make_user(Role.HANDLER, name="示例经办人")
    move(application, ApplicationAction.BYPASS, Actor.HANDLER, handler, reason="内部理由示例")
    move(application, ApplicationAction.PASS, Actor.HANDLER, handler)

    page = client.get(at(application)).content.decode()

    assert "审核中" in page
    assert words(application) == ["已提交申报", "审核中"]
    for hidden in ("考察", "内部理由示例", "示例经办人", "复核"):
        assert hidden not in page


def test_paper_when_printed_then_every_value_and_the_version_at_its_foot(client, application):
    page = client.get(at(application, "paper/1/")).content.decode()

    submission = application.submissions.get()
    assert "<tfoot>" in page
    assert page.count(submission.short_digest) == 1
    for value in ("示例海工装备有限公司", "示例甲", "13900000001", "正在海外参展，常被仿冒。"):
        assert value in page
    assert client.get(at(application, "paper/2/")).status_code == 404


def test_sealed_copy_when_handed_in_then_tied_to_the_version_and_readable(client, application):
    seal(client, application)

    [item] = sealed_copies(application)
    assert item.is_current
    assert item.copy.submission == application.submissions.get()
    assert "已上传盖章件" in words(application)
    assert "盖章页.pdf" in client.get(at(application)).content.decode()
    response = client.get(item.copy.file.get_absolute_url())
    assert response.status_code == 200
    b"".join(response)
    staff = make_user(Role.AGENCY_CLERK, agency=application.agency)
    client.force_login(staff)
    response = client.get(item.copy.file.get_absolute_url())
    assert response.status_code == 200
    b"".join(response)
    client.force_login(make_user(Role.AGENCY_CLERK, agency=make_agency("station")))
    assert client.get(item.copy.file.get_absolute_url()).status_code == 404


def test_sealed_copy_when_the_form_changed_since_then_said_and_old_version_refused(
    client, application
):
    seal(client, application)
    return_with(application, ("basic.unit_name", "名称与执照不符"))
    assert sealed_copies(application)[0].is_current
    client.post(
        at(application, "correct/"), {"basic-unit_name": "示例新名海工有限公司", "to": "later"}
    )

    application.refresh_from_db()
    assert not sealed_copies(application)[0].is_current
    assert "盖章件与当前内容不一致" in client.get(at(application)).content.decode()
    client.post(at(application, "correct/"), {"basic-unit_name": "示例新名海工有限公司"})
    refused = seal(client, application, version="1")
    assert "之后又提交了新的版本" in refused.content.decode()
    seal(client, application, version="2")
    application.refresh_from_db()
    assert [item.is_current for item in sealed_copies(application)] == [True, False]


def test_sealed_copy_when_it_is_no_scan_then_refused(client, application):
    sent = {"scan": samples.upload("申报表.docx", samples.docx()), "version": "1"}

    page = client.post(at(application, "seal/"), sent).content.decode()

    assert not SealedCopy.objects.exists()
    assert 'aria-invalid="true"' in page


def test_sealed_copy_when_wrong_then_taken_away_and_another_ones_key_is_404(client, application):
    seal(client, application)
    other = StoredFile.objects.exclude(purpose="application.sealed").first()

    assert client.post(at(application, "seal/"), {"remove": str(other.key)}).status_code == 404
    key = str(sealed_copies(application)[0].copy.file.key)
    client.post(at(application, "seal/"), {"remove": key})

    assert sealed_copies(application) == []


@pytest.mark.parametrize("version", ["", "0", "9", "x", "９", "1e9", "-1"])
def test_sealed_copy_when_the_version_is_nonsense_then_404(client, application, version):
    assert seal(client, application, version=version).status_code == 404


def test_withdraw_when_asked_then_reason_needed_and_the_agency_told(client, application):
    clerk = make_user(Role.AGENCY_CLERK, agency=application.agency)

    refused = client.post(at(application, "withdraw/"), {"reason": "\u200b "})
    client.post(at(application, "withdraw/"), {"reason": "材料需要重新整理"})
    again = client.post(at(application, "withdraw/"), {"reason": "再来一次"})

    assert "请写明撤回的原因" in refused.content.decode()
    application.refresh_from_db()
    assert application.state == "withdrawn"
    assert again["Location"] == at(application)
    assert clerk.messages.filter(kind="application.withdrawn").count() == 1
    assert words(application)[-1] == "已撤回申报"


def test_withdraw_when_the_leaders_have_decided_then_no_longer(client, application):
    application.state = "approved"
    application.save(update_fields=["state"])

    response = client.post(at(application, "withdraw/"), {"reason": "晚了"})

    application.refresh_from_db()
    assert application.state == "approved"
    assert response["Location"] == at(application)


def test_submission_when_made_then_the_contact_is_told_by_mobile_and_knows_no_code(application):
    message = Message.objects.get(kind="application.submitted")

    assert (message.person_name, message.user) == ("示例甲", None)
    assert message.deliveries.get().address == "13900000001"
    assert application.application_no in message.title
    assert "查询码查询" in message.body


def test_submission_of_an_agent_when_made_then_the_unit_hears_who_filled_it_in(client, db):
    region_agency()
    agent = make_user(Role.UNIT_USER)
    client.force_login(agent)
    application = begin(client, make_round(now=NOON))
    fill(client, application)
    filler = {"filler-organisation": "示例代理有限公司", "filler-person": "示例乙"}
    client.post(
        at(application, "answers/contacts/"), {**CONTACTS, "filler-is_agent": "yes", **filler}
    )
    client.post(at(application, "files/"), {"authorisation": proof("授权书.pdf")})

    submit(client, application)

    told = Message.objects.filter(kind="application.submitted").order_by("pk")
    assert [(each.user, each.person_name) for each in told] == [(agent, ""), (None, "示例甲")]
    assert "本次由示例代理有限公司代贵单位填报" in told[1].body
    assert "示例乙" not in told[1].body


def test_receipt_when_asked_for_before_submitting_then_the_status(client, db):
    region_agency()
    draft = begin(client, make_round(now=NOON))

    assert client.get(at(draft, "receipt/"))["Location"] == at(draft)
    assert client.get(at(draft, "seal/"))["Location"] == at(draft)
    assert client.get(at(draft, "correct/"))["Location"] == at(draft)
