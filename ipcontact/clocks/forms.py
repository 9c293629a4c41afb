"""What stopping, resuming and extending a limit asks."""

from typing import Any

from django import forms

from ipcontact.acts.forms import DayField, VersionedForm


class PauseForm(VersionedForm):
    """Args: grounds: the circumstances in which this limit may stand still; none: any."""

    ground = forms.ChoiceField(label="停表的情形", widget=forms.RadioSelect)
    on = DayField(label="停表事由发生日", help_text="从次日起不计入时限。")
    reason = forms.CharField(
        label="停表的理由", max_length=150, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, grounds: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if grounds:
            self.fields["ground"].choices = [(ground, ground) for ground in grounds]
            self.fields["reason"].label = "说明"
        else:
            del self.fields["ground"]


class ResumeForm(VersionedForm):
    on = DayField(label="事由消除日", help_text="从次日起继续计时。")
    reason = forms.CharField(label="说明", max_length=200, required=False)


class ExtendForm(VersionedForm):
    """Args: unit: the limit's own unit, in words."""

    n = forms.IntegerField(label="延长多少", required=False, min_value=1, max_value=366)
    until = DayField(
        label="或者延长到", required=False, help_text="两项填一项；按日期填的，换算成数量计入。"
    )
    reason = forms.CharField(
        label="延长的理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, unit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["n"].label = f"延长多少{unit}"
