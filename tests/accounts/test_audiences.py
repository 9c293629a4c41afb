"""Every address has an audience, and the audience is asked before the view."""

import pytest
from django.http import HttpResponse
from django.urls import reverse

from ipcontact.accounts import audiences
from ipcontact.accounts.audiences import PUBLIC, audience, audience_of, undeclared


def test_addresses_when_all_are_read_have_an_audience():
    assert undeclared() == []


def test_check_when_a_view_declares_nothing_fails_start_up(monkeypatch):
    def bare(request):
        return HttpResponse()

    monkeypatch.setattr(audiences, "all_routes", lambda: iter([("bare/", bare)]))

    assert [error.id for error in audiences.check_audiences(None)] == ["accounts.E001"]


def test_check_when_a_verb_is_misspelt_fails_start_up(monkeypatch):
    @audience("units.veiw")
    def misspelt(request):
        return HttpResponse()

    monkeypatch.setattr(audiences, "all_routes", lambda: iter([("x/", misspelt)]))

    assert undeclared() == ["x/"]


def test_own_view_when_under_a_package_address_gets_nothing_from_its_list():
    def own(request):
        return HttpResponse()

    assert audience_of(own, "admin/own/") is None
    assert audience_of(audience(PUBLIC)(own), "admin/own/") == PUBLIC


@pytest.mark.parametrize(
    "address", ["/accounts/people/", "/accounts/import/?a=1", "/admin/", "/accounts/2fa/"]
)
def test_page_when_nobody_is_signed_in_leads_to_sign_in_and_back(db, client, address):
    response = client.get(address)

    assert response.status_code == 302
    target = response.headers["Location"]
    assert target.startswith(reverse("account_login") + "?next=")
    assert address.split("?")[0] in target


def test_post_when_signed_out_leads_back_to_the_form_it_came_from(db, client):
    response = client.post(
        "/accounts/people/new/", headers={"referer": "http://testserver/desk/?a=1"}
    )

    assert response.headers["Location"] == "/accounts/login/?next=/desk/%3Fa%3D1"


def test_post_when_signed_out_ignores_a_foreign_referer(db, client):
    response = client.post("/accounts/people/new/", headers={"referer": "http://evil.example/x"})

    assert response.headers["Location"] == "/accounts/login/?next=/desk/"


@pytest.mark.parametrize(
    "address",
    ["/accounts/signup/", "/accounts/email/", "/accounts/confirm-email/"],
)
def test_page_when_package_offers_what_we_do_not_is_not_found(db, client, address):
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_admin_sign_in_when_opened_uses_the_one_door(db, client):
    page = client.get("/admin/login/?next=/admin/")

    assert page.status_code == 302
    assert page.headers["Location"].startswith("/accounts/login/")


def test_page_when_signed_in_is_never_stored_by_the_browser(person, client_of):
    response = client_of(person("anna", "handler")).get("/accounts/rights/")

    assert "no-store" in response.headers["Cache-Control"]


def test_quick_page_part_when_signed_out_makes_the_browser_go_to_sign_in(db, client):
    response = client.get("/accounts/people/", headers={"hx-request": "true"})

    assert response.headers["HX-Redirect"].startswith("/accounts/login/")
