"""文号 of many papers at once: consecutive, all or none, never a number that is used."""

from __future__ import annotations

from datetime import date

import pytest

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.documents import services
from ipcontact.documents.kinds import GENERAL
from ipcontact.documents.models import NumberSeries, OfficialDocument
from ipcontact.documents.rules import NumberRange, range_from
from ipcontact.ui.errors import RuleViolation
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 24)
FIRST = "津滨市监知〔2026〕12号"


@pytest.fixture(autouse=True)
def _day(fixed_today):
    fixed_today(TODAY.isoformat())


@pytest.fixture
def handler():
    return make_user(Role.HANDLER)


@pytest.fixture
def drafts(handler):
    """`drafts(3)`: papers without a number, in their order."""

    def make(count: int = 3) -> list[OfficialDocument]:
        unit = make_unit()
        return [
            services.draw_up(
                kind=GENERAL.code, subject=unit, title=f"示例函{place}", text="请予协助。",
                by=handler, today=TODAY,
            )
            for place in range(1, count + 1)
        ]  # fmt: skip

    return make


def numbers() -> list[str]:
    rows = OfficialDocument.objects.exclude(document_no="").order_by("pk")
    return list(rows.values_list("document_no", flat=True))


def refused(code: str):
    return pytest.raises(RuleViolation, check=lambda error: error.code == code)


def test_range_when_it_has_a_serial_then_counted_on_from_it():
    assert range_from(FIRST, 3) == NumberRange("津滨市监知", 2026, 12, 3)
    assert range_from(FIRST, 3).words == "津滨市监知〔2026〕12号至14号"
    assert range_from(FIRST, 1).words == FIRST


@pytest.mark.parametrize("odd", ["", "12", "津滨市监知[2026]12号", "津滨市监知〔2026〕012号"])
def test_range_when_it_has_none_then_none(odd):
    assert range_from(odd, 2) is None


def test_number_all_when_typed_then_in_the_order_given_and_each_is_recorded(drafts, handler):
    first, second, third = drafts()

    found = services.number_all([third, first, second], first=FIRST, by=handler, today=TODAY)

    assert found.words == "津滨市监知〔2026〕12号至14号"
    assert numbers() == [f"津滨市监知〔2026〕{serial}号" for serial in (13, 14, 12)]
    step = Act.objects.of(third).first()
    assert (step.action, step.acted_by) == (f"编文号：{FIRST}", handler)


def test_number_all_when_spaces_were_typed_then_freed_of_them(drafts, handler):
    found = services.number_all(
        drafts(1), first=" 津滨市监知〔2026〕 12 号 ", by=handler, today=TODAY
    )

    assert found.words == FIRST


def test_number_all_when_from_a_series_then_it_goes_on_without_a_gap(drafts, handler):
    series = NumberSeries.objects.create(prefix="示例函", label="函")
    one, *rest = drafts(4)
    services.draw_number(one, series=series, by=handler, today=TODAY)

    found = services.number_all(rest, series=series, by=handler, today=TODAY)

    assert found.words == "示例函〔2026〕2号至4号"
    kept = OfficialDocument.objects.filter(series=series, number_year=2026).order_by("serial")
    assert list(kept.values_list("serial", flat=True)) == [1, 2, 3, 4]


def test_draw_when_numbers_were_typed_while_the_series_was_closed_then_it_goes_on_after_them(
    drafts, handler
):
    series = NumberSeries.objects.create(prefix="示例函", label="函")
    first, typed, earlier, second, *rest = drafts(6)
    services.draw_number(first, series=series, by=handler, today=TODAY)
    NumberSeries.objects.filter(pk=series.pk).update(is_open=False)
    how = {"by": handler, "today": TODAY}
    services.write_number(typed, document_no="示例函〔2026〕2号", **how)
    services.write_number(earlier, document_no="示例函〔2025〕9号", **how, accept_warnings=True)
    NumberSeries.objects.filter(pk=series.pk).update(is_open=True)

    second = services.draw_number(second, series=series, by=handler, today=TODAY)
    found = services.number_all(rest, series=series, by=handler, today=TODAY)

    assert second.document_no == "示例函〔2026〕3号"
    assert found.words == "示例函〔2026〕4号至5号"


def test_number_all_when_one_of_the_range_is_used_then_none_and_it_is_named(drafts, handler):
    used, *rest = drafts(4)
    services.write_number(used, document_no="津滨市监知〔2026〕13号", by=handler, today=TODAY)

    with pytest.raises(RuleViolation, match="津滨市监知〔2026〕13号已由其他文书使用") as refusal:
        services.number_all(rest, first=FIRST, by=handler, today=TODAY)

    assert refusal.value.code == "number_taken"
    assert numbers() == ["津滨市监知〔2026〕13号"]


def test_number_all_when_the_used_one_was_voided_then_its_number_stays_used(drafts, handler):
    used, *rest = drafts(3)
    services.write_number(used, document_no=FIRST, by=handler, today=TODAY)
    services.void(used, reason="示例", by=handler, today=TODAY)

    with refused("number_taken"):
        services.number_all(rest, first=FIRST, by=handler, today=TODAY)


def test_number_all_when_another_range_was_shown_then_refused_and_nothing_numbered(drafts, handler):
    series = NumberSeries.objects.create(prefix="示例函", label="函")
    papers = drafts(2)
    shown = services.number_range(2, series=series, today=TODAY).words
    services.draw_number(drafts(1)[0], series=series, by=handler, today=TODAY)

    with pytest.raises(RuleViolation, match="文号有变动，现在是示例函〔2026〕2号至3号") as refusal:
        services.number_all(papers, series=series, shown=shown, by=handler, today=TODAY)

    assert refusal.value.code == "range_moved"
    assert numbers() == ["示例函〔2026〕1号"]


def test_number_all_when_one_has_a_number_then_refused_and_harmless_twice(drafts, handler):
    papers = drafts(2)
    services.number_all(papers, first=FIRST, by=handler, today=TODAY)

    with refused("already_numbered"):
        services.number_all(papers, first="津滨市监知〔2026〕90号", by=handler, today=TODAY)

    assert numbers() == [FIRST, "津滨市监知〔2026〕13号"]


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ("津滨市监知2026-12", "number_odd"),
        ("津滨市监知〔2027〕1号", "number_odd"),
        ("示例函〔2026〕1号", "number_lent"),
    ],
)
def test_number_all_when_the_first_cannot_begin_a_range_then_refused(drafts, handler, first, code):
    NumberSeries.objects.create(prefix="示例函", label="函")

    with refused(code):
        services.number_all(drafts(2), first=first, by=handler, today=TODAY)

    assert numbers() == []


def test_number_all_when_the_series_is_closed_then_refused(drafts, handler):
    series = NumberSeries.objects.create(prefix="示例函", label="函", is_open=False)

    with refused("series_closed"):
        services.number_all(drafts(1), series=series, by=handler, today=TODAY)


def test_number_all_when_there_are_none_then_refused(handler):
    with refused("nothing_to_number"):
        services.number_all([], first=FIRST, by=handler, today=TODAY)


@pytest.mark.parametrize("role", [Role.DECIDER, Role.AUDITOR, Role.UNIT_USER])
def test_number_all_when_by_another_role_then_refused(drafts, role):
    papers = drafts(2)

    with refused("wrong_actor"):
        services.number_all(papers, first=FIRST, by=make_user(role), today=TODAY)

    assert numbers() == []
