"""The pages of merging, from units that look alike to one unit with two names."""

import pytest
from django.urls import reverse

from ipcontact.accounts.roles import Role
from registry.merges.models import UnitMerge
from registry.units.models import Unit
from tests.factories import make_edition, make_user


@pytest.fixture
def page(client, handler):
    client.force_login(handler)
    return client


def test_duplicates_when_two_look_alike_then_they_can_be_chosen(page, pair):
    keep, drop = pair

    text = page.get(reverse("units:duplicates")).text

    assert f'name="keep" value="{keep.public_no}"' in text
    assert f'name="drop" value="{drop.public_no}"' in text
    assert f'formaction="{reverse("merges:propose")}"' in text


def test_duplicates_when_the_reader_may_not_merge_then_no_choice(client, pair):
    client.force_login(make_user(Role.DECIDER))

    assert 'name="keep"' not in client.get(reverse("units:duplicates")).text


def test_choose_when_two_are_named_by_number_and_code_then_on_to_the_preview(page, pair):
    keep, drop = pair

    response = page.post(
        reverse("merges:choose"), {"keep": keep.credit_code, "drop": drop.public_no}
    )

    assert response["Location"] == (
        f"{reverse('merges:propose')}?keep={keep.public_no}&drop={drop.public_no}"
    )


@pytest.mark.parametrize("drop", ["", "LX999999", "没有", "LX000001\x00"])
def test_choose_when_a_unit_is_unknown_then_said_and_kept(page, pair, drop):
    response = page.post(reverse("merges:choose"), {"keep": pair[0].public_no, "drop": drop})

    assert response.status_code == 200
    assert pair[0].public_no in response.text


def test_propose_when_opened_then_counts_are_shown_and_nothing_is_written(page, pair):
    keep, drop = pair

    text = page.get(
        reverse("merges:propose"), {"keep": keep.public_no, "drop": drop.public_no}
    ).text

    assert "名称：1个转入保留单位" in text
    assert UnitMerge.objects.count() == 0


@pytest.mark.parametrize("asked", [{}, {"keep": "LX000000", "drop": "x"}])
def test_propose_when_a_unit_does_not_exist_then_404(page, asked):
    assert page.get(reverse("merges:propose"), asked).status_code == 404


def test_merge_when_proposed_and_confirmed_on_the_pages_then_one_unit(
    page, client, pair, colleague
):
    keep, drop = pair
    make_edition([drop])
    sent = {"keep": keep.public_no, "drop": drop.public_no, "reason": "同一单位", "confirm": "1"}

    page.post(reverse("merges:propose"), sent)
    merge = UnitMerge.objects.get()
    client.force_login(colleague)
    address = reverse("merges:confirm", args=[merge.key])
    digest = client.get(address).context["form"]["digest"].value()
    response = client.post(address, {"digest": digest, "confirm": "1"}, follow=True)

    assert "已合并" in response.text
    assert "名录版次中的条目：1条转入保留单位" in response.text
    assert list(Unit.objects.standing().filter(pk__in=[keep.pk, drop.pk])) == [keep]
    for name in ("units:detail", "roster:unit"):
        led = client.get(reverse(name, args=[drop.public_no]))
        assert led["Location"] == reverse(name, args=[keep.public_no])
    led = client.get(reverse("roster:proof", args=[drop.public_no]), {"on": "2022-01-01"})
    assert led["Location"].endswith(f"/units/{keep.public_no}/proof/?on=2022-01-01")
    assert drop.name in client.get(reverse("units:detail", args=[keep.public_no])).text


def test_confirm_when_opened_by_the_proposer_then_only_a_reason_why_not(page, pair, proposed):
    merge = proposed(*pair)

    text = page.get(reverse("merges:confirm", args=[merge.key])).text

    assert "提出人不能自己确认" in text
    assert 'name="confirm"' not in text


def test_undo_when_posted_with_a_reason_then_two_units_again(page, pair, merged):
    keep, drop = pair
    merge = merged(keep, drop)

    response = page.post(
        reverse("merges:undo", args=[merge.key]), {"reason": "不是同一单位", "confirm": "1"}
    )

    assert response.status_code == 302
    assert page.get(reverse("units:detail", args=[drop.public_no])).status_code == 200


@pytest.mark.parametrize("verb", ["confirm", "refuse", "withdraw", "undo"])
def test_action_when_only_opened_then_nothing_changes(page, pair, proposed, verb):
    merge = proposed(*pair)

    assert page.get(reverse(f"merges:{verb}", args=[merge.key])).status_code == 200

    merge.refresh_from_db()
    assert merge.version == 1


def test_pages_when_the_role_is_wrong_then_refused(client, pair, proposed):
    merge = proposed(*pair)
    client.force_login(make_user(Role.AGENCY_CLERK))

    for address in (reverse("merges:list"), merge.get_absolute_url()):
        assert client.get(address).status_code == 403


def test_number_when_it_leads_to_a_unit_of_others_then_it_does_not_exist(client, pair, merged):
    merged(*pair)
    client.force_login(make_user(Role.UNIT_USER))

    assert client.get(reverse("units:detail", args=[pair[1].public_no])).status_code == 404
    client.logout()
    assert client.get(reverse("roster:unit", args=[pair[1].public_no])).status_code == 404


def test_list_when_there_are_more_then_as_many_queries(
    page, pair, merged, django_assert_max_num_queries
):
    merged(*pair)

    with django_assert_max_num_queries(25):
        text = page.get(reverse("merges:list"), {"q": "海河"}).text

    assert pair[1].name in text


def test_worklist_when_somebody_else_proposed_then_it_waits_for_me(
    client, pair, proposed, colleague
):
    merge = proposed(*pair)
    client.force_login(colleague)

    assert merge.get_absolute_url() in client.get(reverse("ui:desk")).text
