"""Proofs of units: the list, one proof, handing in, checking."""

from __future__ import annotations

from functools import cached_property

from django.http import Http404
from django.urls import reverse

from ipcontact.accounts.audiences import SIGNED_IN
from ipcontact.ui.pages import DetailPage, FormPage, ListPage
from ipcontact.ui.pages.base import ObjectMixin
from ipcontact.workdays.clock import today
from registry.criteria.access import may_import_center_list
from registry.criteria.adapters import stored_values
from registry.criteria.board import CHECK_TONES, Row, board_of, files_by_key
from registry.criteria.choices import CheckState
from registry.criteria.filters import EvidenceFilter
from registry.criteria.forms import CheckForm, ProofForm
from registry.criteria.models import Criterion, Evidence
from registry.criteria.particulars import FILE, PARTICULARS
from registry.criteria.services import check_evidence, criteria_on, put_evidence
from registry.criteria.services.evidence import OWN
from registry.criteria.tables import EvidenceTable
from registry.units.models import Unit

SUBMIT, CHECK = "criteria.submit", "criteria.check"
NONE_YET = "none"


class EvidenceList(ListPage):
    """Current proofs of the units this person may see."""

    audience = "units.view"
    title = "证明材料"
    model = Evidence
    page_key = "evidence"
    word = "份"
    noun = "证明"
    filterset_class = EvidenceFilter
    table_class = EvidenceTable
    empty_title = "还没有证明材料"
    empty_text = (
        "单位纳入名录时，申报时的证明会存入这里；也可以在单位档案的“入库条件与证明”中登记。"
    )

    def get_queryset(self):
        related = ("unit", "criterion", "checked_by")
        return super().get_queryset().current().select_related(*related)

    def get_context_data(self, **kwargs):
        offered = may_import_center_list(self.request.user)
        act = {"label": "导入备案名单", "url": reverse("criteria:center-list"), "icon": "up"}
        lead = "证明到期不影响单位在库，请提醒单位提交新的证明。"
        return super().get_context_data(lead=lead, head_actions=[act] if offered else [], **kwargs)


class _UnitFinder(ObjectMixin):
    """The unit of an address, found as its own record is."""

    model = Unit
    number_field = "public_no"

    def __init__(self, request, kwargs) -> None:
        self.request, self.kwargs = request, kwargs


class OneProof:
    """A page about one condition of one unit; `object` is the present proof, or None."""

    number_field = "public_no"

    @cached_property
    def unit(self) -> Unit:
        return _UnitFinder(self.request, self.kwargs).get_object()

    @cached_property
    def criterion(self) -> Criterion:
        asked = self.kwargs["criterion"]
        found = next((item for item in criteria_on(today()) if item.code == asked), None)
        if found is None:
            raise Http404("施行中的方案没有这一项条件。")
        return found

    def get_object(self) -> Evidence | None:
        rows = Evidence.objects.visible_to(self.request.user).current()
        rows = rows.select_related("unit", "criterion", "checked_by", "put_by")
        return rows.filter(unit=self.unit, criterion=self.criterion).first()

    @property
    def own_url(self) -> str:
        return reverse("criteria:evidence", args=[self.unit.public_no, self.criterion.code])

    def get_crumbs(self):
        way = [("单位", reverse("units:list"))] if self.may("units.view") else []
        way.append((self.unit.name, f"{self.unit.get_absolute_url()}#evidence"))
        if self.title:
            return [*way, (self.criterion.short_name, self.own_url), (self.title, "")]
        return [*way, (self.criterion.short_name, "")]

    def version(self) -> str:
        """Mark of the present proof; also that there was none."""
        return self.object.mark if self.object else NONE_YET

    def get_back_url(self) -> str:
        return self.own_url

    def get_success_url(self, result) -> str:
        return self.own_url


class EvidencePage(OneProof, DetailPage):
    """One proof: its particulars, files and list, what is said of it, and what came before."""

    audience = SIGNED_IN
    template_name = "registry/criteria/evidence.html"

    def get_title(self) -> str:
        return f"（{self.criterion.code}）{self.criterion.short_name}"

    def get_context_data(self, **kwargs):
        proof, unit = self.object, self.unit
        [row] = board_of(
            [self.criterion],
            [proof] if proof else [],
            unit_kind=unit.kind,
            unit_name=unit.name,
            today=today(),
        ).rows
        older = Evidence.objects.filter(unit=unit, criterion=self.criterion)
        older = older.exclude(superseded_at=None).select_related("checked_by")
        return super().get_context_data(
            unit=unit,
            row=row,
            facts=_facts(row),
            older=[(each, files) for each, files in _with_files(older[:10])],
            may_put=self.may(SUBMIT) and row.assessment.applies,
            may_check=self.may(CHECK) and proof is not None,
            is_own=proof is not None and proof.put_by_id == self.request.user.pk,
            check_form=CheckForm(),
            check_tone=CHECK_TONES.get(proof.state) if proof else "",
            version=self.version(),
            **kwargs,
        )


class EvidencePut(OneProof, FormPage):
    """Hand in the proof of a condition, or a newer one."""

    audience = SUBMIT
    form_class = ProofForm
    success_message = "已登记，等待核对。"

    @property
    def title(self) -> str:
        return "更换证明" if self.object else "登记证明"

    submit_label = title

    def get_title(self) -> str:
        return f"{self.title}：{self.criterion.short_name}"

    @property
    def intro(self) -> str:
        return self.criterion.evidence_needed

    def get_form_kwargs(self):
        return {
            "criterion": self.criterion,
            "initial": stored_values(self.object) if self.object else {},
            "has_file": bool(self.object and files_by_key([self.object])),
            "is_agency": self.may(CHECK),
        }

    def perform(self, form):
        return put_evidence(
            self.unit,
            criterion=self.criterion,
            values=form.values(),
            uploads=form.uploads(),
            keep_files=not form.replaces_files,
            by=self.request.user,
            based_on=self.object.mark if self.object else "",
        )


class EvidenceCheck(OneProof, FormPage):
    """Say whether a proof holds."""

    audience = CHECK
    title = "核对证明"
    form_class = CheckForm
    submit_label = "登记核对结果"

    def get_title(self) -> str:
        return f"{self.title}：{self.criterion.short_name}"

    def get_object(self) -> Evidence:
        found = super().get_object()
        if found is None:
            raise Http404("还没有这项证明。")
        return found

    def obstacles(self) -> list[str]:
        return [OWN] if self.object.put_by_id == self.request.user.pk else []

    def perform(self, form):
        return check_evidence(
            self.object,
            accept=form.cleaned_data["verdict"] == CheckState.ACCEPTED,
            note=form.cleaned_data["note"],
            by=self.request.user,
            today=today(),
            based_on=self.object.mark,
        )

    def get_success_message(self, result) -> str:
        return f"已登记：{result.get_state_display()}。"


def _facts(row: Row) -> list[tuple[str, str]]:
    """Label and words of what is stored, in the order it was asked."""
    proof, found = row.proof, []
    if proof is None:
        return found
    for item in PARTICULARS[row.criterion.proof_kind]:
        if item.name not in (FILE, "entries"):
            shown = getattr(proof, f"get_{item.name}_display", None)
            value = shown() if shown else getattr(proof, item.name)
            found.append((item.label, "" if value is None else str(value)))
    return [(label, words) for label, words in found if words]


def _with_files(proofs):
    proofs = list(proofs)
    files = files_by_key(proofs)
    return [(proof, files.get(str(proof.pk), [])) for proof in proofs]
