"""Promises 16, 18 and 20: real threads, real connections, and a control run that loses."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from ipcontact.ui.errors import RuleViolation
from registry.imports.editions import Options
from registry.imports.models import ImportRun
from registry.imports.services import import_file
from registry.roster.models import RosterEdition
from registry.roster.services import EditionFacts, RosterLine, publish_edition
from registry.units import services
from registry.units.models import Unit
from tests.factories import TODAY, credit_code, make_units
from tests.workbooks import office_roster

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
WAIT = 20


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Start each in a thread of its own at the same moment; their results or exceptions."""
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        barrier.wait(WAIT)
        try:
            return work()
        except Exception as error:  # noqa: BLE001  the test looks at what came out
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


@pytest.fixture
def met(monkeypatch) -> Callable[[int], None]:
    """`met(n)`: n creations wait for each other after their look and before they write."""

    def arrange(count: int) -> None:
        barrier, reserve = threading.Barrier(count), services._reserve_numbers

        def wait_and_reserve(wanted: int) -> list[str]:
            barrier.wait(WAIT)
            return reserve(wanted)

        monkeypatch.setattr(services, "_reserve_numbers", wait_and_reserve)

    return arrange


def create(code: str) -> Callable[[], Unit]:
    return lambda: services.create_unit(
        services.NewUnit("示例海工装备有限公司", code), by=None, today=TODAY
    )


def test_code_when_filed_twice_at_once_then_one_unit_and_the_other_is_told(met):
    code = credit_code()
    met(2)

    results = at_once(create(code), create(code))

    [refused] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(refused, RuleViolation)
    assert refused.code == "code_taken"
    assert Unit.objects.filter(credit_code=code).count() == 1


def test_control_when_the_constraint_is_gone_then_the_same_race_makes_two_units(met):
    code = credit_code()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE registry_unit DROP CONSTRAINT registry_unit_credit_code_key")
    met(2)

    at_once(create(code), create(code))

    assert Unit.objects.filter(credit_code=code).count() == 2


def test_numbers_when_50_units_are_created_in_parallel_then_all_differ():
    codes = [credit_code() for _ in range(50)]
    turns = [codes[start::10] for start in range(10)]

    results = at_once(*(lambda own=own: [create(code)() for code in own] for own in turns))

    numbers = [unit.public_no for units in results for unit in units]
    assert len(set(numbers)) == 50
    assert Unit.objects.count() == 50


def test_editions_when_published_at_once_then_numbers_differ_and_a_name_stands_once():
    units = make_units(4)

    def publish(name: str, unit: Unit) -> Callable[[], RosterEdition]:
        facts = EditionFacts(name, date(2021, 12, 20))
        lines = [RosterLine(unit, 1, unit.name)]
        return lambda: publish_edition(facts, lines, by=None, today=TODAY)

    names = ("示例名录甲", "示例名录乙", "示例名录甲", "示例名录丙")
    results = at_once(*(publish(*pair) for pair in zip(names, units, strict=True)))

    [refused] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(refused, RuleViolation)
    assert refused.code == "edition_exists"
    numbers = RosterEdition.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == ["2021-1", "2021-2", "2021-3"]


def test_control_when_the_lock_is_gone_then_publishing_at_once_collides(monkeypatch):
    units, barrier = make_units(2), threading.Barrier(2)
    monkeypatch.setattr("registry.roster.services.one_at_a_time", lambda: barrier.wait(WAIT))

    def publish(unit: Unit) -> RosterEdition:
        facts = EditionFacts("示例名录", date(2021, 12, 20))
        return publish_edition(facts, [RosterLine(unit, 1, unit.name)], by=None, today=TODAY)

    results = at_once(*(lambda unit=unit: publish(unit) for unit in units))

    assert any(isinstance(result, IntegrityError) for result in results)


def test_file_when_imported_twice_at_once_then_one_edition_and_every_unit_once():
    lines = [(f"示例并行{number}号有限公司", credit_code()) for number in range(20)]
    options = Options(edition_name="示例名录2020年版", published_on=date(2020, 12, 1))

    def go():
        content = office_roster(lines)
        return import_file(
            content=content, filename="名单.xlsx", options=options, by=None, today=TODAY
        )

    results = at_once(go, go)

    assert [result for result in results if isinstance(result, Exception)] == []
    assert sorted(plan.counts["new"] for plan, _ in results) == [0, 20]
    assert RosterEdition.objects.get().entries.count() == 20
    assert Unit.objects.count() == 20
    assert ImportRun.objects.count() == 2


def test_import_when_the_database_fails_in_the_middle_then_no_row_of_any_table_changed():
    options = Options(edition_name="示例名录2020年版", published_on=date(2020, 12, 1))
    content = office_roster([(f"示例中断{n}号有限公司", credit_code()) for n in range(5)])
    before = counts()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION break_it() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'disk full' USING ERRCODE = '53100'; END $$;"
            "CREATE TRIGGER break_it AFTER INSERT ON registry_listing EXECUTE FUNCTION break_it()"
        )

    [result] = at_once(
        lambda: import_file(
            content=content, filename="名单.xlsx", options=options, by=None, today=TODAY
        )
    )

    assert "disk full" in str(result)
    assert counts() == before
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER break_it ON registry_listing")
    plan, run = import_file(
        content=content, filename="名单.xlsx", options=options, by=None, today=TODAY
    )
    assert (plan.counts["new"], run.edition.entry_count) == (5, 5)


def test_import_when_run_again_then_it_changes_no_row_but_its_own_record():
    options = Options(edition_name="示例名录2020年版", published_on=date(2020, 12, 1))
    content = office_roster([(f"示例重复{n}号有限公司", credit_code()) for n in range(5)])
    import_file(content=content, filename="名单.xlsx", options=options, by=None, today=TODAY)
    before = counts()

    plan, _ = import_file(
        content=content, filename="名单.xlsx", options=options, by=None, today=TODAY
    )

    changed = {name for name, rows in counts().items() if rows != before[name]}
    assert changed <= {"registry_importrun", "registry_importline", "audit_change"}
    assert (plan.counts["new"], plan.counts["updated"]) == (0, 0)


def counts() -> dict[str, tuple]:
    """Rows and a fingerprint of every table."""
    with connection.cursor() as cursor, transaction.atomic():
        found = {}
        for name in connection.introspection.table_names(cursor):
            cursor.execute(
                f"SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) "  # noqa: S608  our own names
                f'FROM "{name}" t'
            )
            found[name] = cursor.fetchone()
        return found
