"""Proofs are put, checked and adopted: by whom, in which state, and twice."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import Change
from ipcontact.files.access import may_read
from ipcontact.files.errors import FileRefused
from ipcontact.files.services import files_of
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Claim
from registry.applications.services import add_proof_file, set_claim
from registry.criteria.choices import CheckState, EvidenceSource
from registry.criteria.models import Evidence
from registry.criteria.services import adopt_claims, check_evidence, put_evidence
from registry.units.models import Unit
from tests.factories import TODAY, make_agency, make_user
from tests.files import samples
from tests.filing import draft
from tests.registry.criteria.conftest import CERTIFICATE
from tests.registry.criteria.proofs import criterion

pytestmark = pytest.mark.django_db


def check(proof, by, *, accept=True, note="", **more):
    return check_evidence(proof, accept=accept, note=note, by=by, today=TODAY, **more)


def refused(call, *args, **kwargs) -> str:
    with pytest.raises(RuleViolation) as caught:
        call(*args, **kwargs)
    return caught.value.code


def test_put_when_first_then_waits_for_the_check_and_its_end_is_counted(unit, colleague, put):
    proof = put(unit)

    assert (proof.state, proof.source) == (CheckState.UNCHECKED, EvidenceSource.AGENCY)
    assert proof.expires_on == date(2027, 10, 30)
    assert [file.original_name for file in files_of(proof)] == ["证书.pdf"]
    change = Change.objects.filter(table_name="registry_evidence").latest("pk")
    assert (change.act, change.user_id) == ("登记证明材料", colleague.pk)
    assert proof.put_by == colleague


@pytest.mark.parametrize("accept", [True, False])
def test_check_when_by_whoever_registered_it_then_refused_and_another_may(
    unit, handler, clerk, put, accept
):
    proof = put(unit, by=handler)

    code = refused(check, proof, handler, accept=accept, note="没有此号")
    checked = check(proof, clerk, accept=accept, note="没有此号")

    assert code == "own_proof"
    assert checked.checked_by == clerk
    assert refused(check, checked, handler, accept=not accept, note="改") == "own_proof"


def test_check_when_another_has_put_a_newer_one_then_the_first_may_check_it(
    unit, handler, clerk, put
):
    put(unit, by=handler)
    newer = put(unit, values={"document_no": "GR202612000001"}, by=clerk)

    assert check(newer, handler).state == CheckState.ACCEPTED
    assert refused(check, newer, clerk, accept=False, note="改") == "own_proof"


def test_put_when_newer_then_the_older_row_stays_with_its_file(unit, put):
    older = put(unit)

    newer = put(unit, values={"document_no": "GR202612000001", "issued_on": date(2026, 9, 1)})

    older.refresh_from_db()
    assert older.superseded_at is not None
    assert Evidence.objects.current().get() == newer
    assert newer.issuer == older.issuer
    assert newer.expires_on == date(2029, 8, 31)
    assert files_of(older).count() == 1


def test_put_when_only_particulars_change_then_the_files_are_copied(unit, handler, put):
    older = put(unit)

    newer = put(unit, values={"issuer": "另一示例科技局"}, scan=False)

    [copy] = files_of(newer)
    [first] = files_of(older)
    assert copy.sha256 == first.sha256
    assert copy.key != first.key
    assert may_read(handler, copy)


def test_put_when_files_are_not_kept_then_the_new_proof_has_only_its_own(unit, handler, put):
    put(unit)

    newer = put_evidence(
        unit,
        criterion=criterion("1"),
        values=CERTIFICATE,
        uploads=[samples.upload("新证书.pdf", samples.pdf())],
        keep_files=False,
        by=handler,
    )

    assert [file.original_name for file in files_of(newer)] == ["新证书.pdf"]


def test_put_when_nothing_differs_then_nothing_is_written(unit, put):
    first = put(unit)

    assert put(unit, scan=False) == first
    assert Evidence.objects.count() == 1


def test_put_when_the_unit_hands_in_then_it_says_so(unit, own, put):
    assert put(unit, by=own).source == EvidenceSource.UNIT


def test_put_when_the_page_was_old_then_is_refused(unit, handler, put):
    put(unit)

    code = refused(put_evidence, unit, criterion=criterion("1"), values={}, by=handler, based_on="")

    assert code == "stale"
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("name", ["state", "checked_by", "unit", "superseded_at", "id", "version"])
def test_put_when_more_than_particulars_is_given_then_it_changes_nothing(unit, put, name):
    proof = put(unit, values={**CERTIFICATE, name: "accepted"})

    assert proof.state == CheckState.UNCHECKED
    assert proof.unit == unit


def test_put_when_the_file_is_hostile_then_nothing_is_written(unit, handler):
    with pytest.raises(FileRefused):
        put_evidence(
            unit,
            criterion=criterion("1"),
            values=CERTIFICATE,
            uploads=[samples.upload("证书.pdf", b"<html><script>")],
            by=handler,
        )

    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    "role", [Role.AGENCY_HEAD, Role.LIAISON_OFFICER, Role.DECIDER, Role.SYSTEM_ADMIN]
)
def test_put_when_the_role_may_not_then_is_refused(unit, station, put, role):
    with pytest.raises(PermissionDenied):
        put(unit, by=make_user(role, agency=station))


def test_put_when_the_unit_is_another_agencys_then_it_does_not_exist(unit, put):
    stranger = make_user(Role.AGENCY_CLERK, agency=make_agency("station"))

    with pytest.raises(Unit.DoesNotExist):
        put(unit, by=stranger)


def test_check_when_accepted_then_says_who_and_when(unit, clerk, put):
    proof = check(put(unit), clerk)

    assert (proof.state, proof.checked_by, proof.checked_on) == (
        CheckState.ACCEPTED, clerk, TODAY,
    )  # fmt: skip
    assert proof.version == 2


def test_check_when_said_twice_then_the_second_look_is_harmless(unit, clerk, handler, put):
    proof = check(put(unit), clerk)

    again = check(proof, handler)

    assert (again.checked_by, again.version) == (clerk, 2)


def test_check_when_the_verdict_changes_then_the_new_one_counts(unit, clerk, handler, put):
    proof = check(put(unit), clerk)

    changed = check(proof, handler, accept=False, note="编号与登记不符")

    assert (changed.state, changed.checked_by) == (CheckState.REJECTED, handler)


def test_check_when_rejected_without_a_note_then_is_refused(unit, clerk, put):
    assert refused(check, put(unit), clerk, accept=False) == "note_missing"


def test_check_when_something_lacks_then_it_cannot_be_accepted(unit, handler, put):
    reason = put(unit, "9", {"statement": "出口多"}, scan=False)

    with pytest.raises(RuleViolation, match="推荐单位说明") as caught:
        check(reason, handler)

    assert caught.value.code == "incomplete"
    reason.refresh_from_db()
    assert reason.state == CheckState.UNCHECKED


def test_check_when_replaced_meanwhile_then_is_refused(unit, clerk, put):
    older = put(unit)
    put(unit, values={"document_no": "GR202612000001"})

    assert refused(check, older, clerk) == "replaced"


def test_check_when_the_page_was_old_then_says_who_was_first(unit, clerk, handler, put):
    proof = put(unit)
    seen = proof.mark
    check(proof, clerk)

    with pytest.raises(RuleViolation, match=clerk.name) as caught:
        check(proof, handler, accept=False, note="不符", based_on=seen)

    assert caught.value.code == "stale"


@pytest.mark.parametrize("role", [Role.UNIT_USER, Role.AGENCY_HEAD, Role.DECIDER, Role.AUDITOR])
def test_check_when_the_role_may_not_then_is_refused(unit, station, put, role):
    with pytest.raises(PermissionDenied):
        check(put(unit), make_user(role, agency=station))


def test_check_when_the_unit_is_another_agencys_then_it_does_not_exist(unit, put):
    stranger = make_user(Role.AGENCY_CLERK, agency=make_agency("station"))

    with pytest.raises(Evidence.DoesNotExist):
        check(put(unit), stranger)


def test_check_when_the_unit_handed_it_in_then_its_people_are_told(unit, own, clerk, put):
    proof = put(unit, by=own)

    check(proof, clerk, accept=False, note="扫描件不清楚")

    message = Message.objects.get()
    assert (message.user, message.url) == (own, proof.get_absolute_url())
    assert message.title == "证明材料未通过：高新技术企业"


def test_check_when_staff_registered_it_then_nobody_is_told(unit, own, clerk, put):
    check(put(unit), clerk)

    assert not Message.objects.exists()


def test_files_when_read_then_only_by_people_who_see_the_unit(unit, own, clerk, put):
    [file] = files_of(put(unit))
    strangers = [
        make_user(Role.AGENCY_CLERK, agency=make_agency("station")),
        make_user(Role.UNIT_USER),
        make_user(Role.EXPERT),
        make_user(Role.SYSTEM_ADMIN),
    ]

    assert may_read(own, file)
    assert may_read(clerk, file)
    assert not any(may_read(person, file) for person in strangers)


@pytest.fixture
def claims(unit, handler) -> list[Claim]:
    """A draft's claims: (9) with a file, and a certificate with another."""
    application = draft()
    grant = {"by": None, "grant": str(application.key)}
    claim = set_claim(application, criterion=criterion("1"), values=CERTIFICATE, **grant)
    add_proof_file(claim, upload=samples.upload("证书.pdf", samples.pdf()), **grant)
    claim.refresh_from_db()
    return list(application.claims.select_related("criterion"))


