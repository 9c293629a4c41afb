"""What the public reads is named after the list, not after the work on it."""

import pytest

from registry.batches.rules import usual_name
from registry.notices.wording import edition_name, public_label
from tests.filing import TODAY


@pytest.mark.parametrize(
    ("batch_name", "label"),
    [
        ("2026年第三批审定名单", "2026年第三批"),
        ("2026年第三批申报拟定名单（2026-09-18）", "2026年第三批"),
        ("2026年第三批拟纳入名单", "2026年第三批"),
        ("2026年第三批", "2026年第三批"),
        (usual_name(TODAY, ""), ""),
    ],
)
def test_public_label_when_a_batch_is_a_list_then_the_work_on_it_is_left_out(batch_name, label):
    assert public_label(batch_name) == label


def test_edition_name_when_nothing_is_announced_then_it_is_an_edition_of_the_roster(running):
    notice = running(1)

    name = edition_name(notice)

    assert name == f"{public_label(notice.batch.name)}重点联系单位名录"


def test_edition_name_when_announced_once_then_the_next_is_a_supplement(announced):
    notice = announced(1, held=1)

    name = edition_name(notice)

    assert name == f"{public_label(notice.batch.name)}重点联系单位名录（补充）"
