from django.apps import AppConfig


class TextConfig(AppConfig):
    name = "ipcontact.text"
    verbose_name = "中文文本"
