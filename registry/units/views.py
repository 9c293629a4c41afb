"""The staff register: list, record, changes, export."""

from __future__ import annotations

from functools import cached_property

from django.http import Http404
from django.urls import reverse

from ipcontact.accounts.audiences import SIGNED_IN
from ipcontact.accounts.models import Agency
from ipcontact.accounts.rights import agency_scope, sees_whole_register
from ipcontact.audit.services import record_access
from ipcontact.sheets.responses import file_response
from ipcontact.sheets.writer import Official, stream_csv, stream_xlsx
from ipcontact.ui.models import SiteProfile
from ipcontact.ui.pages import (
    ActionPage,
    BulkAction,
    DetailPage,
    FormPage,
    ListPage,
    PlainPage,
    RevealPage,
)
from ipcontact.ui.registry import unit_actions, unit_pair_actions, unit_panels
from ipcontact.workdays.clock import today
from registry.units import panels, services
from registry.units.choices import MembershipState, PersonRole
from registry.units.enrolment import alike_for, register_unit
from registry.units.filters import UnitFilter
from registry.units.following import LeadsOn
from registry.units.forms import (
    AssignForm,
    PersonForm,
    RegisterForm,
    RenameForm,
    RevealForm,
    UnitForm,
)
from registry.units.models import Unit
from registry.units.posts import appoint
from registry.units.resources import chosen_columns, export_rows
from registry.units.tables import UnitTable

UNKNOWN_FORMAT = "没有这种格式。"
NAMED = 10  # units named before a change of many


class UnitList(ListPage):
    """Every unit this person may see."""

    audience = "units.view"
    title = "单位"
    model = Unit
    page_key = "units"
    word = "家"
    noun = "单位"
    filterset_class = UnitFilter
    table_class = UnitTable
    template_name = "registry/units/list.html"
    export_url_name = "units:export"
    export_audience = "units.export"
    bulk_actions = (
        BulkAction("调整主责单位", "units:assign", "units.edit"),
        BulkAction("复制为文字", "units:as-text", "units.view"),
    )
    empty_title = "还没有单位"
    empty_text = "从现有名录的 Excel 导入，单位和名录会一起建立。"
    empty_url = "/imports/new/"
    empty_action = "导入名录"

    def get_queryset(self):
        return super().get_queryset().select_related("region", "lead_agency", "co_agency")

    def get_context_data(self, **kwargs):
        alike = {"label": "可能重复的单位", "url": reverse("units:duplicates")}
        acts = [alike]
        if self.may("roster.import"):
            acts.append({"label": self.empty_action, "url": self.empty_url, "icon": "up"})
        if self.may("units.edit"):
            acts.append({"label": "登记单位", "url": reverse("units:register"), "kind": "primary"})
        return super().get_context_data(head_actions=acts, **kwargs)


class UnitRegister(FormPage):
    """One unit by hand; what may be the same one is shown before it is kept."""

    audience = "units.edit"
    form_class = RegisterForm
    template_name = "registry/units/register.html"
    title = "登记单位"
    submit_label = "登记单位"
    success_message = "已登记单位。"
    intro = "登记一家单位。登记不等于列入名录；有多家时，请用 Excel 导入。"
    back_url = "/units/"

    def get_crumbs(self):
        return [("单位", reverse("units:list")), (self.title, "")]

    @cached_property
    def agencies(self):
        kinds = [Agency.Kind.BUREAU, Agency.Kind.ZONE_BUREAU, Agency.Kind.STATION]
        found = Agency.objects.filter(is_active=True, kind__in=kinds).order_by("code")
        user = self.request.user
        return found if sees_whole_register(user) else found.filter(pk__in=agency_scope(user))

    def get_form_kwargs(self):
        user = self.request.user
        own = None if sees_whole_register(user) else user.agency_id
        return {"agencies": self.agencies, "initial": {"lead_agency": own}}

    def perform(self, form):
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        code = form.cleaned_data["credit_code"] or None
        return register_unit(
            services.NewUnit(form.cleaned_data["name"], code, values=values),
            contact=form.contact(),
            is_distinct=form.cleaned_data["is_distinct"],
            by=self.request.user,
            today=today(),
        )

    def get_context_data(self, form, **kwargs):
        known = getattr(form, "cleaned_data", {})
        alike = alike_for(
            self.request.user,
            name=known.get("name", ""),
            code=known.get("credit_code", ""),
            mobile=known.get("contact_mobile", ""),
        )
        return super().get_context_data(form=form, alike=alike, **kwargs)


