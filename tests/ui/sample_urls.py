"""Pages made with the kit over tables that exist, for the tests of the kit."""

import django_filters
from django import forms
from django.urls import include, path

from ipcontact.accounts.audiences import PUBLIC, SIGNED_IN
from ipcontact.accounts.models import Agency, Region
from ipcontact.audit.services import act
from ipcontact.ui import tables, views
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.filters import FilterSet
from ipcontact.ui.pages import ActionPage, BulkAction, DetailPage, FormPage, ListPage
from ipcontact.urls import urlpatterns as product


class RegionFilters(FilterSet):
    q = django_filters.CharFilter(field_name="name", lookup_expr="contains", label="区域名称")
    kind = django_filters.ChoiceFilter(choices=Region.Kind, label="类别", empty_label="全部类别")
    code = django_filters.CharFilter(label="代码")
    agencies = django_filters.ModelChoiceFilter(
        queryset=Agency.objects.all(), label="机构", empty_label="全部机构"
    )
    primary = ("q", "kind")


class RegionTable(tables.Table):
    name = tables.NameColumn(verbose_name="区域名称", linkify=lambda record: f"/r/{record.code}/")
    code = tables.CodeColumn(verbose_name="代码")
    kind = tables.StateColumn(verbose_name="类别", tones={"zone": "go"})
    id = tables.NumberColumn(verbose_name="序号", drop=True)
    usual = ("name", "code", "kind")
    pick = "code"


class RegionList(ListPage):
    audience = PUBLIC
    title = "区域"
    template_name = "ui/list_public.html"
    filterset_class = RegionFilters
    table_class = RegionTable
    word, noun = "个", "区域"
    export_url_name = "ui:desk"
    empty_title, empty_text = "还没有区域", "载入基础数据以后列在这里。"

    def get_queryset(self):
        return Region.objects.order_by("code")


class StaffRegionList(RegionList):
    audience = SIGNED_IN
    template_name = "ui/list.html"
    page_key = "sample.regions"
    standing_views = (("功能区", "kind=zone"),)
    bulk_actions = (BulkAction("改名所选区域", "rename-all", SIGNED_IN),)


class Visible:
    model, number_field, audience = Region, "code", SIGNED_IN

    def get_queryset(self):
        return Region.objects.exclude(kind="town")


class RegionPage(Visible, DetailPage):
    template_name = "ui/sample_region.html"


class RegionForm(forms.ModelForm):
    class Meta:
        model = Region
        fields = ("name", "kind")


class RegionEdit(Visible, FormPage):
    title = "修改区域"
    form_class = RegionForm
    success_url = "/regions/"
    success_message = "已修改。"

    def perform(self, form):
        if form.cleaned_data["name"] == "不行":
            raise RuleViolation("no", "这个名称不行，请换一个。")
        with act("修改区域", by=self.request.user):
            return form.save()


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由")


class RenameAll(ActionPage):
    audience = SIGNED_IN
    title = "改名所选区域"
    form_class = ReasonForm
    success_url = "/regions/"

    def consequences(self):
        return [f"{len(self.picks)}个区域会改名。"]

    def perform(self, form):
        if form.cleaned_data["reason"] == "不行":
            raise RuleViolation("no", "这个理由不行。")
        with act("改名", by=self.request.user):
            for region in Region.objects.filter(code__in=self.picks):
                region.name += "新"
                region.save(update_fields=["name"])


urlpatterns = [
    path("regions/", RegionList.as_view()),
    path("staff-regions/", StaffRegionList.as_view()),
    path("rename/", RenameAll.as_view(), name="rename-all"),
    path("r/<str:code>/", RegionPage.as_view()),
    path("r/<str:code>/edit/", RegionEdit.as_view()),
    path("", include(product)),
]
handler500 = views.server_error
handler400 = views.bad_request
