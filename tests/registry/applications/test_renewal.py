"""换发查询码: after the identity was verified; the old code ends, the new one is shown once."""

from urllib.parse import urlsplit

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.audit.models import AccessEvent, Change
from ipcontact.files.services import files_of
from ipcontact.notifications.models import Message
from ipcontact.notifications.services import hand_over, issue_link
from ipcontact.ui.errors import RuleViolation
from registry.applications import services
from registry.applications.lookup import code_matches, lookup_code
from registry.applications.models import Application
from registry.applications.services.steps import CORRECTION_LINK
from tests.factories import make_agency, make_user
from tests.files import samples
from tests.filing import TODAY, draft, submitted
from tests.registry.applications.office import clerk_of, in_bureau, returned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
WHY = "联络员来电说明已丢失，回拨登记号码核对无误"
TYPED = {"channel": "phone", "reason": WHY, "confirm": "1"}


def url(application) -> str:
    return reverse("applications:renew-code", args=[application.application_no])


def renew(application, by, **how) -> str:
    how = {"channel": "phone", "reason": WHY, **how}
    return services.renew_code(application, by=by, today=TODAY, **how)


def refusal(application, by, **how) -> str:
    with pytest.raises(RuleViolation) as caught:
        renew(application, by, **how)
    return caught.value.code


def current_code(application) -> str:
    application.refresh_from_db()
    return lookup_code(application.application_no, application.lookup_nonce)


def open_with(application, code):
    typed = {"application_no": application.application_no, "lookup_code": code}
    return Client().post(reverse("applications:lookup"), typed).status_code


def test_renew_when_verified_then_the_old_code_ends_and_the_step_says_how(client):
    application = submitted()
    old, clerk = current_code(application), clerk_of(application)

    new = renew(application, clerk)

    application.refresh_from_db()
    assert code_matches(application.application_no, application.lookup_nonce, new)
    assert (open_with(application, old), open_with(application, new)) == (200, 302)
    step = Act.objects.of(application).latest("pk")
    assert (step.code, step.acted_by, step.channel, step.reason) == (
        "application.renew_code", clerk, "phone", WHY,
    )  # fmt: skip


def test_renew_when_a_browser_was_let_in_with_the_old_code_then_it_is_let_out(client):
    application = submitted()
    typed = {
        "application_no": application.application_no,
        "lookup_code": current_code(application),
    }
    client.post(reverse("applications:lookup"), typed)
    status = reverse("applications:status", args=[application.application_no])
    assert client.get(status).status_code == 200

    renew(application, clerk_of(application))

    assert client.get(status)["Location"].startswith(reverse("applications:lookup"))


def test_renew_when_a_browser_could_read_the_attachments_then_it_reads_them_no_longer(client):
    application = returned(in_bureau(), make_user(Role.HANDLER), **{"claim.9": "请补充证明"})
    file = files_of(application.claims.get()).get()
    typed = {
        "application_no": application.application_no,
        "lookup_code": current_code(application),
    }
    client.post(reverse("applications:lookup"), typed)
    client.get(reverse("applications:correct", args=[application.application_no]))
    read = client.get(file.get_absolute_url())
    assert b"".join(read) == samples.pdf()

    renew(application, clerk_of(application))

    assert client.get(file.get_absolute_url()).status_code == 404


def test_renew_when_a_correction_link_is_unused_then_it_lets_nobody_in(client):
    handler = make_user(Role.HANDLER)
    application = returned(in_bureau(), handler)
    link = issue_link(purpose=CORRECTION_LINK, subject=application, by=None)

    renew(application, handler)

    address = reverse("applications:correction-link", args=[link.token])
    assert client.post(address).status_code == 410


def test_renew_when_the_notice_still_waits_then_it_is_told_again_with_a_link_that_works(
    client, mailoutbox
):
    handler = make_user(Role.HANDLER)
    application = returned(in_bureau(), handler)
    told = Message.objects.about(application).filter(kind="application.returned")
    first = told.get()

    renew(application, handler)

    again = told.get(recalled_at=None)
    assert (again.title, again.body, again.link_purpose) == (
        first.title,
        first.body,
        CORRECTION_LINK,
    )
    assert {each.state for each in again.deliveries.all()} == {"waiting"}
    text = hand_over(message=again, channel="wechat_text", by=handler).link
    assert client.post(urlsplit(text).path).status_code == 302


