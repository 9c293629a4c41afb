"""Pages of messages: inbox, one message, hand-over by WeChat, paper and phone, own wishes."""

import pytest
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.notifications import access
from ipcontact.notifications.models import Message, Preference
from ipcontact.notifications.services import Person, tell
from tests.factories import make_agency, make_user

LIAISON = Person("示例联络员", "13812340001", "liaison@example.cn")
WAYS = ("wechat", "sheet", "call", "again")

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return make_user(Role.AGENCY_CLERK, agency=make_agency("station"))


@pytest.fixture
def signed(client, clerk):
    client.force_login(clerk)
    return client


def inbox_message(user, **values) -> Message:
    return tell(**{"user": user, "kind": "test.told", "title": "材料已收到", **values})


def told(by, **values) -> Message:
    return tell(
        **{"person": LIAISON, "kind": "test.told", "title": "请确认推荐", "by": by, **values}
    )


def address(page: str, message: Message) -> str:
    return reverse(f"notifications:{page}", args=[message.key])


def test_inbox_when_opened_then_shows_the_own_messages_only(signed, clerk):
    inbox_message(clerk)
    inbox_message(make_user(), title="别人的消息")
    told(clerk, title="对外的消息")

    page = signed.get("/inbox/")

    assert [row.record.title for row in page.context["table"].page.object_list] == ["材料已收到"]
    assert "别人的消息" not in page.content.decode()


def test_inbox_when_empty_then_says_what_will_be_here(signed):
    assert "还没有消息" in signed.get("/inbox/").content.decode()


def test_inbox_when_filtered_by_unread_then_only_those(signed, clerk):
    inbox_message(clerk, title="旧的")
    Message.objects.update(read_at="2026-09-18T00:00Z")
    inbox_message(clerk, title="新的")

    page = signed.get("/inbox/?read=no")

    assert [row.record.title for row in page.context["table"].page.object_list] == ["新的"]


def test_inbox_when_many_messages_then_queries_do_not_grow(
    signed, clerk, django_assert_max_num_queries
):
    inbox_message(clerk)
    signed.get("/inbox/")
    with django_assert_max_num_queries(20) as few:
        signed.get("/inbox/")
    for _ in range(20):
        inbox_message(clerk)

    with django_assert_max_num_queries(20) as many:
        signed.get("/inbox/")

    assert len(many) == len(few)


def test_topbar_when_messages_are_unread_then_counts_them_in_one_query(signed, clerk):
    for _ in range(3):
        inbox_message(clerk)
    Message.objects.filter(pk=Message.objects.first().pk).update(read_at="2026-09-18T00:00Z")

    page = signed.get(reverse("notifications:preferences")).content.decode()

    assert "2条未读" in page


def test_topbar_when_nothing_is_unread_then_no_count(signed):
    page = signed.get(reverse("notifications:preferences")).content.decode()

    assert "收件箱" in page
    assert "条未读" not in page


def test_message_when_opened_then_stays_unread_until_the_button(signed, clerk):
    message = inbox_message(clerk, body="第一行\n第二行 <b>", url="/desk/")

    page = signed.get(message.get_absolute_url()).content.decode()

    assert "第一行<br>第二行 &lt;b&gt;" in page
    message.refresh_from_db()
    assert message.read_at is None

    response = signed.post(address("read", message), {"open": "1"})

    assert (response.status_code, response.url) == (302, "/desk/")
    message.refresh_from_db()
    assert message.read_at is not None


def test_message_when_marked_read_twice_then_the_first_time_counts(signed, clerk):
    message = inbox_message(clerk)
    assert signed.post(address("read", message)).url == "/inbox/"
    first = Message.objects.get().read_at

    signed.post(address("read", message))

    assert Message.objects.get().read_at == first


def test_read_when_asked_by_get_then_refused(signed, clerk):
    message = inbox_message(clerk)

    assert signed.get(address("read", message)).status_code == 405
    assert signed.get("/inbox/read-all/").status_code == 405


def test_read_all_when_pressed_then_what_came_later_stays_unread(signed, clerk):
    seen = inbox_message(clerk)
    later, of_another = inbox_message(clerk), inbox_message(make_user())

    signed.post("/inbox/read-all/", {"up_to": seen.pk})

    assert set(Message.objects.unread()) == {later, of_another}


@pytest.mark.parametrize("up_to", ["", "-1", "x", "9" * 30, "\x00"])
def test_read_all_when_the_number_is_nonsense_then_nothing_happens(signed, clerk, up_to):
    inbox_message(clerk)

    assert signed.post("/inbox/read-all/", {"up_to": up_to}).status_code == 302
    assert Message.objects.unread().count() == 1


