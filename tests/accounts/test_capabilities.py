"""The table of rights decides alone: every role, every verb, every page."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from ipcontact.accounts.capabilities import BY_VERB, TABLE, allowed
from ipcontact.accounts.models import Agency, User
from ipcontact.accounts.rights import agency_scope, can, require, sees_whole_register
from ipcontact.accounts.roles import SEPARATED_PAIRS, Role
from ipcontact.audit.models import AccessEvent


@pytest.mark.parametrize("verb", BY_VERB)
def test_can_for_each_role_follows_the_table(verb):
    may = {role for role in Role.values if can(User(username="x", roles=[role]), verb)}

    assert may == BY_VERB[verb].roles


@pytest.mark.parametrize("verb", BY_VERB)
def test_can_for_a_closed_account_is_always_no(verb):
    closed = [User(username="x", roles=[role], is_active=False) for role in Role.values]

    assert not any(can(user, verb) for user in closed)


def test_verbs_when_table_is_read_are_unique_and_held_by_somebody():
    assert len(BY_VERB) == len(TABLE)
    assert [entry.verb for entry in TABLE if not entry.roles] == []


def test_can_when_verb_is_unknown_is_a_mistake_of_the_caller():
    with pytest.raises(KeyError):
        can(User(username="x", roles=["handler"]), "units.destroy")


def test_require_when_refused_says_who_may():
    with pytest.raises(PermissionDenied, match="需要以下角色之一：审计员。您现有的角色：区局经办"):
        require(User(username="x", roles=["handler"]), "audit.view")


def test_separated_roles_when_table_is_read_share_nothing_that_matters():
    shared = {
        entry.verb
        for entry in TABLE
        for first, second in SEPARATED_PAIRS
        if {first, second} <= entry.roles
    }

    everybody = {"desk.view", "rights.view", "agencies.view", "admin.enter"}
    lookups = {"users.view", "accounts.import"}
    assert shared == everybody | lookups
    assert not allowed(["system_admin"], "roles.assign")
    assert not allowed(["security_admin"], "users.manage")


PAGES = {
    "accounts:rights": "rights.view",
    "accounts:people": "users.view",
    "accounts:person-new": "users.manage",
    "accounts:agencies": "agencies.view",
    "accounts:import": "accounts.import",
    "admin:index": "admin.enter",
}


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize(("page", "verb"), PAGES.items())
def test_page_for_each_role_opens_only_with_the_right(person, client_of, role, page, verb):
    browser = client_of(person("somebody", role))

    response = browser.get(reverse(page))

    assert response.status_code == (200 if role in BY_VERB[verb].roles else 403)


def test_page_when_right_is_removed_is_refused_on_the_next_request(person, client_of):
    keeper = person("keeper", "system_admin")
    browser = client_of(keeper)
    assert browser.get(reverse("accounts:people")).status_code == 200

    User.objects.filter(pk=keeper.pk).update(roles=["handler"])

    assert browser.get(reverse("accounts:people")).status_code == 403
    refused = AccessEvent.objects.get(kind="refusal")
    assert (refused.user_id, refused.target) == (keeper.pk, "/accounts/people/")


def test_form_when_hidden_from_a_role_is_also_refused_when_posted(person, client_of):
    stranger, target = person("stranger", "handler"), person("target", "handler")
    browser = client_of(stranger)

    for name in ("person-change", "person-roles", "person-link", "person-sign-out"):
        url = reverse(f"accounts:{name}", args=[target.pk])
        posted = browser.post(url, {"roles": ["decider"], "reason": "试", "confirm": "1"})
        assert posted.status_code == 403

    target.refresh_from_db()
    assert (target.roles, target.session_epoch) == (["handler"], 0)


def test_rights_page_when_opened_names_every_entry_of_the_table(person, client_of):
    page = client_of(person("anna", "handler")).get(reverse("accounts:rights")).content.decode()

    assert [entry.label for entry in TABLE if entry.label not in page] == []


def test_whole_register_when_asked_is_open_to_bureau_divisions_and_center(person, bureau, station):
    division = Agency.objects.create(code="T-K", name="测试科", kind="division", parent=bureau)
    zone = Agency.objects.create(code="T-Z", name="测试功能区局", kind="zone_bureau", parent=bureau)
    zone_division = Agency.objects.create(code="T-ZK", name="测试科", kind="division", parent=zone)
    center = Agency.objects.create(code="T-C", name="测试中心", kind="ip_protection_center")
    offices = (bureau, division, center, station, zone, zone_division)
    people = {o.code: person(o.code.lower(), "agency_clerk", agency=o) for o in offices}

    seeing = {code for code, user in people.items() if sees_whole_register(user)}

    assert seeing == {"T-QJ", "T-K", "T-C"}
    assert not sees_whole_register(person("admin", "system_admin", agency=bureau))
    assert agency_scope(people["T-Z"]) == {zone.pk, zone_division.pk}
    assert agency_scope(person("nowhere", "handler")) == set()


def test_scope_when_asked_twice_then_read_once(person, station, django_assert_num_queries):
    user = person("clerk", "agency_clerk", agency=station)

    with django_assert_num_queries(1):
        scopes = {agency_scope(user), agency_scope(user)}

    assert scopes == {frozenset({station.pk})}


def test_scope_when_the_next_request_loads_the_user_then_read_again(person, station):
    user = person("clerk", "agency_clerk", agency=station)
    before = agency_scope(user)
    below = Agency.objects.create(code="T-S2", name="测试分所", kind="station", parent=station)

    after = agency_scope(User.objects.get(pk=user.pk))

    assert (before, after) == ({station.pk}, {station.pk, below.pk})


def test_scope_when_the_user_moves_to_another_agency_then_read_again(person, bureau, station):
    user = person("clerk", "agency_clerk", agency=bureau)
    agency_scope(user)

    user.agency = station

    assert agency_scope(user) == {station.pk}


def test_subtree_when_asked_takes_one_query(bureau, station, django_assert_num_queries):
    below = Agency.objects.create(code="T-S2", name="测试分所", kind="station", parent=station)

    with django_assert_num_queries(1):
        keys = Agency.objects.subtree_ids(bureau)

    assert keys == {bureau.pk, station.pk, below.pk}
