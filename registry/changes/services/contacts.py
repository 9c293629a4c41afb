"""Phone, mail and people of a unit: in effect at once, those who care for the unit are told."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ipcontact.acts.choices import Channel
from ipcontact.acts.models import Act
from ipcontact.acts.services import record
from ipcontact.audit.services import act
from ipcontact.notifications.services import (
    recall_links,
    tell,
    tell_colleagues,
)
from ipcontact.ui.errors import RuleViolation
from registry.changes import access
from registry.changes.choices import ChangeKind, ChangeSource, ChangeState
from registry.changes.models import UnitChange
from registry.changes.services.links import LINK, lock_unit, unit_of_link
from registry.changes.services.steps import CONTACT
from registry.units.choices import PersonRole
from registry.units.models import Unit
from registry.units.people import UnitPerson
from registry.units.posts import contact_of, place

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

CONTACT_ROLES = (PersonRole.PRIMARY_CONTACT, PersonRole.DEPUTY_CONTACT)
REBIND_WORDS = "联络员离职重新绑定"


def change_contact(
    unit: Unit,
    *,
    role: str,
    name: str,
    by: User,
    today: date,
    channel: str = Channel.ONLINE,
    **values: str,
) -> UnitChange:
    """Name a contact of a unit, or the same person at another number; it counts at once, and
    links sent to the former contact are useless from now on, and those on the way do not go out.

    Args: role: a contact of the unit; values: department, title, mobile, phone, email; channel:
    phone or paper when the unit told it and the staff types.
    Raises: RuleViolation `not_a_contact`, `unreachable`, `before_last`. PermissionDenied.
    """
    unit = access.require_unit(unit, access.PROPOSE, by=by)
    told = channel in (Channel.PHONE, Channel.PAPER)
    is_own = access.speaks_for(by, unit)
    with act("更新联络员", by=by):
        return _change(
            unit,
            role=role,
            name=name,
            today=today,
            by=by,
            source=ChangeSource.UNIT if told or is_own else ChangeSource.AGENCY,
            how={
                "channel": channel,
                **(
                    {"by": None, "entered_by": by, "actor_name": unit.name[:80]}
                    if told
                    else {"by": by}
                ),
            },
            **values,
        )


def change_contact_by_link(
    token: str, *, role: str, name: str, today: date, by: None = None, **values: str
) -> UnitChange:
    """The same by the present contact with a one-time link, which is used up.

    Raises: RuleViolation of the link (`link_…`), or as `change_contact`.
    """
    with act("更新联络员", by=by):
        unit, link = unit_of_link(token)
        how = {"by": None, "actor_name": link.contact_name or unit.name[:80]}
        return _change(
            unit,
            role=role,
            name=name,
            today=today,
            by=None,
            source=ChangeSource.UNIT,
            how=how,
            **values,
        )


def rebind(
    unit: Unit,
    *,
    name: str,
    scan: Any,
    ends_accounts: bool,
    by: User,
    today: date,
    **values: str,
) -> UnitChange:
    """Bind a new contact after the old one has gone, on the ground of an 授权书 (office.md 1).

    Links sent to the former contact are useless from now on; the new one gets a fresh one.

    Args: scan: photograph of the 授权书; ends_accounts: accounts of the former contact no longer
    act for the unit; values: mobile, email.
    Raises: RuleViolation `scan_missing`, `unreachable`. PermissionDenied.
    """
    unit = access.require_unit(unit, access.REBIND, by=by)
    if not scan:
        raise RuleViolation("scan_missing", "请附上单位授权书的照片。")
    with act(REBIND_WORDS, by=by):
        unit = lock_unit(unit.pk)  # before its links, as all do
        recall_links(purpose=LINK, subject=unit, by=by)
        if ends_accounts:
            unit.accounts.all().delete()
        change = _change(
            unit,
            role=PersonRole.PRIMARY_CONTACT,
            name=name,
            today=today,
            by=by,
            source=ChangeSource.AGENCY,
            how={"by": by, "scan": scan},
            action=REBIND_WORDS,
            **values,
        )
        send_link(unit, by=by)
    return change


def send_link(unit: Unit, *, by: User) -> None:
    """Send the contact a one-time link with which the unit tells a change by itself.

    Raises: RuleViolation `no_contact`. PermissionDenied.
    """
    unit = access.require_unit(unit, access.REBIND, by=by)
    person = contact_of(unit)
    if person is None:
        raise RuleViolation("no_contact", "该单位没有联络员，请先登记联络员。")
    with act("发出变更链接", by=by):
        tell(
            person=person,
            subject=unit,
            kind="unit.change_link",
            title=f"请在线登记变更：{unit.name}"[:80],
            body="单位名称、住所、法定代表人、联络员等有变化的，请打开链接登记并附材料照片。"
            "链接只能用一次，不要转发。",
            link=LINK,
            by=by,
        )


def follow_contact(unit: Unit, *, by: User | None) -> None:
    """The former contact's link is useless; whoever needs a new one is sent it.

    Called by `units.posts` when another person or number is the unit's first contact.
    """
    recall_links(purpose=LINK, subject=unit, by=by)


def _change(
    unit: Unit,
    *,
    role: str,
    name: str,
    today: date,
    by: User | None,
    source: str,
    how: dict[str, Any],
    action: str = "",
    **values: str,
) -> UnitChange:
    if role not in CONTACT_ROLES:
        raise RuleViolation("not_a_contact", "法定代表人请按“法定代表人变更”登记，须经核对。")
    holder: UnitPerson = place(
        unit=unit, role=role, name=name, on=today, by=by, today=today, **values
    )
    label = holder.get_role_display()
    change = UnitChange.objects.create(
        unit=unit,
        kind=ChangeKind.CONTACT,
        state=ChangeState.EFFECTIVE,
        source=source,
        channel=how.get("channel", Channel.ONLINE),
        values={"role": label},
        effective_on=today,
        effective_at=timezone.now(),
        proposed_by=by,
    )
    _written(change, action or f"更新{label}", how, today)
    tell_colleagues(
        change,
        access.staff_of(unit.lead_agency, unit.co_agency),
        kind="change.contact",
        title=f"{unit.name}：{label}有变动",
        body="已即时生效，联系方式见单位档案。",
        by=by,
    )
    return change


def _written(change: UnitChange, action: str, how: dict[str, Any], today: date) -> Act:
    return record(change, code=CONTACT, action=action, today=today, **how)
