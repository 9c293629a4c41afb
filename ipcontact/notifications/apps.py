from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "ipcontact.notifications"
    verbose_name = "消息"
