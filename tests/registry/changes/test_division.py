"""分立: as many new units as there are; nobody is listed by it, and a successor decides anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from ipcontact.acts.models import Act
from ipcontact.ui.errors import RuleViolation
from registry.changes import entries, services
from registry.changes.choices import ChangeKind
from registry.changes.models import UnitChange
from registry.changes.previews import preview
from registry.changes.rules import MOST_PARTS, Part, division_problems, parts_of
from registry.changes.services import Proposal
from registry.changes.wording import sentence
from tests.changing import effective, member, paper, proposed
from tests.factories import TODAY, credit_code, make_unit
from tests.filing import submitted

pytestmark = pytest.mark.django_db
CODE = credit_code(9_000_001)  # of no unit


def division(*parts: Part, **values) -> Proposal:
    values = {"evidence": paper(), **values}
    return Proposal(ChangeKind.SPLIT, TODAY, parts=parts, **values)


def of(unit, **values) -> Part:
    return Part(unit.name, unit.credit_code, unit.public_no, **values)


def problems(*parts: Part) -> list[str]:
    found = division_problems(parts, name="示例母公司", credit_code=CODE)
    return [code for code, _ in found]


@pytest.mark.parametrize(
    ("parts", "codes"),
    [
        ((), []),
        ((Part("示例甲"), Part("示例乙")), []),
        ((Part(""),), ["part_nameless"]),
        ((Part("示例甲"), Part("示例甲")), ["part_twice"]),
        ((Part("示例甲", "A"), Part("示例乙", "A")), ["part_twice"]),
        ((Part("示例母公司"),), ["part_itself"]),
        ((Part("示例甲", CODE),), ["part_itself"]),
        (tuple(Part(f"示例{place}") for place in range(MOST_PARTS + 1)), ["too_many"]),
    ],
)
def test_division_when_judged_then_what_is_wrong(parts, codes):
    assert problems(*parts) == codes


def test_division_when_it_has_several_then_each_is_linked_and_none_listed(handler, second):
    unit, one, other = member("示例母公司有限公司"), make_unit(), make_unit()

    change = effective(
        unit,
        division(of(one), of(other, asks=True), Part("示例待领照有限公司")),
        by=handler,
        checker=second,
    )

    for each in (one, other):
        each.refresh_from_db()
        assert (each.split_from, each.membership_state) == (unit, "outside")
    unit.refresh_from_db()
    assert (unit.registration_state, unit.membership_state) == ("split", "listed")
    assert [part.public_no for part in parts_of(change.values)] == [
        one.public_no, other.public_no, "",
    ]  # fmt: skip
    words = sentence(change)
    assert f"分立出的单位：（空） → {other.name}（{other.credit_code}），要求承继" in words
    assert "示例待领照有限公司（代码待定）" in words


def test_division_when_none_is_named_then_only_the_state_changes(handler, second):
    unit = member()

    change = effective(unit, division(), by=handler, checker=second)

    assert (change.state, parts_of(change.values)) == ("effective", [])


def test_division_when_one_is_named_twice_then_refused_and_nothing_kept(handler):
    with pytest.raises(RuleViolation) as refused:
        proposed(member(), division(Part("示例甲"), Part("示例甲")), by=handler)

    assert refused.value.code == "part_twice"
    assert not UnitChange.objects.exists()


def test_link_when_registered_later_then_the_nightly_job_notes_it_once(handler, second):
    unit = member()
    change = effective(unit, division(Part("示例新设有限公司", CODE)), by=handler, checker=second)
    assert services.link_registered(today=TODAY) == 0

    new = make_unit("示例新设有限公司", CODE)
    linked = [services.link_registered(today=TODAY) for _ in range(2)]

    new.refresh_from_db()
    change.refresh_from_db()
    assert (linked, new.split_from) == ([1, 0], unit)
    assert parts_of(change.values) == [Part("示例新设有限公司", CODE, new.public_no)]


@pytest.mark.parametrize(("namesakes", "linked"), [(1, 1), (2, 0)])
def test_link_when_it_had_no_code_yet_then_by_a_name_that_one_alone_bears(
    handler, second, namesakes, linked
):
    unit = member()
    effective(unit, division(Part("示例待领照有限公司")), by=handler, checker=second)
    found = [make_unit("示例待领照有限公司") for _ in range(namesakes)]

    assert services.link_registered(today=TODAY) == linked

    found[0].refresh_from_db()
    assert (found[0].split_from == unit) is bool(linked)


def test_link_when_the_division_was_rejected_then_nothing(handler, second):
    change = proposed(member(), division(Part("示例新设有限公司", CODE)), by=handler)
    services.reject(change, reason="材料不符", by=second, today=TODAY)
    new = make_unit("示例新设有限公司", CODE)

    assert services.link_registered(today=TODAY) == 0

    new.refresh_from_db()
    assert new.split_from is None


def test_preview_when_one_asks_to_succeed_then_its_own_decision_is_named(handler):
    known = make_unit("示例已登记有限公司")
    change = proposed(
        member(), division(of(known, asks=True), Part("示例待领照有限公司")), by=handler
    )

    words = {each.place: each.words for each in preview(change, user=handler)}["承继"]

    assert words.startswith("示例已登记有限公司的档案注明分立自本单位。")
    assert "示例待领照有限公司还没有登记" in words
    assert "示例已登记有限公司要求承继：在库不随分立转移，须由其另行申报、另行审定" in words


def todo(user, today=TODAY) -> list[str]:
    return [item.title for item in entries._to_succeed(user, today)]


def test_worklist_when_one_asks_to_succeed_then_until_it_has_applied(handler, second):
    unit, new = member("示例母公司有限公司"), make_unit("示例承继有限公司")
    effective(unit, division(of(new, asks=True), Part("示例另一家")), by=handler, checker=second)

    waiting = todo(handler)
    late = todo(handler, TODAY + timedelta(days=366))
    application = submitted(unit_name=new.name, credit_code=new.credit_code)
    after = todo(handler)

    assert waiting == ["示例母公司有限公司分立：示例承继有限公司要求承继"]
    assert late == []
    assert application.unit == new
    assert after == []


def test_worklist_when_none_asks_then_nothing(handler, second):
    effective(member(), division(Part("示例另一家")), by=handler, checker=second)

    assert todo(handler) == []


def page_of(unit) -> str:
    return reverse("changes:propose", args=[unit.public_no, "split"])


def sent(**values) -> dict:
    return {
        "effective_on": TODAY.isoformat(),
        "basis": "分立协议（示例）",
        "channel": "online",
        "evidence": paper(),
        **values,
    }


def text(response) -> str:
    return response.content.decode()


def test_page_when_several_rows_are_filled_then_one_change_with_all(client, handler):
    unit, known = member(), make_unit("示例已登记有限公司")
    client.force_login(handler)

    page = client.post(
        page_of(unit),
        sent(
            name_1="示例甲有限公司", code_1=CODE, name_2="示例乙有限公司", asks_2="on",
            code_4=known.public_no,
        ),
        follow=True,
    )  # fmt: skip

    change = UnitChange.objects.get()
    assert parts_of(change.values) == [
        Part("示例甲有限公司", CODE),
        Part("示例乙有限公司", asks=True),
        of(known),
    ]
    assert "示例乙有限公司（代码待定），要求承继" in text(page)
    assert Act.objects.of(change).get().action == "登记分立"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({}, "请至少填写一家分立出的单位"),
        ({"asks_1": "on"}, "请填写这家单位的名称"),
        ({"code_1": CODE}, "单位库中还没有这个代码，请填写名称"),
        ({"name_1": "示例甲", "code_1": "LX99999999"}, "单位库中没有这个代码或编号"),
        ({"name_1": "示例甲", "name_2": "示例甲"}, "有两家名称或者代码相同"),
    ],
)
def test_page_when_a_row_is_wrong_then_said_beside_it_and_the_typed_is_kept(
    client, handler, rows, words
):
    client.force_login(handler)

    page = text(client.post(page_of(member()), sent(**rows, name_3="示例丙有限公司")
                            if rows else sent()))  # fmt: skip

    assert words in page
    assert not UnitChange.objects.exists()
    if rows:
        assert 'value="示例丙有限公司"' in page
        assert "<details open>" in page


def test_page_when_the_code_is_of_a_unit_of_another_name_then_asked(client, handler):
    known = make_unit("示例已登记有限公司")
    client.force_login(handler)

    page = text(client.post(page_of(member()), sent(name_1="示例别名", code_1=known.credit_code)))

    assert "单位库中这个代码是“示例已登记有限公司”" in page


def test_page_when_opened_then_two_rows_stand_open_and_the_others_unfold(client, handler):
    client.force_login(handler)

    page = text(client.get(page_of(member())))

    assert page.count("<legend>第") == MOST_PARTS
    assert "<details><summary>还有更多单位</summary>" in page
