"""Forms of steps: taking back, offline results, delegations."""

from typing import Any

from django import forms
from django.db.models import Q

from ipcontact.accounts.capabilities import roles_with
from ipcontact.accounts.models import User
from ipcontact.accounts.rights import can
from ipcontact.accounts.roles import Role
from ipcontact.acts import handlers
from ipcontact.acts.choices import OFFLINE_CHANNELS
from ipcontact.acts.models import Delegation
from ipcontact.acts.services import OfflineFacts
from ipcontact.files.fields import AttachmentField


class DayField(forms.DateField):
    """A day, with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs
        )


class PersonField(forms.ModelChoiceField):
    """A person with their agency, so that namesakes can be told apart."""

    def label_from_instance(self, user: User) -> str:
        return f"{user.name}（{user.agency.display_name}）" if user.agency else user.name


class TakeBackForm(forms.Form):
    reason = forms.CharField(label="说明", max_length=200, required=False)


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label="不确认的理由", max_length=200, help_text="写明哪里与原件不符，登记人会看到。"
    )


class OfflineForm(forms.Form):
    """What every offline result says; rooms add the fields of their payload.

        class OfflineDecisionForm(OfflineForm):
            outcome = forms.ChoiceField(...)

        enter_offline(
            batch,
            code="review.decide",
            payload={"outcome": form.cleaned_data["outcome"]},
            by=request.user,
            **form.facts(),
        )

    Args: code: the kind of step; deciders are the people who hold its capability, and their
    delegates.
    """

    decider = PersonField(label="决定人", queryset=User.objects.none(), empty_label="请选择")
    decided_on = DayField(label="决定日期")
    channel = forms.ChoiceField(
        label="决定方式",
        choices=[(way.value, way.label) for way in OFFLINE_CHANNELS],
        widget=forms.RadioSelect,
    )
    minutes_no = forms.CharField(
        label="会议纪要号", max_length=60, required=False, help_text="会议决定的必须填写。"
    )
    document_no = forms.CharField(
        label="文号", max_length=60, required=False, help_text="还没有文号的留空（待编号）。"
    )
    reason = forms.CharField(
        label="理由", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    scan = AttachmentField(label="呈批单或纪要扫描件")

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = handlers.kind_of(code)
        roles = sorted(roles_with(kind.verb)) if kind.verb else sorted(set(Role) - {Role.UNIT_USER})
        may = Q(roles__overlap=roles)
        if kind.is_delegable:
            held = Delegation.objects.filter(codes__contains=[code])
            may |= Q(pk__in=held.values("to_user"))
        people = User.objects.filter(may, is_active=True)
        self.fields["reason"].required = kind.needs_reason
        self.fields["decider"].queryset = people.select_related("agency").order_by("name", "pk")

    def facts(self) -> OfflineFacts:
        """Keywords for `enter_offline`, without the room's own fields."""
        return {name: self.cleaned_data[name] for name in OfflineForm.base_fields}


class DelegationForm(forms.Form):
    """Args: by: the leader, whose own matters are offered."""

    to_user = PersonField(label="受托人", queryset=User.objects.none(), empty_label="请选择")
    codes = forms.MultipleChoiceField(label="委托事项", widget=forms.CheckboxSelectMultiple)
    from_on = DayField(label="开始日期")
    until_on = DayField(label="截止日期", help_text="当日仍有效；一次最长一年。")
    scan = AttachmentField(label="委托书扫描件")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = sorted(set(Role) - {Role.UNIT_USER})
        people = User.objects.filter(is_active=True, roles__overlap=staff).exclude(pk=by.pk)
        self.fields["to_user"].queryset = people.select_related("agency").order_by("name", "pk")
        self.fields["codes"].choices = matters(by)


def matters(by: User) -> list[tuple[str, str]]:
    """What this person may delegate: code and label."""
    return [
        (kind.code, kind.label)
        for kind in handlers.delegable()
        if not kind.verb or can(by, kind.verb)
    ]


class VersionedForm(forms.Form):
    """Says which version of the record the page showed, so that an older one is refused."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, max_value=2**31 - 1)
