from django.apps import AppConfig


class ActsConfig(AppConfig):
    name = "ipcontact.acts"
    verbose_name = "办理"
