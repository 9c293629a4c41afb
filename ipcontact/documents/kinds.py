"""Kinds of official documents; each part registers those it draws up, in its `ready()`.

register(DocumentKind(code="removal_letter", label="移出名录告知书", verb="removals.prepare"))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

LETTER = "letter"


@dataclass(frozen=True, kw_only=True)
class DocumentKind:
    """One kind of paper.

    Attributes:
        code: stable name.
        label: what it is called.
        verb: the capability of those who draw it up, number and send it.
        template: the .docx of `templates/documents/` it is set in; the HTML view beside it has
            the same name. The default letter has 发文机关标志, 文号, 标题, 主送, 正文, 附件, 落款.
        is_sealed: goes out only with the scan of the stamped paper.
        is_gathered: signed and sent many at once on a page of its part, whose worklist speaks of
            them; each can still be taken by itself.
        scans_with: gives, for a document, the record that keeps its scans when fewer people may see
            them than may read the document: a receipt bears the name of who signed it.
        on_sent: called with the document and who sent it, in the same transaction.
    """

    code: str
    label: str
    verb: str
    template: str = LETTER
    is_sealed: bool = True
    is_gathered: bool = False
    scans_with: Callable[[Any], Any] | None = None
    on_sent: Callable[[Any, Any], None] | None = None


# The one kind of the room's own: about any record that is registered for it (`recipients`).
GENERAL = DocumentKind(code="general_letter", label="函", verb="documents.prepare")

_kinds: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> DocumentKind:
    """Say what a code means; once per code."""
    if _kinds.setdefault(kind.code, kind) != kind:
        raise ValueError(f"{kind.code} is registered already")
    return kind


def kind_of(code: str) -> DocumentKind:
    """The kind of a code; KeyError for one that nobody registered."""
    return _kinds[code]


def known() -> Iterator[DocumentKind]:
    """All kinds, in the order they were registered."""
    return iter(_kinds.values())
