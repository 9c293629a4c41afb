"""The agencies of a list: which are known, which are new, what differs."""

from collections.abc import Sequence

from ipcontact.accounts.imports.lines import Line
from ipcontact.accounts.imports.plan import LABELS, AgencyStep, Plan, note, reject
from ipcontact.accounts.models import Agency


def plan_agencies(plan: Plan, lines: Sequence[Line]) -> dict[int, str]:
    """One step per agency; answers with the agency's code for each row."""
    known = list(Agency.objects.select_related("parent").prefetch_related("regions"))
    by_code = {agency.code: agency for agency in known}
    by_name: dict[str, list[Agency]] = {}
    for agency in known:
        by_name.setdefault(agency.name, []).append(agency)
    steps: dict[str, AgencyStep] = {}
    names: dict[str, str] = {}  # names of this file -> code
    codes: dict[int, str] = {}
    for line in lines:
        found = _known_agency(line, by_code, by_name)
        if found == "ambiguous":
            reject(plan, line, "agency_name", "有几个同名机构，请填写机构代码。")
            continue
        code = found.code if found else (line.agency_code or names.get(line.agency_name, ""))
        code = code or _free_code(by_code, steps)
        names.setdefault(line.agency_name, code)
        codes[line.number] = code
        if code in steps:
            _merge(plan, steps[code], line)
        else:
            steps[code] = AgencyStep(line, found, code, "")
    for step in steps.values():
        _complete_agency(plan, step, by_code, names)
    plan.agencies = list(steps.values())
    return codes


def _known_agency(line: Line, by_code: dict, by_name: dict):
    if line.agency_code:
        return by_code.get(line.agency_code)
    found = by_name.get(line.agency_name, [])
    if line.parent and len(found) > 1:
        found = [a for a in found if a.parent and line.parent in (a.parent.name, a.parent.code)]
    return "ambiguous" if len(found) > 1 else (found[0] if found else None)


def _free_code(by_code: dict, steps: dict) -> str:
    number = 1
    while (code := f"JG-{number:03d}") in by_code or code in steps:
        number += 1
    return code


def _merge(plan: Plan, step: AgencyStep, line: Line) -> None:
    """A further row of the same agency may add what the first left empty, not say otherwise."""
    first = step.line
    for key in ("agency_name", "kind", "parent", "regions"):
        said, says = getattr(first, key), getattr(line, key)
        if not said:
            setattr(first, key, says)
        elif says and says != said:
            reject(plan, line, key, f"与第 {first.number} 行同一机构的“{LABELS[key]}”不一致。")


def _complete_agency(plan: Plan, step: AgencyStep, by_code: dict, names: dict) -> None:
    line, existing = step.line, step.existing
    if line.parent:
        parents = [a for a in by_code.values() if line.parent in (a.name, a.short_name, a.code)]
        code = names.get(line.parent) or (parents[0].code if len(parents) == 1 else "")
        if not code or code == step.code:
            reject(plan, line, "parent", "没有找到这个上级机构，请先登记它或写全称。")
        step.parent_code = code
    if existing is None:
        if not line.kind:
            reject(plan, line, "kind", "新机构要写明机构类别。")
        if not step.parent_code:
            bureau = next((a for a in by_code.values() if a.kind == Agency.Kind.BUREAU), None)
            step.parent_code = bureau.code if bureau and _is_below_bureau(line.kind) else ""
            if step.parent_code:
                plan.warnings.append(note(line, "parent", f"没有写上级机构，登记在{bureau}之下。"))
        return
    old_regions = sorted(region.code for region in existing.regions.all())
    old_parent = existing.parent.code if existing.parent else ""
    pairs = (
        ("机构名称", existing.name, line.agency_name),
        ("机构类别", existing.kind, line.kind if line.is_kind_written else existing.kind),
        ("上级机构", old_parent, step.parent_code or old_parent),
        ("辖区", old_regions, sorted(line.regions) or old_regions),
    )
    step.changes = [(label, _words(old), _words(new)) for label, old, new in pairs if old != new]


def _is_below_bureau(kind: str) -> bool:
    return kind not in (Agency.Kind.BUREAU, Agency.Kind.PARTNER, Agency.Kind.SUPERIOR)


def _words(value) -> str:
    return value if isinstance(value, str) else "、".join(value)
