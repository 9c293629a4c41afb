"""Forms of merging: which two, why, why not."""

from __future__ import annotations

from typing import Any

from django import forms

from ipcontact.text.credit_code import normalise_credit_code
from ipcontact.text.rules import clean_text
from registry.units.models import Unit


class UnitField(forms.CharField):
    """A unit named by its number or credit code; `units` says which may be named."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.units = Unit.objects.none()

    def clean(self, value: Any) -> Unit:
        typed = normalise_credit_code(super().clean(value))
        found = self.units.filter(public_no=typed).first()
        found = found or self.units.filter(credit_code=typed).first()
        if found is None:
            raise forms.ValidationError("没有这个编号或信用代码的单位，请核对。")
        return found


class PairForm(forms.Form):
    """Two units: which one stays."""

    keep = UnitField(label="保留单位", help_text="单位编号或信用代码。资料、名称以这一家为准。")
    drop = UnitField(label="被合并单位", help_text="单位编号或信用代码。它的记录转入保留单位。")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("keep", "drop"):
            self.fields[name].units = Unit.objects.visible_to(user)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("keep") and data.get("keep") == data.get("drop"):
            self.add_error("drop", "两个编号是同一单位，请另选一家。")
        return data


class ReasonForm(forms.Form):
    """Words that are kept with the step."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_reason(self) -> str:
        reason = clean_text(self.cleaned_data["reason"])
        if not reason:
            raise forms.ValidationError("请写明理由。")
        return reason


class ProposeForm(ReasonForm):
    """By what the two were found to be one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "认定为同一单位的依据"
        self.fields["reason"].help_text = "例如：登记机关出具的变更登记证明，两个代码属同一主体。"


class ConfirmForm(forms.Form):
    """What the person looked at: a changed preview is not confirmed unseen."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=16)
