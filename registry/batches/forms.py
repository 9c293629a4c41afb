"""Forms of batches: the list, the chain, a proposal, the leader's word, the meeting's result."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms

from ipcontact.accounts.models import User
from ipcontact.acts.choices import Channel
from ipcontact.acts.forms import OfflineForm, PersonField, VersionedForm
from registry.batches.access import DECIDE, SIGN, signers_for
from registry.batches.choices import BatchItemDecision
from registry.batches.facts import Line
from registry.batches.models import BatchSigner, ReviewBatch
from registry.batches.rules import NEEDS_REASON, Word

NEW = "new"
D = BatchItemDecision


class ComposeForm(forms.Form):
    """Args: batches: drafts the applications may be added to."""

    target = forms.ChoiceField(label="列入", widget=forms.RadioSelect)
    name = forms.CharField(
        label="新批次的名称",
        max_length=80,
        required=False,
        help_text="会印在名单、呈批单和上会材料上。",
    )

    def __init__(self, *args: Any, batches: Sequence[ReviewBatch] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drafts = [(each.number, f"拟定中的“{each.name}”") for each in batches]
        self.fields["target"].choices = [(NEW, "新批次"), *drafts]
        if not drafts:
            self.fields["target"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("target") == NEW and not data.get("name", "").strip():
            self.add_error("name", "请给新批次起一个名称。")
        return data


class CommentForm(VersionedForm):
    comment = forms.CharField(label="意见", max_length=500, required=False)


class ReasonForm(VersionedForm):
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class SubmitForm(VersionedForm):
    recusals_checked = forms.BooleanField(
        label="已核对回避情况：签署人没有应当回避的单位（一人考察过的，只作拟办）",
    )


class ProposalForm(VersionedForm):
    proposal = forms.ChoiceField(label="拟办意见", choices=D.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="理由",
        max_length=500,
        required=False,
        help_text="拟不纳入或暂缓的必须写明，审定时会看到。",
    )


class SettingsForm(forms.Form):
    """Name, chain, and what the batch goes without."""

    name = forms.CharField(label="名称", max_length=80)
    drafter = PersonField(
        label="拟办", queryset=User.objects.none(), required=False, empty_label="不设这一环节"
    )
    reviewer = PersonField(
        label="审核", queryset=User.objects.none(), required=False, empty_label="不设这一环节"
    )
    decider = PersonField(
        label="审定",
        queryset=User.objects.none(),
        empty_label="请选择",
        help_text="最后签署的人，对每一家作出决定。",
    )
    opinions_waived = forms.CharField(
        label="不征求意见的理由", max_length=300, required=False, help_text="征求了意见的留空。"
    )
    credit_waived = forms.CharField(
        label="不作信用核查的理由", max_length=300, required=False, help_text="核查了的留空。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signers = signers_for(SIGN)
        for name in ("drafter", "reviewer"):
            self.fields[name].queryset = signers
        self.fields["decider"].queryset = signers_for(DECIDE)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("drafter") and not data.get("reviewer"):
            self.add_error("reviewer", "设拟办的，请同时选择审核人；只有两人时选审核和审定。")
        return data

    def chain(self) -> list[User]:
        """The people in order."""
        people = (self.cleaned_data.get(name) for name in ("drafter", "reviewer", "decider"))
        return [person for person in people if person is not None]


def chain_initial(chain: Sequence[BatchSigner]) -> dict[str, int]:
    """The places of a chain as the form names them; the last is the decider."""
    names = ("drafter", "reviewer", "decider")[-len(chain) :] if chain else ()
    return {name: place.user_id for name, place in zip(names, chain, strict=True)}


class WordsMixin:
    """A decision and a reason for each unit of a list, in fields named after its 申报编号."""

    lines: Sequence[Line]

    def add_words(self, lines: Sequence[Line], *, initial: dict[str, str]) -> None:
        """Put in the fields. Args: initial: decision by number that is ticked beforehand."""
        self.lines = lines
        for line in lines:
            decision = forms.ChoiceField(
                label=f"{line.application.unit_name}：审定结果",
                choices=D.choices,
                required=False,
                widget=forms.RadioSelect,
                initial=initial.get(line.number, ""),
            )
            reason = forms.CharField(
                label=f"{line.application.unit_name}：理由",
                max_length=500,
                required=False,
                initial=line.item.proposal_reason,
            )
            self.fields[f"word_{line.number}"] = decision
            self.fields[f"reason_{line.number}"] = reason

    def words(self) -> dict[str, Word]:
        """What was said, by number; nothing for those without a tick."""
        found = {}
        for line in self.lines:
            decision = self.cleaned_data.get(f"word_{line.number}")
            if decision:
                reason = self.cleaned_data.get(f"reason_{line.number}", "")
                found[line.number] = Word(decision, reason if decision in NEEDS_REASON else "")
        return found

    def rows(self, lines: Sequence[Line] | None = None) -> list[tuple[Line, Any, Any]]:
        """For the template: line, field of the decision, field of the reason."""
        return [
            (line, self[f"word_{line.number}"], self[f"reason_{line.number}"])
            for line in (self.lines if lines is None else lines)
        ]

    def refuse_gaps(self, *, agreed: bool = False) -> None:
        """Say at each unit what is missing. Args: agreed: 同意其余 was ticked."""
        for line in self.lines:
            decision = self.cleaned_data.get(f"word_{line.number}")
            reason = self.cleaned_data.get(f"reason_{line.number}", "")
            if not decision and (line.remarks or not agreed):
                self.add_error(f"word_{line.number}", "请选择纳入、不纳入或暂缓。")
            elif decision in NEEDS_REASON and not reason.strip():
                self.add_error(f"reason_{line.number}", "不纳入或暂缓的，请写明理由。")


class DecideForm(WordsMixin, VersionedForm):
    """The leader's page: a word for each exception, the rest in one tick.

    Args: lines: the units to be decided, exceptions and all others.
    """

    agree_rest = forms.BooleanField(required=False)
    comment = forms.CharField(label="审定意见", max_length=500, required=False)

    def __init__(self, *args: Any, lines: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calm = [line for line in lines if not line.remarks]
        self.fields["agree_rest"].label = f"同意其余{len(self.calm)}家纳入"
        self.add_words(lines, initial={})

    @cached_property
    def exceptions(self) -> list[tuple[Line, Any, Any]]:
        return self.rows([line for line in self.lines if line.remarks])

    @cached_property
    def rest(self) -> list[tuple[Line, Any, Any]]:
        return self.rows(self.calm)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        agreed = bool(data.get("agree_rest"))
        said = [line for line in self.calm if data.get(f"word_{line.number}")]
        if self.calm and not agreed and len(said) < len(self.calm):
            left = len(self.calm) - len(said)
            self.add_error("agree_rest", f"还有{left}家没有决定：勾选同意，或者逐家决定。")
        self.refuse_gaps(agreed=True)
        return data


class ResultForm(WordsMixin, OfflineForm):
    """What the meeting decided: as it was proposed beforehand, the others ticked otherwise.

    Args: lines: the units to be decided.
    """

    field_order = (
        "decider",
        "decided_on",
        "channel",
        "minutes_no",
        "document_no",
        "scan",
        "reason",
    )

    def __init__(self, *args: Any, lines: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, code=DECIDE, **kwargs)
        self.fields["reason"].label = "说明"
        self.add_words(lines, initial={line.number: line.item.proposal for line in lines})

    @property
    def facts_fields(self) -> list[Any]:
        return [self[name] for name in self.field_order]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("channel") == Channel.MEETING and not data.get("minutes_no"):
            self.add_error("minutes_no", "会议决定的，请填写会议纪要号。")
        self.refuse_gaps()
        return data
