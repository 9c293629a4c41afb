"""What a change will show where, before it counts: 名录, 公示, 证件, 案卷."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from registry.applications.models import Application
from registry.changes.choices import REGISTRATION_OF, ChangeKind
from registry.changes.models import UnitChange
from registry.changes.rules import Part, parts_of
from registry.changes.standing import on_letters, on_notices
from registry.roster.models import RosterEntry
from registry.units.choices import MembershipState
from registry.units.models import Unit

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

NAMED = 3  # editions named in a sentence


@dataclass(frozen=True)
class Shown:
    """One place and what it will show."""

    place: str
    words: str


def preview(change: UnitChange, *, user: User) -> list[Shown]:
    """What will show where once this change counts, as far as this person sees the papers."""
    unit = change.unit
    if change.kind == ChangeKind.RENAME:
        return _rename(unit, change.values["name"], change.effective_on, user)
    if change.kind == ChangeKind.CODE:
        return [
            Shown("名录", _printed(unit, "代码") + "下一次列入它的版次用新代码。"),
            Shown("公示", on_notices(unit, field="credit_code", what="代码", user=user)),
            Shown("证件", "以后出具的在库情况证明用新代码；已发出的不变。入库告知函不写代码。"),
            Shown("案卷", f"{_open_files(unit)}旧代码记入“曾用名称、代码和地址”。"),
        ]
    if change.kind == ChangeKind.ADDRESS:
        return _address(change)
    if change.kind in REGISTRATION_OF:
        return _registration(change)
    if change.kind == ChangeKind.LEGAL:
        return [
            Shown("名录", "名录和公示不显示法定代表人，没有变化。"),
            Shown("案卷", "现任的任期到生效日为止，历任保留。"),
        ]
    return [
        Shown("名录", "名录和公示不显示牵头单位，没有变化。"),
        Shown("案卷", "单位档案显示新的牵头单位；原牵头单位见办理记录。"),
    ]


def _rename(unit: Unit, name: str, on: date, user: User) -> list[Shown]:
    entry = RosterEntry.objects.filter(unit=unit, shown_until__isnull=True).first()
    if entry is None or not _is_member(unit):
        roster = "不在现行名录，名录没有变化。"
    else:
        roster = (
            f"名录将显示：{name}（原名{entry.name}）。下一次列入它的版次注明一次原名，"
            "再下一版只写新名称。"
        )
    return [
        Shown("名录", roster + _printed(unit, "名称", since=on)),
        Shown("公示", on_notices(unit, field="name", what="名称", user=user)),
        Shown(
            "证件",
            "在库情况证明写名录所载名称并注明现用名称；以后的入库告知函用新名称，已发出的不变。"
            + on_letters(unit, user=user),
        ),
        Shown("案卷", f"{_open_files(unit)}案卷保留当时的名称。"),
        Shown("查找", f"用原名称“{unit.name}”仍能查到本单位。"),
    ]


def _address(change: UnitChange) -> list[Shown]:
    unit, agency = change.unit, change.lead_agency
    if agency is not None and agency != unit.lead_agency:
        former = unit.lead_agency.name if unit.lead_agency else "（未指定）"
        care = (
            f"主责单位由{former}移交{agency.name}，双方都会收到通知；"
            "移交后原主责单位不再看到本单位，除非由其协同。"
        )
    else:
        care = "主责单位不变。"
    region = f"所属区域改为{change.region.name}。" if change.region else "所属区域不变。"
    return [
        Shown("名录", f"{region}{_printed(unit, '区域')}"),
        Shown("公示", "公示不显示住所，没有变化。"),
        Shown("移交", care),
        Shown("案卷", f"{_open_files(unit)}旧住所记入“曾用名称、代码和地址”。"),
    ]


def _registration(change: UnitChange) -> list[Shown]:
    unit, state = change.unit, REGISTRATION_OF[change.kind]
    if change.kind == ChangeKind.ACTIVE:
        roster = "名录没有变化。"
    elif _is_member(unit):
        roster = "登记状态不影响在库：仍在名录中。区局经办会收到“需要处理在库单位”的事项。"
    else:
        roster = "不在现行名录，名录没有变化。"
    shown = [
        Shown("名录", roster),
        Shown("公示", "公示不显示登记状态，没有变化。"),
        Shown("案卷", f"单位档案显示登记状态“{state.label}”。{_open_files(unit)}"),
    ]
    if change.kind == ChangeKind.MERGED and change.related is not None:
        shown.append(
            Shown(
                "承继",
                f"本单位档案注明并入{change.related.name}。承继单位不因合并而入库，"
                "需要入库的，由其另行申报、另行审定。",
            )
        )
    if change.kind == ChangeKind.SPLIT:
        shown.append(Shown("承继", _division(parts_of(change.values))))
    return shown


def _division(parts: list[Part]) -> str:
    """What becomes of the units of a division: nobody is listed by it (实施方案二（一）)."""
    if not parts:
        return "没有写明分立出的单位；登记后可以另行登记。"
    known = [part.name for part in parts if part.public_no]
    unknown = [part.name for part in parts if not part.public_no]
    asking = [part.name for part in parts if part.asks]
    said = []
    if known:
        said.append(f"{'、'.join(known)}的档案注明分立自本单位。")
    if unknown:
        said.append(f"{'、'.join(unknown)}还没有登记；以同一代码或者名称登记以后，档案自动注明。")
    if asking:
        said.append(
            f"{'、'.join(asking)}要求承继：在库不随分立转移，须由其另行申报、另行审定；"
            "生效后会列入区局经办的待办。"
        )
    else:
        said.append("分立出的单位不因分立而入库，需要入库的另行申报、另行审定。")
    return "".join(said)


def _is_member(unit: Unit) -> bool:
    return unit.membership_state not in (MembershipState.OUTSIDE, MembershipState.LEFT)


def _printed(unit: Unit, what: str, since: date | None = None) -> str:
    """Published papers keep the value of their day; those after a past effective day are named."""
    entries = RosterEntry.objects.filter(unit=unit).select_related("edition")
    editions = [entry.edition for entry in entries.order_by("-position")]
    if not editions:
        return ""
    words = f"已公布的{len(editions)}个版次保留当时的{what}。"
    later = [each.name for each in editions if since is not None and each.published_on >= since]
    if later:
        rest = "等" if len(later) > NAMED else ""
        words += (
            f"其中{'、'.join(later[:NAMED])}{rest}在生效日以后公布，用的仍是原{what}，"
            "需要时另行更正。"
        )
    return words


def _open_files(unit: Unit) -> str:
    count = Application.objects.open().filter(unit=unit).count()
    return f"在办的{count}件申报保留提交时的内容。" if count else ""
