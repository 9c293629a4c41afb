"""A round is extended, and everybody who waits for it is told."""

from datetime import timedelta

import pytest
from django.db import transaction

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.audit.models import Change
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.applications import services as applications
from registry.rounds.choices import IntakeRoundState as S
from tests.factories import make_user
from tests.filing import NOON, TODAY, draft, make_round, submitted
from tests.registry.rounds.test_services import DAY, REASON, codes, extend

pytestmark = pytest.mark.django_db


def test_extend_when_open_then_kept_recorded_and_everybody_told(handler, clerk):
    round_ = make_round()
    owner = make_user(Role.UNIT_USER, agency=None)
    with_account = submitted(round_, by=owner)
    by_phone = draft(round_)

    extension = extend(round_, handler, version=1)

    round_.refresh_from_db()
    assert (round_.closes_at, round_.version) == (NOON + 20 * DAY, 2)
    assert extension.closes_at_before == NOON + 10 * DAY
    assert codes(round_) == ["round.extend"]
    assert Message.objects.about(round_).get().user == clerk
    assert Message.objects.about(with_account).filter(kind="round.extended").get().user == owner
    message = Message.objects.about(by_phone).get()
    assert message.title.startswith("申报截止延长至10月8日12:00")
    assert REASON in message.body
    assert [way.masked_address for way in message.deliveries.all()] == ["139****0001"]
    assert Change.objects.filter(table_name="registry_roundextension", operation="insert").exists()


def test_extend_when_closed_since_hours_then_open_again(handler):
    round_ = make_round(closes_at=NOON - timedelta(hours=3), state=S.CLOSED)

    extend(round_, handler, days=1)

    round_.refresh_from_db()
    assert round_.state == S.OPEN
    assert round_.intake(NOON).is_open


def test_extend_when_a_person_has_several_files_then_told_once(handler):
    round_ = make_round()
    owner = make_user(Role.UNIT_USER, agency=None)
    draft(round_, by=owner)
    draft(round_, by=owner)

    extend(round_, handler)

    assert Message.objects.filter(user=owner, kind="round.extended").count() == 1


def test_extend_when_a_draft_holds_no_usable_contact_or_is_over_then_not_told(handler):
    round_ = make_round()
    half, gone = draft(round_), draft(round_)
    applications.save_section(
        half,
        section="contacts",
        values={"primary_name": "示例乙", "primary_mobile": "139"},
        by=None,
        grant=str(half.key),
    )
    applications.discard(gone, by=None, grant=str(gone.key), today=TODAY)

    extend(round_, handler)

    assert not Message.objects.about(half).exists()
    assert not Message.objects.about(gone).exists()


@pytest.mark.parametrize(
    ("state", "closed_days_ago", "days", "reason", "code"),
    [
        (S.OPEN, -10, 5, REASON, "not_later"),
        (S.OPEN, -10, 20, " ", "reason_missing"),
        (S.CLOSED, 2, 20, REASON, "too_late"),
        (S.CONCLUDED, 0, 20, REASON, "concluded"),
    ],
)
def test_extend_when_a_rule_says_no_then_nothing_changes_and_nobody_is_told(
    handler, clerk, state, closed_days_ago, days, reason, code
):
    round_ = make_round(closes_at=NOON - closed_days_ago * DAY, state=state)

    with pytest.raises(RuleViolation) as refused:
        extend(round_, handler, days=days, reason=reason)

    assert refused.value.code == code
    assert not round_.extensions.exists()
    assert not Act.objects.of(round_).exists()
    assert not Message.objects.exists()


def test_extension_when_changed_afterwards_then_the_database_refuses(handler):
    extension = extend(make_round(), handler)

    with pytest.raises(Exception, match="immutable|Cannot"), transaction.atomic():
        type(extension).objects.filter(pk=extension.pk).update(reason="别的理由")
