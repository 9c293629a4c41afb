"""One-time links: for one contact, one purpose, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import Change
from ipcontact.notifications.models import OneTimeLink
from ipcontact.notifications.services import (
    Person,
    consume_link,
    deliver,
    hand_over,
    issue_link,
    link_is_for,
    log_phone_call,
    peek_link,
    revoke_links,
    send_again,
    tell,
)
from ipcontact.ui.errors import RuleViolation
from tests.factories import make_agency, make_user

PURPOSE = "test.confirm"
MOBILE = "13812340001"


def issue(subject, **values):
    values = {"contact_name": "示例联络员", "contact": MOBILE, "by": None, **values}
    return issue_link(purpose=PURPOSE, subject=subject, **values)


def refusal(token: str, purpose: str = PURPOSE) -> str:
    with pytest.raises(RuleViolation) as refused:
        consume_link(purpose=purpose, token=token)
    with pytest.raises(RuleViolation) as looked:
        peek_link(purpose=purpose, token=token)
    assert looked.value.code == refused.value.code
    return refused.value.code


@pytest.mark.django_db
def test_link_when_issued_then_keeps_neither_its_secret_nor_the_contact(subject):
    clerk = make_user()

    issued = issue(subject, by=clerk)

    row = OneTimeLink.objects.filter(pk=issued.link.pk).values().get()
    said = " ".join(map(str, [*row.values(), *Change.objects.values_list("after", flat=True)]))
    assert issued.token not in said
    assert MOBILE not in said
    assert (row["contact_masked"], row["issued_by_id"]) == ("138****0001", clerk.pk)
    assert issued.token not in repr(issued)


@pytest.mark.django_db
def test_link_when_issued_then_its_address_comes_from_the_setting(subject, settings):
    settings.SITE_URL = "https://ip.example.cn"

    issued = issue(subject)

    assert issued.url == f"https://ip.example.cn/accounts/agencies/{issued.token}/"


@pytest.mark.django_db
def test_link_when_looked_at_many_times_then_still_unused(subject):
    issued = issue(subject)

    found = [peek_link(purpose=PURPOSE, token=issued.token) for _ in range(3)]

    assert {(link.subject_table, link.subject_key) for link in found} == {
        ("accounts_agency", str(subject.pk))
    }
    assert OneTimeLink.objects.get().used_at is None


@pytest.mark.django_db
def test_link_when_used_then_refuses_the_second_time(subject):
    issued = issue(subject)

    link = consume_link(purpose=PURPOSE, token=issued.token)

    assert link.subject_key == str(subject.pk)
    assert refusal(issued.token) == "link_used"


@pytest.mark.django_db
def test_link_when_another_of_the_same_contact_was_used_then_it_is_taken_back(subject):
    by_sms, on_paper = issue(subject), issue(subject)
    of_another = issue(subject, contact_name="另一联络员", contact="13812340002")
    elsewhere = issue(make_agency())

    consume_link(purpose=PURPOSE, token=by_sms.token)

    assert refusal(on_paper.token) == "link_revoked"
    assert peek_link(purpose=PURPOSE, token=of_another.token) == of_another.link
    assert peek_link(purpose=PURPOSE, token=elsewhere.token) == elsewhere.link


@pytest.mark.django_db
def test_link_when_revoked_then_refuses_and_says_how_many(subject):
    issued, used = issue(subject), issue(subject, contact="13812340002")
    consume_link(purpose=PURPOSE, token=used.token)

    assert revoke_links(purpose=PURPOSE, subject=subject, by=make_user()) == 1

    assert refusal(issued.token) == "link_revoked"
    assert refusal(used.token) == "link_used"


@pytest.mark.django_db
def test_link_when_revoked_then_what_waits_with_one_makes_no_new_one(subject):
    told = tell(
        person=Person("示例联络员", mobile=MOBILE), subject=subject, kind="test", title="请确认",
        link=PURPOSE, by=None,
    )  # fmt: skip

    assert revoke_links(purpose=PURPOSE, subject=subject, by=None) == 0

    told.refresh_from_db()
    assert [deliver(each.pk) for each in told.deliveries.all()] == [""]
    assert told.deliveries.get().state == "recalled"
    assert told.recalled_at is not None
    assert not OneTimeLink.objects.exists()


@pytest.mark.django_db
def test_link_when_revoked_after_the_message_went_out_then_the_message_stays_as_told(subject):
    told = tell(
        person=Person("示例联络员", mobile=MOBILE, email="a@example.cn"), subject=subject,
        kind="test", title="请确认", link=PURPOSE, by=None,
    )  # fmt: skip
    deliver(told.deliveries.get(channel="mail").pk)

    assert revoke_links(purpose=PURPOSE, subject=subject, by=None) == 1

    told.refresh_from_db()
    assert told.recalled_at is None
    assert told.link_ended_at is not None
    assert {(each.channel, each.state) for each in told.deliveries.all()} == {
        ("mail", "sent"), ("sms", "recalled"),
    }  # fmt: skip


@pytest.mark.django_db
def test_link_when_revoked_after_one_way_then_no_other_way_makes_a_new_one(client, subject):
    clerk = make_user(Role.AGENCY_CLERK, agency=make_agency("station"))
    told = tell(
        person=Person("示例联络员", mobile=MOBILE, email="a@example.cn"), subject=subject,
        kind="test", title="请确认", link=PURPOSE, by=clerk,
    )  # fmt: skip
    told.deliveries.filter(channel="sms").update(state="failed")
    deliver(told.deliveries.get(channel="mail").pk)
    revoke_links(purpose=PURPOSE, subject=subject, by=None)

    for verb in (
        lambda: hand_over(message=told, channel="wechat_text", by=clerk),
        lambda: hand_over(message=told, channel="qr_sheet", by=clerk),
        lambda: send_again(message=told, by=clerk),
    ):
        with pytest.raises(RuleViolation, match="从那里重新告知") as refused:
            verb()
        assert refused.value.code == "link_ended"

    assert not OneTimeLink.objects.filter(revoked_at=None).exists()
    log_phone_call(message=told, by=clerk)
    client.force_login(clerk)
    page = client.get(told.get_absolute_url()).text
    assert "链接已经作废" in page
    assert ["/wechat/" in page, "/again/" in page, "/call/" in page] == [False, False, True]
    for way in ("wechat", "sheet", "again"):
        assert "链接已经作废" in client.get(f"/notifications/{told.key}/{way}/").text


@pytest.mark.django_db
def test_link_when_its_days_are_over_then_refuses(subject):
    issued = issue(subject)

    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1), tick=False):
        assert refusal(issued.token) == "link_expired"


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "链接", "\x00", "../..", "' or 1=1 --"])
def test_link_when_made_up_then_unknown(subject, token):
    issue(subject)

    assert refusal(token) == "link_unknown"


@pytest.mark.django_db
def test_link_when_used_for_another_purpose_then_unknown(subject):
    assert refusal(issue(subject).token, "test.other") == "link_unknown"


@pytest.mark.django_db
def test_link_when_bound_to_a_contact_then_knows_that_contact_only(subject):
    link = issue(subject).link

    assert link_is_for(link, " 138 1234 0001 ")
    assert not link_is_for(link, "13812340002")
    assert not link_is_for(link, "")


@pytest.mark.django_db
def test_link_when_moved_to_another_record_then_the_database_refuses(subject):
    link = issue(subject).link

    with pytest.raises(IntegrityError), transaction.atomic():
        OneTimeLink.objects.filter(pk=link.pk).update(subject_key="1")


@pytest.mark.django_db(transaction=True)
def test_link_when_used_by_two_at_once_then_one_wins():
    issued = issue(make_agency())

    def use(_) -> str:
        try:
            consume_link(purpose=PURPOSE, token=issued.token)
        except RuleViolation as refused:
            return refused.code
        finally:
            connection.close()
        return "used"

    with ThreadPoolExecutor(4) as pool:
        results = sorted(pool.map(use, range(4)))

    assert results == ["link_used", "link_used", "link_used", "used"]
