"""Pages of questions, generated from `questions`: half-filled input is kept, nothing required yet.

What is still missing is said on the check page; here only what cannot be right is an error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from ipcontact.accounts.kinds import RegionKind
from ipcontact.accounts.models import Region
from registry.applications.answers import NO, YES, is_empty, problem, read
from registry.applications.forms.rows import Row, rows_of
from registry.applications.questions import Question, Section
from registry.applications.reading import masked
from registry.units.choices import UnitKind

CHOICES_TEMPLATE = "registry/applications/filing/choices_field.html"
_KEPT = 40  # characters of anything that are kept, so that a code with one too many is
_WIDE = 100  # characters from which a field has a row of its own
_INPUTS: dict[str, dict[str, str]] = {
    "code": {"class": "code", "autocapitalize": "characters", "autocomplete": "off"},
    "mobile": {"inputmode": "numeric", "autocomplete": "off", "type": "tel"},
    "phone": {"type": "tel", "autocomplete": "off"},
    "email": {"type": "email", "autocomplete": "off"},
    "int": {"inputmode": "numeric"},
    "year": {"inputmode": "numeric"},
    "decimal": {"inputmode": "decimal"},
    "date": {"type": "date"},
}
_ROOM = {"code": 30, "mobile": 20, "int": 12, "decimal": 16, "year": 4}  # typed with gaps


class AnswerField(forms.Field):
    """One question. Cleans to the JSON value; an answer that is left out is no error.

    Args: question; options: (value, label) where they are not the question's own.
    """

    def __init__(self, question: Question, options: Sequence = (), help_text: str = "") -> None:
        self.question = question
        super().__init__(
            label=f"{question.label}（{question.unit}）" if question.unit else question.label,
            help_text=help_text,
            required=question.is_required,
            widget=_widget(question, options),
        )
        if question.kind in ("yes_no", "choices"):
            self.template_name = CHOICES_TEMPLATE

    def clean(self, raw: Any) -> Any:
        value = read(self.question, raw)
        if message := problem(self.question, value):
            raise forms.ValidationError(message)
        return value

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, bool):
            return YES if value else NO
        return "" if value is None else value


@dataclass
class Block:
    """A section on the page: heading (empty for the only one), what is said before, rows."""

    title: str
    notes: list[str]
    rows: list[Row]


class SectionsForm(forms.Form):
    """The questions of one page.

    Args:
        sections: what the page asks; unit_kind: decides which questions.
        answers, persons: what is stored, by section.
        only: paths that may be answered (a returned file); None for all.
        is_masked: of personal answers only so much is shown as it takes to recognise them, and
            one that is left empty stays as it is; for staff, who type from a paper.
    """

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        sections: Sequence[Section],
        unit_kind: str,
        answers: Mapping[str, Mapping],
        persons: Mapping[str, Mapping],
        only: Collection[str] | None = None,
        is_masked: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections
        self.is_masked = is_masked
        self._stored = {
            section.key: {**answers.get(section.key, {}), **persons.get(section.key, {})}
            for section in sections
        }
        for section in sections:
            shared = _shared_purpose(section)
            for question in section.questions_for(unit_kind):
                if only is not None and f"{section.key}.{question.name}" not in only:
                    continue
                name = f"{section.key}-{question.name}"
                options = _regions() if question.kind == "region" else ()
                self.fields[name] = AnswerField(question, options, _help(question, shared))
                if question.name == "credit_code":  # only an alliance may have none
                    self.fields[name].required = unit_kind != UnitKind.ALLIANCE
                self.initial[name] = self._stored[section.key].get(question.name)
                if self._is_concealed(question, self.initial[name]):
                    known = masked(question, str(self.initial.pop(name)))
                    self.fields[name].help_text = f"现在登记的是 {known}，不变的留空。"

    def values(self, section: str) -> dict[str, Any]:
        """What to keep of a section: answers as read, or as typed where they cannot be read.

        A text that is too long is not kept; what was stored before stays until it is mended.
        """
        found = dict(self._stored[section])
        for name, each in self._fields_of(section):
            bound = self[name]
            value = read(each.question, bound.data)
            if isinstance(value, str) and len(value) > max(each.question.max_length, _KEPT):
                continue
            if is_empty(value) and self._is_concealed(each.question, found.get(each.question.name)):
                continue
            found[each.question.name] = value
        return found

    def blocks(self) -> Iterator[Block]:
        """The page in the order of the questions."""
        for section in self.sections:
            fields = list(self._fields_of(section.key))
            if fields:
                title = section.title if len(self.sections) > 1 else ""
                rows = rows_of((self[name], _is_narrow(each.question)) for name, each in fields)
                yield Block(title, [note for note in _notes(section) if note], rows)

    def _is_concealed(self, question: Question, stored: Any) -> bool:
        return self.is_masked and question.is_personal and not is_empty(stored)

    def _fields_of(self, section: str) -> Iterator[tuple[str, AnswerField]]:
        for name, each in self.fields.items():
            if isinstance(each, AnswerField) and name.startswith(f"{section}-"):
                yield name, each


def field_name(path: str) -> str:
    """The field of a path: ``basic.unit_name`` is ``basic-unit_name``."""
    return path.replace(".", "-")


def _is_narrow(question: Question) -> bool:
    if question.kind == "text":
        return question.max_length < _WIDE
    return question.kind not in ("long", "choices", "choice", "region")


def _widget(question: Question, options: Sequence) -> forms.Widget:
    if question.kind == "choices":
        return forms.CheckboxSelectMultiple(choices=question.options)
    if question.kind == "yes_no":
        return forms.RadioSelect(choices=[(YES, "是"), (NO, "否")])
    if question.kind in ("choice", "region"):
        return forms.Select(choices=[("", "请选择"), *(options or question.options)])
    attrs = dict(_INPUTS.get(question.kind, {}))
    if question.kind == "long":
        return forms.Textarea(attrs={"rows": 3, "maxlength": question.max_length})
    if question.kind != "date":
        attrs["maxlength"] = str(_ROOM.get(question.kind, question.max_length))
    widget = forms.TextInput(attrs=attrs)
    widget.input_type = attrs.pop("type", "text")
    widget.attrs.pop("type", None)
    return widget


def _regions() -> list[tuple[str, list[tuple[str, str]]]]:
    """Regions of the district under the words for their kind."""
    groups: dict[str, list[tuple[str, str]]] = {kind: [] for kind in RegionKind}
    for region in Region.objects.order_by("code"):
        groups[region.kind].append((region.code, region.name))
    return [(RegionKind(kind).label, found) for kind, found in groups.items() if found]


def _shared_purpose(section: Section) -> str:
    """The purpose most questions of a section have in common, said once above them."""
    purposes = [question.purpose for question in section.questions if question.purpose]
    return next((text for text in purposes if purposes.count(text) > 2), "")


def _notes(section: Section) -> list[str]:
    shared = _shared_purpose(section)
    return [section.intro, f"用途：{shared}。" if shared else ""]


def _help(question: Question, shared: str) -> str:
    purpose = f"用途：{question.purpose}" if question.purpose not in ("", shared) else ""
    return "；".join(part for part in (question.help_text, purpose) if part)
