"""What a clerk writes: proposals of units, opinions on files that wait for the agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from ipcontact.accounts.models import Agency
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.applications import services as applications
from registry.applications.choices import Actor, ApplicationAction, ApplicationState
from registry.applications.models import Application
from registry.criteria.models import Criterion
from registry.recommendations.access import DRAFT, NOT_RECOMMENDER, is_recommender, require_of
from registry.recommendations.choices import Opinion, RecommendationState
from registry.recommendations.models import Recommendation, SheetLine
from registry.recommendations.rules import Fate
from registry.recommendations.standing import Standing, identity, standings
from registry.rounds.models import IntakeRound

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

STALE = "您打开之后，这份推荐已由别人修改或签发。请刷新页面核对后再办；您填写的内容已保留。"
CONTACTS = "contacts"


@dataclass(frozen=True)
class Proposal:
    """What an agency says of a unit it proposes.

    Attributes:
        basic: answers of the section ``basic``.
        criteria: codes of the conditions the unit meets.
        statement: why the agency recommends it.
        contact_name, mobile, phone, email: the person the invitation is bound to.
        co_agency: the agency of the other district, should there be one.
    """

    basic: Mapping[str, Any]
    criteria: Sequence[str] = ()
    statement: str = ""
    contact_name: str = field(default="", repr=False)
    mobile: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    co_agency: Agency | None = None

    @property
    def contacts(self) -> dict[str, str]:
        """Answers of the section ``contacts``."""
        return {
            "primary_name": self.contact_name,
            "primary_mobile": self.mobile,
            "primary_phone": self.phone,
            "primary_email": self.email,
        }

    @property
    def invited(self) -> dict[str, str]:
        """Fields of the recommendation that name the contact."""
        return {
            "contact_name": self.contact_name,
            "contact_mobile": self.mobile,
            "contact_email": self.email,
        }


def propose(
    proposal: Proposal,
    *,
    round: IntakeRound,
    agency: Agency,
    by: User | None,
    now: datetime,
    sheet_line: SheetLine | None = None,
    standing: Standing | None = None,
) -> Recommendation:
    """Draft the recommendation of a unit: a new file, or an opinion on the file that is there.

    Args:
        round: a round that takes applications at `now` (aware).
        agency: who recommends; by: its clerk, None for the command line.
        standing: where the unit stands, when the caller looked under the lock already.
    Raises:
        RuleViolation: `not_recommender`, `listed`, `already`, `too_late`, `round_closed`.
        PermissionDenied.
    """
    require_of(agency, DRAFT, by=by)
    if not is_recommender(agency):
        raise RuleViolation("not_recommender", NOT_RECOMMENDER.format(name=agency.display_name))
    with act("拟写推荐", by=by):
        if standing is None:
            wait_for_turn(agency, round)
            found = standings([proposal.basic], agency=agency, round=round)
            standing = found[identity(proposal.basic)]
        if standing.refusal:
            raise RuleViolation(standing.fate.value, f"{standing.refusal}。")
        if standing.fate is Fate.JOINS:
            application = standing.open_file
        else:
            application = _new_file(proposal, round=round, agency=agency, by=by, now=now)
        return Recommendation.objects.create(
            application=application,
            agency=agency,
            statement=proposal.statement,
            drafted_by=by,
            sheet_line=sheet_line,
            **proposal.invited,
        )


def revise(
    recommendation: Recommendation,
    proposal: Proposal,
    *,
    by: User,
    version: int | None = None,
) -> Recommendation:
    """Correct a proposal that is not signed yet; of a file begun by others only the opinion.

    Raises: RuleViolation `not_draft`, `stale`. PermissionDenied.
    """
    require_of(recommendation.agency, DRAFT, by=by)
    with act("修改推荐", by=by):
        application, recommendation = locked_pair(recommendation, version)
        _require_draft(recommendation)
        if recommendation.is_own_proposal and application.state == ApplicationState.DRAFT:
            _fill(application, proposal, by=by, replaces=True)
        return store(recommendation, statement=proposal.statement, **proposal.invited)


def draft_opinion(
    application: Application,
    *,
    opinion: str,
    statement: str,
    by: User,
    version: int | None = None,
    draft_version: int | None = None,
) -> Recommendation:
    """Write the agency's opinion on a self-filed application; a second time replaces the draft.

    Args: version, draft_version: of the file and of the draft as the page showed them, 0: no draft.
    Raises: RuleViolation `wrong_state`, `rival`, `reason_missing`, `already_signed`, `stale`.
        PermissionDenied.
    """
    with act("拟写初审意见", by=by):
        application = applications.locked(application, version)
        agency = application.agency
        require_of(agency, DRAFT, by=by)
        if application.state != ApplicationState.AGENCY_REVIEW:
            state = application.get_state_display()
            raise RuleViolation(
                "wrong_state", f"这件申报现在是“{state}”，不在初审中。请刷新页面后再看。"
            )
        refuse_rival(application)
        if opinion == Opinion.NOT_RECOMMENDED and not statement.strip():
            raise RuleViolation("reason_missing", "不推荐的，请写明理由。")
        written = application.recommendations.filter(agency=agency)
        found = written.exclude(state=RecommendationState.REVOKED).first()
        if draft_version is not None and draft_version != (found.version if found else 0):
            raise RuleViolation("stale", STALE)
        if found is None:
            return Recommendation.objects.create(
                application=application,
                agency=agency,
                opinion=opinion,
                statement=statement,
                drafted_by=by,
            )
        if found.state == RecommendationState.SIGNED:
            raise RuleViolation(
                "already_signed", "本机构的推荐意见已经签发；负责人可以直接同意推荐，或先撤销。"
            )
        return store(found, opinion=opinion, statement=statement, drafted_by=by)


def drop_draft(
    recommendation: Recommendation, *, by: User, today: date, version: int | None = None
) -> Recommendation:
    """Throw an unsigned draft away; the file the agency itself began goes with it.

    Raises: RuleViolation `not_draft`, `stale`. PermissionDenied.
    """
    require_of(recommendation.agency, DRAFT, by=by)
    with act("作废推荐拟稿", by=by):
        application, recommendation = locked_pair(recommendation)
        _require_draft(recommendation)
        refuse_stale(recommendation, version)
        if recommendation.is_own_proposal and application.state == ApplicationState.DRAFT:
            applications.advance(
                application,
                action=ApplicationAction.DISCARD,
                actor=Actor.CLERK,
                by=by,
                today=today,
            )
        return store(
            recommendation, state=RecommendationState.REVOKED, revoked_reason="拟稿作废，未签发"
        )


def locked_pair(
    recommendation: Recommendation, version: int | None = None
) -> tuple[Application, Recommendation]:
    """The file and the recommendation, locked in this order by everybody, and as they are now.

    Raises: RuleViolation `stale` when the caller looked at an older recommendation.
    """
    application = applications.locked(recommendation.application)
    rows = Recommendation.objects.select_for_update(of=("self",)).select_related("agency")
    current = rows.get(pk=recommendation.pk)
    refuse_stale(current, version)
    current.application = application
    return application, current


def refuse_stale(current: Recommendation, version: int | None) -> None:
    """Refuse a step whose page was drawn before somebody else's. Raises: RuleViolation `stale`."""
    if version is not None and current.version != version:
        raise RuleViolation("stale", STALE)


