"""What was told about a record, shown on its page."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from ipcontact.accounts.roles import Role
from ipcontact.notifications import access
from ipcontact.notifications.services import Person, tell
from tests.factories import make_agency, make_user

LIAISON = Person("示例联络员", "13812340001")

pytestmark = pytest.mark.django_db


def shown(record, user) -> str:
    request = RequestFactory().get("/")
    request.user = user
    source = "{% load notifications %}{% messages_about record %}"
    return Template(source).render(Context({"record": record, "request": request}))


def told(subject, by, **values):
    return tell(
        **{"person": LIAISON, "kind": "test.told", "title": "请<确认>推荐", "subject": subject,
           "by": by, **values}
    )  # fmt: skip


@pytest.fixture
def clerk():
    return make_user(Role.AGENCY_CLERK, agency=make_agency("station"))


def test_messages_about_when_nobody_was_told_then_nothing(subject, clerk):
    assert shown(subject, clerk).strip() == ""


def test_messages_about_when_told_then_shows_those_of_this_record_with_their_ways(subject, clerk):
    message = told(subject, clerk)
    told(make_agency(), clerk, title="别的事项")

    page = shown(subject, clerk)

    assert "请&lt;确认&gt;推荐" in page
    assert "短信：等待发送" in page
    assert message.get_absolute_url() in page
    assert "别的事项" not in page
    assert "13812340001" not in page


def test_messages_about_when_another_office_told_then_no_link_unless_the_part_says_so(
    subject, clerk, monkeypatch
):
    message = told(subject, make_user())
    assert message.get_absolute_url() not in shown(subject, clerk)

    judge = {subject._meta.db_table: lambda user, key: user == clerk}
    monkeypatch.setattr(access, "_JUDGES", judge)

    assert message.get_absolute_url() in shown(subject, clerk)


def test_messages_about_when_many_then_queries_do_not_grow(
    subject, clerk, django_assert_num_queries
):
    for _ in range(5):
        told(subject, clerk)

    with django_assert_num_queries(3):
        shown(subject, clerk)
