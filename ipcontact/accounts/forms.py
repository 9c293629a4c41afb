"""What the pages of this room ask for."""

from allauth.account.forms import LoginForm
from django import forms

from ipcontact.accounts.models import Agency, User
from ipcontact.accounts.roles import SEPARATION_MESSAGE, Role, separation_problem
from ipcontact.text.rules import clean_name, clean_text


class SignInForm(LoginForm):
    """One field for sign-in name or e-mail, one for the password."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = "登录名或邮箱", "密码"
        login.widget.attrs.update(autocomplete="username", maxlength="254")
        login.max_length = 254
        password.help_text = ""
        for field in (login, password):
            field.widget.attrs.pop("placeholder", None)


class PersonForm(forms.ModelForm):
    """A person's name, agency and contacts; never roles."""

    class Meta:
        model = User
        fields = ["name", "agency", "mobile", "email", "is_active"]
        labels = {"is_active": "账号在用"}
        help_texts = {
            "email": "用于登录和重设密码。",
            "is_active": "停用后立即退出，不能再登录，以前的记录不受影响。",
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.active()
        self.fields["agency"].empty_label = "不属于机构（单位用户）"

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_mobile(self) -> str | None:
        return clean_text(self.cleaned_data["mobile"]) or None

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class NewPersonForm(PersonForm):
    """Opening an account; the person sets the password through a link."""

    class Meta(PersonForm.Meta):
        fields = ["username", "name", "agency", "mobile", "email"]
        labels = {"username": "登录名"}
        help_texts = {
            "username": "字母、数字，开立后不再更改。",
            "email": "用于登录和重设密码。",
        }


class RolesForm(forms.Form):
    """Exactly the roles a person shall hold, and why."""

    roles = forms.MultipleChoiceField(
        label="角色",
        choices=Role,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=SEPARATION_MESSAGE,
    )
    reason = forms.CharField(
        label="理由", max_length=200, help_text="例如：接替某某任内勤；写入审计记录。"
    )

    def clean_roles(self) -> list[str]:
        roles = self.cleaned_data["roles"]
        if problem := separation_problem(roles):
            raise forms.ValidationError(problem)
        return roles


class ImportForm(forms.Form):
    """A list of agencies with their people."""

    file = forms.FileField(
        label="机构和人员表",
        help_text="Excel（.xlsx 或 .xls），至多 2000 行。表头上面可以有标题行。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls"}),
    )
