"""Public notices of the demonstration: every stage is there to be looked at."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from ipcontact.documents.models import OfficialDocument
from ipcontact.workdays.clock import today
from registry.notices.letters import LETTER
from registry.notices.models import NoticeItem, PublicNotice
from registry.objections.models import Objection


def test_notices_when_the_demonstration_is_loaded_then_one_of_each_stage(story):
    notices = {notice.state: notice for notice in PublicNotice.objects.all()}

    assert sorted(notices) == ["announced", "ended", "published", "stopped"]
    assert PublicNotice.objects.count() == 4
    assert notices["published"].is_running(today())
    assert notices["ended"].ends_on < today()
    assert notices["announced"].corrigenda.get().published_on is not None


def test_objections_when_the_demonstration_is_loaded_then_upheld_rejected_and_a_fresh_one(story):
    found = Objection.objects.order_by("pk").values_list(
        "item__notice__state", "state", "conclusion"
    )

    assert sorted(found) == [
        ("ended", "answered", "rejected"),
        ("ended", "concluded", "upheld"),
        ("ended", "lead_only", ""),
        ("published", "received", ""),
    ]


def test_letters_when_the_demonstration_is_loaded_then_sent_to_the_announced(story):
    items = NoticeItem.objects.filter(announcement__isnull=False)
    letters = OfficialDocument.objects.filter(kind=LETTER, state="sent")

    assert {row.addressee for row in letters} == {item.name for item in items}
    assert len(letters) == 2


def test_public_pages_when_read_by_a_citizen_then_every_notice_says_where_it_stands(story):
    client = Client()

    listed = client.get(reverse("notices:list")).content.decode()

    for notice in PublicNotice.objects.all():
        page = client.get(notice.public_url).content.decode()
        assert notice.title in listed
        assert notice.public_word in page
        assert "示例异议人" not in page
