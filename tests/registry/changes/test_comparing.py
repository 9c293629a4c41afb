"""The monthly comparison: what differs is kept once, accepted or set aside cell by cell."""

import io
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import Change
from ipcontact.sheets.table import SheetError
from ipcontact.ui.errors import RuleViolation
from registry.changes import services
from registry.changes.models import ComparisonRun, Difference, UnitChange
from registry.units.posts import appoint
from tests.factories import TODAY, credit_code, make_unit, make_user
from tests.files.samples import upload
from tests.registry.changes.files import registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(handler):
    found = make_unit(
        "示例旧名有限公司", registered_address="天津市旧址1号", registration_state="active"
    )
    appoint(
        unit=found, role="legal_representative", name="示例老总", on=TODAY, by=handler, today=TODAY
    )
    return found


def changed(unit) -> bytes:
    """Every cell differs; a stranger and a wrong code beside."""
    return registration(
        ("示例新名有限公司", unit.credit_code, "天津市新址2号", "注销", "示例新总"),
        ("从未登记有限公司", credit_code(), "别处", "存续", "别人"),
        ("错码有限公司", "91120116MA0000000X", "别处", "存续", "别人"),
    )


def cells(run) -> set:
    return set(run.differences.values_list("field", "old", "new"))


def compared(content: bytes, by) -> ComparisonRun:
    return services.compare_file(content=content, filename="登记信息.xlsx", by=by)[1]


def test_compare_when_cells_differ_then_each_is_kept_and_the_register_is_as_before(unit, handler):
    run = compared(changed(unit), handler)

    assert cells(run) == {
        ("name", "示例旧名有限公司", "示例新名有限公司"),
        ("address", "天津市旧址1号", "天津市新址2号"),
        ("state", "存续", "注销"),
        ("legal_representative", "示**总", "示**总"),
    }
    assert (run.summary["matched"], run.summary["kept"]) == (1, 4)
    unit.refresh_from_db()
    assert unit.name == "示例旧名有限公司"


def test_compare_when_names_of_people_differ_then_history_has_no_value(unit, handler):
    compared(changed(unit), handler)

    kept = " ".join(
        str(each.after) for each in Change.objects.filter(table_name="registry_difference")
    )
    assert "示例新总" not in kept


def test_compare_when_nothing_differs_then_nothing_is_kept(unit, handler):
    same = registration((unit.name, unit.credit_code, "天津市旧址1号", "存续", "示例老总"))

    run = compared(same, handler)

    assert not run.differences.exists()


def test_compare_when_the_file_comes_again_then_nothing_new_is_kept(unit, handler):
    compared(changed(unit), handler)

    again = compared(changed(unit), handler)

    assert not again.differences.exists()
    assert again.summary["known"] == 4
    assert Difference.objects.count() == 4


def test_compare_when_the_code_changed_then_found_by_name(unit, handler):
    code = credit_code()

    run = compared(registration((unit.name, code, "", "", "")), handler)

    assert cells(run) == {("code", unit.credit_code, code)}


def test_compare_when_a_unit_stands_twice_then_the_first_row_counts(unit, handler):
    line = ("示例新名有限公司", unit.credit_code, "", "", "")

    comparison, run = services.compare_file(
        content=registration(line, line), filename="登记信息.xlsx", by=handler
    )

    assert run.differences.count() == 1
    assert "同一单位" in comparison.problems[0][2]


def test_compare_when_tried_only_then_nothing_is_written(unit, handler):
    comparison, run = services.compare_file(
        content=changed(unit), filename="登记信息.xlsx", by=handler, dry_run=True
    )

    assert run is None
    assert len(comparison.found) == 4
    assert not ComparisonRun.objects.exists()


def test_compare_when_it_is_no_workbook_then_refused(handler):
    with pytest.raises(SheetError):
        compared(b"no workbook", handler)


@pytest.mark.parametrize("role", [Role.AGENCY_CLERK, Role.DECIDER, Role.UNIT_USER])
def test_compare_when_the_role_may_not_then_refused(role, unit):
    with pytest.raises(PermissionDenied):
        compared(changed(unit), make_user(role))


def test_compare_when_many_rows_then_queries_do_not_grow(
    unit, handler, django_assert_max_num_queries
):
    lines = [
        (f"示例新名{each.pk}有限公司", each.credit_code, "", "", "")
        for each in [make_unit() for _ in range(30)]
    ]

    with django_assert_max_num_queries(30):
        compared(registration(*lines), handler)


def test_accept_when_another_person_compared_then_it_counts_at_once(unit, handler, second):
    run = compared(changed(unit), handler)

    changes, refused = services.accept_differences(
        list(run.differences.all()), by=second, today=TODAY
    )

    unit.refresh_from_db()
    assert refused == []
    assert {each.state for each in changes} == {"effective"}
    assert (unit.name, unit.registered_address, unit.registration_state) == (
        "示例新名有限公司", "天津市新址2号", "cancelled",
    )  # fmt: skip
    assert unit.people.get(period__upper_inf=True).name == "示例新总"
    assert {each.persons == {} for each in Difference.objects.all()} == {True}
    assert {(c.proposed_by, c.checked_by) for c in changes} == {(handler, second)}


