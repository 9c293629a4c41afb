"""Telling somebody: which ways, what is kept, and the outbox."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import Change
from ipcontact.notifications.models import Delivery, Message, Preference
from ipcontact.notifications.services import Person, tell, tell_all
from ipcontact.ui.errors import RuleViolation
from tests.factories import make_user

LIAISON = Person("示例联络员", "13812340001", "liaison@example.cn")


def said(**values) -> Message:
    return tell(**{"kind": "test.told", "title": "材料已收到", "person": LIAISON, **values})


def ways(message: Message) -> set[tuple[str, str]]:
    return set(message.deliveries.values_list("channel", "state"))


def jobs() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (args->>'delivery_id')::bigint, scheduled_at FROM procrastinate_jobs "
            "WHERE task_name = 'ipcontact.notifications.deliver' ORDER BY id"
        )
        return cursor.fetchall()


@pytest.mark.django_db
def test_tell_when_a_person_of_a_unit_then_inbox_sms_and_mail():
    user = make_user(Role.UNIT_USER, mobile="13812340002", email="a@example.cn")

    message = said(user=user, person=None)

    assert ways(message) == {("inbox", "sent"), ("sms", "waiting"), ("mail", "waiting")}
    assert set(message.deliveries.values_list("address", flat=True)) == {""}


@pytest.mark.django_db
def test_tell_when_staff_then_no_sms_unless_asked_for():
    quiet = make_user(mobile="13812340002", email="a@example.cn")
    asking = make_user(mobile="13812340003")
    Preference.objects.create(user=asking, mail="never", wants_sms=True)

    assert ways(said(user=quiet, person=None)) == {("inbox", "sent"), ("mail", "waiting")}
    assert ways(said(user=asking, person=None)) == {("inbox", "sent"), ("sms", "waiting")}


@pytest.mark.django_db
def test_tell_when_mail_is_not_wanted_then_only_urgent_mails():
    user = make_user(email="a@example.cn")
    Preference.objects.create(user=user, mail="never", wants_sms=False)

    assert ways(said(user=user, person=None)) == {("inbox", "sent")}
    assert ways(said(user=user, person=None, is_urgent=True)) == {
        ("inbox", "sent"),
        ("mail", "waiting"),
    }


@pytest.mark.django_db
def test_tell_when_somebody_without_account_then_the_address_lies_on_the_delivery():
    message = said()

    assert set(message.deliveries.values_list("channel", "address", "masked_address")) == {
        ("sms", "13812340001", "138****0001"),
        ("mail", "liaison@example.cn", "l***@example.cn"),
    }


@pytest.mark.django_db
def test_tell_when_there_is_no_address_then_waits_for_people():
    message = said(person=Person("示例联络员"))

    assert ways(message) == set()
    assert jobs() == []


@pytest.mark.django_db
def test_tell_when_ways_are_limited_then_no_others():
    assert ways(said(ways=("sms",))) == {("sms", "waiting")}
    assert ways(said(ways=())) == set()


@pytest.mark.django_db
def test_tell_when_in_hours_then_the_job_is_due_at_once_else_at_the_next_opening(fixed_today):
    fixed_today("2026-09-18")  # Friday noon

    now = said(ways=("sms",))

    fixed_today("2026-09-19")  # Saturday
    later, urgent = said(ways=("sms",)), said(ways=("sms",), is_urgent=True)

    expected = [each.deliveries.get().pk for each in (now, later, urgent)]
    assert [key for key, _ in jobs()] == expected
    times = [at and timezone.localtime(at).strftime("%m-%d %H:%M") for _, at in jobs()]
    assert times == [None, "09-20 08:30", None]  # that Sunday is worked


@pytest.mark.django_db
def test_tell_when_a_daily_summary_is_wanted_then_no_job_of_its_own(fixed_today):
    fixed_today("2026-09-18")
    user = make_user(email="a@example.cn")
    Preference.objects.create(user=user, mail="daily", wants_sms=False)

    delivery = said(user=user, person=None).deliveries.get(channel="mail")

    assert delivery.is_digest
    assert timezone.localtime(delivery.due_at).strftime("%m-%d %H:%M") == "09-20 08:30"
    assert jobs() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("person", "code"),
    [
        (Person(" \u200b ", "13812340001"), "no_name"),
        (Person("示例", "12345"), "invalid_mobile"),
        (Person("示例", "13812340001\r\n13812340002"), "invalid_mobile"),
        (Person("示例", email="a@example.cn\r\nBcc: b@example.cn"), "invalid_email"),
        (Person("示例", email="a@example.cn, b@example.cn"), "invalid_email"),
    ],
)
def test_tell_when_an_address_is_wrong_then_refused_and_nothing_kept(person, code):
    with pytest.raises(RuleViolation) as refused:
        said(person=person)

    assert refused.value.code == code
    assert Message.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [{"person": None}, {"url": "https://evil.example/"}, {"url": "//evil"},
     {"link": "test.confirm"}],
)  # fmt: skip
def test_tell_when_the_caller_is_wrong_then_refused(values):
    with pytest.raises(ValueError, match=r"\w"):
        said(**values)


@pytest.mark.django_db
def test_tell_when_recorded_then_history_knows_who_but_no_personal_value(subject):
    clerk = make_user()

    said(subject=subject, body="请补充示例材料", by=clerk)

    changes = Change.objects.filter(table_name__startswith="notifications_", user_id=clerk.pk)
    written = str(list(changes.values_list("after", flat=True)))
    assert set(changes.values_list("act", "table_name")) == {
        ("告知", "notifications_message"),
        ("告知", "notifications_delivery"),
    }
    values = ("示例联络员", "13812340001", "liaison", "138****", "材料已收到", "请补充")
    assert not [word for word in values if word in written]


@pytest.mark.django_db
def test_tell_when_many_then_each_gets_a_message_of_the_own():
    user = make_user(email="a@example.cn")

    messages = tell_all([user, LIAISON], kind="test.told", title="截止时间延长", by=user)

    assert [message.recipient_name for message in messages] == [user.name, "示例联络员"]
    assert Message.objects.filter(title="截止时间延长").count() == 2


@pytest.mark.django_db
def test_message_when_its_words_are_changed_then_the_database_refuses():
    message = said()

    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(body="另一番话")


@pytest.mark.django_db(transaction=True)
def test_outbox_when_rolled_back_then_no_message_and_no_job(run_worker, mail_server):
    class Changed(Exception):
        """The work around it fails."""

    def told_then_fails() -> None:
        with transaction.atomic():
            said()
            raise Changed

    with pytest.raises(Changed):
        told_then_fails()
    run_worker()

    assert (Message.objects.count(), Delivery.objects.count(), jobs()) == (0, 0, [])
    assert mail_server.mails == []


@pytest.mark.django_db(transaction=True)
def test_outbox_when_the_process_ended_after_commit_then_the_next_worker_sends_once(
    run_worker, mail_server, sms_gateway, fixed_today
):
    fixed_today("2026-09-18")
    message = said()
    connection.close()  # nothing of the process that told it is left

    run_worker()
    run_worker()

    assert [mail.recipients for mail in mail_server.mails] == [["liaison@example.cn"]]
    assert [sms["mobile"] for sms in sms_gateway.messages] == ["13812340001"]
    assert ways(message) == {("sms", "sent"), ("mail", "sent")}
