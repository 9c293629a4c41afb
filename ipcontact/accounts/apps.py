from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ipcontact.accounts"
    verbose_name = "机构与人员"

    def ready(self) -> None:
        import pgtrigger

        from ipcontact.accounts import audiences  # noqa: F401  (registers the system check)
        from ipcontact.accounts.models import Agency
        from ipcontact.audit.triggers import audited
        from ipcontact.ui.registry import MenuEntry, menu

        pgtrigger.register(*audited())(Agency.regions.through)
        for label, page, verb, icon, group, order in (
            ("人员", "people", "users.view", "people", "管理", 60),
            ("机构", "agencies", "agencies.view", "list", "说明", 61),
            ("权限说明", "rights", "rights.view", "shield", "说明", 62),
        ):
            menu.add(
                MenuEntry(
                    label=label,
                    url_name=f"accounts:{page}",
                    audience=verb,
                    icon=icon,
                    group=group,
                    order=order,
                )
            )