def wait_for_turn(agency: Agency, round: IntakeRound) -> None:
    """Let drafts of one agency in one round come one after the other."""
    key = f"recommend {agency.pk} {round.pk}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def refuse_rival(application: Application) -> None:
    """Nobody vouches for a claimant while it is open who speaks for the unit.

    Raises: RuleViolation `rival`.
    """
    if application.is_rival:
        raise RuleViolation(
            "rival",
            "这个单位另有一件在办的申报。请先核对盖章件或证照，认定由哪一件代表单位，再出具意见。",
        )


def _require_draft(recommendation: Recommendation) -> None:
    if recommendation.state != RecommendationState.DRAFTING:
        state = recommendation.get_state_display()
        raise RuleViolation("not_draft", f"这份推荐{state}，不能再改。需要更正的请负责人撤销。")


def _new_file(
    proposal: Proposal, *, round: IntakeRound, agency: Agency, by: User | None, now: datetime
) -> Application:
    application = applications.start(
        round=round, basic=proposal.basic, now=now, by=by, drafted_by_agency=agency
    )
    return _fill(application, proposal, by=by)


def _fill(
    application: Application, proposal: Proposal, *, by: User | None, replaces: bool = False
) -> Application:
    """Write what the proposal says into the file."""
    if replaces:
        kept = {**application.answers.get("basic", {}), **application.persons.get("basic", {})}
        application = applications.write_section(
            application, section="basic", values={**kept, **proposal.basic}, by=by
        )
    application = applications.write_section(
        application, section=CONTACTS, values=proposal.contacts, by=by
    )
    if proposal.co_agency is not None and proposal.co_agency != application.co_agency:
        application.co_agency = proposal.co_agency
        application.save(update_fields=["co_agency", "updated_at"])
    set_criteria(application, proposal.criteria, endorsement=proposal.statement, by=by)
    return application


def set_criteria(
    application: Application,
    codes: Sequence[str],
    *,
    by: User | None,
    endorsement: str | None = None,
) -> None:
    """Let the file claim exactly these conditions.

    Args: codes: of the conditions; endorsement: what the agency says of them; None: unchanged.
    """
    grant = str(application.key)
    criteria = Criterion.objects.filter(scheme=application.round.scheme_id)
    claimed = {claim.criterion.code for claim in application.claims.select_related("criterion")}
    values = {} if endorsement is None else {"endorsement": endorsement}
    for criterion in criteria:
        if criterion.code in codes and (criterion.code not in claimed or values):
            applications.set_claim(
                application, criterion=criterion, values=values, by=by, grant=grant
            )
        elif criterion.code not in codes and criterion.code in claimed:
            applications.drop_claim(application, criterion=criterion, by=by, grant=grant)
