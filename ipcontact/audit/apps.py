"""The room that remembers who did what, why and from where."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "ipcontact.audit"
    verbose_name = "审计"

    def ready(self):
        from ipcontact.audit import exceptions, receivers
        from ipcontact.ui.registry import MenuEntry, menu

        receivers.connect()
        exceptions.register()
        menu.add(
            MenuEntry(
                label="审计记录",
                url_name="audit:changes",
                audience="audit.view",
                icon="history",
                group="管理",
                order=80,
            )
        )
