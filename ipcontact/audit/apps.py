"""The room that remembers who did what, why and from where."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "ipcontact.audit"
    verbose_name = "审计"

    def ready(self):
        from ipcontact.audit import receivers

        receivers.connect()
