"""What is asked of a file of former days, in the order of its paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from ipcontact.accounts.models import Agency
from ipcontact.acts.choices import OFFLINE_CHANNELS, Channel
from ipcontact.acts.forms import DayField, VersionedForm
from ipcontact.files.fields import AttachmentField
from registry.backfills.services import Past
from registry.batches.choices import BatchItemDecision
from registry.criteria.models import Criterion
from registry.rounds.choices import RECOMMENDING, IntakeRoundState
from registry.rounds.models import IntakeRound

SELF, RECOMMENDED = "self", "recommended"
OVER = (IntakeRoundState.CLOSED, IntakeRoundState.CONCLUDED)


class VoidForm(VersionedForm):
    reason = forms.CharField(
        label="作废的理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明哪里与原件不符。",
    )


class BackfillForm(forms.Form):
    round = forms.ModelChoiceField(
        label="申报批次",
        queryset=IntakeRound.objects.none(),
        empty_label="请选择",
        help_text="往年的批次不在其中的，先在“申报批次”中补录。",
    )
    source = forms.ChoiceField(
        label="来源",
        choices=[(SELF, "自愿申报"), (RECOMMENDED, "推荐")],
        widget=forms.RadioSelect,
    )
    agency = forms.ModelChoiceField(
        label="推荐单位",
        queryset=Agency.objects.none(),
        required=False,
        empty_label="没有推荐单位",
        help_text="自愿申报、推荐单位出具过意见的，也请选择。",
    )
    criteria = forms.MultipleChoiceField(
        label="依据的入库条件", widget=forms.CheckboxSelectMultiple
    )
    filed_on = DayField(label="申报日期")
    recommended_on = DayField(label="推荐单位出具意见的日期", required=False)
    reviewed_on = DayField(label="考察完成日期", required=False, help_text="没有记载的留空。")
    outcome = forms.ChoiceField(
        label="审定结果", choices=BatchItemDecision.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="理由",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不纳入和暂缓的必须写明。",
    )
    decided_on = DayField(label="审定日期")
    decider_name = forms.CharField(
        label="审定人", max_length=80, help_text="照原件填写姓名或者会议名称。"
    )
    channel = forms.ChoiceField(
        label="审定方式",
        choices=[(way.value, way.label) for way in OFFLINE_CHANNELS],
        widget=forms.RadioSelect,
        initial=Channel.MEETING.value,
    )
    minutes_no = forms.CharField(
        label="会议纪要号", max_length=60, required=False, help_text="会议审定的必须填写。"
    )
    document_no = forms.CharField(label="文号", max_length=60, required=False)
    scan = AttachmentField(label="原件扫描件", help_text="申报表、推荐意见和审定纪要合成一个文件。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        over = Q(state__in=OVER) | Q(is_standing=True, state=IntakeRoundState.OPEN)
        self.fields["round"].queryset = IntakeRound.objects.filter(over)
        agencies = Agency.objects.filter(kind__in=RECOMMENDING)
        self.fields["agency"].queryset = agencies.order_by("code")
        newest = Criterion.objects.order_by("code", "-scheme__effective_from").distinct("code")
        self.fields["criteria"].choices = [(each.code, str(each)) for each in newest]

    def past(self) -> Past:
        """What the paper says."""
        data = self.cleaned_data
        days = ("filed_on", "recommended_on", "reviewed_on", "decided_on")
        return Past(
            round=data["round"],
            is_recommended=data["source"] == RECOMMENDED,
            agency=data["agency"],
            criteria=data["criteria"],
            outcome=data["outcome"],
            reason=data["reason"],
            **{day: data[day] for day in days},
        )

    def facts(self) -> dict[str, Any]:
        """Who decided, how, and the paper: keywords of `services.enter`."""
        names = ("decider_name", "channel", "minutes_no", "document_no", "scan")
        return {name: self.cleaned_data[name] for name in names}
