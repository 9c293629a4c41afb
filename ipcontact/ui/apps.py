from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "ipcontact.ui"
    verbose_name = "界面"
