"""Daily summaries, and addresses that are forgotten."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from ipcontact.notifications import tasks
from ipcontact.notifications.models import Delivery, Preference
from ipcontact.notifications.services import (
    Person,
    deliver,
    forget_addresses,
    send_digests,
    tell,
)
from tests.factories import make_user

LIAISON = Person("示例联络员", "13812340001", "liaison@example.cn")


def waiting(channel: str, **values) -> Delivery:
    message = tell(
        **{"kind": "test.told", "title": "材料已收到", "person": LIAISON, "body": "请看说明。",
           "ways": (channel,), **values}
    )  # fmt: skip
    return message.deliveries.get()


@pytest.mark.django_db
def test_digests_when_due_then_one_mail_to_each_person_and_once(mail_server, fixed_today):
    fixed_today("2026-09-18")
    people = [make_user(email=f"p{n}@example.cn") for n in range(2)]
    for user in people:
        Preference.objects.create(user=user, mail="daily", wants_sms=False)
        for title in ("第一件", "第二件"):
            tell(user=user, kind="test.told", title=title)

    assert send_digests() == 0
    fixed_today("2026-09-21")
    assert [send_digests(), send_digests()] == [2, 0]

    assert sorted(mail.recipients[0] for mail in mail_server.mails) == [
        "p0@example.cn",
        "p1@example.cn",
    ]
    for mail in mail_server.mails:
        assert mail["subject"].strip() == "【知识产权保护重点联系机制】2 条新消息"
        assert ["第一件" in mail.get_content(), "第二件" in mail.get_content()] == [True, True]
        others = {user.name for user in people if user.email != mail.recipients[0]}
        assert not [name for name in others if name in mail.get_content()]


@pytest.mark.django_db
def test_digests_when_the_server_is_down_then_sent_later(mail_server, fixed_today):
    fixed_today("2026-09-18")
    user = make_user(email="a@example.cn")
    Preference.objects.create(user=user, mail="daily", wants_sms=False)
    tell(user=user, kind="test.told", title="第一件")
    fixed_today("2026-09-21")
    mail_server.answers = ["451 later"]

    assert send_digests() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert send_digests() == 1

    assert len(mail_server.mails) == 1


@pytest.mark.django_db
def test_addresses_when_days_have_passed_then_emptied_but_those_still_waiting(
    mail_server, settings
):
    settings.MESSAGE_RETENTION_DAYS = 30
    sent, unsent = waiting("mail"), waiting("mail")
    deliver(sent.pk)

    with time_machine.travel(timezone.now() + timedelta(days=29)):
        assert forget_addresses() == 0
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert [forget_addresses(), forget_addresses()] == [1, 0]

    sent.refresh_from_db()
    unsent.refresh_from_db()
    assert (sent.address, sent.masked_address) == ("", "l***@example.cn")
    assert unsent.address == "liaison@example.cn"


@pytest.mark.django_db(transaction=True)
def test_jobs_when_the_worker_runs_then_summaries_and_forgetting_are_planned(run_worker):
    tasks.forget_addresses.defer(timestamp=0)
    tasks.send_digests.defer(timestamp=0)

    run_worker()

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT task_name, status FROM procrastinate_jobs "
            "WHERE task_name LIKE 'ipcontact.notifications.%' ORDER BY 1"
        )
        assert cursor.fetchall() == [
            ("ipcontact.notifications.forget_addresses", "succeeded"),
            ("ipcontact.notifications.send_digests", "succeeded"),
        ]