def test_accept_when_the_same_person_compared_then_a_second_checks(unit, handler):
    run = compared(changed(unit), handler)

    changes, _ = services.accept_differences(
        [run.differences.get(field="name")], by=handler, today=TODAY
    )

    unit.refresh_from_db()
    assert [each.state for each in changes] == ["proposed"]
    assert unit.name == "示例旧名有限公司"


def test_accept_when_one_cannot_be_taken_then_the_others_are(unit, handler, second):
    run = compared(changed(unit), handler)
    name = run.differences.get(field="name")
    services.set_aside([name], reason="滞后", by=second)

    changes, refused = services.accept_differences(
        list(run.differences.all()), by=second, today=TODAY
    )

    assert len(changes) == 3
    assert len(refused) == 1
    assert "已搁置" in refused[0]


def test_set_aside_when_a_reason_is_given_then_the_register_stays(unit, handler):
    run = compared(changed(unit), handler)

    done = services.set_aside(list(run.differences.all()), reason="已电话核实。", by=handler)
    again = services.set_aside(list(run.differences.all()), reason="已电话核实。", by=handler)

    assert (done, again) == (4, 0)
    assert set(Difference.objects.values_list("state", "reason")) == {("set_aside", "已电话核实。")}
    assert not UnitChange.objects.exists()


@pytest.mark.parametrize(("chosen", "reason", "code"), [
    (False, "滞后", "nothing_chosen"), (True, " ", "reason_missing"),
])  # fmt: skip
def test_set_aside_when_incomplete_then_refused(unit, handler, chosen, reason, code):
    run = compared(changed(unit), handler)
    rows = list(run.differences.all()) if chosen else []

    with pytest.raises(RuleViolation) as refused:
        services.set_aside(rows, reason=reason, by=handler)

    assert refused.value.code == code


def test_command_when_run_then_says_in_json_what_differs(unit, tmp_path):
    file = tmp_path / "登记信息.xlsx"
    file.write_bytes(changed(unit))
    out = io.StringIO()

    call_command("compare_registration", str(file), "--json", stdout=out)

    told = json.loads(out.getvalue())
    assert (told["rows"], told["matched"], told["kept"]) == (3, 1, 4)
    assert {"row": 3, "unit": unit.public_no, "field": "state", "old": "存续", "new": "注销"} in (
        told["cells"]
    )
    assert "示例新总" not in out.getvalue()


def test_command_when_tried_only_then_nothing_is_written(unit, tmp_path):
    file = tmp_path / "登记信息.xlsx"
    file.write_bytes(changed(unit))

    call_command("compare_registration", str(file), "--dry-run", stdout=io.StringIO())

    assert not ComparisonRun.objects.exists()


def test_command_when_the_file_cannot_be_read_then_exits_with_2(tmp_path):
    with pytest.raises(CommandError) as refused:
        call_command("compare_registration", str(tmp_path / "没有.xlsx"), stdout=io.StringIO())

    assert refused.value.returncode == 2


def test_pages_when_uploaded_picked_and_accepted_then_led_through(client, unit, handler, second):
    client.force_login(handler)

    sent = client.post(reverse("changes:compare"), {"file": upload("登记信息.xlsx", changed(unit))})
    run = ComparisonRun.objects.get()
    client.force_login(second)
    page = client.get(run.get_absolute_url()).content.decode()
    picks = [str(key) for key in run.differences.values_list("key", flat=True)]
    asked = client.post(reverse("changes:accept-differences"), {"pick": picks}).content.decode()
    done = client.post(
        reverse("changes:accept-differences"), {"pick": picks, "confirm": "1"}, follow=True
    ).content.decode()

    assert sent.url == run.get_absolute_url()
    assert "1家有4处不同" in page
    assert "4处由您核对，即时生效。" in asked
    assert "4处已生效。" in done
    unit.refresh_from_db()
    assert unit.name == "示例新名有限公司"


def test_pages_when_picks_are_nonsense_then_nothing_happens(client, handler):
    client.force_login(handler)

    response = client.post(
        reverse("changes:accept-differences"), {"pick": ["x", "\x00", "1" * 32], "confirm": "1"}
    )

    assert "没有选中" in response.content.decode()


def test_compare_when_what_was_set_aside_comes_again_then_it_is_not_kept(unit, handler):
    run = compared(changed(unit), handler)
    services.set_aside(list(run.differences.all()), reason="已电话核实。", by=handler)

    again = compared(changed(unit), handler)

    assert (again.summary["kept"], again.summary["known"]) == (0, 4)


def test_compare_when_the_register_changed_since_it_was_set_aside_then_kept_again(unit, handler):
    run = compared(changed(unit), handler)
    services.set_aside(list(run.differences.all()), reason="已电话核实。", by=handler)
    unit.registered_address = "天津市第三址3号"
    unit.save(update_fields=["registered_address"])

    again = compared(changed(unit), handler)

    assert cells(again) == {("address", "天津市第三址3号", "天津市新址2号")}


def test_compare_when_another_person_has_the_same_mask_then_kept(unit, handler):
    one = (unit.name, unit.credit_code, "天津市旧址1号", "存续")
    run = compared(registration((*one, "示例新总")), handler)
    services.set_aside(list(run.differences.all()), reason="已电话核实。", by=handler)
    kept = run.differences.get().persons

    again = compared(registration((*one, "示意别总")), handler)

    assert again.summary["kept"] == 1
    assert "示例新总" not in str(kept)
    assert compared(registration((*one, "示例新总")), handler).summary["kept"] == 0
