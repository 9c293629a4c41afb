"""Agencies with their people from Excel: look at the plan, then all of it or nothing.

Account keepers (`users.manage`) bring agencies and people in, role keepers (`roles.assign`) the
roles of the same file; the command on the server does both.
"""

from collections.abc import Sequence
from typing import Any

from ipcontact.accounts.imports.agencies import plan_agencies
from ipcontact.accounts.imports.lines import COLUMNS, Line, understand
from ipcontact.accounts.imports.people import plan_people
from ipcontact.accounts.imports.plan import AgencyStep, PersonStep, Plan, reject
from ipcontact.accounts.models import Agency, Region, User
from ipcontact.accounts.services import assign_roles, change_account, open_account
from ipcontact.audit.services import act
from ipcontact.sheets.reader import Table, read_table
from ipcontact.text.rules import search_key
from ipcontact.ui.errors import RuleViolation

MAX_ROWS = 2_000


def read_lines(content: bytes, filename: str) -> tuple[list[Line], Table]:
    """The rows of a file, understood.

    Args:
        content: the file.
        filename: its name.
    Raises:
        SheetError: the file cannot be read as a list of agencies.
    """
    table = read_table(content, filename, COLUMNS, max_rows=MAX_ROWS)
    regions = _region_keys()
    lines = []
    for row in table.rows:
        line = understand(row.number, row.values, regions)
        line.problems += [(defect.column, defect.reason) for defect in row.problems]
        lines.append(line)
    return lines, table


def _region_keys() -> dict[str, str]:
    keys: dict[str, str] = {}
    for region in Region.objects.all():
        for word in (region.code, region.name, region.name.removesuffix("街道"), region.name[:-1]):
            keys.setdefault(search_key(word), region.code)
    return keys


def make_plan(lines: Sequence[Line], *, by: User | None) -> Plan:
    """Compare the rows with what is there. Reads only.

    Args:
        lines: rows of one file.
        by: who imports; None for the command on the server.
    """
    plan = Plan(by=by)
    for line in lines:
        for key, reason in line.problems:
            reject(plan, line, key, reason)
    good = [line for line in lines if not line.problems]
    codes = plan_agencies(plan, good)
    plan_people(plan, [line for line in good if line.has_person], codes)
    if not plan.may_write_people:
        plan.agencies = []
    return plan


def commit(plan: Plan) -> None:
    """Do what the plan says, in one transaction.

    Args:
        plan: a fresh plan (made in this request from the rows that were looked at).
    Raises:
        RuleViolation: the plan has refusals (`rejected`), or a service refuses a row.
        PermissionDenied: the person may neither keep accounts nor give roles.
    """
    if plan.rejected:
        words = f"有 {len(plan.rejected)} 处不能导入，一行也没有写入。请改好表格后重新上传。"
        raise RuleViolation("rejected", words)
    with act("导入机构和人员", by=plan.by):
        if plan.may_write_people:
            _write_agencies(plan.agencies)
        agencies = Agency.objects.in_bulk(field_name="code")
        for step in plan.people:
            _write_person(plan, step, agencies.get(step.agency_code))


def _write_agencies(steps: Sequence[AgencyStep]) -> None:
    agencies = Agency.objects.in_bulk(field_name="code")
    regions = Region.objects.in_bulk(field_name="code")
    for step in steps:
        line, agency = step.line, step.existing
        if agency is None:
            agency = Agency(code=step.code, kind=line.kind)
        elif not step.changes:
            continue
        agency.name = line.agency_name
        agency.kind = line.kind if line.is_kind_written else agency.kind
        agency.version += step.existing is not None
        agency.save()
        agencies[step.code] = agency
        if line.regions:
            agency.regions.set([regions[code] for code in line.regions])
    for step in steps:  # parents last: they may stand further down in the file
        agency, parent = agencies[step.code], agencies.get(step.parent_code)
        if parent is not None and agency.parent_id != parent.pk:
            if agency.pk in _line_above(parent, agencies):
                raise RuleViolation("cycle", f"{agency}与{parent}互为上级，请核对上级机构。")
            agency.parent = parent
            agency.save(update_fields=["parent", "updated_at"])


def _line_above(agency: Agency, agencies: dict[str, Agency]) -> set[int]:
    """Keys of an agency and everything above it, as just written."""
    by_key = {each.pk: each for each in agencies.values()}
    above: set[int] = set()
    key = agency.pk
    while key is not None and key not in above:
        above.add(key)
        key = by_key[key].parent_id
    return above


def _write_person(plan: Plan, step: PersonStep, agency: Agency | None) -> None:
    line, user = step.line, step.existing
    try:
        if user is None:
            user = open_account(
                username=step.username,
                name=line.name,
                agency=agency,
                email=line.email,
                mobile=line.mobile,
                by=plan.by,
            )
        elif step.changes and plan.may_write_people:
            user = change_account(
                user=user,
                version=user.version,
                by=plan.by,
                name=line.name,
                agency=agency,
                email=line.email or user.email,
                mobile=line.mobile or user.mobile,
                is_active=user.is_active,
            )
        if step.roles is not None:
            assign_roles(user=user, roles=list(step.roles), by=plan.by, version=user.version)
    except RuleViolation as refusal:
        raise RuleViolation(refusal.code, f"第 {line.number} 行：{refusal.message}") from refusal


def report(plan: Plan, table: Table) -> dict[str, Any]:
    """The outcome as the command's JSON and the page show it.

    Args:
        plan: the plan.
        table: the file as read.
    """
    warnings = [*plan.warnings, *(defect.as_dict() for defect in table.warnings)]
    return {
        "file": table.file,
        "sheet": table.sheet,
        "header_row": table.header_row,
        "rows": len(table.rows),
        "new": plan.count("new"),
        "updated": plan.count("updated"),
        "unchanged": plan.count("unchanged"),
        "agencies": len(plan.agencies),
        "people": len(plan.people),
        "waiting_roles": plan.waiting_roles,
        "rejected": plan.rejected,
        "warnings": warnings,
        "ignored_columns": list(table.ignored_columns),
    }
