"""Habits of the code hold everywhere; each check is shown to bite."""

import pytest

from tests.house import code
from tests.house.source import module, modules, sized_files

MOST_LINES = 400
CHECKS = (
    code.attics,
    code.save_overrides,
    code.own_signals,
    code.writes_outside_services,
    code.services_without_by,
    code.undocumented,
    code.personal_data_in_logs,
    code.lonely_class_names,
    code.silenced_history,
)
CONFIRMED = "the second person, who confirms, is named by the act around it"
UNNAMED = "whoever sends an objection is not named by an account, even when signed in"
# What a check names but may stay: path and the words after the line number -> reason.
ALLOWED: dict[tuple[str, str], str] = {
    ("registry/batches/services/annulling.py", "apply_annulment()"): CONFIRMED,
    ("registry/batches/services/offline.py", "apply_result()"): CONFIRMED,
    ("registry/backfills/services/entering.py", "apply_past()"): CONFIRMED,
    ("registry/removals/services/deciding.py", "apply_decision()"): CONFIRMED,
    ("ipcontact/documents/services/sending.py", "apply_approval()"): CONFIRMED,
    ("registry/notices/services/announcing.py", "apply_announcement()"): CONFIRMED,
    ("registry/notices/services/deciding.py", "applied()"): CONFIRMED,
    ("registry/suspensions/services.py", "applied()"): CONFIRMED,
    ("registry/notices/services/informing.py", "apply_signing()"): CONFIRMED,
    ("registry/objections/services/receiving.py", "receive()"): UNNAMED,
    ("registry/objections/services/concluding.py", "apply_decision()"): CONFIRMED,
    ("registry/goals/services/releasing.py", "apply_release()"): CONFIRMED,
}


def allowed(error: str) -> bool:
    path, _, rest = error.partition(":")
    return (path, rest.partition(": ")[2]) in ALLOWED


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_code_when_checked_then_nothing_is_found(check):
    assert [error for error in check(modules()) if not allowed(error)] == []


def test_allowed_when_no_longer_found_then_the_entry_must_go():
    found = {error for check in CHECKS for error in check(modules()) if allowed(error)}

    assert len(found) >= len(ALLOWED)


def test_file_when_counted_then_short_enough_to_read():
    assert [entry for entry in sized_files() if entry[1] > MOST_LINES] == []


def test_file_count_when_taken_then_the_whole_project_is_in_it():
    counted = {path for path, _ in sized_files()}

    assert {"ipcontact/settings.py", "tests/house/test_code.py", "templates/base.html"} <= counted


HEAD = '"""A room."""\n'
BAD = [
    (code.attics, "registry.units.utils", ""),
    (code.save_overrides, "registry.units.models", "class A(Model):\n def save(self): ..."),
    (code.own_signals, "registry.units.models", "from django.db.models.signals import post_save"),
    (code.own_signals, "registry.units.models", "from django.dispatch import receiver"),
    (code.own_signals, "registry.units.models", "renamed = Signal()"),
    (code.writes_outside_services, "registry.units.views", "Unit.objects.create(name=1)"),
    (code.writes_outside_services, "registry.units.forms", "Unit.objects.filter(a=1).update(b=2)"),
    (code.writes_outside_services, "registry.units.views", "form.save()"),
    (code.writes_outside_services, "registry.units.models", "unit.state = 'left'"),
    (code.writes_outside_services, "registry.units.tasks", "units.update(state='left')"),
    (
        code.services_without_by,
        "registry.units.services",
        "def rename(unit, by):\n with act('更名', by=by): ...",
    ),
    (
        code.services_without_by,
        "registry.units.services",
        "def rename(*, unit):\n with act('更名', by=None): ...",
    ),
    (code.undocumented, "registry.units.rules", "def may_leave(day): ..."),
    (code.personal_data_in_logs, "registry.units.services", "logger.info('to %s', person.mobile)"),
    (code.personal_data_in_logs, "registry.units.services", "log.error(f'{user.email} failed')"),
    (code.lonely_class_names, "registry.notices.models", "class Notice: ..."),
    (code.silenced_history, "registry.units.services", "with pgtrigger.ignore('x'): ..."),
]


@pytest.mark.parametrize(("check", "name", "text"), BAD)
def test_check_when_shown_a_bad_example_then_it_is_found(check, name, text):
    assert len(check([module(name, HEAD + text)])) == 1


def test_check_when_module_says_nothing_about_itself_then_it_is_found():
    assert code.undocumented([module("registry.units.views", "x = 1")]) == [
        "registry/units/views.py: what is this file?"
    ]


GOOD = [
    ("registry.units.views", "context.update(a=1)"),
    (
        "registry.units.services",
        "def commit(plan):\n 'Do it.'\n with act('导入', by=plan.made_by): ...",
    ),
    ("registry.units.services", "Unit.objects.filter(a=1).update(b=2)"),
    ("registry.units.services", "logger.info('unit %s renamed', unit.pk)"),
    ("registry.units.models", "class A:\n def save_all(self): ..."),
    ("registry.units.views", "self.request.session.save()"),
]


@pytest.mark.parametrize(("name", "text"), GOOD)
def test_checks_when_shown_a_good_example_then_nothing_is_found(name, text):
    assert [error for check in CHECKS for error in check([module(name, HEAD + text)])] == []
