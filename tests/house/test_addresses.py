"""Every address says who may open it."""

from django.http import HttpResponse
from django.urls import path

from ipcontact.accounts.audiences import (
    CLOSED,
    PUBLIC,
    SIGNED_IN,
    THIRD_PARTY,
    all_routes,
    audience_of,
    undeclared,
)
from ipcontact.accounts.capabilities import BY_VERB


def nobody_declared(request):
    return HttpResponse()


nobody_declared.__module__ = "registry.units.views"


def test_addresses_when_walked_then_each_has_a_known_audience():
    assert undeclared() == []


def test_addresses_when_walked_then_the_rooms_are_among_them():
    routes = {route for route, _ in all_routes()}

    assert {"audit/", "accounts/login/", "admin/login/"} <= routes


def test_third_party_list_when_read_then_every_open_line_is_used_and_known():
    routes = [route.replace("^", "") for route, _ in all_routes()]
    opened = [prefix for prefix, who in THIRD_PARTY if who != CLOSED and prefix != "static/"]

    assert {who for _, who in THIRD_PARTY} <= {PUBLIC, SIGNED_IN, CLOSED, *BY_VERB}
    assert [prefix for prefix in opened if not any(r.startswith(prefix) for r in routes)] == []


def test_walk_when_a_view_declares_nothing_then_it_is_found():
    routes = list(all_routes([path("units/<no>/leak/", nobody_declared)]))

    assert [(route, audience_of(view, route)) for route, view in routes] == [
        ("units/<no>/leak/", None)
    ]


def test_walk_when_our_view_hides_below_a_package_prefix_then_it_is_found():
    assert audience_of(nobody_declared, "admin/leak/") is None
