"""`manage.py workdays` as people and scripts call it."""

import json
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command

from ipcontact.workdays import reference
from ipcontact.workdays.clock import today


@pytest.fixture(autouse=True)
def years(db):
    """The shipped schedules."""
    reference.load(Path(settings.BASE_DIR) / "fixtures")


def run(*words, **options) -> str:
    out = StringIO()
    call_command("workdays", *words, stdout=out, **options)
    return out.getvalue()


def test_command_when_asked_prints_the_date_and_how():
    lines = run("2026-04-30", "5").splitlines()

    assert lines[0] == "2026-04-30 起 5 个工作日，到期日：2026-05-11 周一"
    assert lines[1] == "怎么算的："
    assert lines[2] == "  2026-04-30 周四  起算日，当日不计入"
    assert lines[3] == "  2026-05-01 周五  劳动节放假，不计入"
    assert lines[-3] == "  2026-05-09 周六  劳动节调休上班，第 4 个工作日"


def test_command_when_json_is_asked_prints_the_contract():
    answer = json.loads(run("2026-09-24", "15", json=True))

    assert set(answer) == {"due", "provisional", "steps"}
    assert (answer["due"], answer["provisional"]) == ("2026-10-22", False)
    assert answer["steps"][0] == {
        "date": "2026-09-24", "kind": "start", "note": "起算日，当日不计入",
    }  # fmt: skip


def test_command_when_year_is_unpublished_says_provisional():
    assert "（暂定）" in run("2026-12-31", "5").splitlines()[0]
    assert json.loads(run("2026-12-31", "5", json=True))["provisional"] is True


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "用法"),
        (("2026-09-24",), "用法"),
        (("2026-02-30", "5"), "起算日“2026-02-30”不是有效日期"),
        (("2026-09-24", "五"), "工作日数“五”不是整数"),
        (("2026-09-24", "-1"), "工作日数应在 0 到 1000 之间"),
        (("2026-09-24", "1e9"), "不是整数"),
        (("1900-01-01", "5"), "起算日应在"),
    ],
)
def test_command_when_input_is_bad_says_so_in_chinese_and_exits_with_two(words, message):
    with pytest.raises(CommandError, match=message) as refusal:
        run(*words)

    assert refusal.value.returncode == 2


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2026-09-18T16:30:00+00:00", "2026-09-19"), ("2026-09-18T15:30:00+00:00", "2026-09-18")],
)
def test_today_when_server_is_in_another_zone_is_the_day_of_shanghai(moment, day):
    with time_machine.travel(moment, tick=False):
        assert today().isoformat() == day
