"""What is typed of an assessment, of letters and their answers, of credit, of standing aside."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Case, QuerySet, When

from ipcontact.accounts.kinds import AgencyKind
from ipcontact.accounts.models import Agency, User
from ipcontact.accounts.roles import Role
from ipcontact.acts.forms import DayField, PersonField
from ipcontact.text.rules import clean_text
from registry.applications.models import Application
from registry.reviews.choices import Conclusion, CreditResult, InspectionMode
from registry.reviews.models import OpinionReply, OpinionRequest, ScoringSheet
from registry.reviews.rules import MOST_REPLY_DAYS, REPLY_DAYS, Score
from registry.reviews.services import Finding
from registry.reviews.services.replies import LONGEST

# People who may take part in an assessment, and in whose name somebody stands aside.
_INSPECTING = (
    Role.HANDLER,
    Role.DECIDER,
    Role.LEGAL_REVIEWER,
    Role.LIAISON_OFFICER,
    Role.AGENCY_CLERK,
    Role.AGENCY_HEAD,
    Role.EXPERT,
)
_DECIDING = (Role.HANDLER, Role.DECIDER, Role.LEGAL_REVIEWER, Role.AGENCY_HEAD)
# Offices that are offered for a letter, and those ticked from the start.
_OFFERED = (
    AgencyKind.PARTNER,
    AgencyKind.ENFORCEMENT_BRIGADE,
    AgencyKind.DIVISION,
    AgencyKind.IP_OFFICE,
    AgencyKind.IP_PROTECTION_CENTER,
)
ASKED = (AgencyKind.PARTNER, AgencyKind.ENFORCEMENT_BRIGADE)


def staff(roles: Iterable[Role]) -> QuerySet[User]:
    """People of the offices who hold one of these roles."""
    people = User.objects.filter(is_active=True, agency__isnull=False, roles__overlap=list(roles))
    return people.select_related("agency").order_by("agency__code", "name", "pk")


def _words(label: str, length: int, *, required: bool = False, **values: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
        **values,
    )


class InspectionForm(forms.Form):
    """One assessment. Args: sheet: the scoring sheet in use, None for none."""

    use_required_attribute = False
    mode = forms.ChoiceField(
        label="考察方式",
        choices=InspectionMode.choices,
        widget=forms.RadioSelect,
        initial=InspectionMode.DOCUMENTS,
    )
    done_on = DayField(label="考察日期")
    first = PersonField(queryset=User.objects.none(), label="考察人", empty_label="请选择")
    second = PersonField(
        queryset=User.objects.none(),
        label="第二名考察人",
        required=False,
        empty_label="没有",
        help_text="实地考察须有两名以上考察人。",
    )
    third = PersonField(
        queryset=User.objects.none(), label="第三名考察人", required=False, empty_label="没有"
    )
    conclusion = forms.ChoiceField(
        label="结论",
        choices=Conclusion.choices,
        widget=forms.RadioSelect,
        initial=Conclusion.FIT,
    )
    remarks = _words("情况和意见", 2000, help_text="结论为存疑或不符合的，必须写明。")

    def __init__(self, *args: Any, sheet: ScoringSheet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = staff(_INSPECTING)
        for name in ("first", "second", "third"):
            self.fields[name].queryset = people
        self.sheet = sheet
        for place, item in enumerate(sheet.items if sheet else ()):
            self.fields[f"score_{place}"] = forms.DecimalField(
                label=f"{item['name']}（满分{item['maximum']}分）",
                required=False,
                max_digits=6,
                decimal_places=1,
                help_text=item.get("note", ""),
                widget=forms.NumberInput(attrs={"step": "0.5", "class": "w-s"}),
            )

    def finding(self) -> Finding:
        """What was typed, as the service takes it."""
        values = self.cleaned_data
        people = [values[name] for name in ("first", "second", "third") if values.get(name)]
        return Finding(
            mode=values["mode"],
            done_on=values["done_on"],
            inspectors=tuple(people),
            conclusion=values["conclusion"],
            remarks=clean_text(values["remarks"], lines=True),
            sheet=self.sheet,
            scores=self._scores(),
        )

    def _scores(self) -> tuple[Score, ...]:
        items = self.sheet.items if self.sheet else ()
        return tuple(
            Score(item["name"], Decimal(str(item["maximum"])), self.cleaned_data[f"score_{place}"])
            for place, item in enumerate(items)
        )


class RecordForm(InspectionForm):
    goes_on = forms.BooleanField(
        label="考察完成，转入待上会",
        required=False,
        initial=True,
        help_text="还要再用别的方式考察的，请取消勾选。",
    )


class CorrectionForm(InspectionForm):
    reason = forms.CharField(label="更正的理由", max_length=300, help_text="留在办理记录里。")


class OfficesField(forms.ModelMultipleChoiceField):
    """Offices by the names they are known under."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, agency: Agency) -> str:
        return agency.display_name


