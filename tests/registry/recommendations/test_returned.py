"""A recommended file that the bureau returns: the unit mends what was named, and it goes back."""

import pytest
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.notifications.services import issue_link
from ipcontact.ui.errors import RuleViolation
from registry.applications import services
from registry.applications.services.steps import CORRECTION_LINK
from tests.factories import make_user
from tests.filing import NOON, TODAY
from tests.recommending import confirmed, signed

pytestmark = pytest.mark.django_db
ADDRESS = "basic.registered_address"
MENDED = "天津市滨海新区示例路8号"


@pytest.fixture(autouse=True)
def _today(fixed_today):
    fixed_today(TODAY.isoformat())


@pytest.fixture
def application(round_, station, head, clerk):
    """Proposed for a condition whose proof the unit was never asked for, confirmed by link."""
    return confirmed(signed(round_, agency=station, head=head, criteria=("2",)))


def returned(application, **marks):
    """Sent back by the bureau with these defects."""
    handler = make_user(Role.HANDLER)
    services.save_marks(application, marks=marks, by=handler)
    services.return_to_unit(application, by=handler, today=TODAY)
    application.refresh_from_db()
    return application


def resubmit(application):
    return services.resubmit(
        application, clicked_at=NOON, by=None, today=TODAY, grant=str(application.key)
    )


def test_unit_when_it_mends_what_was_named_then_the_file_is_back_at_the_bureau(client, application):
    returned(application, **{ADDRESS: "缺少门牌号"})
    link = issue_link(purpose=CORRECTION_LINK, subject=application, by=None)
    client.post(reverse("applications:correction-link", args=[link.token]))
    correct = reverse("applications:correct", args=[application.application_no])

    response = client.post(correct, {"basic-registered_address": MENDED})

    application.refresh_from_db()
    assert response.status_code == 302
    assert application.state == "bureau_review"
    assert application.submissions.first().answers["basic"]["registered_address"] == MENDED
    assert application.submissions.count() == 2


def test_unit_when_what_was_named_is_still_missing_then_told_of_that_alone(application):
    returned(application, **{"claim.2": "请写明认定文件"})

    with pytest.raises(RuleViolation) as refusal:
        resubmit(application)

    assert refusal.value.code == "incomplete"
    assert "级别" in refusal.value.message
    application.refresh_from_db()
    assert application.state == "returned"


def test_unit_when_the_file_was_not_returned_then_refused_for_that(application):
    with pytest.raises(RuleViolation) as refusal:
        resubmit(application)

    assert refusal.value.code == "wrong_state"
