"""The pages of removals: who sees what, what is public, the way through."""

import pytest
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.acts.services import delegate
from ipcontact.files.access import may_read
from ipcontact.files.models import StoredFile
from ipcontact.notifications.services import issue_link
from registry.removals.access import CODE
from registry.removals.models import Removal
from registry.removals.services import tell_the_unit
from registry.removals.services.steps import STATEMENT_LINK
from tests.changing import account_of, heard, member, paper, removal, told
from tests.factories import TODAY, make_agency, make_unit, make_user

pytestmark = pytest.mark.django_db


def given(leader, deputy):
    """The leader is away and has given the decision to this person."""
    return delegate(
        by=leader, to_user=deputy, codes=[CODE], from_on=TODAY, until_on=TODAY,
        scan=paper("委托书.pdf"), today=TODAY,
    )  # fmt: skip


def at(name: str, course: Removal) -> str:
    return reverse(f"removals:{name}", args=[course.key])


def test_way_when_walked_by_pages_then_the_unit_leaves(client, unit, clerk, handler, leader):
    client.force_login(clerk)
    client.post(
        reverse("removals:propose", args=[unit.public_no]),
        {"ground": "unreachable", "reason": "多次联系无果。", "evidence": paper()},
    )
    course = Removal.objects.get()
    client.force_login(handler)
    client.post(at("tell", course), {"confirm": "1"})
    client.post(at("statement", course), {"statement": "请保留。", "channel": "phone"})
    client.force_login(leader)
    asked = client.get(at("decide", course)).content.decode()
    client.post(at("decide", course), {"confirm": "1", "outcome": "remove"})
    client.force_login(handler)
    client.post(at("papers", course), {"confirm": "1"})
    page = client.get(course.get_absolute_url()).content.decode()

    unit.refresh_from_db()
    assert "请保留。" in asked
    assert unit.membership_state == "left"
    assert "已移出" in page


def test_public_pages_when_removal_is_proposed_then_nothing_shows(client, unit, clerk, handler):
    told(unit, by=clerk, teller=handler)

    record = client.get(reverse("roster:unit", args=[unit.public_no])).content.decode()
    listed = client.get(reverse("roster:list")).content.decode()

    assert "在现行名录" in record
    assert unit.name in listed
    assert "拟移出" not in record + listed


def test_unit_page_when_removal_is_under_way_then_shows_its_course(client, unit, clerk, handler):
    told(unit, by=clerk, teller=handler)
    client.force_login(clerk)

    page = client.get(unit.get_absolute_url()).content.decode()

    assert "听取陈述中" in page
    assert "单位陈述" in page


def test_record_when_the_unit_looks_then_facts_but_no_words_of_the_staff(
    client, unit, clerk, handler
):
    course = told(unit, by=clerk, teller=handler)
    client.force_login(account_of(unit, by=handler))

    page = client.get(course.get_absolute_url()).content.decode()

    assert "多次电话联系无人接听。" in page
    assert clerk.name not in page
    assert at("statement", course) in page
    assert at("tell", course) not in page


@pytest.mark.parametrize("name", ["detail", "statement", "decide", "cancel"])
def test_pages_when_the_unit_is_anothers_then_404(client, unit, clerk, handler, name):
    course = told(unit, by=clerk, teller=handler)
    people = [
        account_of(make_unit(), by=handler),
        make_user(Role.AGENCY_CLERK, agency=make_agency("station")),
    ]

    for person in people:
        client.force_login(person)
        status = client.get(at(name, course)).status_code
        assert status == 404


def test_decide_page_when_a_handler_opens_it_then_says_who_decides(client, unit, clerk, handler):
    course = heard(unit, by=clerk, teller=handler)
    client.force_login(handler)

    page = client.get(at("decide", course)).content.decode()

    assert "由审定领导决定" in page
    assert 'name="confirm"' not in page
    assert (
        client.post(at("decide", course), {"confirm": "1", "outcome": "remove"}).status_code == 403
    )


def test_statement_by_link_when_opened_and_sent_then_thanked_once(client, unit, clerk, handler):
    course = told(unit, by=clerk, teller=handler)
    token = issue_link(
        purpose=STATEMENT_LINK, subject=course, contact_name="示例联络员", by=handler
    ).token
    url = reverse("removals:by-link", args=[token])

    looked = client.get(url).content.decode()
    empty = client.post(url, {}).content.decode()
    sent = client.post(url, {"statement": "请保留。"}).content.decode()
    again = client.post(url, {"statement": "请保留。"})

    assert "决定之前仍在名录中" in looked
    assert "请写明意见" in empty
    assert "已收到陈述" in sent
    assert again.status_code == 410


