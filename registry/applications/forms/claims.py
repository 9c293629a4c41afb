"""The conditions as plain questions; evidence is asked only for those that are ticked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from ipcontact.files.models import StoredFile
from ipcontact.files.services import files_of
from registry.applications.forms.rows import Row, rows_of
from registry.applications.models import Application, Claim
from registry.applications.services.claims import ClaimInput
from registry.criteria.adapters import stored_values
from registry.criteria.choices import ProofKind
from registry.criteria.forms import ProofForm
from registry.criteria.models import Criterion
from registry.units.choices import UnitKind

FIELD = "claims"  # the ticks
QUESTIONS = {
    ProofKind.HIGH_TECH: "有没有高新技术企业证书，或者属于新技术、新产业、新业态、新模式？",
    ProofKind.DEMONSTRATION: "是不是国家、市或区认定的知识产权示范企业？",
    ProofKind.PATENTS: "专利申请或拥有的专利，有没有达到 {threshold}？",
    ProofKind.WELL_KNOWN_TRADEMARK: "有没有商标在个案中被认定为驰名商标？",
    ProofKind.TIME_HONORED: "是不是中华老字号或津门老字号？",
    ProofKind.PLATFORM_REVENUE: "经营的电子商务平台，年收入有没有达到 {threshold}？",
    ProofKind.ORGANISATION: "是不是行业协会或产业联盟？",
    ProofKind.CENTER_RECORD: "是不是已在知识产权保护中心备案？",
    ProofKind.FREE_REASON: "以上都不是，但有较高的知识产权保护需求？",
}


@dataclass
class ClaimItem:
    """One condition on the page.

    Attributes:
        note: why it cannot be ticked by this kind of unit; empty: it can.
        files: what is there already.
    """

    criterion: Criterion
    question: str
    form: ProofForm
    is_ticked: bool
    note: str = ""
    files: tuple[StoredFile, ...] = ()

    @property
    def code(self) -> str:
        return self.criterion.code

    @property
    def anchor(self) -> str:
        return f"claim-{self.code}"

    @property
    def remove_name(self) -> str:
        return f"{self.form.prefix}-remove"

    @property
    def rows(self) -> list[Row]:
        """The particulars as they stand on the page."""
        return rows_of((bound, _is_narrow(bound)) for bound in self.form)


class ClaimsPage:
    """All conditions of the round with what was typed, or what is stored.

    Args:
        application: the file.
        data, files: of a POST; without them the stored claims are shown.
        only: codes that may be changed (a returned file), each of them ticked; None for all.
        is_partial: nothing is required, see `ProofForm`.
    """

    def __init__(
        self,
        application: Application,
        data: Any = None,
        files: Any = None,
        *,
        only: Collection[str] | None = None,
        is_partial: bool = False,
    ) -> None:
        self._data, self._files, self._is_partial = data, files, is_partial
        self._claims = {
            claim.criterion.code: claim for claim in application.claims.select_related("criterion")
        }
        stored = set(self._claims)
        ticked = stored if data is None else set(data.getlist(FIELD))
        self.items = [
            self._item(criterion, application.unit_kind, criterion.code in (only or ticked))
            for criterion in application.round.scheme.criteria.all()
            if only is None or criterion.code in only
        ]

    def is_valid(self) -> bool:
        """Whether every ticked proof is in order."""
        return not [item for item in self.ticked if not item.form.is_valid()]

    @property
    def ticked(self) -> list[ClaimItem]:
        """Conditions relied on."""
        return [item for item in self.items if item.is_ticked]

    def claimed(self, *, with_files: bool = True) -> list[ClaimInput]:
        """What `services.save_claims` takes; call `is_valid()` first.

        A day that was refused is emptied: beside the other one as stored it could be impossible.
        Args: with_files: files come and go too; without, only what was typed.
        """
        return [
            ClaimInput(
                criterion=item.criterion,
                values={**_emptied_days(item.form), **item.form.values()},
                uploads=item.form.uploads() if with_files else (),
                removed=self._removed(item) if with_files else (),
            )
            for item in self.ticked
        ]

    def dropped(self) -> list[Criterion]:
        """Conditions that were relied on and are not any more."""
        return [
            item.criterion
            for item in self.items
            if item.code in self._claims and not item.is_ticked
        ]

    def problems(self) -> Iterator[tuple[str, str, str]]:
        """(anchor, label, message) of every error, for the summary."""
        for item in self.ticked:
            for name, messages in item.form.errors.items():
                at = f"#{item.form[name].id_for_label}" if name in item.form.fields else ""
                for message in messages:
                    yield at or f"#{item.anchor}", item.criterion.short_name, message

    def _removed(self, item: ClaimItem) -> list[StoredFile]:
        keys = self._data.getlist(item.remove_name) if self._data is not None else ()
        return [file for file in item.files if str(file.key) in keys]

    def _item(self, criterion: Criterion, unit_kind: str, is_ticked: bool) -> ClaimItem:
        claim = self._claims.get(criterion.code)
        files = tuple(files_of(claim)) if claim else ()
        applies = not criterion.unit_kinds or unit_kind in criterion.unit_kinds
        form = self._form(criterion, claim, files, is_bound=is_ticked)
        return ClaimItem(
            criterion,
            _question(criterion),
            form,
            is_ticked=is_ticked and (applies or claim is not None),
            note="" if applies or claim is not None else _wrong_kind(criterion),
            files=files,
        )

    def _form(
        self,
        criterion: Criterion,
        claim: Claim | None,
        files: tuple[StoredFile, ...],
        *,
        is_bound: bool,
    ) -> ProofForm:
        prefix = f"c{criterion.code}"
        data = self._data if is_bound else None
        removed = self._data.getlist(f"{prefix}-remove") if data is not None else ()
        kept = [file for file in files if str(file.key) not in removed]
        return ProofForm(
            data,
            self._files if is_bound else None,
            criterion=criterion,
            initial=stored_values(claim) if claim else None,
            has_file=bool(kept),
            is_partial=self._is_partial,
            prefix=prefix,
        )


def _is_narrow(bound: forms.BoundField) -> bool:
    is_line = isinstance(bound.field.widget, forms.TextInput)
    return is_line and not isinstance(bound.field.widget, forms.FileInput)


def _emptied_days(form: forms.Form) -> dict[str, None]:
    return {name: None for name in form.errors if name.endswith("_on")}


def _question(criterion: Criterion) -> str:
    words = QUESTIONS[ProofKind(criterion.proof_kind)]
    if "{threshold}" not in words:
        return words
    number = criterion.threshold
    if number is None:
        return criterion.wording
    return words.format(threshold=f"{number.normalize():f} {criterion.threshold_unit}以上")


def _wrong_kind(criterion: Criterion) -> str:
    kinds = "、".join(UnitKind(kind).label for kind in criterion.unit_kinds)
    return f"适用于{kinds}，不适用于现在选择的单位类型。"
