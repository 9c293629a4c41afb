from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "ipcontact.audit"
    verbose_name = "审计"
