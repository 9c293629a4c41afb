"""``{% dossier_file file paths %}``: a file as the contents of a unit's file name it."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ipcontact.files.models import StoredFile

register = template.Library()


@register.simple_tag
def dossier_file(file: StoredFile, paths: dict[int, str] | None = None) -> SafeString:
    """Kind, size and the beginning of the check sum; in a zip the way to it.

    The name under which it was handed in is left out: it may tell a secret.
    """
    kilobytes = max(1, file.size // 1024)
    words = f"{file.kind_label}，{kilobytes}KB，校验值 {file.sha256[:12].upper()}"
    if paths and file.pk in paths:
        path = paths[file.pk]
        return format_html('<a href="{}">{}</a>（{}）', path, path.rpartition("/")[2], words)
    return format_html("{}", words)
