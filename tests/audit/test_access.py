"""Access events: sign-in, failure, refusal, and nothing that should not be kept."""

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.audit.middleware import RequestContextMiddleware
from ipcontact.audit.models import AccessEvent, Change
from ipcontact.audit.rules import clean_detail, client_address, escape_controls, login_hint
from ipcontact.audit.services import record_access

FIELDS = ("kind", "user_name", "target", "address")


def events():
    return list(AccessEvent.objects.order_by("id").values_list(*FIELDS))


@pytest.fixture
def chen(db):
    user = get_user_model()(username="chen", name="陈知远", roles=[Role.HANDLER])
    user.set_password("a long enough password")
    user.save()
    return user


def test_sign_in_and_out_when_done_then_both_are_recorded(client, chen):
    client.force_login(chen)
    client.logout()

    assert [event[:2] for event in events()] == [("sign_in", "陈知远"), ("sign_out", "陈知远")]


def test_sign_in_when_password_is_wrong_then_failure_names_the_account(rf, chen):
    authenticate(rf.post("/"), username="chen", password="not it at all")

    assert [event[:3] for event in events()] == [("sign_in_failed", "陈知远", "")]
    assert "not it" not in str(list(AccessEvent.objects.values()))


def test_sign_in_when_name_is_unknown_then_only_a_hint_is_kept(rf, chen):
    authenticate(rf.post("/"), username="MyPassword123", password="x")

    assert [event[:3] for event in events()] == [("sign_in_failed", "", "My…（13字）")]


def test_refusal_when_page_is_not_allowed_then_one_event_with_path(client, chen):
    client.force_login(chen)

    client.get(reverse("audit:changes"), REMOTE_ADDR="10.1.2.3")

    assert events()[1:] == [("refusal", "陈知远", "/audit/", "10.1.2.3")]


def test_refusal_when_raised_inside_a_view_then_recorded(rf, chen):
    request = rf.post("/units/1/rename/")
    request.user = chen
    middleware = RequestContextMiddleware(lambda request: None)

    middleware.process_exception(request, PermissionDenied("只有经办可以更名"))

    event = AccessEvent.objects.get()
    assert (event.kind, event.target) == ("refusal", "/units/1/rename/")
    assert event.detail == {"method": "POST", "reason": "只有经办可以更名"}


def test_access_when_text_holds_control_characters_then_they_are_visible(chen):
    record_access("export", user=chen, target="一\n二\x1b[2J", detail={"a\r": ["b\u202e"]})

    event = AccessEvent.objects.get()
    assert event.target == "一\\x0a二\\x1b[2J"
    assert event.detail == {"a\\x0d": ["b\\u202e"]}


def test_access_when_kind_is_unknown_then_refused(chen):
    with pytest.raises(ValueError, match="nonsense"):
        record_access("nonsense", user=chen)


def test_request_when_served_then_its_number_is_in_header_and_row(client, chen):
    client.force_login(chen)

    response = client.get(reverse("audit:changes"))

    assert response.headers["X-Request-ID"] == AccessEvent.objects.latest("id").request_id


def test_write_without_act_when_page_changes_a_row_then_it_names_the_user(client, chen):
    def view(request):
        get_user_model().objects.filter(pk=chen.pk).update(name="陈致远")

    request = RequestFactory().post("/", REMOTE_ADDR="10.1.2.3")
    request.user = chen
    view_with_context = RequestContextMiddleware(lambda request: view(request) or _Response())

    view_with_context(request)

    change = Change.objects.filter(table_name="accounts_user").latest("id")
    assert (change.user_id, change.address, change.after) == (
        chen.pk,
        "10.1.2.3",
        {"name": "陈致远"},
    )


class _Response:
    def __init__(self):
        self.headers = {}


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ("", 0, "10.0.0.1"),
        ("6.6.6.6", 0, "10.0.0.1"),
        ("6.6.6.6, 1.2.3.4", 1, "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4, 10.0.0.2", 2, "1.2.3.4"),
        ("1.2.3.4", 2, "10.0.0.1"),
        ("a\nb" * 40, 1, ("a\\x0ab" * 40)[:45]),
    ],
)
def test_address_when_behind_proxies_then_only_ours_are_believed(forwarded, proxies, address):
    assert client_address("10.0.0.1", forwarded, proxies) == address


def test_escape_when_text_is_ordinary_then_unchanged():
    assert escape_controls("天津（滨海） A-1") == "天津（滨海） A-1"


def test_hint_when_nothing_was_typed_then_empty():
    assert login_hint("") == ""


def test_detail_when_value_is_of_another_type_then_its_text():
    assert clean_detail({"on": None, "n": 1, "x": {2}, "y": RequestFactory}) == {
        "on": None,
        "n": 1,
        "x": [2],
        "y": str(RequestFactory),
    }
