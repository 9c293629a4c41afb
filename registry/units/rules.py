"""Judgement about units: what a search term means, whether two units may be the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from ipcontact.text.credit_code import normalise_credit_code
from ipcontact.text.rules import search_key

_NUMBER = re.compile(r"LX\d{6,}", re.IGNORECASE)
_CODE_START = re.compile(r"[0-9A-Z]{2}\d{4}[0-9A-Z]{0,12}")
LONGEST_CORE = 200  # lower case can be longer than the name (İ)
_LEGAL_FORMS = re.compile(
    r"(有限责任公司|股份有限公司|集团有限公司|有限公司|集团|公司|（.*?）|\(.*?\))"
)


class SearchKind(Enum):
    NOTHING = "nothing"
    TEXT = "text"
    CODE = "code"
    NUMBER = "number"


@dataclass(frozen=True)
class Search:
    """What a person looks for: the kind of key and its normalised value."""

    kind: SearchKind
    value: str = ""


def read_search(term: str) -> Search:
    """Decide what a typed term looks for.

    A term with the shape of the first six or more characters of a credit code is a code; our own
    number is a number; everything else is looked up in names and pinyin initials. Punctuation does
    not count; a term of punctuation alone finds nothing.
    """
    key = search_key(term)
    if not key:
        return Search(SearchKind.TEXT, term) if term.strip() else Search(SearchKind.NOTHING)
    if _NUMBER.fullmatch(key):
        return Search(SearchKind.NUMBER, key.upper())
    code = normalise_credit_code(term)
    if _CODE_START.fullmatch(code):
        return Search(SearchKind.CODE, code)
    return Search(SearchKind.TEXT, key)


def name_core(name: str) -> str:
    """The distinguishing part of a name: without legal form, brackets and spaces.

    Two units whose cores are equal are candidates for being the same one.
    """
    return search_key(_LEGAL_FORMS.sub("", name))[:LONGEST_CORE]
