"""`manage.py create_first_admin`: the first system and the first security administrator."""

from django.core.management.base import BaseCommand, CommandError

from ipcontact.accounts.roles import Role
from ipcontact.ops.administrators import (
    FIRST_ROLES,
    create_first_administrators,
    has_administrators,
)
from ipcontact.ui.errors import RuleViolation


class Command(BaseCommand):
    help = "为空的正式名录开立首位系统管理员和首位安全管理员（必须是两个人）"

    def add_arguments(self, parser) -> None:
        for role in FIRST_ROLES:
            option = "--" + role.value.replace("_", "-")
            parser.add_argument(
                option, dest=role.value, nargs=2, metavar=("用户名", "姓名"), help=role.label
            )

    def handle(self, **options) -> None:
        if has_administrators():
            raise CommandError("已有管理员，请由管理员在网页上开立其他账号。")
        people = {role: options[role.value] or self.ask(role) for role in FIRST_ROLES}
        try:
            links = create_first_administrators(people=people)
        except RuleViolation as violation:
            raise CommandError(violation.message) from violation
        self.stdout.write(
            "账号已开立。请把下面的链接分别交给本人，打开后自行设置密码，只能用一次："
        )
        for role, link in links.items():
            username, name = people[role]
            self.stdout.write(f"{Role(role).label}　{name}（{username}）\n  {link}")

    def ask(self, role: Role) -> tuple[str, str]:
        """Ask the person at the terminal for a sign-in name and a name."""
        try:
            username = input(f"{role.label}的用户名：").strip()
            name = input(f"{role.label}的姓名：").strip()
        except EOFError as error:
            option = role.value.replace("_", "-")
            raise CommandError(f"没有终端可以询问，请写明 --{option} 用户名 姓名。") from error
        return username, name
