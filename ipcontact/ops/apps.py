from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "ipcontact.ops"
    verbose_name = "运行维护"
