"""The first two people of a real register."""

import pytest
from django.core.management import CommandError, call_command

from ipcontact.accounts.models import User
from ipcontact.ops.administrators import has_administrators

pytestmark = pytest.mark.django_db
TWO = ["--system-admin", "xitong", "张系统", "--security-admin", "anquan", "李安全"]


def test_create_first_admin_when_register_is_empty_then_two_people_and_their_links(
    capsys, settings
):
    call_command("create_first_admin", *TWO)

    people = {user.username: (user.name, user.roles) for user in User.objects.all()}
    assert people == {
        "xitong": ("张系统", ["system_admin"]),
        "anquan": ("李安全", ["security_admin"]),
    }
    assert not any(user.has_usable_password() for user in User.objects.all())
    links = [line for line in capsys.readouterr().out.splitlines() if settings.SITE_URL in line]
    assert len(set(links)) == 2
    assert has_administrators() is True


def test_create_first_admin_when_administrators_exist_then_refused():
    call_command("create_first_admin", *TWO)

    with pytest.raises(CommandError, match="已有管理员"):
        call_command("create_first_admin", *TWO)

    assert User.objects.count() == 2


def test_create_first_admin_when_second_name_is_refused_then_neither_exists():
    same = ["--system-admin", "xitong", "张系统", "--security-admin", "xitong", "李安全"]

    with pytest.raises(CommandError):
        call_command("create_first_admin", *same)

    assert User.objects.count() == 0


def test_create_first_admin_when_nobody_can_be_asked_then_says_the_option(monkeypatch):
    def no_terminal(prompt):
        raise EOFError

    monkeypatch.setattr("builtins.input", no_terminal)

    with pytest.raises(CommandError, match="--system-admin 用户名 姓名"):
        call_command("create_first_admin")
