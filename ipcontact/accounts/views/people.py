"""People: list, page, opening and changing accounts, roles, sign-in links."""

from typing import Any

from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.cache import patch_cache_control

from ipcontact.accounts.forms import NewPersonForm, PersonForm, RolesForm
from ipcontact.accounts.models import User
from ipcontact.accounts.rules import takeover_problem
from ipcontact.accounts.services import (
    assign_roles,
    change_account,
    end_sessions,
    issue_sign_in_link,
    open_account,
)
from ipcontact.accounts.tables import PeopleFilters, PeopleTable
from ipcontact.text.masking import mask_email, mask_mobile
from ipcontact.ui.pages import ActionPage, DetailPage, FormPage, ListPage

LIST_CRUMB = ("人员", reverse_lazy("accounts:people"))


class PeopleList(ListPage):
    audience = "users.view"
    title = "人员"
    model = User
    filterset_class = PeopleFilters
    table_class = PeopleTable
    word = "人"
    noun = "人员"
    empty_title = "还没有人员"
    empty_text = "可以逐个开立账号，或用 Excel 一次导入机构和人员。"

    def get_queryset(self):
        return super().get_queryset().select_related("agency").order_by("username")

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        actions = []
        if self.may("accounts.import"):
            actions.append({"label": "导入机构和人员", "url": reverse("accounts:import")})
        if self.may("users.manage"):
            url = reverse("accounts:person-new")
            actions.append({"label": "开立账号", "url": url, "kind": "primary"})
        return super().get_context_data(head_actions=actions, **kwargs)


class PersonPage(DetailPage):
    audience = "users.view"
    model = User
    number_field = "pk"
    template_name = "accounts/person.html"

    def get_queryset(self):
        return super().get_queryset().select_related("agency")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [LIST_CRUMB, (str(self.object), "")]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        person = self.object
        return super().get_context_data(
            may_manage=self.may("users.manage"),
            may_assign=self.may("roles.assign") and person.pk != self.request.user.pk,
            link_problem=takeover_problem(person.roles),
            mobile=mask_mobile(person.mobile or ""),
            email=mask_email(person.email),
            **kwargs,
        )


class PersonNew(FormPage):
    audience = "users.manage"
    title = "开立账号"
    form_class = NewPersonForm
    submit_label = "开立账号"
    intro = "新账号没有密码和角色：在人员页面发放登录链接，由安全管理员分配角色。"
    back_url = reverse_lazy("accounts:people")
    crumbs = (LIST_CRUMB, ("开立账号", ""))
    success_message = "账号已开立。"

    def perform(self, form) -> User:
        return open_account(by=self.request.user, **form.cleaned_data)


class PersonChange(FormPage):
    audience = "users.manage"
    title = "修改账号"
    model = User
    number_field = "pk"
    form_class = PersonForm
    submit_label = "保存账号"
    success_message = "账号已保存。"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [LIST_CRUMB, (self.object.username, self.object.get_absolute_url()), ("修改", "")]

    def perform(self, form) -> User:
        return change_account(
            user=self.object, version=self.object.version, by=self.request.user, **form.cleaned_data
        )


class PersonRoles(FormPage):
    audience = "roles.assign"
    model = User
    number_field = "pk"
    form_class = RolesForm
    submit_label = "保存角色"
    success_message = "角色已保存，从下一次打开页面起生效。"
    intro = "只有安全管理员能分配角色，不能分配给自己。各角色能做什么，见权限说明。"

    def get_title(self) -> str:
        return f"{self.object}的角色"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [LIST_CRUMB, (str(self.object), self.object.get_absolute_url()), ("角色", "")]

    def get_initial(self) -> dict[str, Any]:
        return {"roles": self.object.roles}

    def perform(self, form) -> User:
        return assign_roles(
            user=self.object,
            roles=form.cleaned_data["roles"],
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            version=self.object.version,
        )


class PersonLink(ActionPage):
    """A link is shown once, in the answer to the POST, and kept nowhere."""

    audience = "users.manage"
    model = User
    number_field = "pk"
    submit_label = "发放登录链接"

    def get_title(self) -> str:
        return f"为{self.object}发放登录链接"

    def consequences(self) -> list[str]:
        return [
            "生成一个只能用一次的链接，三天内有效，本人打开后设置新密码。",
            "本人现有的登录全部退出。",
            "链接只显示一次，请当面或用可靠的方式交给本人。",
        ]

    def obstacles(self) -> list[str]:
        problem = takeover_problem(self.object.roles)
        closed = [] if self.object.is_active else ["账号已停用，启用后才能发放。"]
        return [problem, *closed] if problem else closed

    def perform(self, form) -> str:
        return issue_sign_in_link(user=self.object, by=self.request.user)

    def done(self, result: str):
        context = {"title": "登录链接", "link": result, "object": self.object}
        response = render(self.request, "accounts/link.html", context)
        patch_cache_control(response, private=True, no_store=True)
        return response


class PersonSignOut(ActionPage):
    audience = "users.manage"
    model = User
    number_field = "pk"
    submit_label = "全部退出"
    success_message = "已退出全部登录。"

    def get_title(self) -> str:
        return f"退出{self.object}的全部登录"

    def consequences(self) -> list[str]:
        return ["本人在所有电脑和手机上的登录立即失效，密码不变。"]

    def perform(self, form) -> User:
        end_sessions(user=self.object, by=self.request.user)
        return self.object
