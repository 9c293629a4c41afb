"""The doctor names what is wrong and says so with its exit status."""

import json
import shutil
import socket
from collections import namedtuple

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from ipcontact.ops import doctor
from ipcontact.workdays.models import CalendarYear

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def trial(settings):
    """A healthy trial installation."""
    settings.DEBUG = settings.DEMO = True


def wrong() -> dict[str, str]:
    return {found.subject: found.sentence for found in doctor.examine() if found.is_wrong}


def test_examine_when_all_is_well_then_every_subject_and_nothing_wrong(fixed_today):
    fixed_today("2026-06-01")

    findings = list(doctor.examine())

    subjects = [found.subject for found in findings]
    assert subjects == ["数据库", "数据表", "工作日历", "时钟", "磁盘", "邮件", "公文模板", "设置"]
    assert {found.subject for found in findings if found.is_wrong} <= {"时钟"}  # we moved it


def test_examine_when_a_column_is_missing_then_named_with_what_to_do():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE notifications_message DROP COLUMN link_ended_at")

    assert "缺少 1 列（notifications_message.link_ended_at）" in wrong()["数据表"]


def test_examine_when_a_migration_is_missing_then_named():
    MigrationRecorder(connection).record_unapplied("ops", "0001_initial")

    assert "ops.0001_initial" in wrong()["数据表"]


def test_examine_when_calendar_of_this_year_is_missing_then_wrong(fixed_today):
    fixed_today("2031-03-01")

    assert wrong()["工作日历"].startswith("2031 年放假安排未导入")


@pytest.mark.parametrize(("day", "is_wrong"), [("2026-11-30", False), ("2026-12-01", True)])
def test_examine_when_next_year_is_missing_then_wrong_only_once_it_is_published(
    fixed_today, day, is_wrong
):
    CalendarYear.objects.filter(year=2027).delete()
    fixed_today(day)

    assert ("工作日历" in wrong()) is is_wrong


def test_examine_when_clocks_differ_then_wrong(fixed_today):
    fixed_today("2026-06-01")

    assert wrong()["时钟"].endswith("请对时。")


def test_examine_when_disk_is_nearly_full_then_wrong(monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 10**12, 5 * 10**8))

    assert wrong()["磁盘"] == "剩余 0.5 GB，不足 1 GB，请清理。"


def test_examine_when_mail_server_refuses_then_wrong(settings):
    with socket.create_server(("127.0.0.1", 0)) as free:
        settings.EMAIL_PORT = free.getsockname()[1]
    settings.EMAIL_URL, settings.EMAIL_HOST = "smtp://127.0.0.1", "127.0.0.1"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    assert wrong()["邮件"].startswith("邮件服务器 127.0.0.1 不可用")


def test_examine_when_mail_is_missing_in_production_then_wrong(settings):
    settings.DEBUG, settings.EMAIL_URL = False, ""

    assert "EMAIL_URL" in wrong()["邮件"]


def test_examine_when_settings_are_unsafe_then_wrong(settings):
    settings.DEBUG, settings.SECRET_KEY = False, "short"

    assert "设置" in wrong()


def test_doctor_command_when_something_is_wrong_then_exit_one_and_json(settings, capsys):
    settings.DEBUG = False

    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json")

    assert ended.value.code == 1
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is False
    assert set(report["findings"][0]) == {"subject", "ok", "sentence", "is_fatal"}


def test_check_database_when_unreachable_then_one_sentence(tmp_path, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", str(tmp_path))

    [found] = doctor.check_database()

    assert found.is_wrong
    assert found.sentence.startswith("连接不上：")
