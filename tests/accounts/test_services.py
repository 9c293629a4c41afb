"""Accounts and roles: who may change whom, what is refused, what is written down."""

import json
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from ipcontact.accounts.models import Agency, User
from ipcontact.accounts.roles import SEPARATED_PAIRS
from ipcontact.accounts.services import (
    assign_roles,
    change_account,
    issue_sign_in_link,
    open_account,
)
from ipcontact.audit.models import Change
from ipcontact.ui.errors import RuleViolation
from tests.accounts.conftest import PASSWORD


def refusal(call, **kwargs) -> str:
    with pytest.raises(RuleViolation) as caught:
        call(**kwargs)
    return caught.value.code


@pytest.fixture
def keeper(person):
    return person("keeper", "system_admin")


@pytest.fixture
def guard(person):
    return person("guard", "security_admin")


def values_of(user: User, **changed) -> dict:
    kept = ("name", "agency", "email", "mobile", "is_active")
    return {key: getattr(user, key) for key in kept} | changed


@pytest.mark.parametrize("pair", SEPARATED_PAIRS)
def test_roles_when_separated_ones_meet_are_refused_by_the_database(person, pair):
    with pytest.raises(IntegrityError), transaction.atomic():
        person("both", *pair)


@pytest.mark.parametrize("roles", [["king"], ["handler", "king"]])
def test_roles_when_unknown_are_refused_by_the_database(person, roles):
    with pytest.raises(IntegrityError), transaction.atomic():
        person("odd", *roles)


