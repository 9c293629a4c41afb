from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "ipcontact.ops"
    verbose_name = "运行维护"

    def ready(self) -> None:
        from ipcontact.ops import checks

        checks.refuse_unsafe_start()
