from django.apps import AppConfig


class LocaldbConfig(AppConfig):
    name = "ipcontact.localdb"
    verbose_name = "内置数据库"
