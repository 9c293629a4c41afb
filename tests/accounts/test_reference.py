"""Reference data and demo people: complete, loaded once, never over an administrator's hand."""

import io
import json
from collections import Counter

import pytest
from django.conf import settings

from ipcontact.accounts import demo, reference
from ipcontact.accounts.models import Agency, Region, User
from ipcontact.accounts.roles import Role
from ipcontact.ui.errors import RuleViolation

FIXTURES = settings.BASE_DIR / "fixtures"


@pytest.mark.usefixtures("no_offices")
def test_reference_when_loaded_has_the_regions_and_bodies_of_the_district():
    reference.load(FIXTURES)

    kinds = Counter(Region.objects.values_list("kind", flat=True))
    assert kinds == {"sub_district": 16, "town": 5, "zone": 5}
    bodies = Counter(Agency.objects.values_list("kind", flat=True))
    assert bodies == {
        "bureau": 1,
        "zone_bureau": 5,
        "division": 4,
        "enforcement_brigade": 1,
        "ip_protection_center": 1,
        "overseas_guidance_branch": 1,
        "partner": 4,
        "superior": 1,
    }


@pytest.mark.usefixtures("no_offices")
def test_reference_when_loaded_again_keeps_what_was_edited():
    reference.load(FIXTURES)
    Agency.objects.filter(code="QJ").update(name="改过的名称", document_prefix="津滨市监")

    added = reference.load(FIXTURES)

    assert added == {"regions": 0, "agencies": 0}
    bureau = Agency.objects.get(code="QJ")
    assert (bureau.name, bureau.document_prefix) == ("改过的名称", "津滨市监")


@pytest.mark.usefixtures("no_offices")
def test_demo_when_made_has_every_role_and_passwords_that_fit(settings, tmp_path, client):
    settings.LOCAL_DIR = tmp_path
    reference.load(FIXTURES)
    demo.create_people(io.StringIO())

    accounts = demo.create_people(io.StringIO())

    kept = json.loads((tmp_path / "demo-accounts.json").read_text(encoding="utf-8"))
    assert kept == accounts
    assert set(kept[0]) == {"username", "password", "name", "roles", "agency"}
    assert len({account["password"] for account in accounts}) == User.objects.count()
    assert {role for user in User.objects.all() for role in user.roles} == set(Role.values)
    assert all(user.name.startswith("示例") for user in User.objects.all())
    assert (tmp_path / "demo-accounts.json").stat().st_mode & 0o077 == 0
    first = accounts[0]
    assert client.login(username=first["username"], password=first["password"])


@pytest.mark.usefixtures("no_offices")
def test_demo_when_register_is_real_makes_nobody(settings):
    settings.DEMO = False

    with pytest.raises(RuleViolation):
        demo.create_people(io.StringIO())
    assert User.objects.count() == 0
