"""Pages of merging: choose two, look at what would happen, settle, undo."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from ipcontact.ui.filters import clean_query
from ipcontact.ui.pages import ActionPage, DetailPage, FormPage, ListPage
from ipcontact.workdays.clock import today
from registry.merges import services
from registry.merges.choices import MergeState
from registry.merges.filters import MergeFilter
from registry.merges.forms import ConfirmForm, PairForm, ProposeForm, ReasonForm
from registry.merges.models import UnitMerge
from registry.merges.preview import preview
from registry.merges.rules import undo_until
from registry.merges.tables import TONES, MergeTable
from registry.units.models import Unit

VERB = services.VERB


def merge_crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page of this part."""
    return [
        ("单位", reverse("units:list")),
        ("可能重复的单位", reverse("units:duplicates")),
        *more,
    ]


class MergeList(ListPage):
    """Every merge that was proposed, whatever became of it."""

    audience = VERB
    title = "单位合并"
    model = UnitMerge
    page_key = "merges"
    word = "项"
    noun = "合并"
    filterset_class = MergeFilter
    table_class = MergeTable
    standing_views = (("待确认", "state=proposed"),)
    empty_title = "还没有合并过单位"
    empty_text = "名称相近的单位列在“可能重复的单位”，从那里选两家提出合并。"
    empty_url = "/units/duplicates/"
    empty_action = "查看可能重复的单位"

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .select_related("surviving", "merged", "proposed_by", "settled_by")
        )

    def get_crumbs(self):
        return merge_crumbs((self.title, ""))


class Choose(FormPage):
    """Which two, and which one stays."""

    audience = VERB
    title = "合并重复的单位"
    form_class = PairForm
    submit_label = "预览合并"
    back_url = "/units/duplicates/"
    intro = "下一步先列出会转入的记录，不会改动任何内容。"

    def get_crumbs(self):
        return merge_crumbs((self.title, ""))

    def get_initial(self):
        asked = clean_query(self.request.GET)
        return {name: asked.get(name, "") for name in ("keep", "drop")}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def perform(self, form):
        return form.cleaned_data

    def done(self, result) -> HttpResponseRedirect:
        pair = {name: unit.public_no for name, unit in result.items()}
        return HttpResponseRedirect(f"{reverse('merges:propose')}?{urlencode(pair)}")


class Propose(ActionPage):
    """What would move, in numbers; proposed to a second person."""

    audience = VERB
    title = "提出合并"
    form_class = ProposeForm
    submit_label = "提出合并，等另一人确认"
    template_name = "registry/merges/propose.html"
    back_url = "/units/duplicates/"
    success_message = "已提出合并，等区局另一位经办确认。确认前两家单位都不变。"

    def get_crumbs(self):
        return merge_crumbs((self.title, ""))

    @cached_property
    def units(self) -> tuple[Unit, Unit]:
        """The two of the address; a unit that is not visible does not exist."""
        sent = clean_query(self.request.POST if self.request.method == "POST" else self.request.GET)
        reachable = Unit.objects.visible_to(self.request.user)
        found = [
            reachable.filter(public_no=sent.get(name, "")).first() for name in ("keep", "drop")
        ]
        if None in found:
            raise Http404("没有这个编号的单位。")
        return found[0], found[1]

    @cached_property
    def preview(self):
        return preview(*self.units, day=today())

    def consequences(self):
        return self.preview.lines

    def obstacles(self):
        return self.preview.obstacles

    def get_context_data(self, **kwargs):
        keep, drop = self.units
        turned = urlencode({"keep": drop.public_no, "drop": keep.public_no})
        return super().get_context_data(
            keep=keep, drop=drop, turn_url=f"{reverse('merges:propose')}?{turned}", **kwargs
        )

    def perform(self, form):
        keep, drop = self.units
        return services.propose(
            surviving=keep,
            merged=drop,
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            today=today(),
        )


