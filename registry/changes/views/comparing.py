"""The monthly comparison: upload, the list of differences, accept or set aside."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import Count, IntegerField, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy

from ipcontact.sheets.reader import SheetError
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages import ActionPage, BulkAction, FormPage, ListPage
from ipcontact.workdays.clock import today
from registry.changes import access, services
from registry.changes.choices import ChangeState, DifferenceState
from registry.changes.filters import DifferenceFilter
from registry.changes.forms import ComparisonForm, SetAsideForm
from registry.changes.models import ComparisonRun, Difference
from registry.changes.tables import DifferenceTable, RunTable

LIST = reverse_lazy("changes:list")
RUNS = reverse_lazy("changes:runs")
WAY = (("单位变更", LIST), ("登记信息比对", RUNS))
NAMED = 10


class RunList(ListPage):
    """Comparisons, the newest first."""

    audience = access.COMPARE
    title = "登记信息比对"
    crumbs = (("单位变更", LIST), ("登记信息比对", ""))
    model = ComparisonRun
    word, noun = "次", "比对"
    table_class = RunTable
    empty_title = "还没有比对"
    empty_text = "每月从登记系统导出 Excel，在这里与单位库比对，找出更名、迁址、注销等变更。"
    empty_url = reverse_lazy("changes:compare")
    empty_action = "比对登记信息"

    def get_queryset(self):
        open_ones = Count("differences", filter=Q(differences__state=DifferenceState.OPEN))
        kept = Cast(KeyTextTransform("kept", "summary"), IntegerField())
        rows = super().get_queryset().select_related("created_by")
        return rows.annotate(waiting=open_ones, kept=kept).order_by("-pk")

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        new = {"label": "比对登记信息", "url": reverse("changes:compare"), "kind": "primary"}
        return super().get_context_data(head_actions=[new], **kwargs)


class CompareFile(FormPage):
    """Upload a file; nothing of the register changes, differences wait to be looked at."""

    audience = access.COMPARE
    form_class = ComparisonForm
    title = "比对登记信息"
    crumbs = (*WAY, (title, ""))
    back_url = RUNS
    submit_label = "上传并比对"
    intro = "比对不改动登记；每处不同逐项接受或搁置。文件里不在单位库的行不采集。"

    def perform(self, form):
        file = form.cleaned_data["file"]
        try:
            _, run = services.compare_file(
                content=file.read(), filename=file.name, by=self.request.user
            )
        except SheetError as refusal:
            raise RuleViolation("unreadable", refusal.message) from refusal
        return run


class RunPage(ListPage):
    """What one comparison found: per unit and cell, old → new."""

    audience = access.COMPARE
    word, noun = "处", "差异"
    filterset_class = DifferenceFilter
    table_class = DifferenceTable
    empty_title = "没有新的差异"
    empty_text = "文件里的单位与登记一致，或者差异此前已在处理。"
    bulk_actions = (
        BulkAction("接受", "changes:accept-differences", access.COMPARE, "primary"),
        BulkAction("搁置", "changes:set-aside", access.COMPARE),
    )

    @cached_property
    def run(self) -> ComparisonRun:
        runs = ComparisonRun.objects.visible_to(self.request.user).select_related("created_by")
        return get_object_or_404(runs, key=self.kwargs["key"])

    def get_queryset(self):
        rows = Difference.objects.visible_to(self.request.user).filter(run=self.run)
        return rows.select_related("unit", "change").order_by("row", "pk")

    def get_title(self) -> str:
        return self.run.filename

    def get_crumbs(self):
        return [*WAY, (self.run.filename, "")]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(
            run=self.run,
            summary=self.run.summary,
            lead_template="registry/changes/run_lead.html",
            **kwargs,
        )


class _Chosen(ActionPage):
    """Chosen differences of one comparison."""

    audience = access.COMPARE
    back_url = RUNS

    @cached_property
    def chosen(self) -> list[Difference]:
        rows = Difference.objects.visible_to(self.request.user).open()
        wanted = [pick for pick in self.picks if _is_key(pick)]
        return list(rows.filter(key__in=wanted).select_related("unit", "run__created_by"))

    def get_crumbs(self):
        return [*WAY, (self.title, "")]

    def obstacles(self) -> list[str]:
        return [] if self.chosen else ["没有选中待处理的差异，请回到列表勾选后再试。"]

    def named(self) -> list[str]:
        lines = [
            f"{each.unit.name}，{each.get_field_display()}：{each.old or '（空）'} → {each.new}"
            for each in self.chosen[:NAMED]
        ]
        rest = len(self.chosen) - NAMED
        return [*lines, f"另有{rest}处。"] if rest > 0 else lines

    def get_success_url(self, result) -> str:
        return self.chosen[0].run.get_absolute_url()


class AcceptDifferences(_Chosen):
    title = "接受差异"
    submit_label = "接受差异"

    def consequences(self) -> list[str]:
        own = sum(each.run.created_by_id in (None, self.request.user.pk) for each in self.chosen)
        words = [f"接受{len(self.chosen)}处差异，登记状态的改变不影响在库。"]
        if own:
            words.append(f"其中{own}处的比对是您本人做的，接受后待另一人核对。")
        if len(self.chosen) > own:
            words.append(f"{len(self.chosen) - own}处由您核对，即时生效。")
        return [*words, *self.named()]

    def perform(self, form):
        return services.accept_differences(self.chosen, by=self.request.user, today=today())

    def get_success_message(self, result) -> str:
        changes, refused = result
        for words in refused[:NAMED]:
            messages.warning(self.request, f"没有接受：{words}")
        done = sum(each.state == ChangeState.EFFECTIVE for each in changes)
        parts = [f"{done}处已生效" if done else "", _waiting(len(changes) - done)]
        return "，".join(part for part in parts if part) + "。" if changes else ""


class SetAside(_Chosen):
    title = "搁置差异"
    form_class = SetAsideForm
    submit_label = "搁置差异"

    def consequences(self) -> list[str]:
        return [f"搁置{len(self.chosen)}处差异，登记不变。", *self.named()]

    def perform(self, form):
        reason = form.cleaned_data["reason"]
        return services.set_aside(self.chosen, reason=reason, by=self.request.user)

    def get_success_message(self, result) -> str:
        return f"已搁置{result}处。"


def _waiting(count: int) -> str:
    return f"{count}处待另一人核对" if count else ""


def _is_key(text: str) -> bool:
    digits = text.replace("-", "")
    return len(digits) == 32 and all(each in "0123456789abcdef" for each in digits)
