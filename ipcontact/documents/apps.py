from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "ipcontact.documents"
    verbose_name = "公文模板"

    def ready(self) -> None:
        from ipcontact.documents import tables

        tables.register()
