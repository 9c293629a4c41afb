"""From the first answer to the frozen submission; rivals; the closing minute."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.acts.models import Act
from ipcontact.clocks.models import Clock
from ipcontact.ui.errors import RuleViolation
from registry.applications import services
from registry.applications.corrections import CorrectionItem, CorrectionNotice
from registry.applications.lookup import code_matches, lookup_code
from registry.applications.models import Application
from registry.units.models import Unit
from registry.units.services import change_code
from tests.factories import credit_code, make_edition, make_unit, make_user
from tests.filing import CONSENTS, NOON, TODAY, draft, make_round, region_agency, submit, submitted

pytestmark = pytest.mark.django_db


def test_submit_when_complete_then_frozen_routed_and_clocked():
    station = region_agency()
    application = draft()

    submission = submit(application)

    application.refresh_from_db()
    assert (application.state, application.agency, application.is_rival) == (
        "agency_review",
        station,
        False,
    )
    assert application.unit.credit_code == application.credit_code
    assert application.unit.membership_state == "outside"
    assert submission.answers == application.answers
    assert [claim["criterion"] for claim in submission.claims] == ["9"]
    assert [file["name"] for file in submission.claims[0]["files"]] == ["证明.pdf"]
    assert [clock.name for clock in Clock.objects.open_for(application)] == ["推荐单位初审"]
    assert list(Act.objects.of(application).values_list("code", "acted_by", "actor_name")) == [
        ("application.submit", None, application.unit_name)
    ]


def test_submit_when_clicked_twice_then_the_same_receipt_and_one_unit():
    application = draft()

    first, second = submit(application), submit(application)

    assert first == second
    assert application.submissions.count() == 1
    assert Unit.objects.filter(credit_code=application.credit_code).count() == 1


def test_submit_when_something_is_missing_then_everything_is_said_and_nothing_moves():
    application = draft(registered_address="")
    services.drop_claim(
        application,
        criterion=application.claims.get().criterion,
        by=None,
        grant=str(application.key),
    )

    with pytest.raises(RuleViolation) as refusal:
        submit(application)

    application.refresh_from_db()
    assert refusal.value.code == "incomplete"
    assert "请填写住所。" in refusal.value.message
    assert "请至少选择一项入库条件" in refusal.value.message
    assert (application.state, application.submissions.count()) == ("draft", 0)


def test_submit_when_a_stranger_tries_then_refused():
    application = draft()

    with pytest.raises(PermissionDenied):
        services.submit(
            application, consents=CONSENTS, clicked_at=NOON, by=None, grant="", today=TODAY
        )


def test_submit_when_another_file_speaks_for_the_unit_then_a_rival_and_both_stay():
    first = submitted()

    second = submitted(first.round, credit_code=first.credit_code, unit_name=first.unit_name)

    assert (second.unit, second.is_rival) == (first.unit, True)
    first.refresh_from_db()
    assert (first.state, first.is_rival) == ("agency_review", False)


def test_submit_when_the_unit_is_listed_then_refused_with_what_to_do():
    unit = make_unit()
    make_edition([unit])
    application = draft(credit_code=unit.credit_code, unit_name=unit.name)

    with pytest.raises(RuleViolation, match="已在现行名录中") as refusal:
        submit(application)

    assert refusal.value.code == "already_listed"


@pytest.mark.parametrize(
    ("minutes", "outcome"), [(0, False), (1, True), (30, True), (31, "round_closed")]
)
def test_submit_when_clicked_around_the_closing_minute_then_grace_counts(minutes, outcome):
    round_ = make_round()
    application = draft(round_)
    clicked_at = round_.closes_at + timedelta(minutes=minutes)

    if outcome == "round_closed":
        with pytest.raises(RuleViolation) as refusal:
            submit(application, now=clicked_at)
        assert refusal.value.code == outcome
        return
    submit(application, now=clicked_at)

    application.refresh_from_db()
    assert application.is_in_grace is outcome


def test_alliance_without_code_when_submitted_then_own_number_and_lead_unit_kept_free():
    lead = make_unit()
    values = {
        "credit_code": "",
        "unit_kind": "alliance",
        "unit_name": "示例产业联盟",
        "lead_unit_name": lead.name,
        "lead_unit_code": lead.credit_code,
    }
    region_agency()
    application = draft(**values)
    services.save_section(
        application,
        section="organisation",
        values={"member_count": 12},
        by=None,
        grant=str(application.key),
    )

    submit(application)

    application.refresh_from_db()
    own = submitted(application.round, credit_code=lead.credit_code, unit_name=lead.name)
    assert application.unit.alliance_no
    assert application.unit.lead_unit == lead
    assert (own.unit, own.is_rival) == (lead, False)


def test_lookup_code_when_typed_as_printed_then_matches_and_nothing_else_does():
    application = draft()
    code = lookup_code(application.application_no, application.lookup_nonce)

    assert code_matches(
        application.application_no, application.lookup_nonce, f" {code[:4]}-{code[4:]} "
    )
    assert not code_matches(application.application_no, application.lookup_nonce, code[:-1])
    assert not code_matches("SB202699999", application.lookup_nonce, code)


def test_submit_when_the_code_is_a_former_one_of_the_named_unit_then_no_second_unit():
    unit = make_unit()
    old = unit.credit_code
    change_code(unit=unit, credit_code=credit_code(), on=TODAY, by=None)
    region_agency()
    same, stranger = draft(credit_code=old, unit_name=unit.name), draft(credit_code=old)

    submit(same)
    submit(stranger)

    same.refresh_from_db()
    stranger.refresh_from_db()
    assert same.unit == unit
    assert stranger.unit != unit  # a code put down wrongly once holds nobody else up


def test_withdraw_when_the_unit_has_a_rival_then_that_one_speaks_for_it():
    first = submitted()
    same = {"credit_code": first.credit_code, "unit_name": first.unit_name}
    second, third = submitted(first.round, **same), submitted(first.round, **same)

    services.withdraw(first, by=None, grant=str(first.key), today=TODAY)

    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.is_rival, third.is_rival) == (False, True)
    assert Act.objects.of(second).filter(code="application.speaks").count() == 1


def test_withdraw_when_it_is_the_rival_then_the_other_is_left_alone():
    first = submitted()
    rival = submitted(first.round, credit_code=first.credit_code)
    version = Application.objects.get(pk=first.pk).version

    services.withdraw(rival, by=None, grant=str(rival.key), today=TODAY)

    first.refresh_from_db()
    rival.refresh_from_db()
    assert (first.is_rival, first.version, rival.is_rival) == (False, version, True)


@pytest.mark.parametrize("name", ["credit_code", "lead_unit_code"])
def test_save_section_when_submitted_then_the_file_stays_with_its_unit(name):
    application = submitted()
    notice = CorrectionNotice.objects.create(
        application=application, number=1, state="sent", drafted_by=make_user()
    )
    CorrectionItem.objects.create(notice=notice, path=f"basic.{name}", label="x", defect="x")
    Application.objects.filter(pk=application.pk).update(state="returned")
    values = {**application.answers["basic"], name: credit_code()}

    with pytest.raises(RuleViolation) as refusal:
        services.save_section(
            application, section="basic", values=values, by=None, grant=str(application.key)
        )

    assert refusal.value.code == "unit_fixed"
    stored = Application.objects.get(pk=application.pk)
    assert (stored.credit_code, stored.answers) == (application.credit_code, application.answers)
