"""What the staff does with rounds: list, record, plan, publish, put off, conclude."""

from __future__ import annotations

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils import timezone

from ipcontact.accounts.audiences import PUBLIC
from ipcontact.documents import docx_response
from ipcontact.ui.pages import ActionPage, DetailPage, FormPage, ListPage, Page
from ipcontact.ui.pages.base import ObjectMixin
from ipcontact.ui.registry import round_panels
from ipcontact.workdays.clock import today
from ipcontact.workdays.services import current_calendar
from registry.rounds import record, services
from registry.rounds.contents import addressees, unfinished, unsubmitted
from registry.rounds.filters import RoundFilter
from registry.rounds.forms import CloseForm, ExtendForm, QuotaForm, RoundForm
from registry.rounds.models import IntakeRound
from registry.rounds.papers import quota_document
from registry.rounds.rules import (
    closing_verdict,
    edit_verdict,
    extension_verdict,
    publication_verdict,
)
from registry.rounds.services.telling import agency_people, recommending_agencies
from registry.rounds.tables import RoundTable
from registry.rounds.wording import moment_words, status_of

MANAGE = "rounds.manage"
LIST = ("申报批次", reverse_lazy("rounds:list"))


class RoundList(ListPage):
    """Every round, the latest first."""

    audience = PUBLIC  # the address is; who is no staff gets the public page instead
    title = "申报批次"
    model = IntakeRound
    word = "个"
    noun = "批次"
    filterset_class = RoundFilter
    table_class = RoundTable
    empty_title = "还没有申报批次"
    empty_text = "申报从一个批次开始：写明时间、名额和联系人，发布申报通知。"

    def get_queryset(self):
        return super().get_queryset().select_related("contact_agency")

    def get_context_data(self, **kwargs):
        plan = {"label": RoundPlan.title, "url": reverse("rounds:new"), "kind": "primary"}
        past = {"label": "补录往年批次", "url": reverse("rounds:backfill")}
        return super().get_context_data(
            head_actions=[plan, past] if self.may(MANAGE) else [], **kwargs
        )


class RoundRecord(DetailPage):
    """Everything about one round: facts, quotas and their use, drafts, steps."""

    audience = PUBLIC  # as for the list
    model = IntakeRound
    template_name = "registry/rounds/record.html"

    def get_queryset(self):
        related = ("scheme", "contact_agency", "created_by")
        return super().get_queryset().select_related(*related)

    def get_crumbs(self):
        return [LIST, (self.object.number, "")]

    def get_context_data(self, **kwargs):
        round_, user = self.object, self.request.user
        panels = [
            {"panel": panel, "context": context}
            for panel in round_panels.allowed(self.may)
            if (context := panel.context(round_, user)) is not None
        ]
        now = timezone.now()
        return super().get_context_data(
            status=status_of(round_, now=now, calendar=current_calendar()),
            actions=record.actions(round_, now=now) if self.may(MANAGE) else [],
            advice=record.advice(round_, now=now) if self.may(MANAGE) else "",
            unsubmitted=unsubmitted(round_),
            unfinished=unfinished(round_),
            quotas=record.quota_rows(round_, user),
            extensions=round_.extensions.select_related("extended_by"),
            panels=panels,
            manages=self.may(MANAGE),
            **kwargs,
        )


class _Manage:
    """A page about one round for those who manage rounds, with the way back to its record."""

    audience = MANAGE
    model = IntakeRound

    def get_crumbs(self):
        own = [(self.object.name, self.object.get_absolute_url())] if self.object else []
        return [LIST, *own, (self.title, "")]

    def version_sent(self) -> int | None:
        """The version the page was based on, as the form carried it."""
        sent = self.request.POST.get("_version", "")
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None


class RoundPlan(_Manage, FormPage):
    """A new round, filled with the values of the last one."""

    form_class = RoundForm
    title = "筹备申报批次"
    template_name = "registry/rounds/form.html"
    submit_label = "保存批次"
    back_url = LIST[1]
    success_message = "已保存。核对名额和通知后，再发布申报通知。"
    intro = "已填入上一批次或常用的内容，请核对后修改。保存以后还没有发布，单位看不到。"

    def get_initial(self):
        return services.starting_values(today=today())

    def perform(self, form):
        return services.plan(form.cleaned_data, by=self.request.user, now=timezone.now())


class RoundEdit(_Manage, FormPage):
    form_class = RoundForm
    title = "修改批次"
    template_name = "registry/rounds/form.html"
    submit_label = "保存批次"
    success_message = "已保存批次。"

    def get(self, request, *args, **kwargs):
        verdict = edit_verdict(is_published=self.object.is_published)
        form = self.get_form()
        return self.render_to_response(
            self.get_context_data(
                form=form, stale=(), version=self.version(), obstacles=verdict.sentences
            )
        )

    def perform(self, form):
        return services.edit(
            self.object,
            form.cleaned_data,
            by=self.request.user,
            now=timezone.now(),
            version=int(self.version()),
        )


