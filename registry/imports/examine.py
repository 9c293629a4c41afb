"""What importing a table would do: read, group, match, compare. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ipcontact.sheets.table import Table
from ipcontact.text.credit_code import normalise_credit_code
from registry.imports.choices import Verdict
from registry.imports.compare import Comparison
from registry.imports.editions import EditionPlan, Options, group_lines
from registry.imports.plan import Plan, Step
from registry.imports.reading import LineReader
from registry.imports.register import (
    known_codes,
    listed_on,
    load_namesakes,
    load_register,
    load_roster,
    load_vocabulary,
)
from registry.roster.choices import EditionKind


def examine(table: Table, options: Options, *, today: date) -> Plan:
    """Say what importing a table would do; reads only, in a bounded number of queries."""
    codes = {normalise_credit_code(row.values.get("credit_code", "")) for row in table.rows}
    known = known_codes(codes - {""})
    words = load_vocabulary()
    reader = LineReader(
        table, words, confirmed=options.confirmed_codes, known=known.keys(), today=today
    )
    lines = [reader.read(row) for row in table.rows]
    editions, questions = group_lines(lines, options, today=today)
    register = load_register(lines, known, today=today)
    load_roster(register, editions)
    comparison = Comparison(table, register, words, today=today)
    steps = comparison.match(lines, editions)
    load_namesakes(
        register,
        [s.line.name for s in steps if s.unit is None and s.verdict is not Verdict.REJECTED],
    )
    questions += comparison.settle(steps, editions)
    _count_leaving(steps, editions)
    plan = Plan(table, steps, editions, questions)
    if plan.is_all_rejected:
        plan.questions.append("没有一行可以导入：请按下面的原因改正文件后重新上传。")
    return plan


def _count_leaving(steps: Sequence[Step], editions: Sequence[EditionPlan]) -> None:
    """For full lists: how many units on the roster that day the list no longer names."""
    named: set = set()
    for edition in editions:
        own = {s.key for s in steps if s.edition is edition and s.verdict is not Verdict.REJECTED}
        if edition.kind == EditionKind.FULL and edition.published_on and not edition.is_done:
            edition.leaving = len((listed_on(edition.published_on) | named) - own)
            named = own
        else:
            named |= own
