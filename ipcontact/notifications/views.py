"""Pages of messages: inbox, one message, what was told to others, by which way, own wishes."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.cache import patch_cache_control

from ipcontact.accounts.audiences import SIGNED_IN
from ipcontact.notifications import services
from ipcontact.notifications.access import may_handle, message_for
from ipcontact.notifications.choices import Channel, DeliveryState
from ipcontact.notifications.forms import CallForm, PreferenceForm, UpToForm
from ipcontact.notifications.links import purpose_of
from ipcontact.notifications.models import Message, Preference
from ipcontact.notifications.qr import qr_code
from ipcontact.notifications.services.by_hand import REFUSED, obstacle_of
from ipcontact.notifications.tables import (
    InboxFilters,
    InboxTable,
    ToldFilters,
    ToldTable,
)
from ipcontact.ui.pages import ActionPage, DetailPage, FormPage, ListPage, Page

INBOX_CRUMB = ("收件箱", reverse_lazy("notifications:inbox"))
TOLD_CRUMB = ("对外告知", reverse_lazy("notifications:list"))
HAND_OVER = "messages.hand_over"


class InboxPage(ListPage):
    audience = SIGNED_IN
    title = "收件箱"
    filterset_class = InboxFilters
    table_class = InboxTable
    noun = "消息"
    empty_title = "还没有消息"
    empty_text = "与您有关的办理进展会出现在这里。"

    def get_queryset(self):
        return Message.objects.to(self.request.user)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        shown = Message.objects.to(self.request.user).values_list("pk", flat=True).first()
        actions = [{"label": "消息偏好", "url": reverse("notifications:preferences")}]
        return super().get_context_data(
            head_actions=actions,
            lead_template="notifications/read_all.html",
            up_to=shown,
            **kwargs,
        )


class ToldPage(ListPage):
    """What this person's office told others and may still hand over by phone, WeChat or paper."""

    audience = HAND_OVER
    title = "对外告知"
    filterset_class = ToldFilters
    table_class = ToldTable
    noun = "消息"
    empty_title = "还没有告知过谁"
    empty_text = (
        "办理中需要告知对方时，系统自动生成消息；对方收不到的，可以在这里改用电话、微信或纸面。"
    )

    def get_queryset(self):
        told = Message.objects.handled_by(self.request.user)
        return told.select_related("user").prefetch_related("deliveries")


class _OfMessage:
    """Pages of one message, by its key; what is invisible is 404."""

    def get_object(self) -> Message:
        found = message_for(self.request.user, self.kwargs["message"])
        if found is None:
            raise Http404("没有这条消息。")
        return found

    def get_crumbs(self) -> list[tuple[str, str]]:
        mine = self.object.user_id == self.request.user.pk
        return [INBOX_CRUMB if mine else TOLD_CRUMB, (str(self.object), "")]


class MessagePage(_OfMessage, DetailPage):
    audience = SIGNED_IN
    template_name = "notifications/message.html"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        message = self.object
        deliveries = list(message.deliveries.select_related("done_by"))
        failed = (DeliveryState.FAILED, DeliveryState.NOT_CONFIGURED)
        return super().get_context_data(
            is_mine=message.user_id == self.request.user.pk,
            may_handle=self.may(HAND_OVER) and may_handle(self.request.user, message),
            obstacle=obstacle_of(message),
            deliveries=deliveries,
            has_failed=any(each.state in failed for each in deliveries),
            **kwargs,
        )


class ReadPage(_OfMessage, Page):
    """The button that opens what a message is about, or only says that it was read."""

    audience = SIGNED_IN
    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs) -> HttpResponseRedirect:
        message = self.get_object()
        services.mark_read(message=message, by=request.user)
        goes_on = "open" in request.POST and message.url
        return HttpResponseRedirect(message.url if goes_on else reverse("notifications:inbox"))


class ReadAllPage(Page):
    audience = SIGNED_IN
    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs) -> HttpResponseRedirect:
        form = UpToForm(request.POST)
        if form.is_valid():
            services.mark_all_read(by=request.user, up_to=form.cleaned_data["up_to"])
        return HttpResponseRedirect(reverse("notifications:inbox"))