class RoundQuotas(_Manage, FormPage):
    form_class = QuotaForm
    title = "分配推荐名额"
    submit_label = "保存名额"
    success_message = "已保存推荐名额。"
    intro = "填各单位最多推荐几家；留空表示不限。新批次会带入上一批次的名额。"

    def get_initial(self) -> dict[str, Any]:
        return {QuotaForm.name_of(q.agency): q.units for q in self.object.quotas.all()}

    def get_form_kwargs(self):
        agencies = recommending_agencies(self.object)
        return {"initial": self.get_initial(), "agencies": agencies}

    def perform(self, form):
        return services.set_quotas(
            self.object,
            form.units(),
            by=self.request.user,
            now=timezone.now(),
            version=int(self.version()),
        )


class QuotaDocument(ObjectMixin, Page):
    """推荐名额表 as a Word file, for the agencies."""

    audience = MANAGE
    model = IntakeRound

    def get(self, request, *args, **kwargs):
        round_ = self.get_object()
        rows = [(row.agency.name, row.units, row.use) for row in record.quota_rows(round_)]
        content = quota_document(round_, rows, day=today())
        return docx_response(content, f"{round_.name}推荐名额表.docx")


class _Act(_Manage, ActionPage):
    """An act on a round that carries the version it was based on."""

    template_name = "registry/rounds/act.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(version=self.object.version, **kwargs)

    def asked(self) -> dict[str, Any]:
        """What every service of a round is told of the asker."""
        return {"by": self.request.user, "version": self.version_sent()}


class RoundPublish(_Act):
    title = "发布申报通知"
    success_message = "申报通知已发布，推荐单位已经告知。"

    def obstacles(self):
        return publication_verdict(
            is_published=self.object.is_published,
            closes_at=self.object.closes_at,
            has_introduction=bool(self.object.introduction.strip()),
            at=timezone.now(),
        ).sentences

    def consequences(self):
        round_, now = self.object, timezone.now()
        opens = (
            "发布后立即开始接收申报。"
            if round_.opens_at <= now
            else f"到{moment_words(round_.opens_at)}自动开始接收申报。"
        )
        ends = (
            f"到{moment_words(round_.closes_at)}自动截止。"
            if round_.closes_at
            else "常年申报，不设截止时间。"
        )
        people = agency_people(round_).count()
        return [
            "申报通知在网站公开，任何人都能看到和下载；发布后内容不能再改，只能延长截止。",
            f"{opens}{ends}",
            f"将告知推荐单位的{people}名经办人和负责人。",
        ]

    def perform(self, form):
        return services.publish(self.object, now=timezone.now(), **self.asked())


class RoundExtend(_Act):
    """A later closing: who is told is said in numbers first."""

    title = "延长截止"
    form_class = ExtendForm
    success_message = "已延长截止，推荐单位和申报单位已经告知。"

    def obstacles(self):
        round_ = self.object
        return extension_verdict(
            state=round_.state,
            is_published=round_.is_published,
            closes_at=round_.closes_at,
            at=timezone.now(),
        ).sentences

    def consequences(self):
        round_ = self.object
        if not round_.closes_at:
            return []
        people, applicants = agency_people(round_).count(), len(addressees(round_))
        return [
            f"现在的截止时间是{moment_words(round_.closes_at)}。"
            + ("批次将重新开放申报。" if round_.state == "closed" else ""),
            "申报通知上会写明原截止时间、新截止时间和理由。",
            f"将告知推荐单位的{people}人、已填写或已提交申报的{applicants}人。",
        ]

    def perform(self, form):
        return services.extend(
            self.object, now=timezone.now(), **form.cleaned_data, **self.asked()
        ).round


class RoundClose(_Act):
    title = "截止常年申报"
    form_class = CloseForm
    success_message = "已截止，不再接收申报。"

    def obstacles(self):
        return closing_verdict(
            state=self.object.state,
            is_published=self.object.is_published,
            is_standing=self.object.is_standing,
        ).sentences

    def consequences(self):
        return [
            "立即停止接收申报；已提交的继续办理。",
            f"还没有提交的草稿有{unsubmitted(self.object)}份，内容保留，可在以后的批次继续使用。",
        ]

    def perform(self, form):
        return services.close(self.object, now=timezone.now(), **form.cleaned_data, **self.asked())


class RoundConclude(_Act):
    title = "办结批次"
    success_message = "批次已办结。"

    def obstacles(self):
        return self.object.conclusion(timezone.now(), unfinished=unfinished(self.object)).sentences

    def consequences(self):
        return [
            "批次的申报都已有结果，办结后不再变动。",
            f"没有提交的草稿有{unsubmitted(self.object)}份，留给单位以后使用。",
        ]

    def perform(self, form):
        return services.conclude(self.object, now=timezone.now(), **self.asked())
