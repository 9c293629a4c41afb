"""Search for any part of a Chinese name, from one character up, through an ordinary GIN index."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.fields.array import ArrayContains
from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from ipcontact.text.rules import search_key

MAX_GRAMS = 24  # more add nothing to the choice of rows; the recheck looks at the whole term
COMMON_SHARE = 0.25  # from here on, walking over rows meets enough of them soon


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


def worthwhile_grams(key: str, sample: Sequence[str]) -> list[str]:
    """The grams of a key that choose best, as a sample of stored values shows.

    Returns: those no value of the sample holds, else the one that fewest hold. Fewer grams are
    quicker to look up, and the planner's guess stays true: it takes grams as independent.
    """
    grams = query_grams(key)
    counts = {gram: sum(gram in value for value in sample) for gram in grams}
    return [gram for gram in grams if not counts[gram]] or [min(grams, key=counts.__getitem__)]


def text_contains(field: str, term: object, sample: Sequence[str] = ()) -> Q:
    """Rows whose field contains the term, for `.filter()`.

    Args: field: name or path (`unit__name_key`) of a column of `search_key()` values;
    term: as typed, it is brought into the same form here; sample: some values of the field, by
    which a term that very many rows hold is known, and looked for without the index.
    Returns: no restriction for a blank term; nothing for a term of punctuation alone
    (`%`, `_` and `\\` have no special meaning).
    """
    key = search_key(term)
    if not key:
        return Q(pk__in=[]) if str(term or "").strip() else Q()
    # `strpos` in place of LIKE: both are right, but the planner takes its guess for LIKE and the
    # one for the grams as independent, multiplies them and then expects far too few rows.
    holds = GreaterThan(StrIndex(F(field), Value(key)), 0)
    if sample and sum(key in value for value in sample) >= COMMON_SHARE * len(sample):
        return Q(holds)
    grams = worthwhile_grams(key, sample) if sample else query_grams(key)
    return Q(ArrayContains(CnGrams(F(field)), grams), holds)
