"""Every key to a unit says what merging two units does to its rows."""

from registry.merges import preview
from registry.merges.preview import undeclared, unit_relations


def test_relations_when_found_in_the_models_then_each_is_declared_by_its_part():
    assert undeclared() == []


def test_relations_when_walked_then_those_of_every_part_are_among_them():
    assert {
        "registry.UnitName.unit",
        "registry.Unit.duplicate_of",
        "registry.RosterEntry.unit",
        "registry.Application.unit",
    } <= set(unit_relations())


def test_check_when_a_new_key_to_a_unit_is_not_declared_then_it_is_found(monkeypatch):
    known = [*unit_relations(), "registry.Newcomer.unit"]
    monkeypatch.setattr(preview, "unit_relations", lambda: known)

    assert undeclared() == ["registry.Newcomer.unit"]
