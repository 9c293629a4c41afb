"""One unit: registered, read, edited, renamed, its contacts shown for a reason."""

from __future__ import annotations

from functools import cached_property

from django.urls import reverse

from ipcontact.accounts.audiences import SIGNED_IN
from ipcontact.accounts.models import Agency
from ipcontact.accounts.rights import agency_scope, sees_whole_register
from ipcontact.audit.services import record_access
from ipcontact.ui.pages import (
    DetailPage,
    FormPage,
    RevealPage,
)
from ipcontact.ui.registry import unit_actions, unit_panels
from ipcontact.workdays.clock import today
from registry.units import panels, services
from registry.units.choices import MembershipState, PersonRole
from registry.units.enrolment import alike_for, register_unit
from registry.units.following import LeadsOn
from registry.units.forms import (
    PersonForm,
    RegisterForm,
    RenameForm,
    RevealForm,
    UnitForm,
)
from registry.units.models import Unit
from registry.units.posts import appoint


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
        staff = self.may("units.view")
        way = ("单位", reverse("units:list")) if staff else ("工作台", reverse("ui:desk"))
        return [way, (self.object.public_no, "")]

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
