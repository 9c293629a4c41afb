"""The pages of changes: told, seen, checked; what a stranger gets."""

import pytest
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.notifications.services import issue_link
from registry.changes.models import UnitChange
from registry.changes.services.links import LINK
from tests.changing import account_of, member, paper, proposed, renaming, with_contact
from tests.factories import TODAY, make_agency, make_unit, make_user

pytestmark = pytest.mark.django_db
ON = TODAY.isoformat()


def tell(unit, kind: str) -> str:
    return reverse("changes:propose", args=[unit.public_no, kind])


def test_record_when_proposed_then_shows_old_new_and_what_will_show_where(client, handler):
    client.force_login(handler)
    unit = member("示例旧名有限公司")

    response = client.post(
        tell(unit, "rename"),
        {"name": "示例新名有限公司", "effective_on": ON, "evidence": paper(), "channel": "online"},
        follow=True,
    )

    page = response.content.decode()
    change = UnitChange.objects.get()
    assert response.redirect_chain[-1][0] == change.get_absolute_url()
    assert "名录将显示：示例新名有限公司（原名示例旧名有限公司）" in page
    assert "登记通知书.pdf" in page


def test_accept_page_when_confirmed_by_another_then_the_change_counts(client, handler, second):
    unit = make_unit("示例旧名有限公司")
    change = proposed(unit, renaming(), by=handler)
    client.force_login(second)
    url = reverse("changes:accept", args=[change.key])

    asked = client.get(url).content.decode()
    client.post(url, {"confirm": "1"})

    unit.refresh_from_db()
    assert "生效后将显示" in asked
    assert unit.name == "示例新名有限公司"


def test_accept_page_when_own_then_says_that_another_must_check(client, handler):
    change = proposed(make_unit(), renaming(), by=handler)
    client.force_login(handler)

    page = client.get(reverse("changes:accept", args=[change.key])).content.decode()

    assert "登记变更的人不能自己核对" in page
    assert "核对通过并生效</button>" not in page


def test_accept_page_when_only_looked_at_then_nothing_changes(client, handler, second):
    unit = make_unit("示例旧名有限公司")
    change = proposed(unit, renaming(), by=handler)
    client.force_login(second)

    client.get(reverse("changes:accept", args=[change.key]))

    change.refresh_from_db()
    assert change.state == "proposed"


@pytest.mark.parametrize("name", ["detail", "withdraw"])
def test_pages_when_the_unit_is_anothers_then_404(client, handler, name):
    change = proposed(make_unit(lead_agency=make_agency("station")), renaming(), by=handler)
    stranger = account_of(make_unit(), by=handler)

    for person in (stranger, make_user(Role.AGENCY_CLERK, agency=make_agency("station"))):
        client.force_login(person)
        assert client.get(reverse(f"changes:{name}", args=[change.key])).status_code == 404


@pytest.mark.parametrize("kind", ["contact", "nonsense"])
def test_form_when_the_kind_is_unknown_then_404(client, handler, kind):
    client.force_login(handler)

    assert client.get(tell(make_unit(), kind)).status_code == 404


@pytest.mark.parametrize(
    "kind",
    [
        *("rename", "code", "address", "legal_representative", "lead_unit", "moved_out"),
        *("split", "merged_into", "revoked", "cancelled", "bankrupt", "active"),
    ],
)
def test_form_when_empty_then_every_kind_says_what_is_missing(client, handler, kind):
    client.force_login(handler)

    response = client.post(tell(make_unit(), kind), {})

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not UnitChange.objects.exists()


@pytest.mark.parametrize("term", ["LX999999", "91120116MA0000000X", "\x00", "公司"])
def test_form_when_the_other_unit_is_unknown_then_says_so_and_keeps_it(client, handler, term):
    client.force_login(handler)

    response = client.post(
        tell(make_unit(), "merged_into"),
        {"related": term, "effective_on": ON, "evidence": paper(), "channel": "online"},
    )

    assert response.status_code == 200
    assert not UnitChange.objects.exists()


def test_form_when_the_code_is_wrong_then_says_what(client, handler):
    client.force_login(handler)

    page = client.post(
        tell(make_unit(), "code"),
        {"credit_code": "123", "effective_on": ON, "evidence": paper(), "channel": "online"},
    ).content.decode()

    assert "代码应为 18 位，现为 3 位" in page


