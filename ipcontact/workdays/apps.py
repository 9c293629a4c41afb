from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "ipcontact.workdays"
    verbose_name = "工作日历"
