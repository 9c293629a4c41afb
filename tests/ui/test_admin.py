"""The one admin: who enters, what is written down, nothing inline."""

import re
from io import BytesIO

import pytest
from django.forms import BooleanField
from django.urls import reverse
from openpyxl import load_workbook
from tablib import Dataset

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import Change
from ipcontact.ui.exchange import marked
from ipcontact.ui.models import SiteProfile
from registry.criteria.models import SchemeVersion
from registry.criteria.resources import SchemeResource
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PROFILE = "/admin/ui/siteprofile/1/change/"
FIELDS = {"organ_name": "示例区市场监督管理局", "site_name": "重点联系", "short_name": "联系"}


def test_admin_when_signed_out_then_goes_to_the_own_sign_in(client):
    for path in ("/admin/", "/admin/login/", PROFILE):
        response = client.get(path)
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/?next=")


@pytest.mark.parametrize("role", [Role.HANDLER, Role.DECIDER, Role.UNIT_USER, Role.EXPERT])
def test_admin_when_the_role_may_not_enter_then_is_refused(client, role):
    client.force_login(make_user(role))

    assert client.get("/admin/").status_code == 403
    assert client.get("/admin/login/").status_code == 403
    assert client.post(PROFILE, FIELDS).status_code == 403


def test_admin_when_entered_then_is_ours_and_without_inline_code(client, system_admin):
    pages = [client.get(path).content.decode() for path in ("/admin/", PROFILE)]

    for page in pages:
        assert "系统管理" in page
        assert "虚构" in page
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)", page)
    assert "Procrastinate" not in pages[0]
    assert "Authenticators" not in pages[0]


def test_reference_when_exported_then_columns_bear_words_and_read_back_unchanged(
    client, system_admin
):
    path = "/admin/registry/schemeversion/export/"
    fields = client.get(path).context["form"].fields
    names = [name for name, field in fields.items() if isinstance(field, BooleanField)]
    sheet = client.post(path, {"format": "0", "resource": "0", **dict.fromkeys(names, "on")})
    rows = list(load_workbook(BytesIO(sheet.content)).active.values)

    found = SchemeResource().import_data(Dataset(*rows[1:], headers=rows[0]), dry_run=True)

    labels = [str(SchemeVersion._meta.get_field(n).verbose_name) for n in ("code", "name")]
    assert list(rows[0][:2]) == labels
    assert found.totals["skip"] == len(rows) - 1


def test_profile_when_saved_then_makes_the_one_row_as_an_act(client, system_admin):
    response = client.post(PROFILE, FIELDS)

    assert response.status_code == 302
    assert SiteProfile.objects.get().organ_name == "示例区市场监督管理局"
    change = Change.objects.get(act="维护网站信息")
    assert change.user_id == system_admin.pk


@pytest.mark.parametrize("role", [Role.SECURITY_ADMIN, Role.AUDITOR])
def test_profile_when_the_role_may_only_look_then_post_is_refused(client, role):
    client.force_login(make_user(role))

    assert client.get(PROFILE).status_code == 200
    assert client.post(PROFILE, FIELDS).status_code == 403
    assert not SiteProfile.objects.exists()


def test_profile_when_another_row_is_asked_then_there_is_none(client, system_admin):
    assert client.get("/admin/ui/siteprofile/2/change/").status_code == 302
    assert client.get("/admin/ui/siteprofile/add/").status_code == 403
    assert client.get("/admin/ui/siteprofile/").url == PROFILE
    assert reverse("admin:ui_siteprofile_changelist") == "/admin/ui/siteprofile/"


def test_marked_when_values_differ_then_escapes_and_marks_both():
    assert marked("<b>甲", "<b>乙") == "&lt;b&gt;<del>甲</del><ins>乙</ins>"
