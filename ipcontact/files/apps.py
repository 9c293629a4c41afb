"""The room of attachments."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "ipcontact.files"
    verbose_name = "附件"

    def ready(self) -> None:
        from django.core.signals import request_finished

        from ipcontact.files import exceptions, pending

        exceptions.register()

        request_finished.connect(pending.clear_abandoned, dispatch_uid="files.pending")
