"""Pages of units' files: find one, its contents, its evidence, take it along; a random sample."""

from __future__ import annotations

from functools import cached_property

from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from ipcontact.audit.context import name_of
from ipcontact.audit.models import AccessKind
from ipcontact.audit.services import record_access
from ipcontact.sheets.responses import content_disposition
from ipcontact.ui.filters import clean_query
from ipcontact.ui.pages import ActionPage, DetailPage, ListPage, PlainPage
from ipcontact.workdays.clock import today
from registry.dossiers.access import readable
from registry.dossiers.filters import DossierFilter
from registry.dossiers.forms import SampleForm, TakeForm
from registry.dossiers.gathering import Dossier, gather
from registry.dossiers.package import MEGABYTE, refuse_too_big, stream
from registry.dossiers.sampling import draw, new_seed
from registry.dossiers.tables import DossierTable
from registry.units.following import LeadsOn
from registry.units.models import Unit

VIEW = "dossiers.view"
SAMPLE_SIZE = 10


class DossierList(ListPage):
    """Every unit whose file this person may read."""

    audience = VIEW
    title = "单位卷宗"
    model = Unit
    page_key = "dossiers"
    word = "家"
    noun = "单位"
    filterset_class = DossierFilter
    table_class = DossierTable
    empty_title = "还没有单位"
    empty_text = "登记单位以后，每家单位的卷宗自动汇集在这里。"

    def get_queryset(self):
        return readable(self.request.user)


class OneDossier(LeadsOn):
    """A page about one unit's file."""

    audience = VIEW
    model = Unit
    number_field = "public_no"

    def get_queryset(self):
        return readable(self.request.user).select_related("region", "lead_agency")

    @cached_property
    def dossier(self) -> Dossier:
        return gather(self.object, user=self.request.user)


class Contents(OneDossier, DetailPage):
    """一企一档: the contents with numbers, days and files, to be printed."""

    template_name = "registry/dossiers/contents.html"

    def get_title(self):
        return f"一企一档：{self.object.name}"

    def get_context_data(self, **kwargs):
        return super().get_context_data(dossier=self.dossier, at=timezone.localtime(), **kwargs)


class Evidence(OneDossier, DetailPage):
    """The evidence pack: exceptions first, then who did what, when and why, then the contents."""

    template_name = "registry/dossiers/evidence.html"

    def get_title(self):
        return f"证据包：{self.object.name}"

    def get_context_data(self, **kwargs):
        return super().get_context_data(dossier=self.dossier, at=timezone.localtime(), **kwargs)


class Package(OneDossier, ActionPage):
    """The file as a zip, for a reason that is kept."""

    audience = "dossiers.take"
    title = "下载卷宗"
    submit_label = "下载卷宗（zip）"

    def get_crumbs(self):
        way = reverse("dossiers:evidence", args=[self.object.public_no])
        return [("单位卷宗", reverse("dossiers:list")), (self.object.name, way), (self.title, "")]

    def get_back_url(self):
        return reverse("dossiers:evidence", args=[self.object.public_no])

    def get_form(self, **data):
        return TakeForm(**data, may_reveal=self.may("units.reveal"))

    def consequences(self):
        files = self.dossier.files
        size = self.dossier.bytes / MEGABYTE
        return [
            f"将下载目录{self.dossier.count}条、附件{len(files)}份（约{size:.1f}MB），"
            "并留下下载记录。",
            "附件中可能有个人信息，请只用于所写的事由，用后妥善处理。",
        ]

    def perform(self, form) -> StreamingHttpResponse:
        asked = form.cleaned_data
        with_persons = bool(asked.get("with_persons"))
        dossier = gather(self.object, user=self.request.user, with_persons=with_persons)
        if asked["with_files"]:
            refuse_too_big(dossier)
        number = self.object.public_no
        detail = {"reason": asked["reason"], "rows": dossier.count}
        detail["files"] = len(dossier.files) if asked["with_files"] else 0
        record_access(
            AccessKind.EXPORT,
            user=self.request.user,
            request=self.request,
            target=f"单位 {number} 的卷宗",
            detail=detail,
        )
        if with_persons:
            record_access(
                AccessKind.REVEAL,
                user=self.request.user,
                request=self.request,
                target=f"单位 {number} 的联络员（卷宗）",
                detail={"reason": asked["reason"]},
            )
        pieces = stream(
            dossier,
            with_files=asked["with_files"],
            reason=asked["reason"],
            by=name_of(self.request.user),
        )
        response = StreamingHttpResponse(pieces, content_type="application/zip")
        name = f"卷宗-{number}-{today().isoformat()}.zip"
        response["Content-Disposition"] = content_disposition(name)
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response

    def done(self, result):
        return result


class SamplePage(PlainPage):
    """A random sample with its seed, so that it can be drawn again; each leads to its evidence."""

    audience = "dossiers.sample"
    title = "随机抽样"
    template_name = "registry/dossiers/sample.html"

    def get_crumbs(self):
        return [("例外清单", reverse("exceptions:list")), (self.title, "")]

    def get_context_data(self, **kwargs):
        asked = clean_query(self.request.GET)
        usual = {
            "population": "listed",
            "size": SAMPLE_SIZE,
            "seed": new_seed(),
            "until": today(),
        }
        form = SampleForm(asked) if asked else SampleForm(initial=usual)
        sample = draw(**form.cleaned_data) if form.is_valid() else None
        return super().get_context_data(form=form, sample=sample, new_seed=new_seed(), **kwargs)
