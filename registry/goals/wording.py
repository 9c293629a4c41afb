"""What pages and files say of released figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.goals.choices import SnapshotState
from registry.goals.models import FigureSnapshot
from registry.goals.rules import Difference, differences, written

NEXT = {
    SnapshotState.COMPILING: "核对各项数字，需要时更正事实后重新计算，然后提交复核。",
    SnapshotState.CHECKING: "由编制人以外的经办复核。",
    SnapshotState.CHECKED: "由领导发布；线下批准的，登记发布结果后由另一人确认。",
}
TONES = {
    SnapshotState.COMPILING: "go",
    SnapshotState.CHECKING: "warn",
    SnapshotState.CHECKED: "warn",
    SnapshotState.RELEASED: "ok",
    SnapshotState.DROPPED: "idle",
}


@dataclass(frozen=True)
class SplitFace:
    """A figure by something, each part as text."""

    label: str
    note: str
    parts: list[tuple[str, str]]


@dataclass(frozen=True)
class Face:
    """A frozen figure as a reader meets it."""

    code: str
    label: str
    text: str
    unit: str
    rule: str
    splits: list[SplitFace]


def face(figure: Mapping[str, Any]) -> Face:
    """A figure as kept, in words. Splits without parts are left out."""
    splits = [
        SplitFace(
            split["label"],
            split["note"],
            [(label, written(value)) for label, value in split["parts"]],
        )
        for split in figure["splits"]
        if split["parts"]
    ]
    return Face(
        figure["code"],
        figure["label"],
        written(figure["value"]),
        figure["unit"],
        figure["rule"],
        splits,
    )


def faces(snapshot: FigureSnapshot) -> list[Face]:
    """Every figure of a snapshot, in order."""
    return [face(figure) for figure in snapshot.figures]


def corrected(snapshot: FigureSnapshot) -> list[Difference]:
    """What a later version says otherwise than the one it corrects."""
    if snapshot.corrects is None:
        return []
    return differences(snapshot.corrects.figures, snapshot.figures)
