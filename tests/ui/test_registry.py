"""The extension registry: order, kinds, audiences."""

import pytest

from ipcontact.ui.registry import MenuEntry, PublicEntry, Registry


def entry(label: str, order: int, audience: str = "public") -> MenuEntry:
    return MenuEntry(label=label, url_name="ui:desk", audience=audience, order=order)


def test_registry_when_filled_in_any_order_then_gives_items_in_their_own():
    items = Registry(MenuEntry)

    for label, order in (("丙", 3), ("甲", 1), ("乙", 2)):
        items.add(entry(label, order))

    assert [item.label for item in items] == ["甲", "乙", "丙"]


def test_registry_when_item_is_added_twice_then_keeps_one():
    items = Registry(MenuEntry)

    items.add(entry("甲", 1))
    items.add(entry("甲", 1))

    assert len(items) == 1


def test_registry_when_item_is_of_another_kind_then_refuses():
    with pytest.raises(TypeError):
        Registry(MenuEntry).add(PublicEntry(label="名录", url_name="ui:desk"))


def test_allowed_when_asked_then_leaves_out_other_audiences():
    items = Registry(MenuEntry)
    items.add(entry("甲", 1, "units.view"))
    items.add(entry("乙", 2, "audit.view"))

    found = items.allowed(lambda audience: audience == "units.view")

    assert [item.label for item in found] == ["甲"]