def test_choose_page_when_the_unit_looks_then_only_what_it_may_tell(client, handler):
    unit = make_unit()
    client.force_login(account_of(unit, by=handler))

    page = client.get(reverse("changes:choose", args=[unit.public_no])).content.decode()

    assert tell(unit, "rename") in page
    assert tell(unit, "merged_into") not in page
    assert "重新绑定" not in page


def test_contact_page_when_the_unit_saves_then_at_once(client, handler):
    unit = make_unit()
    client.force_login(account_of(unit, by=handler))

    client.post(
        reverse("changes:contact", args=[unit.public_no]),
        {"role": "primary_contact", "name": "示例新人", "mobile": "13900002222"},
    )

    assert unit.people.get().mobile == "13900002222"


def test_rebind_page_when_three_fields_and_a_photograph_then_done(client, handler):
    unit = with_contact(make_unit(), handler)
    client.force_login(handler)

    response = client.post(
        reverse("changes:rebind", args=[unit.public_no]),
        {"name": "示例新人", "mobile": "13900002222", "scan": paper("授权书.pdf")},
        follow=True,
    )

    assert "已绑定新联络员" in response.content.decode()
    assert unit.people.get(period__upper_inf=True).name == "示例新人"


def test_link_page_when_opened_twice_and_filled_in_then_one_change(client, handler):
    unit = make_unit("示例旧名有限公司")
    token = issue_link(purpose=LINK, subject=unit, contact_name="联络员", by=handler).token
    url = reverse("changes:by-link", args=[token])
    fields = {"name": "示例新名有限公司", "effective_on": ON, "evidence": paper()}

    client.get(url)
    looked = client.get(f"{url}?kind=rename")
    done = client.post(f"{url}?kind=rename", fields)
    again = client.post(f"{url}?kind=rename", {**fields, "evidence": paper()})

    assert looked.status_code == 200
    assert "no-store" in looked["Cache-Control"] or "no-cache" in looked["Cache-Control"]
    assert "已收到更名" in done.content.decode()
    assert again.status_code == 410
    assert UnitChange.objects.count() == 1


def test_link_page_when_unknown_then_404(client, db):
    assert client.get(reverse("changes:by-link", args=["x" * 20])).status_code == 404


def test_link_page_when_the_unit_must_not_tell_the_kind_then_the_contact_form_opens(
    client, handler
):
    token = issue_link(purpose=LINK, subject=make_unit(), contact_name="x", by=handler).token

    page = client.get(f"{reverse('changes:by-link', args=[token])}?kind=merged_into")

    assert "承继单位" not in page.content.decode()


def test_member_when_edited_directly_then_name_state_and_address_stay(client, handler):
    unit = member(registration_state="active", registered_address="旧址")
    client.force_login(handler)

    client.post(
        reverse("units:edit", args=[unit.public_no]),
        {"kind": "enterprise", "registration_state": "revoked", "registered_address": "新址"},
    )
    rename = client.get(reverse("units:rename", args=[unit.public_no]))

    unit.refresh_from_db()
    assert (unit.registration_state, unit.registered_address) == ("active", "旧址")
    assert rename.status_code == 404


def test_list_when_one_or_ten_rows_then_as_many_queries(
    client, handler, django_assert_max_num_queries
):
    client.force_login(handler)
    url = reverse("changes:list")
    for _ in range(10):
        proposed(make_unit(), renaming(), by=handler)

    with django_assert_max_num_queries(20):
        page = client.get(url).content.decode()

    assert "10件" in page


@pytest.mark.parametrize("query", ["state=x", "q=%00", "kind=%27", "page=-1", "sort=nonsense"])
def test_list_when_the_address_is_nonsense_then_a_page(client, handler, query):
    client.force_login(handler)

    assert client.get(f"{reverse('changes:list')}?{query}").status_code == 200


def test_desk_when_somebody_elses_change_waits_then_it_is_work(client, handler, second):
    unit = make_unit("示例旧名有限公司")
    proposed(unit, renaming(), by=handler)

    client.force_login(second)
    other = client.get(reverse("ui:desk")).content.decode()
    client.force_login(handler)
    own = client.get(reverse("ui:desk")).content.decode()

    assert "示例旧名有限公司：核对更名" in other
    assert "示例旧名有限公司：核对更名" not in own
