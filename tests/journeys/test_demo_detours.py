"""Files of the demonstration that took another way: each is there to be looked at."""

from __future__ import annotations

from ipcontact.acts.models import Act
from ipcontact.clocks.models import Clock
from registry.applications.filling import filling_of
from registry.applications.models import Application
from registry.batches.models import ReviewBatch
from registry.changes.models import UnitChange
from registry.changes.rules import parts_of


def test_files_when_the_demonstration_is_loaded_then_one_of_each_detour(story):
    names = Application.objects.filter(unit_name__startswith="示例另行").order_by("pk")
    by_agent, on_paper, extended, annulled, approved = names

    assert by_agent.state == "agency_review"
    assert filling_of(by_agent).words == "由示例代理服务有限公司代填，单位还没有确认"
    answered = Act.objects.of(on_paper).get(code="application.resubmit")
    assert (answered.entered_by, answered.channel) == (story.people["neiqin1"], "paper")
    assert on_paper.state == "bureau_review"
    assert Clock.objects.open_for(extended).get().extension_n == 5
    assert (annulled.state, approved.state) == ("not_selected", "approved")
    assert ReviewBatch.objects.get(items__application=annulled).state == "decided"


def test_backfill_when_the_demonstration_is_loaded_then_a_round_with_a_listed_file(story):
    application = Application.objects.get(round__is_backfill=True)

    assert application.state == "listed"
    assert application.round.state == "concluded"
    assert all(step.is_backfill for step in Act.objects.of(application))


def test_division_when_the_demonstration_is_loaded_then_one_of_two_asks_to_succeed(story):
    change = UnitChange.objects.get(kind="split")

    assert change.state == "effective"
    assert [part.asks for part in parts_of(change.values)] == [True, False]
