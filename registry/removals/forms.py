"""What the pages of removals ask."""

from __future__ import annotations

from typing import Any

from django import forms

from ipcontact.acts.choices import Channel
from ipcontact.acts.forms import OfflineForm, VersionedForm
from ipcontact.files.fields import AttachmentField
from registry.removals.access import CODE
from registry.removals.choices import Approver, Outcome
from registry.removals.models import Removal, RemovalGround
from registry.removals.rules import GROUND_OF
from registry.roster.choices import ExitGround
from registry.units.models import Unit

WAYS = [(Channel.PAPER, "书面"), (Channel.PHONE, "电话"), (Channel.MEETING, "当面")]


class GroundField(forms.ModelChoiceField):
    """A ground with who decides on it and its basis, so that nobody has to look it up."""

    def label_from_instance(self, ground: RemovalGround) -> str:
        return f"{ground}（{ground.get_approver_display()}决定；{ground.basis}）"


class ProposeForm(forms.Form):
    """Args: unit: whose state in law suggests a ground."""

    ground = GroundField(
        label="移出事由",
        queryset=RemovalGround.objects.none(),
        to_field_name="code",
        widget=forms.RadioSelect,
        empty_label=None,
    )
    reason = forms.CharField(
        label="事实和理由",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明查明的事实，告知单位时原样写进函件。",
    )
    evidence = AttachmentField(label="证明材料")

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = RemovalGround.objects.filter(is_open=True).exclude(code=ExitGround.OWN_WISH)
        self.fields["ground"].queryset = grounds
        self.fields["ground"].initial = GROUND_OF.get(unit.registration_state)


class LeaveForm(forms.Form):
    """The unit's own wish. Args: is_staff: asks by which way the unit told it."""

    reason = forms.CharField(
        label="退出的原因", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    evidence = AttachmentField(label="盖章的退出申请")
    channel = forms.ChoiceField(
        label="收到的方式", choices=WAYS, initial=Channel.PAPER, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, is_staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_staff:
            del self.fields["channel"]


class TellForm(forms.Form):
    """Args: has_contact: without one the paper's 送达回证 is needed."""

    scan = AttachmentField(label="纸质函件的送达回证", required=False)

    def __init__(self, *args: Any, has_contact: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scan"].required = not has_contact
        if has_contact:
            self.fields["scan"].help_text += "已在线告知联络员的可以不附。"


class StatementForm(forms.Form):
    """What the unit says. Args: is_staff: asks by which way it was said."""

    statement = forms.CharField(
        label="陈述的意见",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    has_no_objection = forms.BooleanField(label="没有意见", required=False)
    evidence = AttachmentField(label="附件", required=False)
    channel = forms.ChoiceField(
        label="陈述的方式", choices=WAYS, initial=Channel.PHONE, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, is_staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_staff:
            del self.fields["channel"]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not values.get("statement", "").strip() and not values.get("has_no_objection"):
            self.add_error("statement", "请写明意见；没有意见的请勾选“没有意见”。")
        return values


class DecideForm(VersionedForm):
    """Args: removal: its ground says whether a meeting decides."""

    outcome = forms.ChoiceField(label="决定", choices=Outcome.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="理由",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="继续在库的必须写；单位会看到。",
    )
    minutes_no = forms.CharField(label="会议纪要号", max_length=60)

    def __init__(self, *args: Any, removal: Removal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if removal.ground.approver != Approver.MEETING:
            del self.fields["minutes_no"]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("outcome") == Outcome.KEEP and not values.get("reason", "").strip():
            self.add_error("reason", "继续在库的，请写明理由。")
        return values


class OfflineDecisionForm(OfflineForm):
    """The same, decided on paper or in a meeting."""

    outcome = forms.ChoiceField(label="决定", choices=Outcome.choices, widget=forms.RadioSelect)
    field_order = ("outcome",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, code=CODE, **kwargs)


class CancelForm(forms.Form):
    reason = forms.CharField(label="撤销的理由", max_length=300)
