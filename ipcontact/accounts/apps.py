from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ipcontact.accounts"
    verbose_name = "机构与人员"

    def ready(self) -> None:
        import pgtrigger

        from ipcontact.accounts import audiences  # noqa: F401  (registers the system check)
        from ipcontact.accounts.models import Agency
        from ipcontact.audit.triggers import audited

        pgtrigger.register(*audited())(Agency.regions.through)