class UnitExport(UnitList):
    """The rows and columns of the list as a file; who exported what is kept."""

    audience = "units.export"

    def get(self, request, *args, **kwargs):
        kind = request.GET.get("format", "")
        if kind not in ("xlsx", "csv"):
            raise Http404(UNKNOWN_FORMAT)
        units = self.table.data.data.select_related(None)
        columns = chosen_columns(self.columns)
        on = today()
        used = [f"{chip.label}：{chip.value}" for chip in self.filterset.chips()]
        record_access(
            "export",
            user=request.user,
            request=request,
            target="单位清单",
            detail={"rows": units.count(), "format": kind, "filters": len(used)},
        )
        form = Official(
            "单位清单",
            SiteProfile.objects.current().organ_name,
            on,
            explanations=(
                *(f"筛选条件：{words}。" for words in used),
                "改过的文件可以在“导入”里选“只更新单位资料”导回；空白单元格表示不改。",
            ),
        )
        parts = [column.export for column in columns]
        rows = export_rows(units, columns)
        chunks = stream_xlsx(parts, rows, form) if kind == "xlsx" else stream_csv(parts, rows)
        return file_response(chunks, f"单位清单-{on.isoformat()}.{kind}")


class UnitRecord(LeadsOn, DetailPage):
    """Everything known of one unit, in sections other rooms add to."""

    audience = SIGNED_IN
    model = Unit
    number_field = "public_no"
    template_name = "registry/units/record.html"

    def get_queryset(self):
        related = ("region", "lead_agency", "co_agency", "lead_unit")
        return super().get_queryset().select_related(*related)

    def get_crumbs(self):
        way = [("单位", reverse("units:list"))] if self.may("units.view") else []
        return [*way, (self.object.public_no, "")]

    def get_context_data(self, **kwargs):
        unit, user = self.object, self.request.user
        offered = [a for a in unit_actions.allowed(self.may) if a.offered(unit, user)]
        shown = [
            {"panel": panel, "context": context}
            for panel in unit_panels.allowed(self.may)
            if (context := panel.context(unit, user)) is not None
        ]
        return super().get_context_data(
            actions=[{"label": a.label, "url": a.url(unit), "kind": a.kind} for a in offered],
            main_panels=[item for item in shown if item["panel"].place == "main"],
            aside_panels=[item for item in shown if item["panel"].place == "aside"],
            **panels.head(unit, user),
            **kwargs,
        )


class OneUnit:
    """A page about one unit: found by its number, with the way back to its record."""

    model = Unit
    number_field = "public_no"

    def get_crumbs(self):
        unit = self.object
        way = [("单位", reverse("units:list")), (unit.name, unit.get_absolute_url())]
        return [*way, (self.title, "")]


class UnitEdit(OneUnit, FormPage):
    audience = "units.edit"
    form_class = UnitForm
    title = "修改单位资料"
    submit_label = "保存单位资料"
    success_message = "已保存单位资料。"

    def perform(self, form):
        return services.update_unit(
            unit=self.object,
            values=form.cleaned_data,
            by=self.request.user,
            today=today(),
            version=int(self.version()),
        )


class Candidates:
    """Only units that never were on the roster; the others are renamed by 登记变更."""

    def get_queryset(self):
        return super().get_queryset().filter(membership_state=MembershipState.OUTSIDE)


