"""Pages that exist only while debugging: the gallery of components, mails and SMS not sent."""

import re
from pathlib import Path
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from ipcontact.accounts.audiences import PUBLIC, audience
from ipcontact.files.fields import AttachmentField, AttachmentsField
from ipcontact.files.formats import JPG
from ipcontact.files.models import StoredFile
from ipcontact.ui.mails import stored_mails
from ipcontact.workdays.clock import today

ICONS = [
    "search",
    "inbox",
    "user",
    "people",
    "down",
    "up",
    "file",
    "x",
    "check",
    "desk",
    "list",
    "walk",
    "scale",
    "more",
    "star",
    "cols",
    "calendar",
    "shield",
    "history",
    "gear",
    "print",
    "copy",
]
SAMPLES = (
    ("info", "下一步：送区局负责人审定。"),
    ("success", "已保存。"),
    ("warning", "2027年放假安排尚未公布，这个日期是暂定的。"),
    ("error", "没有保存：信用代码第18位校验不符。"),
)


class GalleryForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="单位全称", help_text="与营业执照一致。")
    kind = forms.ChoiceField(label="单位类别", choices=[("", "请选择"), ("enterprise", "企业")])
    since = forms.DateField(label="成立日期", required=False, help_text="例如 2021-12-31。")
    reason = forms.CharField(label="申请理由", widget=forms.Textarea, required=False)
    outcome = forms.ChoiceField(
        label="审核结论",
        choices=[("yes", "符合条件"), ("no", "不纳入")],
        widget=forms.RadioSelect,
        help_text="不纳入的要写明理由。",
    )
    needs = forms.MultipleChoiceField(
        label="需求",
        choices=[("advice", "咨询"), ("training", "培训")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    scan = AttachmentField(label="证书扫描件", required=False)
    photo = AttachmentField(label="现场照片", required=False)
    proofs = AttachmentsField(label="其他附件", required=False)
    agreed = forms.BooleanField(label="已核对以上内容")


def icon_names() -> list[str]:
    """Names of the symbols in our sprite."""
    return re.findall(r'<symbol id="([a-z-]+)"', Path(finders.find("img/icons.svg")).read_text())


@audience(PUBLIC)
def gallery(request):
    """Every component in every state."""
    if not settings.DEBUG:
        raise Http404
    wrong = GalleryForm({"name": "", "since": "2026-02-30"}, auto_id="wrong_%s")
    context = {
        "empty_form": GalleryForm(auto_id="empty_%s", initial={"photo": a_photo()}),
        "form": wrong,
        "icons": icon_names(),
        "today": today(),
        "samples": [Sample(tags=tags, words=words) for tags, words in SAMPLES],
    }
    return render(request, "ui/gallery.html", context)


def a_photo() -> StoredFile:
    """A file as if it had been handed in."""
    return StoredFile(
        original_name="展位现场.jpg",
        content_type=JPG.content_type,
        size=1_887_436,
        uploaded_at=timezone.now(),
    )


class Sample(SimpleNamespace):
    """A message as the messages framework gives it to the template."""

    def __str__(self) -> str:
        return self.words


@audience(PUBLIC)
def mails(request):
    """What would have been sent, while there is no mail server or SMS gateway."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None) or settings.SMS_FILE_PATH
    if not (settings.DEBUG and settings.DEMO and folder):  # real mails hold links to sign in
        raise Http404
    return render(request, "ui/mails.html", {"mails": stored_mails(folder)})
