"""代填: an agent fills in with 授权书; staff see so wherever they read, the unit is asked."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.notifications.models import Message
from ipcontact.notifications.services import hand_over, issue_link
from ipcontact.ui.errors import RuleViolation
from registry.applications import services
from registry.applications.choices import FilePurpose
from registry.applications.dossier import _entries
from registry.applications.filling import AGENT_LINK, filling_of, fillings
from registry.applications.models import Application
from registry.batches.facts import lines_of
from tests.deciding import make_batch
from tests.factories import make_agency, make_user
from tests.files import samples
from tests.filing import NOON, TODAY, bypassed, draft, region_agency, submit, submitted
from tests.registry.applications.office import (
    LIST,
    accept_all,
    clerk_of,
    code_of,
    in_bureau,
    numbers,
    page,
    text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
AGENT = "示例代理有限公司"
FILLER = {"is_agent": True, "organisation": AGENT, "person": "示例乙"}


def fill_for(application: Application) -> Application:
    """An agent with 授权书 has filled it in."""
    who = {"by": None, "grant": str(application.key)}
    services.save_section(application, section="filler", values=FILLER, **who)
    paper = SimpleUploadedFile("授权书.pdf", samples.pdf(), "application/pdf")
    services.add_file(application, purpose=FilePurpose.AUTHORISATION, upload=paper, **who)
    application.refresh_from_db()
    return application


@pytest.fixture
def application():
    """Handed in by an agent for a unit that has not answered."""
    region_agency()
    application = fill_for(draft())
    submit(application)
    application.refresh_from_db()
    return application


def as_filled(application: Application) -> Application:
    """One that is further on, as if an agent had filled it in."""
    answers = {**application.answers, "filler": {"is_agent": True, "organisation": AGENT}}
    Application.objects.filter(pk=application.pk).update(answers=answers)
    application.refresh_from_db()
    return application


def link_of(application: Application) -> str:
    return issue_link(purpose=AGENT_LINK, subject=application, by=None).token


def answer(application: Application, *, is_ours: bool) -> Application:
    return services.answer_filling(link_of(application), is_ours=is_ours, today=TODAY)


def url(token: str) -> str:
    return reverse("applications:agent-link", args=[token])


def test_submit_when_an_agent_filled_in_then_the_contact_is_asked_with_a_link(application):
    told = Message.objects.about(application).get(kind="application.submitted")

    assert (told.person_name, told.link_purpose) == ("示例甲", AGENT_LINK)
    assert AGENT in told.body
    assert filling_of(application).words == f"由{AGENT}代填，单位还没有确认"


def test_submit_when_the_unit_filled_in_itself_then_nobody_is_asked():
    application = submitted()

    told = Message.objects.about(application).get(kind="application.submitted")

    assert told.link_purpose == ""
    assert filling_of(application) is None


def test_link_when_the_unit_confirms_then_kept_and_spent(client, application):
    token = link_of(application)
    asked = text(client.get(url(token)))

    done = client.post(url(token), {"is_ours": "yes"})

    again = client.post(url(token), {"is_ours": "no"})
    step = Act.objects.of(application).latest("pk")
    assert AGENT in asked
    assert "示例乙" not in asked
    assert "已确认" in text(done)
    assert again.status_code == 410
    assert filling_of(application).state == "confirmed"
    assert (step.code, step.actor_name) == (
        "application.agent_confirmed", application.unit_name,
    )  # fmt: skip


def test_link_when_only_looked_at_or_nothing_chosen_then_still_usable(client, application):
    token = link_of(application)

    client.get(url(token))
    client.post(url(token), {})
    client.post(url(token), {"is_ours": "maybe"})

    assert filling_of(application).state == "waiting"
    assert client.get(url(token)).status_code == 200


@pytest.mark.parametrize("token", ["nobodys", "x" * 300, "示例"])
def test_link_when_made_up_then_said_so_without_a_name(client, application, token):
    response = client.post(url(token), {"is_ours": "yes"})

    assert response.status_code == 410
    assert application.unit_name not in text(response)
    assert filling_of(application).state == "waiting"


def test_link_when_the_file_was_withdrawn_then_nothing_to_confirm(client, application):
    token = link_of(application)
    services.withdraw(application, by=None, today=TODAY, grant=str(application.key))

    assert client.get(url(token)).status_code == 410
    assert client.post(url(token), {"is_ours": "yes"}).status_code == 410


def test_disowned_when_the_unit_knows_nothing_then_reviewers_hear_and_nobody_passes(handler):
    application = as_filled(in_bureau())
    clerk = clerk_of(application)
    services.take(application, by=handler, today=TODAY)

    answer(application, is_ours=False)

    for person in (clerk, handler):
        assert person.messages.filter(kind="application.agent_disowned").count() == 1
    assert code_of(services.pass_review, application, by=handler, today=TODAY) == "filling_disowned"
    assert "复核不能通过" in filling_of(application).advice
    answer(application, is_ours=True)
    services.pass_review(application, by=handler, today=TODAY)
    application.refresh_from_db()
    assert application.state == "inspection"


def test_pass_clean_when_the_unit_has_not_confirmed_then_opened_one_by_one(handler):
    application = as_filled(accept_all(in_bureau(), make_user(Role.HANDLER)))

    refused = services.pass_clean([application], by=handler, today=TODAY).refused
    answer(application, is_ours=True)
    done = services.pass_clean([application], by=handler, today=TODAY).done

    assert "单位没有确认代填" in refused[0][1]
    assert done == [application]


def test_clean_when_the_unit_has_not_stood_by_the_agent_then_left_out_of_the_list(client, handler):
    application = as_filled(accept_all(in_bureau(), make_user(Role.HANDLER)))
    own = accept_all(in_bureau(application.round), make_user(Role.HANDLER))
    client.force_login(handler)

    def listed() -> set[str]:
        shown = set(numbers(client.get(reverse("applications:list"), {"check": "clean"})))
        assert shown == {
            each.application_no
            for each in Application.objects.clean()
            if (filling := filling_of(each)) is None or filling.is_settled
        }
        return shown

    waiting = listed()
    answer(application, is_ours=False)
    disowned = listed()
    answer(application, is_ours=True)
    confirmed = listed()

    assert waiting == disowned == {own.application_no}
    assert confirmed == {own.application_no, application.application_no}


def test_clean_when_the_stamped_form_is_there_then_listed_until_the_unit_knows_nothing():
    application = as_filled(accept_all(in_bureau(), make_user(Role.HANDLER)))
    services.add_sealed_copy(
        application.submissions.first(),
        upload=SimpleUploadedFile("盖章件.jpg", samples.jpeg(), "image/jpeg"),
        by=None,
        today=TODAY,
        grant=str(application.key),
    )

    sealed = list(Application.objects.clean())
    answer(application, is_ours=False)

    assert sealed == [application]
    assert not Application.objects.clean().exists()


def test_filling_when_the_stamped_form_is_there_then_it_counts(application):
    services.add_sealed_copy(
        application.submissions.first(),
        upload=SimpleUploadedFile("盖章件.jpg", samples.jpeg(), "image/jpeg"),
        by=None,
        today=TODAY,
        grant=str(application.key),
    )

    assert filling_of(application).is_settled
    assert filling_of(application).words == f"由{AGENT}代填，已有单位盖章件"
    answer(application, is_ours=False)
    assert not filling_of(application).is_settled


def test_fillings_when_there_are_many_then_three_queries(django_assert_num_queries):
    keys = [as_filled(submitted()).pk for _ in range(3)] + [submitted().pk]

    with django_assert_num_queries(3):
        found = fillings(keys)

    assert set(found) == set(keys[:3])


def test_staff_when_they_read_it_then_told_everywhere(client, handler):
    application = as_filled(in_bureau())

    record = text(client.get(application.get_absolute_url()))
    listed = text(client.get(reverse(LIST)))
    export = client.get(reverse("applications:export"), {"format": "csv"})
    exported = b"".join(export).decode("utf-8-sig")
    [entry, *_] = _entries(application.unit)

    assert f"由{AGENT}代填，单位还没有确认" in record
    assert page(application, "ask-agent") in record
    assert f"自愿申报（{AGENT}代填）" in listed
    assert f"自愿申报（{AGENT}代填）" in exported
    assert ("填报", f"由{AGENT}代填，单位还没有确认") in entry.facts


def test_leader_when_the_unit_has_not_confirmed_then_among_the_exceptions(handler):
    application = as_filled(bypassed(by=handler, state="ready", now=NOON))
    batch = make_batch([application], by=handler, chain=[make_user(Role.DECIDER)])

    before = [remark.code for line in lines_of(batch, today=TODAY) for remark in line.remarks]
    answer(application, is_ours=True)
    after = [remark.code for line in lines_of(batch, today=TODAY) for remark in line.remarks]

    assert "filled" in before
    assert "filled" not in after


def test_ask_when_by_the_clerk_then_a_new_link_and_the_old_one_ends(client, application):
    token = link_of(application)
    clerk = clerk_of(application)
    client.force_login(clerk)

    shown = text(client.get(page(application, "ask-agent")))
    done = client.post(
        page(application, "ask-agent"), {"confirm": "1", "version": application.version}
    )

    told = Message.objects.about(application).get(kind="application.agent_asked")
    assert "139****0001" in shown
    assert "13900000001" not in shown
    assert done.status_code == 302
    assert (told.person_name, told.link_purpose) == ("示例甲", AGENT_LINK)
    client.logout()
    assert client.get(url(token)).status_code == 410


def test_ask_when_the_first_message_has_not_gone_out_then_it_makes_no_link(application):
    first = Message.objects.about(application).get(kind="application.submitted")

    services.ask_about_filling(application, by=clerk_of(application), today=TODAY)

    assert {each.state for each in first.deliveries.all()} == {"recalled"}
    with pytest.raises(RuleViolation, check=lambda error: error.code == "recalled"):
        hand_over(message=first, channel="qr_sheet", by=clerk_of(application))


def test_ask_when_there_is_nothing_to_ask_or_the_page_is_old_then_refused(application):
    clerk = clerk_of(application)
    how = {"by": clerk, "today": TODAY}

    assert code_of(services.ask_about_filling, application, version=1, **how) == "stale"
    answer(application, is_ours=True)
    assert code_of(services.ask_about_filling, application, **how) == "confirmed"
    services.withdraw(application, by=None, today=TODAY, grant=str(application.key))
    assert code_of(services.ask_about_filling, application, **how) == "settled"
    own = submitted()
    assert code_of(services.ask_about_filling, own, by=clerk_of(own), today=TODAY) == "no_agent"


@pytest.mark.parametrize(
    ("role", "own", "status"),
    [
        (Role.AGENCY_CLERK, False, 404),
        (Role.AGENCY_HEAD, True, 200),
        (Role.DECIDER, None, 200),
        (Role.UNIT_USER, None, 403),
    ],
)
def test_ask_when_by_strangers_or_other_roles_then_nothing_happens(
    client, application, role, own, status
):
    agency = application.agency if own else make_agency("station")
    person = make_user(role, **({} if own is None else {"agency": agency}))
    client.force_login(person)
    address = page(application, "ask-agent")

    assert client.get(address).status_code == status
    client.post(address, {"confirm": "1"})

    assert not Message.objects.filter(kind="application.agent_asked").exists()
    with pytest.raises(PermissionDenied):
        services.ask_about_filling(application, by=person, today=TODAY)
