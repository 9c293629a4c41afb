"""manage.py sign_in_link: a one-time link for a person, issued by whoever runs the server."""

from django.core.management.base import BaseCommand, CommandError

from ipcontact.accounts.models import User
from ipcontact.accounts.services import issue_sign_in_link
from ipcontact.ui.errors import RuleViolation


class Command(BaseCommand):
    help = "为一个账号发放一次性登录链接（三天内有效），本人打开后设置密码。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("username", help="登录名")

    def handle(self, *args, username: str, **options) -> None:
        user = User.objects.filter(username__iexact=username).first()
        if user is None:
            raise CommandError(f"没有登录名为“{username}”的账号。")
        try:
            self.stdout.write(issue_sign_in_link(user=user, by=None))
        except RuleViolation as refusal:
            raise CommandError(refusal.message) from refusal
