"""What pages say about a document: its colour, what comes next and by whom, where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from ipcontact.documents.choices import DocumentState
from ipcontact.documents.models import OfficialDocument

S = DocumentState
TONES = {
    S.DRAFT: "go",
    S.APPROVED: "warn",
    S.SEALED: "warn",
    S.SENT: "ok",
    S.SERVED: "ok",
    S.VOID: "idle",
}


@dataclass(frozen=True)
class Stage:
    """One stage of a paper's way: done, now, or still to come ("")."""

    label: str
    mark: str = ""


def next_step(document: OfficialDocument) -> str:
    """What is to be done and by whom; empty when nothing is."""
    unnumbered = "" if document.document_no else "文号待编号，编号后请补填。"
    match document.state:
        case S.DRAFT:
            return "核对文字后，由承办机构或上级机构有签批权限的另一人签批。"
        case S.APPROVED if document.form.is_sealed:
            return f"打印定稿、用印，上传盖章件。{unnumbered}"
        case S.APPROVED | S.SEALED:
            return f"寄送或者送达后，登记发出。{unnumbered}"
        case S.SENT:
            return f"收到送达回证后，登记送达；不需要回证的，到此办结。{unnumbered}"
        case S.SERVED:
            return unnumbered
    return ""


def stages(document: OfficialDocument) -> list[Stage]:
    """The way of this kind of paper with the stage it is at; a voided one has none."""
    way = [S.DRAFT, S.APPROVED, S.SEALED, S.SENT, S.SERVED]
    if not document.form.is_sealed:
        way.remove(S.SEALED)
    if document.state not in way:
        return []
    at = way.index(S(document.state))
    marks = ["done"] * at + ["now"] + [""] * (len(way) - at - 1)
    return [Stage(state.label, mark) for state, mark in zip(way, marks, strict=True)]
