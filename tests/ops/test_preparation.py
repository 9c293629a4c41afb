"""A demo stays a demo and a real register stays real."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ipcontact.accounts.models import User
from ipcontact.localdb.fingerprint import schema_fingerprint
from ipcontact.ops import preparation
from ipcontact.ops.models import Installation
from ipcontact.ops.run import accounts_table

pytestmark = pytest.mark.django_db


def no_step(sentence, work):
    pytest.fail(f"{sentence} should have been done already")


def test_prepare_when_done_before_then_no_step_is_repeated(settings):
    settings.DEMO, settings.DEBUG = False, True
    Installation.objects.create(
        pk=1, is_demo=False, prepared_as=schema_fingerprint(settings.BASE_DIR)
    )

    preparation.prepare(no_step)


def test_prepare_when_models_changed_then_all_steps_and_fingerprint(settings):
    settings.DEMO, settings.DEBUG = False, True
    Installation.objects.create(pk=1, is_demo=False, prepared_as="older")
    steps = []

    preparation.prepare(lambda sentence, work: steps.append(sentence))

    assert steps == ["建立或更新数据表", "建立缓存表", "装入基础数据"]
    assert Installation.objects.get().prepared_as == schema_fingerprint(settings.BASE_DIR)


def test_prepare_when_an_earlier_version_made_the_tables_then_refused_with_what_to_do(settings):
    settings.DEMO, settings.DEBUG = False, True
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE notifications_message DROP COLUMN link_ended_at")

    with pytest.raises(CommandError, match="link_ended_at.*make clean"):
        preparation.prepare(lambda sentence, work: work())

    assert not Installation.objects.exists()


@pytest.mark.parametrize("is_demo", [True, False])
def test_current_installation_when_other_kind_is_asked_then_refused(settings, is_demo):
    Installation.objects.create(pk=1, is_demo=is_demo)
    settings.DEMO = not is_demo

    with pytest.raises(CommandError, match="不符，已停止"):
        preparation.current_installation()


def test_load_demo_when_register_is_real_then_refused_and_no_account(settings):
    settings.DEMO = True
    Installation.objects.create(pk=1, is_demo=False)

    with pytest.raises(CommandError):
        call_command("load_demo")

    assert User.objects.count() == 0


@pytest.mark.parametrize("host", ["db.example.cn", "10.0.0.8"])
def test_load_demo_when_database_is_elsewhere_then_refused(settings, monkeypatch, host):
    settings.DEMO = True
    monkeypatch.setitem(settings.DATABASES["default"], "HOST", host)

    with pytest.raises(CommandError, match="只有本机"):
        call_command("load_demo")

    assert User.objects.count() == 0


def test_installation_when_real_then_database_refuses_demo_data_and_second_row():
    Installation.objects.create(pk=1, is_demo=False)

    with pytest.raises(IntegrityError), transaction.atomic():
        Installation.objects.update(demo_loaded_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Installation.objects.create(pk=2, is_demo=False)


def test_load_demo_when_loaded_then_second_time_changes_nothing(settings, capsys):
    settings.DEMO = True
    Installation.objects.create(pk=1, is_demo=True, demo_loaded_at=timezone.now())

    call_command("load_demo")

    assert capsys.readouterr().out.splitlines()[0] == "演示数据早已装入，没有改动。"
    assert User.objects.count() == 0


def test_load_demo_when_first_then_accounts_are_kept_privately(settings, tmp_path, capsys):
    settings.DEMO, settings.LOCAL_DIR = True, tmp_path

    call_command("load_demo")

    kept = tmp_path / "demo-accounts.json"
    accounts = json.loads(kept.read_text())
    assert kept.stat().st_mode & 0o077 == 0
    assert {row["username"] for row in accounts} == set(
        User.objects.values_list("username", flat=True)
    )
    assert len({row["password"] for row in accounts}) == len(accounts) > 10
    assert preparation.demo_accounts() == accounts
    settings.DEMO = False
    assert preparation.demo_accounts() == []


def test_accounts_table_when_names_are_chinese_then_columns_align():
    row = {"username": "neiqin", "password": "x", "name": "内勤一", "roles": ["内勤", "经办"]}

    lines = accounts_table([row]).splitlines()

    assert lines[0] == "用户名  密码  姓名    角色        机构"
    assert lines[2] == "neiqin  x     内勤一  内勤、经办"
