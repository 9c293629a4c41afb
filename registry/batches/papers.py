"""上会材料: the report for the meeting as a Word file, the list as an official Excel form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from ipcontact.audit.context import name_of
from ipcontact.documents import render
from ipcontact.documents.tables import Grid, Part, tables_context
from ipcontact.sheets.writer import ExportColumn, Official, stream_xlsx
from registry.batches.choices import BatchItemDecision
from registry.batches.facts import Line, offices_of
from registry.batches.models import BatchSigner, ReviewBatch
from registry.batches.rules import binding_conflicts, tally
from registry.batches.wording import remark_words
from registry.reviews.facts import conflicts_of
from registry.reviews.models import ConflictDeclaration

D = BatchItemDecision
COLUMNS = (
    ExportColumn("unit_name", "单位名称", width=40),
    ExportColumn("credit_code", "统一社会信用代码", width=22),
    ExportColumn("unit_kind", "单位类型", width=14),
    ExportColumn("agency", "推荐单位", width=24),
    ExportColumn("conditions", "入库条件", width=12),
    ExportColumn("look", "综合考察", width=28),
    ExportColumn("opinions", "征求意见", width=16),
    ExportColumn("credit", "信用核查", width=14),
    ExportColumn("remarks", "提请注意", width=50),
    ExportColumn("proposal", "拟办意见", width=10),
    ExportColumn("proposal_reason", "拟办理由", width=30),
    ExportColumn("decision", "审定结果", width=10),
    ExportColumn("reason", "审定理由", width=30),
    ExportColumn("application_no", "申报编号", width=14),
)
_LIST = ("序号", "单位名称", "推荐单位", "入库条件", "综合考察", "征求意见", "信用核查")


def report(
    batch: ReviewBatch,
    lines: Sequence[Line],
    chain: Sequence[BatchSigner],
    *,
    organ: str,
    today: date,
) -> bytes:
    """汇报稿, 拟纳入名单, 未纳入及理由, 征求意见汇总, 考察汇总, 回避情况 as one .docx.

    Args: lines: of units that did not withdraw.
    """
    included = [line for line in lines if line.item.proposal == D.INCLUDE]
    others = [line for line in lines if line.item.proposal != D.INCLUDE]
    parts = [
        Part(heading="一、汇报稿", paragraphs=_speech(batch, lines, chain)),
        Part(
            heading=f"二、拟纳入名单（{len(included)}家）",
            paragraphs=[] if included else ["没有拟纳入的单位。"],
            tables=_tables(_LIST, [_short(n, line) for n, line in enumerate(included, start=1)]),
        ),
        Part(
            heading=f"三、未拟纳入的单位及理由（{len(others)}家）",
            paragraphs=[] if others else ["没有拟不纳入或暂缓的单位。"],
            tables=_tables(
                ("序号", "单位名称", "拟办意见", "理由"),
                [
                    (
                        n,
                        line.application.unit_name,
                        D(line.item.proposal).label,
                        line.item.proposal_reason,
                    )
                    for n, line in enumerate(others, start=1)
                ],
            ),
        ),
        _opinions(batch, lines),
        _looks(lines),
        _recusals(lines, chain),
    ]
    context = tables_context(
        title=f"关于{batch.name}的汇报",
        parts=parts,
        organ=organ,
        day=today,
        note=f"批次编号 {batch.number}",
    )
    return render("tables-wide", context)


def workbook(batch: ReviewBatch, lines: Sequence[Line], *, organ: str, today: date) -> Iterator:
    """The list with everything at a glance, as the official form; chunks of an .xlsx."""
    form = Official(
        batch.name,
        organ,
        today,
        explanations=(f"批次编号 {batch.number}。", remark_words(lines)),
    )
    return stream_xlsx(COLUMNS, (_cells(line) for line in lines), form)


def _cells(line: Line) -> list[str]:
    application, item = line.application, line.item
    return [
        application.unit_name,
        application.credit_code,
        application.get_unit_kind_display(),
        application.agency.display_name if application.agency else "",
        line.conditions,
        line.look,
        line.opinions,
        line.credit,
        "".join(remark.words for remark in line.remarks),
        D(item.proposal).label,
        item.proposal_reason,
        D(item.decision).label if item.decision else "",
        item.reason,
        application.application_no,
    ]


def _speech(batch: ReviewBatch, lines: Sequence[Line], chain: Sequence[BatchSigner]) -> list[str]:
    """The report in sentences; what is out of the ordinary is named one by one."""
    rounds = sorted({line.application.round.name for line in lines})
    numbers = tally([line.item.proposal for line in lines])
    said = [
        f"{batch.name}共{len(lines)}家，来自{'、'.join(rounds) or '申报'}。"
        f"经初审、复核、综合考察，拟办意见为：{numbers.words}。",
        _enquiry_words(batch, lines),
        remark_words(lines),
    ]
    said += [
        f"{line.application.unit_name}：{''.join(remark.words for remark in line.remarks)}"
        for line in lines
        if line.remarks
    ]
    people = "、".join(f"{place.get_role_display()} {name_of(place.user)}" for place in chain)
    if people:
        said.append(f"签署：{people}。")
    return [*said, "以上提请审定。"]


def _enquiry_words(batch: ReviewBatch, lines: Sequence[Line]) -> str:
    """What was asked and checked, in numbers; and why the batch goes without, where it does."""
    reviews = [line.facts.review for line in lines]
    asked = [review for review in reviews if review.asked]
    said = []
    if asked:
        against = sum(bool(review.exceptions) for review in asked)
        heard = f"对{against}家提出意见" if against else "没有收到不同意见"
        late = _waiting(lines)
        missing = f"，{len(late)}个单位未回函" if late else ""
        said.append(f"已就{len(asked)}家征求有关单位意见，{heard}{missing}。")
    if len(asked) < len(reviews):
        said.append(f"{len(reviews) - len(asked)}家未征求意见。")
    if batch.opinions_waived:
        said.append(f"不征求意见的理由：{batch.opinions_waived}。")
    checked = sum(bool(review.credit) for review in reviews)
    if checked:
        said.append(f"已核查信用{checked}家。")
    if checked < len(reviews):
        said.append(f"{len(reviews) - checked}家未作信用核查。")
    if batch.credit_waived:
        said.append(f"不作信用核查的理由：{batch.credit_waived}。")
    return "".join(said)


def _waiting(lines: Sequence[Line]) -> list[str]:
    """Offices that have not answered about some of these, each once."""
    return list(dict.fromkeys(name for line in lines for name in line.facts.review.waiting))


def _opinions(batch: ReviewBatch, lines: Sequence[Line]) -> Part:
    offices = offices_of([line.application for line in lines])
    exceptions = [
        (line.application.unit_name, office, text)
        for line in lines
        for office, text in line.facts.review.exceptions
    ]
    said = [] if offices else ["没有征求意见的函件。"]
    unasked = [line.application.unit_name for line in lines if not line.facts.review.asked]
    if offices and unasked:
        said.append(f"未征求意见的{len(unasked)}家：{'、'.join(unasked)}。")
    if late := _waiting(lines):
        said.append(f"未回函的{len(late)}个单位：{'、'.join(late)}。")
    if batch.opinions_waived:
        said.append(f"不征求意见的理由：{batch.opinions_waived}。")
    has_answers = any(day for _, _, day in offices)
    if has_answers and not exceptions:
        said.append("已回函的单位均无不同意见。" if late else "各单位均无不同意见。")
    return Part(
        heading="四、征求意见汇总",
        paragraphs=said,
        tables=[
            *_tables(("单位", "回函", "回函日期"), offices, caption="回函情况"),
            *_tables(("申报单位", "提出意见的单位", "意见"), exceptions, caption="不同意见"),
        ],
    )


def _looks(lines: Sequence[Line]) -> Part:
    rows = [
        (n, line.application.unit_name, "；".join(look.words for look in line.facts.review.looks))
        for n, line in enumerate((each for each in lines if each.facts.review.looks), start=1)
    ]
    return Part(
        heading="五、考察汇总",
        paragraphs=[] if rows else ["没有考察记录。"],
        tables=_tables(("序号", "单位名称", "考察方式、日期和结论"), rows),
    )


def _recusals(lines: Sequence[Line], chain: Sequence[BatchSigner]) -> Part:
    """Who stands aside from which unit; why is the business of the handlers, not of the meeting."""
    keys = [line.item.application_id for line in lines]
    declared = ConflictDeclaration.objects.in_force().filter(application__in=keys)
    rows = [
        (row.application.unit_name, name_of(row.user))
        for row in declared.select_related("application", "user").order_by("application", "pk")
    ]
    said = [] if rows else ["没有人申明回避。"]
    clashes, own_work = _signers_involved(lines, chain)
    if chain:
        said.append("签署人有应当回避的单位，见下表。" if clashes else "签署人没有应当回避的单位。")
    said += [f"{name}一人考察了{'、'.join(units)}，只作拟办。" for name, units in own_work.items()]
    return Part(
        heading="六、回避情况",
        paragraphs=said,
        tables=[
            *_tables(("申报单位", "回避人"), rows, caption="申明回避"),
            *_tables(("申报单位", "签署人"), clashes, caption="签署人应当回避"),
        ],
    )


def _signers_involved(
    lines: Sequence[Line], chain: Sequence[BatchSigner]
) -> tuple[list[tuple[str, str]], dict[str, list[str]]]:
    """What the people of the chain have had to do with the units.

    Returns: (unit, signer) who must stand aside; units by signer, where it does not bind at the
        place 拟办.
    """
    barred = conflicts_of([line.application for line in lines], [place.user for place in chain])
    clashes, own_work = [], defaultdict(list)
    for line in lines:
        unit = line.application.unit_name
        for place in chain:
            reasons = barred.get((line.application.pk, place.user_id), [])
            if binding_conflicts(place.role, reasons):
                clashes.append((unit, name_of(place.user)))
            elif reasons:
                own_work[name_of(place.user)].append(unit)
    return clashes, own_work


def _short(number: int, line: Line) -> tuple:
    agency = line.application.agency
    return (
        number,
        line.application.unit_name,
        agency.display_name if agency else "",
        line.conditions,
        line.look,
        line.opinions,
        line.credit,
    )


def _tables(heads: Sequence[str], rows: Sequence, *, caption: str = "") -> list[Grid]:
    """One table, or none where there is no row."""
    return [Grid(heads=heads, rows=rows, caption=caption)] if rows else []