class PreferencesPage(FormPage):
    audience = SIGNED_IN
    title = "消息偏好"
    form_class = PreferenceForm
    crumbs = (INBOX_CRUMB, ("消息偏好", ""))
    success_url = reverse_lazy("notifications:inbox")
    success_message = "消息偏好已保存，对以后的消息生效。"
    submit_label = "保存消息偏好"

    @property
    def intro(self) -> str:
        hours = settings.MESSAGE_HOURS.replace("-", " 至 ")
        return (
            f"消息总会进收件箱。短信和邮件在工作日 {hours} 发送，"
            "其余时间的顺延到下一个工作日上班时；紧急事项除外。"
        )

    def get_initial(self) -> dict[str, Any]:
        saved = Preference.of(self.request.user)
        return {"mail": saved.mail, "wants_sms": saved.wants_sms}

    def perform(self, form) -> Preference:
        return services.save_preference(by=self.request.user, **form.cleaned_data)


class _ByHand(_OfMessage):
    """Pages with which a message is handed over: for those who may, of those who see it."""

    audience = HAND_OVER

    def dispatch(self, request, *args, **kwargs):
        self.object = self.get_object()
        if not may_handle(request.user, self.object):
            raise PermissionDenied(REFUSED)
        return super().dispatch(request, *args, **kwargs)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [TOLD_CRUMB, (str(self.object), self.object.get_absolute_url()), (self.title, "")]


class _HandOverPage(_ByHand, ActionPage):
    """First what will happen; then the text or sheet, shown once with a link of its own."""

    channel = Channel.WECHAT_TEXT
    result_template = ""

    def obstacles(self) -> list[str]:
        found = obstacle_of(self.object)
        return [found] if found else []

    def consequences(self) -> list[str]:
        noted = f"送达记录里记下由您生成{self.channel.label}的时间。"
        if not self.object.link_purpose:
            return [noted]
        aim = purpose_of(self.object.link_purpose)
        return [
            f"生成一个只能用一次的链接，{aim.days} 天内有效，对方打开后可以{aim.label}，不用登录。",
            "链接只显示这一次，请只交给收件人本人。",
            noted,
        ]

    def perform(self, form) -> services.HandOver:
        return services.hand_over(message=self.object, channel=self.channel, by=self.request.user)

    def done(self, result: services.HandOver):
        context = {
            "title": self.title,
            "crumbs": self.get_crumbs(),
            "object": self.object,
            "result": result,
        }
        if self.channel == Channel.QR_SHEET and result.link:
            context["qr"] = qr_code(result.link)
        response = render(self.request, self.result_template, context)
        patch_cache_control(response, private=True, no_store=True)
        return response


class WeChatPage(_HandOverPage):
    title = "微信文案"
    submit_label = "生成微信文案"
    result_template = "notifications/wechat.html"


class SheetPage(_HandOverPage):
    title = "二维码单页"
    channel = Channel.QR_SHEET
    submit_label = "生成二维码单页"
    result_template = "notifications/sheet.html"

    def obstacles(self) -> list[str]:
        if found := super().obstacles():
            return found
        if self.object.link_purpose or self.object.url or self.object.user_id:
            return []
        return ["这条消息没有要打开的页面，不需要二维码。请用微信文案或电话告知。"]


class CallPage(_ByHand, FormPage):
    title = "登记电话告知"
    form_class = CallForm
    submit_label = "登记电话告知"
    success_message = "已登记。"

    def perform(self, form):
        services.log_phone_call(message=self.object, by=self.request.user, **form.cleaned_data)
        return self.object


class AgainPage(_ByHand, ActionPage):
    title = "重新发送"
    submit_label = "重新发送"
    success_message = "已安排重新发送。"

    def consequences(self) -> list[str]:
        return ["没有送出的短信和邮件马上再发一次，不等上班时间。"]

    def obstacles(self) -> list[str]:
        found = obstacle_of(self.object)
        return [found] if found else []

    def perform(self, form):
        services.send_again(message=self.object, by=self.request.user)
        return self.object
