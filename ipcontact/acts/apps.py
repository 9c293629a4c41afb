from django.apps import AppConfig


class ActsConfig(AppConfig):
    name = "ipcontact.acts"
    verbose_name = "办理"

    def ready(self) -> None:
        from ipcontact.acts import entries

        entries.register()