class OpinionRequestForm(forms.Form):
    """A letter about chosen applications. Args: by: whose own office is not asked."""

    use_required_attribute = False
    title = forms.CharField(label="标题", max_length=120)
    agencies = OfficesField(
        label="征求意见的单位",
        queryset=Agency.objects.none(),
        to_field_name="code",
        error_messages={"required": "请至少选择一个单位。"},
    )
    sent_on = DayField(label="发函日期", help_text="已经发出的，填实际日期。")
    reply_days = forms.IntegerField(
        label="回函期限（工作日）",
        initial=REPLY_DAYS,
        min_value=1,
        max_value=MOST_REPLY_DAYS,
        help_text="发函当日不计入。",
        widget=forms.NumberInput(attrs={"class": "w-s"}),
    )
    document_no = forms.CharField(
        label="文号", max_length=60, required=False, help_text="办公室编号后填写；现在可以空着。"
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Agency.objects.active().filter(kind__in=_OFFERED).exclude(pk=by.agency_id)
        order = Case(*(When(kind=kind, then=place) for place, kind in enumerate(_OFFERED)))
        offices = offered.order_by(order, "code")
        self.fields["agencies"].queryset = offices
        if not self.is_bound:
            asked = offices.filter(kind__in=ASKED)
            self.initial.setdefault("agencies", list(asked.values_list("code", flat=True)))


class NumberForm(forms.Form):
    document_no = forms.CharField(label="文号", max_length=60)


class ReasonForm(forms.Form):
    use_required_attribute = False
    reason = forms.CharField(label="理由", max_length=300, help_text="留在办理记录里。")


class NoObjectionForm(forms.Form):
    """无意见 of all who wait, or of one."""

    use_required_attribute = False
    replied_on = DayField(label="回函日期")
    document_no = forms.CharField(label="回函文号", max_length=60, required=False)


class ReplyForm(forms.Form):
    """What one office answers. Args: letter, reply: which answer."""

    use_required_attribute = False
    replied_on = DayField(label="回函日期")
    document_no = forms.CharField(label="回函文号", max_length=60, required=False)
    note = _words("其他意见", LONGEST, help_text="不针对某一家单位的，写在这里。")

    def __init__(self, *args: Any, letter: OpinionRequest, reply: OpinionReply, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.applications = list(letter.applications.order_by("pk"))
        said = dict(reply.exceptions.values_list("application_id", "text"))
        for application in self.applications:
            self.fields[application.application_no] = forms.CharField(
                label=application.unit_name,
                max_length=LONGEST,
                required=False,
                initial=said.get(application.pk, ""),
            )
        if reply.replied_on is not None:
            self.fields["reason"] = forms.CharField(
                label="更正的理由",
                max_length=300,
                required=False,
                help_text="已经登记过的回函，更正须写明理由。",
            )

    @property
    def exceptions(self) -> dict[str, str]:
        """申报编号 → what the office says about it."""
        numbers = (application.application_no for application in self.applications)
        return {number: self.cleaned_data.get(number, "") for number in numbers}

    @property
    def letter_fields(self) -> list[forms.BoundField]:
        return [
            self[name]
            for name in ("replied_on", "document_no", "note", "reason")
            if name in self.fields
        ]

    @property
    def unit_fields(self) -> list[tuple[Application, forms.BoundField]]:
        return [(each, self[each.application_no]) for each in self.applications]


class CreditForm(forms.Form):
    """One result, entered by hand."""

    use_required_attribute = False
    result = forms.ChoiceField(
        label="核查结果", choices=CreditResult.choices, widget=forms.RadioSelect
    )
    detail = _words("说明", 500, help_text="有记录的必须写明是什么记录。")
    checked_on = DayField(label="核查日期")
    checker = forms.CharField(label="核查人或核查部门", max_length=60)


class CreditImportForm(forms.Form):
    """The Excel that came back, and what it may leave out."""

    file = forms.FileField(
        label="信用科返回的 Excel",
        help_text="至少有“统一社会信用代码”和“核查结果”两列；表头上面可以有标题行。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls"}),
    )
    checked_on = DayField(label="核查日期", help_text="表里没有日期的行用这个日期。")
    checker = forms.CharField(
        label="核查人或核查部门", max_length=60, help_text="表里没有核查人的行用这个名称。"
    )


class ConflictForm(forms.Form):
    """Who stands aside and why. Args: by: who fills it in; may_enter: also for others."""

    use_required_attribute = False
    person = PersonField(queryset=User.objects.none(), label="回避人", empty_label=None)
    reason = _words(
        "回避事由",
        300,
        required=True,
        help_text="写明关系即可，例如：亲属在该单位任职。只有本人和办理人员看得到。",
    )

    def __init__(self, *args: Any, by: User, may_enter: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = staff(_DECIDING) if may_enter else User.objects.filter(pk=by.pk)
        self.fields["person"].queryset = people.select_related("agency")
        self.fields["person"].initial = by.pk
