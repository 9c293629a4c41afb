from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "ipcontact.notifications"
    verbose_name = "消息"

    def ready(self) -> None:
        from ipcontact.notifications import (
            checks,  # noqa: F401  (registers the system check)
            entries,
        )

        entries.register()
