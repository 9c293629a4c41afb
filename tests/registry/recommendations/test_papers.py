"""批量登记纸面确认: many stamped pages at once, each told to its unit by the name of its file."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.files.models import StoredFile
from registry.applications.models import Application, SealedCopy
from registry.recommendations import services
from registry.recommendations.services.on_paper import NO_CRITERIA, TWICE, UNNAMED
from tests.factories import make_agency, make_user
from tests.files import samples
from tests.filing import NOON, TODAY
from tests.recommending import clerk_of, drafted, later, signed, stamped_page

pytestmark = pytest.mark.django_db
URL = reverse("recommendations:papers")


@pytest.fixture(autouse=True)
def now(fixed_today):
    fixed_today("2026-09-18")


@pytest.fixture
def asked(station, round_, head):
    """Three units of the station that are asked to confirm."""
    return [signed(round_, agency=station, head=head).application for _ in range(3)]


def enter(scans, *, agency, by, event_on=TODAY):
    return services.confirm_many_for_units(
        scans, agency=agency, event_on=event_on, by=by, now=NOON, today=TODAY
    )


def states(files) -> list[str]:
    found = dict(Application.objects.values_list("pk", "state"))
    return [found[each.pk] for each in files]


def test_papers_when_named_by_number_or_code_then_each_unit_confirmed(asked, station, clerk):
    first, second, third = asked
    scans = [
        stamped_page(f"{third.application_no}.jpg"),
        stamped_page(f"盖章页-{first.credit_code.lower()}（扫描）.jpg"),
    ]

    result = enter(scans, agency=station, by=clerk)

    assert ({each.pk for each in result.done}, result.refused) == ({first.pk, third.pk}, [])
    assert states(asked) == ["bureau_review", "awaiting_unit", "bureau_review"]
    step = Act.objects.of(first).latest("pk")
    assert (step.acted_by, step.entered_by, step.channel, step.event_on, step.actor_name) == (
        None, clerk, "paper", TODAY, first.unit_name,
    )  # fmt: skip
    sealed = SealedCopy.objects.get(submission__application=first)
    assert step.scan == sealed.file


def test_papers_when_some_cannot_be_told_then_each_says_why_and_the_others_are_entered(
    asked, station, round_, head, clerk
):
    first, second, third = asked
    bare = signed(round_, agency=station, head=head, criteria=()).application
    scans = [
        stamped_page("盖章页.jpg"),
        stamped_page(f"{first.application_no}和{second.application_no}.jpg"),
        stamped_page(f"{second.application_no}-1.jpg"),
        stamped_page(f"{second.application_no}-2.jpg"),
        stamped_page(f"{bare.application_no}.jpg"),
        stamped_page(f"{third.application_no}.jpg"),
    ]

    result = enter(scans, agency=station, by=clerk)

    assert [each.pk for each in result.done] == [third.pk]
    assert dict(result.refused) == {
        "盖章页.jpg": UNNAMED,
        f"{first.application_no}和{second.application_no}.jpg": UNNAMED,
        f"{second.application_no}-1.jpg": TWICE,
        f"{second.application_no}-2.jpg": TWICE,
        f"{bare.application_no}.jpg": NO_CRITERIA,
    }
    assert states([first, second, bare]) == ["awaiting_unit"] * 3
    assert StoredFile.objects.count() == 1


def test_papers_when_sent_again_then_nothing_more_happens(asked, station, clerk):
    name = f"{asked[0].application_no}.jpg"
    enter([stamped_page(name)], agency=station, by=clerk)
    before = Act.objects.count()

    result = enter([stamped_page(name)], agency=station, by=clerk)

    assert (result.done, result.refused) == ([], [(name, UNNAMED)])
    assert (Act.objects.count(), SealedCopy.objects.count()) == (before, 1)


def test_papers_when_not_signed_yet_or_of_another_agency_then_not_known(asked, round_, clerk):
    draft = drafted(round_, agency=clerk.agency).application
    other = signed(round_, agency=make_agency("station")).application
    scans = [stamped_page(f"{each.application_no}.jpg") for each in (draft, other)]

    result = enter(scans, agency=clerk.agency, by=clerk)

    assert [why for _, why in result.refused] == [UNNAMED, UNNAMED]
    assert states([draft, other]) == ["draft", "awaiting_unit"]


def test_papers_when_dated_tomorrow_then_each_is_refused(asked, station, clerk):
    scan = stamped_page(f"{asked[0].application_no}.jpg")

    result = enter([scan], agency=station, by=clerk, event_on=later(1))

    [(_, why)] = result.refused
    assert (result.done, states(asked)) == ([], ["awaiting_unit"] * 3)
    assert "日期" in why


def test_papers_when_by_the_wrong_people_then_refused(asked, station, head):
    for person in (head, make_user(Role.HANDLER), clerk_of(make_agency("station"))):
        with pytest.raises(PermissionDenied):
            enter([stamped_page(f"{asked[0].application_no}.jpg")], agency=station, by=person)

    assert states(asked) == ["awaiting_unit"] * 3


def test_page_when_sent_then_counted_and_the_refused_are_named(client, asked, clerk):
    client.force_login(clerk)
    scans = [stamped_page(f"{asked[0].application_no}.jpg"), stamped_page("<b>谁.jpg")]

    answer = client.post(URL, {"event_on": "2026-09-18", "scans": scans}, follow=True)

    page = answer.content.decode()
    assert "已登记 1 家单位的确认" in page
    assert UNNAMED in page
    assert "<b>谁" not in page
    assert states(asked) == ["bureau_review", "awaiting_unit", "awaiting_unit"]


def test_page_when_none_can_be_entered_then_it_stays_and_says_why(client, asked, clerk):
    client.force_login(clerk)

    answer = client.post(URL, {"event_on": "2026-09-18", "scans": [stamped_page("谁.jpg")]})

    assert answer.status_code == 200
    assert "没有登记任何一家" in answer.content.decode()
    assert states(asked) == ["awaiting_unit"] * 3


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00", b"<html><script>", samples.jpeg()[:40]])
def test_page_when_one_file_is_no_picture_then_named_and_nothing_is_entered(
    client, asked, clerk, content
):
    client.force_login(clerk)
    bad = samples.upload(f"{asked[1].application_no}.jpg", content)
    scans = [stamped_page(f"{asked[0].application_no}.jpg"), bad]

    answer = client.post(URL, {"event_on": "2026-09-18", "scans": scans})

    assert f"{asked[1].application_no}.jpg：" in answer.content.decode()
    assert (states(asked), StoredFile.objects.count()) == (["awaiting_unit"] * 3, 0)


def test_page_when_no_file_too_many_or_no_date_then_it_says_so(client, asked, clerk):
    client.force_login(clerk)
    many = [stamped_page() for _ in range(51)]

    none = client.post(URL, {"event_on": "2026-09-18"})
    crowd = client.post(URL, {"event_on": "2026-09-18", "scans": many})
    undated = client.post(URL, {"event_on": "0001-01-01T00:00", "scans": [stamped_page()]})

    assert "scans" in none.context["form"].errors
    assert "一次最多选50个文件，现在是51个" in crowd.content.decode()
    assert "event_on" in undated.context["form"].errors
    assert states(asked) == ["awaiting_unit"] * 3


@pytest.mark.parametrize(
    "role", [Role.AGENCY_HEAD, Role.HANDLER, Role.DECIDER, Role.AUDITOR, Role.UNIT_USER]
)
def test_page_when_the_role_may_not_draft_then_forbidden(client, asked, station, role):
    client.force_login(make_user(role, agency=station))
    scans = [stamped_page(f"{asked[0].application_no}.jpg")]

    answer = client.post(URL, {"event_on": "2026-09-18", "scans": scans})

    assert (answer.status_code, client.get(URL).status_code) == (403, 403)
    assert states(asked) == ["awaiting_unit"] * 3


def test_page_when_the_agency_does_not_recommend_or_nobody_signed_in_then_refused(client, asked):
    scans = [stamped_page(f"{asked[0].application_no}.jpg")]
    nobody = client.post(URL, {"event_on": "2026-09-18", "scans": scans})
    client.force_login(clerk_of(make_agency("partner")))

    bureau = client.post(URL, {"event_on": "2026-09-18", "scans": [stamped_page()]})

    assert (nobody.status_code, nobody.url.startswith("/accounts/login/")) == (302, True)
    assert "不是推荐单位" in bureau.content.decode()
    assert states(asked) == ["awaiting_unit"] * 3