def test_names_when_they_differ_in_case_only_are_refused(person):
    person("anna", email="anna@example.com")

    for values in ({"username": "ANNA"}, {"username": "b", "email": "ANNA@example.com"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            person(**values)


def test_account_when_opened_has_neither_password_nor_roles(keeper, station):
    user = open_account(
        username="anna", name="示例安娜", agency=station, email="A@example.com", by=keeper
    )

    stored = User.objects.get(pk=user.pk)
    assert (stored.roles, stored.email, stored.agency) == ([], "a@example.com", station)
    assert not stored.has_usable_password()
    change = Change.objects.get(table_name="accounts_user", row_key=str(user.pk))
    assert (change.act, change.user_id) == ("开立账号", keeper.pk)
    assert "a@example.com" not in json.dumps(change.after)


def test_account_when_value_is_wrong_is_refused_in_words(keeper):
    with pytest.raises(RuleViolation, match="手机：手机号应为 11 位数字"):
        open_account(username="anna", name="示例安娜", mobile="123", by=keeper)


def test_account_when_opened_by_the_wrong_role_is_refused(guard, person):
    for other in (guard, person("auditor", "auditor"), person("anna", "handler")):
        with pytest.raises(PermissionDenied):
            open_account(username="x", name="x", by=other)
    assert not User.objects.filter(username="x").exists()


def test_roles_when_assigned_are_stored_in_order_with_reason(guard, person):
    anna = person("anna")

    assign_roles(
        user=anna, roles=["liaison_officer", "handler"], by=guard, version=1, reason="接任"
    )

    anna.refresh_from_db()
    assert (anna.roles, anna.version) == (["handler", "liaison_officer"], 2)
    change = Change.objects.filter(table_name="accounts_user", operation="update").get()
    assert (change.act, change.reason, change.user_id) == ("分配角色", "接任", guard.pk)


def test_roles_when_assigned_twice_change_nothing_more(guard, person):
    anna = person("anna")
    first = assign_roles(user=anna, roles=["handler"], by=guard, version=1)

    second = assign_roles(user=first, roles=["handler"], by=guard, version=first.version)

    assert second.version == first.version == 2


def test_roles_when_asked_for_by_the_account_keeper_are_refused(keeper, person):
    anna = person("anna")

    with pytest.raises(PermissionDenied):
        assign_roles(user=anna, roles=["decider"], by=keeper, version=1)

    anna.refresh_from_db()
    assert anna.roles == []


def test_roles_when_own_separated_or_last_are_refused(guard, keeper, person):
    person("guard2", "security_admin")
    anna = person("anna")

    def give(user, roles):
        return refusal(assign_roles, user=user, roles=roles, by=guard, version=user.version)

    assert give(guard, ["security_admin", "handler"]) == "roles"
    assert give(anna, ["system_admin", "auditor"]) == "roles"
    assert give(keeper, ["handler"]) == "roles"
    assert User.objects.get(pk=keeper.pk).roles == ["system_admin"]


def test_account_when_form_is_stale_is_refused(keeper, person):
    anna = person("anna", "handler")
    change_account(user=anna, version=1, by=keeper, **values_of(anna, name="新名"))

    late = values_of(anna, name="旧名")
    assert refusal(change_account, user=anna, version=1, by=keeper, **late) == "stale"
    assert User.objects.get(pk=anna.pk).name == "新名"


def test_account_when_own_or_last_keeper_cannot_be_closed(keeper, person):
    second = person("second", "system_admin")
    own = values_of(keeper, is_active=False)
    assert refusal(change_account, user=keeper, version=1, by=keeper, **own) == "own_account"

    guard = person("guard", "security_admin")
    last = values_of(guard, is_active=False)
    assert refusal(change_account, user=guard, version=1, by=second, **last) == "last_holder"
    assert User.objects.filter(is_active=True).count() == 3


@pytest.mark.parametrize("role", ["security_admin", "auditor"])
def test_account_keeper_cannot_take_over_those_who_watch(keeper, person, role):
    watcher = person("watcher", role)
    person("spare", "security_admin")
    moved = values_of(watcher, email="mine@example.com")

    assert refusal(change_account, user=watcher, version=1, by=keeper, **moved) == "takeover"
    assert refusal(issue_sign_in_link, user=watcher, by=keeper) == "takeover"
    assert issue_sign_in_link(user=watcher, by=None).startswith("http")


def test_link_when_account_is_closed_is_refused(keeper, person):
    anna = person("anna", is_active=False)

    assert refusal(issue_sign_in_link, user=anna, by=keeper) == "closed"


def test_link_command_when_run_prints_the_address(person, capsys):
    person("anna", "auditor")

    call_command("sign_in_link", "ANNA")

    assert re.match(r"http://\S+/accounts/password/reset/key/\S+/$", capsys.readouterr().out)


def test_pages_when_used_open_change_and_assign(keeper, guard, station, client):
    client.force_login(keeper)
    form = {"username": "anna", "name": "示例 安娜", "agency": station.pk, "mobile": "13800000009"}
    form |= {"roles": "decider", "is_staff": "1", "session_epoch": "9", "id": "1"}
    client.post(reverse("accounts:person-new"), form)
    anna = User.objects.get(username="anna")
    assert (anna.name, anna.roles, anna.session_epoch) == ("示例安娜", [], 0)

    person_page = client.get(anna.get_absolute_url()).content.decode()
    assert "138****0009" in person_page
    assert "13800000009" not in person_page

    link = client.post(reverse("accounts:person-link", args=[anna.pk]), {"confirm": "1"})
    assert "/accounts/password/reset/key/" in link.content.decode()
    assert "no-store" in link.headers["Cache-Control"]

    client.force_login(guard)
    url = reverse("accounts:person-roles", args=[anna.pk])
    refused = client.post(url, {"roles": ["system_admin", "auditor"], "reason": "试"})
    assert "不能由同一人担任" in refused.content.decode()
    client.post(url, {"roles": ["agency_clerk"], "reason": "新任内勤"})
    anna.refresh_from_db()
    assert anna.roles == ["agency_clerk"]


def test_admin_when_person_is_opened_shows_but_never_changes(keeper, person, client):
    anna = person("anna", "handler")
    client.force_login(keeper)
    url = reverse("admin:accounts_user_change", args=[anna.pk])

    assert client.get(url).status_code == 200
    assert client.post(url, {"roles": ["decider"], "is_active": ""}).status_code == 403
    assert client.get(reverse("admin:accounts_user_add")).status_code == 403
    anna.refresh_from_db()
    assert (anna.roles, anna.is_active) == (["handler"], True)


def test_admin_when_agency_is_edited_writes_an_act_and_keeps_the_tree(
    keeper, bureau, station, client
):
    client.force_login(keeper)
    url = reverse("admin:accounts_agency_change", args=[bureau.pk])
    form = {"code": "T-QJ", "name": "改名区局", "kind": "bureau", "is_active": "on", "regions": []}

    looped = client.post(url, form | {"parent": station.pk})
    client.post(url, form | {"document_prefix": "津滨市监"})

    assert "上级机构不能是机构自己或它的下级机构" in looped.content.decode()
    bureau.refresh_from_db()
    assert (bureau.name, bureau.document_prefix, bureau.parent) == ("改名区局", "津滨市监", None)
    changes = Change.objects.filter(table_name="accounts_agency", operation="update")
    assert [(c.act, c.user_id) for c in changes] == [("维护机构", keeper.pk)]


@pytest.mark.parametrize("role", ["handler", "unit_user", "expert"])
def test_admin_when_entered_without_the_right_is_refused(person, client_of, role):
    assert client_of(person("anna", role)).get("/admin/").status_code == 403


def test_lists_when_longer_take_no_more_queries(keeper, station, person, client, query_count):
    client.force_login(keeper)

    def pages():
        return [
            query_count(lambda url=url: client.get(url))
            for url in (reverse("accounts:people"), reverse("accounts:agencies"))
        ]

    pages()
    few = pages()
    for number in range(20):
        office = Agency.objects.create(
            code=f"T-{number}", name=f"测试{number}所", kind="station", parent=station
        )
        person(f"p{number}", "handler", agency=office)

    assert pages() == few


def test_superuser_command_when_run_makes_a_system_administrator(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)

    call_command(
        "createsuperuser", "--noinput", username="first", email="f@example.com", name="首位"
    )

    first = User.objects.get()
    assert (first.roles, first.is_superuser) == (["system_admin"], False)
    assert not first.has_perm("accounts.change_user")