def test_renew_when_an_account_filled_in_then_the_notice_stays_in_its_inbox():
    owner, handler = make_user(Role.UNIT_USER), make_user(Role.HANDLER)
    application = in_bureau()
    Application.objects.filter(pk=application.pk).update(owner=owner)
    application.refresh_from_db()
    returned(application, handler)

    renew(application, handler)

    assert Message.objects.to(owner).filter(kind="application.returned").count() == 1


def test_renew_when_nothing_is_asked_of_the_unit_then_only_the_new_code_is_told():
    application = in_bureau()

    renew(application, make_user(Role.HANDLER))

    assert not Message.objects.about(application).filter(kind="application.returned").exists()


def test_renew_when_done_then_the_contact_hears_of_it_and_the_code_stands_nowhere():
    application = submitted()

    new = renew(application, clerk_of(application))

    told = Message.objects.about(application).get(kind="application.code_renewed")
    assert told.person_name == "示例甲"
    kept = [*Message.objects.values(), *Act.objects.values(), *Change.objects.values()]
    assert new not in str(kept)
    assert application.lookup_nonce not in str(kept)


def test_renew_when_by_other_agencies_or_roles_then_refused():
    application = submitted()
    old = current_code(application)
    people = [
        make_user(Role.AGENCY_CLERK, agency=make_agency("station")),
        *(make_user(role, agency=application.agency) for role in (Role.AGENCY_HEAD, Role.AUDITOR)),
        make_user(Role.UNIT_USER),
        make_user(Role.DECIDER),
    ]

    for person in people:
        with pytest.raises(PermissionDenied):
            renew(application, person)

    assert current_code(application) == old


def test_renew_when_a_draft_unreasoned_or_unverified_then_refused():
    application, handler = in_bureau(), make_user(Role.HANDLER)
    old = current_code(application)

    found = [
        refusal(draft(), handler),
        refusal(application, handler, reason=" "),
        refusal(application, handler, channel="online"),
    ]

    assert set(found) <= {"wrong_state", "reason_missing", "channel_unknown"}
    assert found[1:] == ["reason_missing", "channel_unknown"]
    assert current_code(application) == old


def test_renew_when_no_contact_is_named_then_only_in_person():
    application, handler = in_bureau(), make_user(Role.HANDLER)
    application.persons = {**application.persons, "contacts": {}}
    application.save(update_fields=["persons"])

    assert refusal(application, handler) == "no_contact"
    assert renew(application, handler, channel="paper") == current_code(application)


def test_page_when_confirmed_then_shown_once_and_a_second_click_changes_nothing(client):
    application = in_bureau()
    client.force_login(make_user(Role.HANDLER))
    typed = {**TYPED, "version": application.version}
    before = client.get(url(application)).content.decode()
    old = current_code(application)

    answer = client.post(url(application), typed)
    new = current_code(application)
    again = client.post(url(application), typed)

    assert "139****0001" in before
    assert "13900000001" not in before
    assert new != old
    assert f"{new[:4]}-{new[4:]}" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert current_code(application) == new
    for shown in (again, client.get(url(application)), client.get(application.get_absolute_url())):
        assert new[4:] not in shown.content.decode()


def test_page_when_not_confirmed_or_unverified_then_nothing_happens(client):
    application = in_bureau()
    old = current_code(application)
    client.force_login(make_user(Role.HANDLER))

    client.post(url(application), {"channel": "phone", "reason": WHY})
    unverified = client.post(url(application), {"reason": WHY, "confirm": "1"})

    assert "没有核实身份的，不要换发" in unverified.content.decode()
    assert current_code(application) == old


@pytest.mark.parametrize(
    ("role", "own", "status"),
    [
        (Role.AGENCY_CLERK, True, 200),
        (Role.AGENCY_CLERK, False, 404),
        (Role.AGENCY_HEAD, True, 403),
        (Role.DECIDER, None, 403),
        (Role.UNIT_USER, None, 403),
    ],
)
def test_page_when_by_role_then_own_clerks_and_the_bureau_alone(client, role, own, status):
    application = in_bureau()
    agency = application.agency if own else make_agency("station")
    client.force_login(make_user(role, **({} if own is None else {"agency": agency})))

    assert client.get(url(application)).status_code == status
    assert client.post(url(application), TYPED).status_code == status


def test_record_when_opened_then_the_link_stands_under_more_for_those_who_may(client):
    application = in_bureau()
    client.force_login(clerk_of(application))
    offered = client.get(application.get_absolute_url()).content.decode()
    client.force_login(make_user(Role.AGENCY_HEAD, agency=application.agency))
    hidden = client.get(application.get_absolute_url()).content.decode()

    assert url(application) in offered
    assert url(application) not in hidden
    assert not AccessEvent.objects.filter(kind="refusal").exists()