def test_leave_page_when_the_unit_asks_then_received(client, unit, handler):
    client.force_login(account_of(unit, by=handler))

    client.post(
        reverse("removals:leave", args=[unit.public_no]),
        {"reason": "业务调整。", "evidence": paper("退出申请.pdf")},
    )

    assert Removal.objects.get().state == "requested"


def test_propose_page_when_the_unit_is_no_member_then_404(client, handler):
    client.force_login(handler)
    url = reverse("removals:propose", args=[make_unit().public_no])

    assert client.get(url).status_code == 404


def test_desks_when_removals_wait_then_each_has_its_work(
    client, unit, clerk, handler, leader, station
):
    other = member("示例待告知有限公司", lead_agency=station)
    heard(unit, by=clerk, teller=handler)
    removal(other, by=clerk)

    client.force_login(leader)
    leads = client.get(reverse("ui:desk")).content.decode()
    client.force_login(handler)
    handles = client.get(reverse("ui:desk")).content.decode()

    assert "决定：示例在库有限公司移出名录" in leads
    assert "示例待告知有限公司移出名录：告知单位" in handles


def test_list_when_one_or_ten_rows_then_as_many_queries(
    client, handler, station, django_assert_max_num_queries
):
    client.force_login(handler)
    for _ in range(10):
        removal(member(lead_agency=station), by=handler)

    with django_assert_max_num_queries(25):
        page = client.get(reverse("removals:list")).content.decode()

    assert "10件" in page


@pytest.mark.parametrize("query", ["state=x", "q=%00", "ground=%27", "page=-1", "sort=nonsense"])
def test_list_when_the_address_is_nonsense_then_a_page(client, handler, query):
    client.force_login(handler)

    assert client.get(f"{reverse('removals:list')}?{query}").status_code == 200


def test_decision_when_a_delegate_looks_then_found_on_desk_and_record(
    client, unit, clerk, handler, second, leader
):
    course = heard(unit, by=clerk, teller=handler)
    for deputy in (second, handler):
        client.force_login(deputy)
        assert at("decide", course) not in client.get(course.get_absolute_url()).content.decode()
    given(leader, second)
    client.force_login(second)

    desk = client.get(reverse("ui:desk")).content.decode()
    page = client.get(course.get_absolute_url()).content.decode()
    client.post(at("decide", course), {"confirm": "1", "outcome": "remove"})

    assert at("decide", course) in desk
    assert at("decide", course) in page
    course.refresh_from_db()
    assert (course.state, course.decided_by) == ("removed", second)


def test_decision_when_the_delegate_told_the_unit_then_not_offered(
    client, unit, clerk, handler, leader
):
    course = heard(unit, by=clerk, teller=handler)
    given(leader, handler)
    client.force_login(handler)

    desk = client.get(reverse("ui:desk")).content.decode()
    page = client.get(course.get_absolute_url()).content.decode()

    assert at("decide", course) not in desk + page


def test_removal_when_the_unit_is_not_told_yet_then_neither_it_nor_its_evidence_is_seen(
    client, unit, clerk, handler
):
    course = removal(unit, by=clerk)
    evidence = StoredFile.objects.of(course).get()
    pages = (course.get_absolute_url(), reverse("removals:list"), unit.get_absolute_url())
    own = account_of(unit, by=handler)
    client.force_login(own)

    seen = [client.get(page) for page in pages]
    file = client.get(evidence.get_absolute_url())
    tell_the_unit(course, by=handler, today=TODAY)
    later = client.get(course.get_absolute_url())

    assert seen[0].status_code == 404
    assert not any(course.reason in page.content.decode() for page in seen)
    assert not any(course.get_absolute_url() in page.content.decode() for page in seen[1:])
    assert file.status_code == 404
    assert course.reason in later.content.decode()
    assert may_read(own, evidence)


def test_removal_when_the_unit_itself_asks_to_leave_then_it_sees_its_own_wish(
    client, unit, handler
):
    client.force_login(account_of(unit, by=handler))
    client.post(
        reverse("removals:leave", args=[unit.public_no]),
        {"reason": "业务调整。", "evidence": paper("退出申请.pdf")},
    )

    assert client.get(Removal.objects.get().get_absolute_url()).status_code == 200
