"""Confirmations on stamped paper (▤): one, or many scans at once, told apart by their names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from ipcontact.acts.choices import Channel
from ipcontact.audit.services import act
from ipcontact.files.services import put
from ipcontact.ui.errors import RuleViolation
from registry.applications import services as applications
from registry.applications.choices import Actor, FilePurpose
from registry.applications.models import Application, Submission
from registry.recommendations.access import DRAFT, require_of
from registry.recommendations.models import Recommendation
from registry.recommendations.services.confirming import inviter_of, require_awaiting, take_on
from registry.recommendations.services.drafting import set_criteria

if TYPE_CHECKING:
    from ipcontact.accounts.models import Agency, User
    from ipcontact.files.checks import Examined

NO_CRITERIA = "还没有写明单位符合的入库条件。请逐家登记，在那里按盖章页选择。"
UNNAMED = "文件名里没有等待确认的单位的申报编号或信用代码。请改名后再上传。"
TWICE = "这家单位还有另一个文件，请只传一个；有几页的，请合成一个 PDF。"


@dataclass
class Entered:
    """What entering many did: the confirmed files, and the scans refused with the reason."""

    done: list[Application] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def confirm_for_unit(
    application: Application,
    *,
    upload: Any,
    event_on: date,
    by: User,
    now: datetime,
    today: date,
    version: int | None = None,
    criteria: Sequence[str] | None = None,
) -> Submission:
    """Enter the confirmation a unit gave on stamped paper (▤); the clerk is the 填报人.

    Args: criteria: codes of the conditions as the paper has them; None: those of the proposal.
    Raises: RuleViolation of `advance`, `no_criteria`, `event_future`, `stale`; FileRefused;
        PermissionDenied.
    """
    require_of(application.drafted_by_agency, DRAFT, by=by)
    with act("登记单位确认", by=by):
        application = applications.locked(application)
        require_awaiting(application)
        applications.refuse_stale(application, version)
        if criteria is not None:
            set_criteria(application, criteria, by=by)
        if not application.claims.exists():
            raise RuleViolation("no_criteria", NO_CRITERIA)
        scan = put(application, purpose=FilePurpose.SEALED, upload=upload, by=by, erase=False)
        return take_on(
            application,
            scan=scan,
            clicked_at=now,
            today=today,
            by=by,
            recommendation=inviter_of(application),
            how={
                "by": None,
                "actor": Actor.CLERK,
                "actor_name": application.unit_name,
                "entered_by": by,
                "channel": Channel.PAPER,
                "event_on": event_on,
            },
        )


def confirm_many_for_units(
    scans: Iterable[Examined],
    *,
    agency: Agency,
    event_on: date,
    by: User,
    now: datetime,
    today: date,
) -> Entered:
    """Enter many confirmations at once: each scan belongs to the unit whose 申报编号 or credit code
    stands in its name. What cannot be entered is refused with the reason; the others are.

    Raises: PermissionDenied.
    """
    require_of(agency, DRAFT, by=by)
    result = Entered()
    with act("批量登记单位确认", by=by):
        waiting = Recommendation.objects.unconfirmed().filter(agency=agency)
        files = [each.application for each in waiting.select_related("application__round")]
        meant = [(scan, _meant_by(scan.name, files)) for scan in scans]
        numbers = [each.pk for _, each in meant if each is not None]
        meant.sort(key=lambda pair: pair[1].pk if pair[1] else 0)  # locked in one order
        for scan, application in meant:
            if application is None:
                result.refused.append((scan.name, UNNAMED))
            elif numbers.count(application.pk) > 1:
                result.refused.append((scan.name, TWICE))
            else:
                how = {"event_on": event_on, "by": by, "now": now, "today": today}
                try:
                    with transaction.atomic():
                        confirm_for_unit(application, upload=scan, **how)
                except RuleViolation as refusal:
                    result.refused.append((scan.name, refusal.message))
                else:
                    result.done.append(application)
    return result


def _meant_by(name: str, files: Sequence[Application]) -> Application | None:
    """The one file whose number or code stands in the name of a scan."""
    name = name.upper()
    found = [
        each
        for each in files
        if each.application_no in name or (each.credit_code and each.credit_code in name)
    ]
    return found[0] if len(found) == 1 else None