class OneMerge:
    """A page about one merge."""

    audience = VERB
    model = UnitMerge
    number_field = "key"

    def get_queryset(self):
        related = ("surviving", "merged", "proposed_by", "settled_by", "undone_by")
        return super().get_queryset().select_related(*related)

    def get_crumbs(self):
        way = merge_crumbs(("单位合并", reverse("merges:list")))
        if not self.title:
            return [*way, (str(self.object), "")]
        return [*way, (str(self.object), self.object.get_absolute_url()), (self.title, "")]


class MergeRecord(OneMerge, DetailPage):
    """One merge: what it would do or did, its steps, what can be done next."""

    template_name = "registry/merges/record.html"

    def get_context_data(self, **kwargs):
        merge, user = self.object, self.request.user
        waits = merge.state == MergeState.PROPOSED
        undoable = merge.state == MergeState.MERGED
        obstacles = services.undo_obstacles(merge, today=today()) if undoable else []
        return super().get_context_data(
            preview=preview(merge.surviving, merge.merged, day=today()) if waits else None,
            tone=TONES[merge.state],
            may_settle=waits and merge.proposed_by_id != user.pk,
            may_withdraw=waits and merge.proposed_by_id == user.pk,
            may_undo=undoable and not obstacles,
            undo_obstacles=[message for _, message in obstacles],
            undo_until=undo_until(merge.settled_on, settings.MERGE_UNDO_DAYS) if undoable else None,
            **kwargs,
        )


class Confirm(OneMerge, ActionPage):
    """The second person looks at the same numbers and merges."""

    title = "确认合并"
    form_class = ConfirmForm
    submit_label = "确认并合并"
    success_message = "已合并。被合并单位的编号和页面转到保留单位，按两个名称都能查到。"

    @cached_property
    def preview(self):
        return preview(self.object.surviving, self.object.merged, day=today())

    def get_form(self, **data):
        return ConfirmForm(**data, initial={"digest": self.preview.digest})

    def consequences(self):
        keep, drop = self.object.surviving, self.object.merged
        return [
            f"“{drop.name}”（{drop.public_no}）并入“{keep.name}”（{keep.public_no}）。",
            *self.preview.lines,
            f"{settings.MERGE_UNDO_DAYS}天内没有新的办理时可以撤销。",
        ]

    def obstacles(self):
        if self.object.proposed_by_id == self.request.user.pk:
            return ["提出人不能自己确认，请区局另一位经办核对后确认。"]
        return self.preview.obstacles

    def perform(self, form):
        return services.confirm(
            merge=self.object,
            digest=form.cleaned_data["digest"],
            by=self.request.user,
            today=today(),
        )


class Refuse(OneMerge, ActionPage):
    title = "不确认合并"
    form_class = ReasonForm
    submit_label = "不确认合并"
    success_message = "已记下不确认的理由，两家单位都不变。"

    def consequences(self):
        return [f"{self.object.proposed_by.name}提出的合并不办理，两家单位都不变。"]

    def perform(self, form):
        return services.refuse(
            merge=self.object, by=self.request.user, today=today(), **form.cleaned_data
        )


class Withdraw(OneMerge, ActionPage):
    title = "撤回合并"
    submit_label = "撤回合并"
    success_message = "已撤回，两家单位都不变。"

    def consequences(self):
        return ["这项合并不再等人确认，两家单位都不变。"]

    def perform(self, form):
        return services.withdraw(merge=self.object, by=self.request.user, today=today())


class Undo(OneMerge, ActionPage):
    title = "撤销合并"
    form_class = ReasonForm
    submit_kind = "danger"
    submit_label = "撤销合并"
    success_message = "已撤销合并，两家单位和各自的记录恢复到合并前。"

    def consequences(self):
        rows = self.object.rows.count()
        return [
            f"合并时改动的{rows}行记录逐行恢复原值。",
            f"“{self.object.merged.name}”重新成为单独的单位，名录状态按各自的版次重新得出。",
        ]

    def obstacles(self):
        found = services.undo_obstacles(self.object, today=today())
        return [message for _, message in found]

    def perform(self, form):
        return services.undo(
            merge=self.object, by=self.request.user, today=today(), **form.cleaned_data
        )