class UnitRename(Candidates, OneUnit, FormPage):
    audience = "units.edit"
    form_class = RenameForm
    title = "单位更名"
    submit_label = "登记更名"
    success_message = "已登记更名，原名称仍可检索。"
    intro = "已公布的版次保留当日名称；现行名录和以后的版次用新名称。"

    def perform(self, form):
        return services.rename(
            unit=self.object, by=self.request.user, version=int(self.version()), **form.cleaned_data
        )


class UnitAppoint(Candidates, OneUnit, FormPage):
    """A new holder of a post; phone and mail count at once."""

    audience = "units.edit"
    form_class = PersonForm
    title = "登记联络员"
    submit_label = "登记联络员"
    success_message = "已登记，原任者的任期同日结束。"

    def get_initial(self):
        return {"on": today(), "role": PersonRole.PRIMARY_CONTACT}

    def get_form_kwargs(self):
        return {"initial": self.get_initial()}

    def perform(self, form):
        appoint(unit=self.object, by=self.request.user, today=today(), **form.cleaned_data)
        return self.object


class UnitReveal(OneUnit, RevealPage):
    """Full contact details of one unit, for a reason that is kept."""

    audience = "units.reveal"
    form_class = RevealForm
    title = "显示联系方式"
    submit_label = "显示联系方式"
    revealed_template = "registry/units/revealed.html"

    def consequences(self):
        return ["将显示本单位现任联络员的姓名、手机和邮箱，并留下查看记录。"]

    def reveal(self, form):
        record_access(
            "reveal",
            user=self.request.user,
            request=self.request,
            target=f"单位 {self.object.public_no} 的联络员",
            detail={"reason": form.cleaned_data["reason"]},
        )
        return panels.current_people(self.object)


class AssignAgency(ActionPage):
    """Hand chosen units over to another lead agency."""

    audience = "units.edit"
    form_class = AssignForm
    title = "调整主责单位"
    submit_label = "调整主责单位"
    back_url = "/units/"
    success_url = "/units/"

    @cached_property
    def units(self) -> list[Unit]:
        return list(Unit.objects.visible_to(self.request.user).filter(public_no__in=self.picks))

    def consequences(self):
        names = "、".join(unit.name for unit in self.units[:NAMED])
        rest = "等" if len(self.units) > NAMED else ""
        return [f"将调整{len(self.units)}家单位的主责单位：{names}{rest}。"]

    def obstacles(self):
        return [] if self.units else ["没有选中单位，请回到列表勾选后再试。"]

    def perform(self, form):
        return services.assign_agency(
            units=self.units, lead_agency=form.cleaned_data["agency"], by=self.request.user
        )

    def get_success_message(self, result):
        return f"已调整 {result} 家单位的主责单位。"


class UnitsAsText(PlainPage):
    """Chosen units as plain lines in the order of the list, to be pasted; writes nothing."""

    audience = "units.view"
    title = "复制为文字"
    template_name = "registry/units/as_text.html"
    http_method_names = ["get", "post", "head", "options"]

    def get_crumbs(self):
        return [("单位", reverse("units:list")), (self.title, "")]

    def post(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        picks = [pick for pick in self.request.POST.getlist("pick")[:500] if "\x00" not in pick]
        units = Unit.objects.visible_to(self.request.user).filter(public_no__in=picks)
        names = dict(units.values_list("public_no", "name"))
        chosen = [names[pick] for pick in dict.fromkeys(picks) if pick in names]
        lines = [f"{place}. {name}" for place, name in enumerate(chosen, 1)]
        return super().get_context_data(lines=lines, **kwargs)


class DuplicatesPage(PlainPage):
    """Units that may be the same one: equal distinguishing part of the name."""

    audience = "units.view"
    title = "可能重复的单位"
    template_name = "registry/units/duplicates.html"

    def get_crumbs(self):
        return [("单位", reverse("units:list")), (self.title, "")]

    def get_context_data(self, **kwargs):
        groups = Unit.objects.visible_to(self.request.user).lookalikes()
        offered = [
            {"label": action.label, "url": reverse(action.url_name)}
            for action in unit_pair_actions.allowed(self.may)
        ]
        return super().get_context_data(groups=groups, pair_actions=offered, **kwargs)
