"""What the pages of this room ask for."""

from allauth.account.forms import LoginForm


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
