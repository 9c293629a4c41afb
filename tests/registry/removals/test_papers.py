"""The papers of a removal: letter to the unit and public announcement."""

import pytest

from ipcontact.acts.models import Act
from ipcontact.documents.models import OfficialDocument
from ipcontact.documents.services import void
from ipcontact.ui.errors import RuleViolation
from registry.removals import services
from registry.removals.models import Removal
from tests.changing import heard
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def test_papers_when_removed_then_letter_and_announcement_once(unit, clerk, handler, leader):
    course = heard(unit, by=clerk, teller=handler)
    services.decide(course, outcome="remove", by=leader, today=TODAY)

    services.draw_up_papers(course, by=handler, today=TODAY)

    drafts = OfficialDocument.objects.of(course)
    assert set(drafts.values_list("kind", flat=True)) == {
        "removal_hearing", "removal_letter", "removal_announcement",
    }  # fmt: skip
    assert "2026年9月18日" in drafts.get(kind="removal_announcement").text
    with pytest.raises(RuleViolation) as refused:
        services.draw_up_papers(course, by=handler, today=TODAY)
    assert refused.value.code == "drawn_up"


def test_papers_when_one_was_voided_then_it_alone_is_drawn_up_anew(
    client, unit, clerk, handler, leader
):
    course = heard(unit, by=clerk, teller=handler)
    services.decide(course, outcome="remove", by=leader, today=TODAY)
    services.draw_up_papers(course, by=handler, today=TODAY)
    client.force_login(handler)
    waiting = "拟写告知书和公告"
    before = client.get("/desk/").content.decode()
    letter = OfficialDocument.objects.of(course).get(kind="removal_letter")
    void(letter, reason="事由写错", by=handler, today=TODAY)

    desk = client.get("/desk/").content.decode()
    page = client.get(course.get_absolute_url()).content.decode()
    services.draw_up_papers(course, by=handler, today=TODAY)

    assert waiting not in before
    assert waiting in desk
    assert waiting in page
    assert "由区局经办拟写移出告知书。" in page
    kinds = OfficialDocument.objects.of(course).values_list("kind", flat=True)
    assert sorted(kinds) == [
        "removal_announcement", "removal_hearing", "removal_letter", "removal_letter",
    ]  # fmt: skip
    assert Act.objects.of(course).latest("pk").action == "拟写移出告知书"
    assert not Removal.objects.without_papers().exists()