@pytest.mark.parametrize("page", ["message", "read", *WAYS])
def test_message_when_of_strangers_then_it_does_not_exist(signed, page):
    mine = inbox_message(make_user())
    theirs = told(make_user(Role.AGENCY_CLERK, agency=make_agency("station")))

    for message in (mine, theirs):
        path = address(page, message)
        send = signed.post if page == "read" else signed.get
        assert send(path).status_code == 404
    assert Message.objects.unread().filter(pk=mine.pk).exists()


def test_message_when_nobody_is_signed_in_then_leads_to_sign_in(client, clerk):
    message = told(clerk)

    response = client.get(message.get_absolute_url())

    assert response.url.startswith("/accounts/login/")


def test_message_when_the_recipient_is_no_staff_then_cannot_hand_it_over(client, clerk):
    user = make_user(Role.UNIT_USER, mobile="13812340002")
    message = inbox_message(user, by=clerk)
    client.force_login(user)

    page = client.get(message.get_absolute_url()).content.decode()

    assert "送达记录" not in page
    assert {client.get(address(way, message)).status_code for way in WAYS} == {403}


def test_message_when_staff_received_it_from_another_office_then_cannot_hand_it_over(signed, clerk):
    message = inbox_message(clerk, by=make_user())

    assert {signed.get(address(way, message)).status_code for way in WAYS} == {403}


def test_message_when_the_part_lets_somebody_work_on_the_record_then_may_hand_it_over(
    signed, clerk, subject, monkeypatch
):
    message = told(make_user(), subject=subject)
    assert signed.get(message.get_absolute_url()).status_code == 404

    judge = {subject._meta.db_table: lambda user, key: (user, key) == (clerk, str(subject.pk))}
    monkeypatch.setattr(access, "_JUDGES", judge)

    assert signed.get(message.get_absolute_url()).status_code == 200
    assert signed.get(address("call", message)).status_code == 200


def test_told_when_opened_then_shows_what_the_own_office_told_with_its_ways(signed, clerk):
    colleague = make_user(Role.AGENCY_HEAD, agency=clerk.agency)
    told(colleague, ways=("sms",))
    told(make_user(), title="别处告知的")
    inbox_message(clerk, title="收到的")

    page = signed.get("/notifications/").content.decode()

    assert "短信：等待发送" in page
    assert "别处告知的" not in page
    assert "13812340001" not in page


@pytest.mark.parametrize(("value", "title"), [("no", "没送到的"), ("yes", "送到的")])
def test_told_when_filtered_by_reached_then_only_those(signed, clerk, value, title):
    told(clerk, title="没送到的")
    reached = told(clerk, title="送到的")
    signed.post(address("call", reached), {"is_reached": "1"})

    page = signed.get(f"/notifications/?reached={value}")

    assert [row.record.title for row in page.context["table"].page.object_list] == [title]


def test_told_when_many_then_queries_do_not_grow(signed, clerk, django_assert_max_num_queries):
    told(clerk)
    signed.get("/notifications/")
    with django_assert_max_num_queries(20) as few:
        signed.get("/notifications/")
    for _ in range(20):
        told(clerk)

    with django_assert_max_num_queries(20) as many:
        signed.get("/notifications/")

    assert len(many) == len(few)


def test_message_when_handled_then_shows_masked_addresses_only(signed, clerk):
    page = signed.get(told(clerk).get_absolute_url()).content.decode()

    assert "138****0001" in page
    assert "l***@example.cn" in page
    assert "13812340001" not in page
    assert "liaison@" not in page


def test_preferences_when_saved_then_kept_and_shown(signed, clerk):
    response = signed.post("/inbox/preferences/", {"mail": "daily", "wants_sms": "on"})

    assert response.url == "/inbox/"
    saved = Preference.objects.get()
    assert (saved.user, saved.mail, saved.wants_sms) == (clerk, "daily", True)

    signed.post("/inbox/preferences/", {"mail": "never"})

    saved.refresh_from_db()
    assert (saved.mail, saved.wants_sms) == ("never", False)


def test_preferences_when_somebody_elses_are_posted_then_only_the_own_change(signed, clerk):
    other = make_user()

    signed.post("/inbox/preferences/", {"mail": "never", "user": other.pk, "id": 1})

    assert set(Preference.objects.values_list("user", flat=True)) == {clerk.pk}


def test_preferences_when_the_way_is_unknown_then_refused(signed):
    response = signed.post("/inbox/preferences/", {"mail": "pigeon"})

    assert response.status_code == 200
    assert Preference.objects.count() == 0
