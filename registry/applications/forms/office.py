"""What the staff type: reasons, remarks, colleagues, another agency."""

from __future__ import annotations

from typing import Any

from django import forms

from ipcontact.accounts.kinds import AgencyKind
from ipcontact.accounts.models import Agency, User
from ipcontact.acts.choices import Channel
from ipcontact.text.rules import clean_text
from registry.applications.access import colleagues
from registry.criteria.choices import CheckState

_AGENCIES = (AgencyKind.ZONE_BUREAU, AgencyKind.STATION, AgencyKind.IP_PROTECTION_CENTER)


def _long(label: str, *, length: int, is_required: bool, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        required=is_required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": f"请写明{label}。"},
    )


class StepForm(forms.Form):
    """Carries the version of the page, so that an older one is refused."""

    use_required_attribute = False
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NoteForm(StepForm):
    reason = _long("备注", length=500, is_required=False, help_text="留在办理记录里，单位看不到。")


class ReasonForm(StepForm):
    reason = _long("理由", length=500, is_required=True, help_text="留在办理记录里，单位看不到。")

    def clean_reason(self) -> str:
        reason = clean_text(self.cleaned_data["reason"], lines=True)
        if not reason:
            raise forms.ValidationError("请写明理由。")
        return reason


class RenewalForm(ReasonForm):
    """How it was made sure who asks for a new 查询码."""

    channel = forms.ChoiceField(
        label="核实方式",
        choices=[
            (Channel.PHONE, "已拨打申报表登记的联络员电话核实"),
            (Channel.PAPER, "来人出示营业执照和介绍信，已核对"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核实方式。没有核实身份的，不要换发。"},
    )
    field_order = ("channel", "reason")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label = "由谁提出、怎样核实"
        field.help_text = "例如：联络员来电说明已丢失，回拨登记号码，核对了信用代码后四位。"


class ReturnForm(StepForm):
    """Args: is_repeated: a notice went out before, so that this one needs a reason."""

    message = _long(
        "总的说明", length=1000, is_required=False, help_text="写在各项问题前面，单位能看到。"
    )
    second_reason = _long(
        "再次退回的理由",
        length=300,
        is_required=True,
        help_text="问题应当一次告知。理由列入例外清单，单位看不到。",
    )

    def __init__(self, *args: Any, is_repeated: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_repeated:
            del self.fields["second_reason"]


class ForwardForm(ReasonForm):
    agency = forms.ModelChoiceField(
        label="转给",
        queryset=Agency.objects.none(),
        empty_label="请选择推荐单位",
        error_messages={"required": "请选择由哪个单位初审。"},
    )
    keep_as_co = forms.BooleanField(
        label="原单位作为协同单位，仍能看到这件申报", required=False, initial=True
    )
    field_order = ("agency", "keep_as_co", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Agency.objects.active().filter(kind__in=_AGENCIES).order_by("code")
        self.fields["agency"].queryset = found


class ColleagueField(forms.ModelChoiceField):
    """A colleague, with the office."""

    def label_from_instance(self, person: User) -> str:
        return f"{person.name}（{person.agency.display_name}）" if person.agency else person.name


class HandOverForm(forms.Form):
    """Args: by: whose colleagues are offered."""

    use_required_attribute = False
    to = ColleagueField(
        label="移交给",
        queryset=User.objects.none(),
        empty_label="请选择同事",
        error_messages={"required": "请选择移交给谁。"},
    )
    reason = forms.CharField(
        label="说明",
        max_length=200,
        required=False,
        help_text="例如：轮岗、外出、请你接着核对证明。可以不填。",
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues(by)


class HandOverAllForm(HandOverForm):
    person = ColleagueField(
        label="谁的在手申报",
        queryset=User.objects.none(),
        empty_label="请选择移交人",
        error_messages={"required": "请选择移交谁的在手申报。"},
    )
    field_order = ("person", "to", "reason")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        people = User.objects.filter(pk__in=colleagues(by).values("pk"))
        self.fields["person"].queryset = people.select_related("agency").order_by("name", "pk")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("person") and values.get("person") == values.get("to"):
            self.add_error("to", "不能移交给本人，请选择另一位同事。")
        return values


class CheckForm(StepForm):
    state = forms.ChoiceField(
        label="核对结果",
        choices=[(CheckState.ACCEPTED, "已核实"), (CheckState.REJECTED, "未通过")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核对结果。"},
    )
    note = _long(
        "核对意见",
        length=300,
        is_required=False,
        help_text="未通过的必须写明原因；已核实的可以写核对的依据，如“国家知识产权局网站”。",
    )
    field_order = ("state", "note")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        values["note"] = clean_text(values.get("note", ""), lines=True)
        if values.get("state") == CheckState.REJECTED and not values["note"]:
            self.add_error("note", "请写明这项证明为什么不能通过。")
        return values
