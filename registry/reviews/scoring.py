"""A scoring sheet as an administrator types it: one item a line."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from ipcontact.text.rules import clean_text
from registry.reviews.models import ScoringSheet


class ScoringItemsField(forms.JSONField):
    """Items of a sheet as lines: name, maximum, note."""

    widget = forms.Textarea(attrs={"rows": 8})

    def prepare_value(self, value: Any) -> str:
        if isinstance(value, str):
            return value
        rows = [(item["name"], item["maximum"], item.get("note", "")) for item in value or ()]
        return "\n".join("，".join(str(part) for part in row if part != "") for row in rows)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != (data or "")

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        for number, line in enumerate(clean_text(value or "", lines=True).splitlines(), start=1):
            if not line.strip():
                continue
            name, maximum, note = (
                part.strip() for part in (line.replace(",", "，") + "，，").split("，")[:3]
            )
            try:
                most = Decimal(maximum)
            except InvalidOperation:
                most = Decimal(0)
            if not name or not 0 < most <= 1000:
                raise forms.ValidationError(
                    f"第 {number} 行应写成“名称，满分，说明”，满分在 1 到 1000 之间，"
                    "例如：制度建设，20。"
                )
            if name in {item["name"] for item in items}:
                raise forms.ValidationError(f"第 {number} 行的“{name}”与前面重复。")
            items.append({"name": name[:60], "maximum": str(most), "note": note[:120]})
        if not items:
            raise forms.ValidationError("请至少写一个评分项。")
        return items


class ScoringSheetForm(forms.ModelForm):
    items = ScoringItemsField(
        label="评分项",
        help_text="一行一项：名称，满分，说明。例如：制度建设，20，看制度文本和执行记录。",
    )

    class Meta:
        model = ScoringSheet
        fields = ("name", "items", "is_active")
