"""What the pages of messages take."""

from django import forms

from ipcontact.notifications.choices import MailMode


class PreferenceForm(forms.Form):
    """How somebody wants to be told."""

    mail = forms.ChoiceField(
        label="电子邮件",
        choices=MailMode,
        widget=forms.RadioSelect,
        help_text="紧急事项不受此限，随时逐条发送。",
    )
    wants_sms = forms.BooleanField(
        label="同时发短信", required=False, help_text="只说事项和链接，不含具体内容。"
    )


class CallForm(forms.Form):
    """What came of a telephone call."""

    is_reached = forms.TypedChoiceField(
        label="结果",
        choices=((1, "已电话告知"), (0, "未接通、空号或停机")),
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial=1,
    )
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=200,
        help_text="接听人、约定的时间；未接通的写明情况。",
    )


class UpToForm(forms.Form):
    """The newest message a page showed."""

    up_to = forms.IntegerField(min_value=0, max_value=2**63 - 1)
