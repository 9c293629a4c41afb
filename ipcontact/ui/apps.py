from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "ipcontact.ui"
    verbose_name = "界面"

    def ready(self) -> None:
        from ipcontact.ui.registry import MenuEntry, menu

        menu.add(
            MenuEntry(
                label="工作台",
                url_name="ui:desk",
                audience="desk.view",
                icon="desk",
                group="今日",
                order=0,
                pinned=True,
            )
        )
        menu.add(
            MenuEntry(
                label="系统管理",
                url_name="admin:index",
                audience="admin.enter",
                icon="gear",
                group="管理",
                order=90,
            )
        )