def test_claims_when_adopted_then_become_proofs_with_copies_of_the_files(unit, handler, claims):
    first = claims[0]
    Claim.objects.filter(pk=first.pk).update(
        state=CheckState.ACCEPTED, checked_by=handler, checked_on=TODAY - timedelta(days=3)
    )
    first.refresh_from_db()

    written = adopt_claims(unit, [first, claims[1]], application_no="SB1", by=handler)

    assert [row.criterion.code for row in written] == ["1", "9"]
    assert {row.source for row in written} == {EvidenceSource.APPLICATION}
    assert (written[0].state, written[0].checked_by) == (CheckState.ACCEPTED, handler)
    assert written[0].expires_on == date(2027, 10, 30)
    assert [file.original_name for row in written for file in files_of(row)] == [
        "证书.pdf", "证明.pdf",
    ]  # fmt: skip
    assert files_of(first).count() == 1


def test_claims_when_adopted_twice_then_nothing_changes(unit, handler, claims):
    adopt_claims(unit, claims, application_no="SB1", by=handler)

    assert adopt_claims(unit, claims, application_no="SB1", by=None) == []
    assert Evidence.objects.count() == 2


def test_claims_when_rejected_or_outweighed_then_stay_behind(unit, clerk, put, claims):
    check(put(unit), clerk)
    Claim.objects.filter(criterion__code="9").update(
        state=CheckState.REJECTED, checked_on=TODAY, check_note="理由不足"
    )
    again = Claim.objects.filter(application=claims[0].application).select_related("criterion")

    assert adopt_claims(unit, again, application_no="SB1", by=clerk) == []
