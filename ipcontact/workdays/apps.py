from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "ipcontact.workdays"
    verbose_name = "工作日历"

    def ready(self) -> None:
        from ipcontact.ui.registry import MenuEntry, menu

        menu.add(
            MenuEntry(
                label="工作日历",
                url_name="workdays:calendar",
                audience="desk.view",
                icon="calendar",
                group="说明",
                order=80,
            )
        )
