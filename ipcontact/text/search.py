"""Search for any part of a Chinese name, from one character up, through an ordinary GIN index."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.fields.array import ArrayContains
from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, Func, Q, TextField

from ipcontact.text.rules import search_key

MAX_GRAMS = 24  # more add nothing to the choice of rows; the recheck looks at the whole term


class CnGrams(Func):
    """`cn_grams(column)`: the characters and two-character grams of a text, as text[]."""

    function = "cn_grams"
    arity = 1
    output_field = ArrayField(TextField())


class CnGramsIndex(GinIndex):
    """Index for `text_contains` on one field, for `Meta.indexes`.

    Args: field: a column that holds `search_key()` values; name: name of the index.
    The migration that creates it depends on ("text", "0001_cn_grams").
    """

    def __init__(self, field: str, name: str, **options: Any) -> None:
        self.field = field
        super().__init__(CnGrams(field), name=name, **options)

    def deconstruct(self) -> tuple[str, tuple[str], dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        return path, (self.field,), kwargs


def query_grams(key: str) -> list[str]:
    """What a row must hold to contain the key: the character itself, or all two-character grams."""
    if len(key) < 2:
        return [key] if key else []
    grams = dict.fromkeys(key[i : i + 2] for i in range(len(key) - 1))
    return list(grams)[:MAX_GRAMS]


def text_contains(field: str, term: object) -> Q:
    """Rows whose field contains the term, for `.filter()`.

    Args: field: name or path (`unit__name_key`) of a column of `search_key()` values;
    term: as typed, it is brought into the same form here.
    Returns: no restriction for a blank term; nothing for a term of punctuation alone
    (`%`, `_` and `\\` have no special meaning).
    """
    key = search_key(term)
    if not key:
        return Q(pk__in=[]) if str(term or "").strip() else Q()
    grams = ArrayContains(CnGrams(F(field)), query_grams(key))
    return Q(grams, **{f"{field}__contains": key})
