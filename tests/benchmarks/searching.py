"""Searching: our staff list and public roster against Django's stock admin list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlencode

from django.test import Client

from registry.units.models import Unit
from tests.benchmarks import register
from tests.benchmarks.figures import Figure, faster
from tests.benchmarks.measure import in_turns, page, with_server_defaults

GROUP = "查找"
STOCK = "Django 后台列表"
SAMPLE = 20_000
PAGES = (("单位", "/units/"), ("名录", "/roster/"))


def terms() -> dict[str, str]:
    """What is looked for, by what it is: chosen from the names that are there.

    Common grams are the most frequent of all; rare ones stand in a few names only.
    """
    names = list(Unit.objects.filter(pk__lte=SAMPLE).values_list("name", flat=True))
    found = {}
    for length, word in ((1, "1字"), (2, "2字"), (4, "4字")):
        counts = Counter(
            gram for name in names for gram in {name[i : i + length] for i in range(len(name))}
        )
        grams = [gram for gram in counts if len(gram) == length and _is_chinese(gram)]
        ordered = sorted(grams, key=lambda gram: (counts[gram], gram))
        found[f"{word}·常见"] = ordered[-1]
        if length == 2:
            found["2字·中等"] = min(grams, key=lambda g: (abs(counts[g] - len(names) / 36), g))
        found[f"{word}·少见"] = ordered[0]
    middle = Unit.objects.filter(pk__gte=min(SAMPLE, len(names)) // 2).order_by("pk").first()
    found["拼音"] = middle.pinyin[:8]
    found["信用代码"] = middle.credit_code
    found["信用代码前10位"] = middle.credit_code[:10]
    return found


def measure(size: int, runs: int) -> Iterator[Figure]:
    """Every term on both pages: time in SQL, time of the whole page."""
    staff = Client()
    staff.force_login(register.staff())
    for kind, term in terms().items():
        query = urlencode({"q": term})
        things = [page(staff, f"{address}?{query}") for _, address in PAGES]
        stock = with_server_defaults(page(staff, f"/bench/stock/units/?{query}"))
        *ours, floor = in_turns([*things, stock], runs)
        judged = kind.startswith(("2字", "4字"))
        sql_bar = {100_000: 20.0, 1_000_000: 50.0}.get(size) if judged else None
        page_bar = 20.0 if judged and size == 1_000_000 else None
        for (place, _), taken in zip(PAGES, ours, strict=True):
            name = f"{place} {kind} “{term}”"
            yield faster(
                GROUP,
                f"{name} SQL",
                size,
                taken.sql,
                STOCK,
                floor.sql,
                bar=sql_bar,
                runs=taken.runs,
            )
            yield faster(
                GROUP,
                f"{name} 整页",
                size,
                taken.whole,
                STOCK,
                floor.whole,
                bar=page_bar,
                runs=taken.runs,
            )


def _is_chinese(text: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in text)
