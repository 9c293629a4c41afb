"""A message called off while a mail server takes its time: nobody waits, and its link is dead."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from ipcontact.notifications.models import Delivery, Message, OneTimeLink, Preference
from ipcontact.notifications.services import (
    Person,
    deliver,
    recall,
    recall_links,
    revoke_links,
    send_digests,
    sending,
    tell,
)
from ipcontact.ui.errors import RuleViolation
from tests.factories import make_agency, make_user

PURPOSE = "test.confirm"
LIAISON = Person("示例联络员", "13812340001", "liaison@example.cn")

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def subject():
    return make_agency()


def invited(subject, **whom) -> Message:
    whom = whom or {"person": LIAISON}
    return tell(subject=subject, kind="test", title="请确认", link=PURPOSE, by=None, **whom)


def meanwhile(mail_server, work: Callable) -> list:
    """Have this done while a mail is taken; afterwards the list holds what came out."""
    results = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:  # noqa: BLE001  the test looks at what came out
            results.append(error)
        finally:
            connection.close()

    mail_server.meanwhile = run
    return results


def send(message: Message) -> str:
    return deliver(message.deliveries.get(channel="mail").pk)


def states(message: Message) -> dict[str, str]:
    return dict(message.deliveries.values_list("channel", "state"))


@pytest.mark.parametrize("end", [revoke_links, recall_links])
def test_links_when_ended_while_the_mail_is_taken_then_nobody_waits_and_no_link_is_left(
    mail_server, subject, end
):
    told = invited(subject)
    results = meanwhile(mail_server, lambda: end(purpose=PURPOSE, subject=subject, by=None))

    assert send(told) == "sent"

    assert results == [0]  # the link that went out was not to be seen yet
    assert OneTimeLink.objects.get().revoked_at is not None
    told.refresh_from_db()
    assert (told.is_off, told.recalled_at is None) == (True, end is revoke_links)
    assert states(told) == {"sms": "recalled", "mail": "sent"}


def test_control_when_the_message_is_not_looked_at_again_then_the_link_that_went_out_works(
    mail_server, subject, monkeypatch
):
    monkeypatch.setattr(sending, "end_issued", lambda issued: None)
    told = invited(subject)
    meanwhile(mail_server, lambda: revoke_links(purpose=PURPOSE, subject=subject, by=None))

    send(told)

    assert OneTimeLink.objects.get().revoked_at is None


def test_links_when_ended_while_the_server_refuses_then_the_mail_is_not_tried_again(
    mail_server, subject
):
    mail_server.answers = ["451 later"]
    told = invited(subject)
    meanwhile(mail_server, lambda: revoke_links(purpose=PURPOSE, subject=subject, by=None))

    assert send(told) == "recalled"

    assert mail_server.mails == []
    assert OneTimeLink.objects.get().revoked_at is not None


def test_links_when_ended_while_the_summary_is_taken_then_only_those_are_dead(
    mail_server, subject, fixed_today
):
    fixed_today("2026-09-18")
    user, other = make_user(email="a@example.cn"), make_agency()
    Preference.objects.create(user=user, mail="daily", wants_sms=False)
    for record in (subject, other):
        invited(record, user=user)
    fixed_today("2026-09-21")
    results = meanwhile(
        mail_server, lambda: revoke_links(purpose=PURPOSE, subject=subject, by=None)
    )

    assert send_digests() == 1

    assert results == [0]
    left = OneTimeLink.objects.filter(revoked_at=None)
    assert [link.subject_key for link in left] == [str(other.pk)]


def test_recall_when_the_mail_is_being_taken_then_refused_at_once_and_nothing_recalled(
    mail_server, subject
):
    since = timezone.now()
    told = invited(subject)
    key = str(subject.pk)
    results = meanwhile(
        mail_server,
        lambda: recall("accounts_agency", key, since=since, by=make_user()),
    )

    assert send(told) == "sent"

    [refused] = results
    assert isinstance(refused, RuleViolation)
    assert refused.code == "being_sent"
    told.refresh_from_db()
    assert told.recalled_at is None
    assert states(told) == {"sms": "waiting", "mail": "sent"}


@pytest.mark.parametrize("is_digest", [False, True])
def test_delivery_when_its_worker_died_and_the_links_ended_then_not_sent_again(
    mail_server, subject, is_digest
):
    told = invited(subject, user=make_user(email="a@example.cn"))
    Message.objects.update(link_ended_at=timezone.now())
    Delivery.objects.filter(channel="mail").update(is_digest=is_digest, due_at=timezone.now())

    assert (send(told), send_digests()) == ("" if is_digest else "recalled", 0)

    assert states(told)["mail"] == "recalled"
    assert (mail_server.mails, OneTimeLink.objects.count()) == ([], 0)
