from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "ipcontact.clocks"
    verbose_name = "时限"

    def ready(self) -> None:
        from ipcontact.clocks.services import follow_calendar
        from ipcontact.workdays.services import after_calendar_change

        after_calendar_change.append(follow_calendar)
