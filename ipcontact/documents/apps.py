from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "ipcontact.documents"
    verbose_name = "文书"

    def ready(self) -> None:
        from ipcontact.documents import entries, letters, tables

        tables.register()
        letters.register()
        entries.register()
