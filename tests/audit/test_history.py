"""History panel: sentences with before and after, in the words of the forms."""

from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.template import Context, Template

from ipcontact.accounts.models import Agency
from ipcontact.audit.history import history_of
from ipcontact.audit.rules import CONCEALED
from ipcontact.audit.services import act
from ipcontact.audit.wording import EMPTY, value_words

PANEL = Template("{% load audit_history %}{% history record related %}")
CHEN = SimpleNamespace(pk=7, name="陈知远", is_authenticated=True)


@pytest.fixture
def bureau(db):
    with act("登记机构", by=CHEN):
        return Agency.objects.create(code="TJ", name="示例区市场监督管理局", kind="bureau")


def panel(record, *related):
    return PANEL.render(Context({"record": record, "related": related}))


def test_panel_when_field_changes_then_sentence_has_person_label_before_and_after(bureau):
    with act("更名", by=CHEN, reason="机构改革"):
        Agency.objects.filter(pk=bureau.pk).update(kind="zone_bureau", phone="")

    html = panel(bureau)

    assert (
        "<strong>陈知远</strong>更名：把<strong>机构类别</strong>"
        "从 <del>区市场监管局</del> 改为 <ins>功能区局</ins>。"
    ) in html
    assert "理由：机构改革" in html


def test_panel_when_row_is_new_then_its_first_fields_are_told(bureau):
    html = panel(bureau)

    assert (
        "<strong>陈知远</strong>登记机构：新增<strong>机构</strong>：机构代码 <ins>TJ</ins>" in html
    )


def test_panel_when_nothing_happened_then_it_says_so(db):
    assert "还没有办理记录" in panel(Agency(pk=99))


def test_panel_when_value_holds_markup_then_it_is_escaped(bureau):
    Agency.objects.filter(pk=bureau.pk).update(short_name="<script>alert(1)</script>")

    html = panel(bureau)

    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_panel_when_personal_field_changes_then_only_the_fact_is_told(db):
    user = get_user_model().objects.create(username="chen", name="陈知远", mobile="13900008821")
    get_user_model().objects.filter(pk=user.pk).update(mobile="13900001234")

    html = panel(user)

    assert "更改了<strong>手机</strong>（内容不记录）" in html
    assert "1390000" not in html


def test_history_when_related_rows_are_passed_then_their_changes_are_mixed_in(bureau):
    station = Agency.objects.create(code="S1", name="示例所", kind="station", parent=bureau)
    other = Agency.objects.create(code="S2", name="别的所", kind="station")
    Agency.objects.filter(pk=station.pk).update(parent=other)

    found, has_older = history_of(bureau, [Agency.objects.filter(pk=station.pk)])

    assert [(s.operation, [p.after for p in s.parts][:1]) for s in found] == [
        ("update", ["别的所"]),
        ("insert", ["S1"]),
        ("insert", ["TJ"]),
    ]
    assert not has_older


def test_history_when_more_than_the_limit_then_newest_are_kept_and_older_announced(bureau):
    for number in range(5):
        Agency.objects.filter(pk=bureau.pk).update(phone=str(number))

    found, has_older = history_of(bureau, limit=3)

    assert [s.parts[0].after for s in found] == ["4", "3", "2"]
    assert has_older


@pytest.mark.parametrize("rows", [1, 18])
def test_history_when_many_rows_then_queries_do_not_grow(bureau, rows, django_assert_num_queries):
    for number in range(rows):
        parent = Agency.objects.create(code=f"P{number}", name=f"上级{number}", kind="bureau")
        Agency.objects.filter(pk=bureau.pk).update(parent=parent)

    with django_assert_num_queries(2):
        history_of(bureau)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("name", None, EMPTY),
        ("name", "", EMPTY),
        ("name", CONCEALED, CONCEALED),
        ("name", "长" * 130, "长" * 119 + "…"),
        ("is_active", True, "是"),
        ("is_active", False, "否"),
        ("kind", "station", "监管所"),
        ("kind", "gone", "gone"),
        ("parent", 5, "编号5"),
        ("created_at", "2026-11-17T08:42:00+00:00", "2026-11-17 16:42"),
    ],
)
def test_value_when_stored_then_reads_as_on_the_page(name, value, words):
    assert value_words(Agency._meta.get_field(name), value) == words


def test_roles_when_stored_as_list_then_labels_are_listed():
    roles = get_user_model()._meta.get_field("roles")

    assert value_words(roles, ["auditor", "expert"]) == "审计员、专家"
