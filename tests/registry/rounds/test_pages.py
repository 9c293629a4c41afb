"""Rounds in the eyes of the staff: list, record, forms, worklist."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document

from ipcontact.ui.desk import work
from registry.recommendations.models import Recommendation
from registry.rounds import services
from registry.rounds.choices import IntakeRoundState as S
from registry.rounds.models import IntakeRound
from tests.factories import make_agency
from tests.filing import NOON, TODAY, draft, make_round, submitted
from tests.recommending import drafted

pytestmark = pytest.mark.django_db
MANAGED = ("edit", "quotas", "publish", "extend", "close", "conclude")


def page(client, name: str, *args, **query) -> str:
    response = client.get(reverse(f"rounds:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def typed(values: dict, **changes) -> dict:
    """The values as a browser posts them."""
    sent = {}
    for name, value in {**values, **changes}.items():
        if name in ("opens_at", "closes_at") and value:
            value = f"{timezone.localtime(value):%Y-%m-%dT%H:%M}"
        if value not in (None, False):
            sent[name] = getattr(value, "pk", value)
    return sent


@pytest.fixture
def planned(handler, values) -> IntakeRound:
    return services.plan(values(), by=handler, now=NOON)


def test_record_when_handler_then_next_step_first(client, handler, planned):
    client.force_login(handler)

    before = client.get(planned.get_absolute_url())
    services.publish(planned, by=handler, now=planned.opens_at)
    after = client.get(planned.get_absolute_url())

    labels = [[button.label for button in r.context["actions"]] for r in (before, after)]
    assert labels == [
        ["发布申报通知", "修改批次", "分配推荐名额"],
        ["延长截止", "分配推荐名额"],
    ]


def test_record_when_closed_then_concluding_comes_first(client, handler):
    client.force_login(handler)
    round_ = make_round(state=S.CLOSED, closes_at=NOON - timedelta(days=2))

    response = client.get(round_.get_absolute_url())

    assert [button.label for button in response.context["actions"]] == ["办结批次", "分配推荐名额"]
    assert "可以办结批次" in response.content.decode()


def test_record_when_agency_clerk_then_own_quota_only_and_no_buttons(client, clerk, handler):
    other = make_agency("station", name="示例他所")
    round_ = make_round()
    services.set_quotas(round_, {clerk.agency: 3, other: 8}, by=handler, now=NOON)
    submitted(round_)
    client.force_login(clerk)

    response = client.get(round_.get_absolute_url())

    [row] = response.context["quotas"]
    assert (row.agency, row.units, row.use.submitted) == (clerk.agency, 3, 1)
    assert response.context["actions"] == []
    assert other.name not in response.content.decode()
    assert client.get(reverse("rounds:quota-document", args=[round_.number])).status_code == 403


def test_record_when_bureau_then_quota_and_use_of_every_agency(client, clerk, handler):
    round_ = make_round()
    services.set_quotas(round_, {clerk.agency: 0}, by=handler, now=NOON)
    recommendation = drafted(round_, agency=clerk.agency)
    Recommendation.objects.filter(pk=recommendation.pk).update(state="signed")
    client.force_login(handler)

    response = client.get(round_.get_absolute_url())

    rows = {row.agency: row for row in response.context["quotas"]}
    assert (rows[clerk.agency].use.recommended, rows[clerk.agency].is_over) == (1, True)
    assert len(rows) > 1


def test_quota_document_when_downloaded_then_a_table_of_agencies(client, clerk, handler):
    round_ = make_round()
    services.set_quotas(round_, {clerk.agency: 3}, by=handler, now=NOON)
    client.force_login(handler)

    response = client.get(reverse("rounds:quota-document", args=[round_.number]))

    [table] = Document(BytesIO(response.content)).tables
    rows = {row.cells[1].text: row.cells[2].text for row in table.rows}
    assert rows[clerk.agency.name] == "3"
    assert "不限" in rows.values()


@pytest.mark.parametrize("verb", MANAGED)
def test_pages_when_opened_or_posted_by_others_then_refused(client, clerk, verb):
    round_ = make_round()
    path = reverse(f"rounds:{verb}", args=[round_.number])

    assert client.get(path).status_code == 302
    client.force_login(clerk)
    assert client.get(path).status_code == 403
    assert client.post(path, {"confirm": "1", "reason": "x"}).status_code == 403


@pytest.mark.parametrize("verb", MANAGED)
def test_pages_when_opened_by_get_then_nothing_is_written(client, handler, verb):
    round_ = make_round()
    client.force_login(handler)

    assert client.get(reverse(f"rounds:{verb}", args=[round_.number])).status_code == 200
    assert client.get(reverse(f"rounds:{verb}", args=["nowhere"])).status_code == 404
    assert IntakeRound.objects.get(pk=round_.pk).version == 1


def test_plan_when_posted_then_stored_and_shown(client, handler, values):
    client.force_login(handler)

    response = client.post(reverse("rounds:new"), typed(values(), state="open", number="1999-01"))

    round_ = IntakeRound.objects.get()
    assert response.url == round_.get_absolute_url()
    assert (round_.number, round_.state, round_.opens_at) == (
        "2026-01",
        S.PLANNED,
        NOON + timedelta(days=1),
    )
    assert round_.introduction == "现组织开展申报。\n请各单位踊跃参加。"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closes_at": None}, "closes_at"),
        ({"closes_at": NOON}, "closes_at"),
        ({"is_standing": "on"}, "closes_at"),
        ({"opens_at": None}, "opens_at"),
        ({"confirm_days": 0}, "confirm_days"),
        ({"form_version": "1999"}, "form_version"),
        ({"name": "\u200b"}, "name"),
        ({"grace_minutes": 99_999}, "grace_minutes"),
    ],
)
def test_plan_when_a_value_is_wrong_then_said_at_the_field(client, handler, values, changes, field):
    client.force_login(handler)

    response = client.post(reverse("rounds:new"), typed(values(), **changes))

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not IntakeRound.objects.exists()


def test_edit_when_somebody_was_quicker_then_both_versions_are_shown(
    client, handler, planned, values
):
    client.force_login(handler)
    services.edit(planned, values(grace_minutes=5), by=handler, now=NOON)

    response = client.post(
        reverse("rounds:edit", args=[planned.number]),
        typed(values(grace_minutes=60), _version=1),
    )

    assert response.status_code == 409
    assert IntakeRound.objects.get().grace_minutes == 5


def test_publish_when_confirmed_then_out(client, handler, planned, clerk):
    client.force_login(handler)
    path = reverse("rounds:publish", args=[planned.number])

    asked = client.get(path).content.decode()
    client.post(path, {"confirm": "1", "_version": "1"})

    assert "将告知推荐单位的1名" in asked
    assert IntakeRound.objects.get().is_published


def test_extend_when_posted_with_an_old_version_then_refused_with_what_was_typed(client, handler):
    round_ = make_round(version=4)
    client.force_login(handler)
    sent = {"confirm": "1", "closes_at": "2026-10-08T12:00", "reason": "网站故障", "_version": "3"}

    response = client.post(reverse("rounds:extend", args=[round_.number]), sent)

    assert "已由别人修改" in response.content.decode()
    assert "网站故障" in response.content.decode()
    assert not round_.extensions.exists()


def test_extend_when_opened_then_says_how_many_will_be_told(client, handler, clerk):
    round_ = make_round()
    draft(round_)
    client.force_login(handler)

    text = page(client, "extend", round_.number)

    assert "将告知推荐单位的1人、已填写或已提交申报的1人。" in text


def test_quotas_when_posted_then_stored(client, handler, station):
    round_ = make_round()
    client.force_login(handler)

    client.post(reverse("rounds:quotas", args=[round_.number]), {f"agency-{station.pk}": "6"})

    assert list(round_.quotas.values_list("agency", "units")) == [(station.pk, 6)]


@pytest.mark.parametrize("verb", ["close", "conclude"])
def test_standing_round_when_closed_and_concluded_by_page_then_done(client, handler, verb):
    state = S.OPEN if verb == "close" else S.CLOSED
    round_ = make_round(is_standing=True, closes_at=None, state=state)
    client.force_login(handler)

    client.post(
        reverse(f"rounds:{verb}", args=[round_.number]), {"confirm": "1", "reason": "方案调整"}
    )

    assert IntakeRound.objects.get().state == {"close": S.CLOSED, "conclude": S.CONCLUDED}[verb]


def test_list_when_staff_then_a_table_with_filters(client, handler, planned):
    make_round()
    client.force_login(handler)

    text = page(client, "list", state="planned", q="第二批")

    assert planned.name in text
    assert "示例申报批次" not in text
    assert reverse("rounds:new") in text


def test_record_when_there_are_many_drafts_then_queries_do_not_grow(
    client, handler, django_assert_max_num_queries
):
    round_ = make_round()
    draft(round_)
    client.force_login(handler)
    client.get(round_.get_absolute_url())
    with django_assert_max_num_queries(60) as few:
        client.get(round_.get_absolute_url())
    for _ in range(3):
        draft(round_)

    with django_assert_max_num_queries(len(few)):
        client.get(round_.get_absolute_url())


# --- the worklist -------------------------------------------------------------------------


def titles(user) -> dict[str, str]:
    found = work(user, TODAY, lambda audience: audience == "rounds.manage")
    return {item.title: item.reason for group in found["groups"] for item in group.items}


def test_worklist_when_rounds_want_something_then_each_says_what(handler, planned):
    soon = make_round(closes_at=NOON + timedelta(days=2))
    draft(soon)
    closed = make_round(state=S.CLOSED, closes_at=NOON - timedelta(days=5))
    make_round()

    assert titles(handler) == {
        f"{soon.name}：9月20日12:00截止": "还有1份草稿没有提交，截止前请电话提醒。",
        f"{planned.name}：发布申报通知": "计划9月19日12:00开始，通知还没有发布。",
        f"{closed.name}：办结批次": "已截止，申报都有结果。",
    }
