"""换发查询码: the unit has lost it, the office has made sure of who is asking."""

from __future__ import annotations

from ipcontact.text.masking import mask_mobile, mask_name
from ipcontact.ui.pages import RevealPage
from ipcontact.workdays.clock import today
from registry.applications import services
from registry.applications.forms.office import RenewalForm
from registry.applications.services.messages import contact_of
from registry.applications.services.renewal import RENEW
from registry.applications.views.office import OneApplication


class RenewCode(OneApplication, RevealPage):
    """The new code is shown once, to be read out; the old one ends."""

    audience = RENEW
    form_class = RenewalForm
    title = "换发查询码"
    submit_label = "已核实，换发查询码"
    submit_kind = "danger"
    revealed_template = "registry/applications/renewed.html"
    intro = "只在单位丢失查询码、并且已经核实来人身份时换发。"

    def get_form(self, **data) -> RenewalForm:
        return RenewalForm(**data, initial={"version": self.object.version})

    def consequences(self) -> list[str]:
        contact = contact_of(self.object)
        known = (
            f"{mask_name(contact.name)} {mask_mobile(contact.mobile)}" if contact else "没有填写"
        )
        return [
            f"申报表登记的联络员：{known}。请拨打这个号码核实，不要拨打来电人另报的号码。",
            "原查询码马上失效；新查询码只显示这一次，请直接告知单位，不要转抄。",
            "联络员会收到“查询码已更换”的消息（不含查询码），办理记录写明方式和理由。",
        ]

    def reveal(self, form) -> str:
        code = services.renew_code(
            self.object, by=self.request.user, today=today(), **form.cleaned_data
        )
        return f"{code[:4]}-{code[4:]}"
