"""What merging two units would do, in numbers, and whether every relation is accounted for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models

from ipcontact.ui.registry import MergePlan, MergeRelation, merge_relations
from registry.merges.rules import Problem, proposal_problems
from registry.units.models import Unit

UNKNOWN = "系统中有尚未说明如何合并的记录（{names}），请联系系统管理员升级后再合并。"


@dataclass(frozen=True)
class Part:
    """One relation in a preview."""

    relation: MergeRelation
    plan: MergePlan

    @property
    def words(self) -> str:
        """2份证明材料转入，1份留在原处 — empty when there is nothing."""
        moves, stays = len(self.plan.changes), self.plan.stays
        word, label = self.relation.word, self.relation.label
        parts = [f"{moves}{word}转入保留单位"] if moves else []
        parts += [f"{stays}{word}留在被合并单位的档案中"] if stays else []
        return f"{label}：{'，'.join(parts)}" if parts else ""


@dataclass(frozen=True)
class Preview:
    """Everything that would happen, and everything that speaks against it."""

    surviving: Unit
    merged: Unit
    parts: tuple[Part, ...]
    problems: tuple[Problem, ...]

    @property
    def obstacles(self) -> list[str]:
        """Why it cannot be done now, a sentence each."""
        own = [message for _, message in self.problems]
        return own + [each for part in self.parts for each in part.plan.obstacles]

    @property
    def lines(self) -> list[str]:
        """What moves and what stays, then what should be known of it."""
        counted = [part.words for part in self.parts if part.words]
        return counted + [note for part in self.parts for note in part.plan.notes]

    @property
    def counts(self) -> list[list[Any]]:
        """To be kept with the merge: label, word, moved, stayed."""
        return [
            [part.relation.label, part.relation.word, len(part.plan.changes), part.plan.stays]
            for part in self.parts
            if part.words
        ]

    @property
    def digest(self) -> str:
        """Equal as long as the same rows would be treated in the same way."""
        told = hashlib.sha256(f"{self.surviving.pk}>{self.merged.pk}".encode())
        for part in self.parts:
            for change in part.plan.changes:
                fields = ",".join(sorted(change.values))
                told.update(f"{part.relation.relation}:{change.row.pk}:{fields};".encode())
            told.update(f"{part.plan.stays}{''.join(part.plan.obstacles)}".encode())
        return told.hexdigest()[:16]


def unit_relations() -> Iterator[str]:
    """Every key of every table that points to a unit, found in the models: app.Model.field."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields(include_hidden=True):
            is_key = isinstance(field, models.ForeignKey) and field.related_model is Unit
            is_many = isinstance(field, models.ManyToManyField) and field.related_model is Unit
            if is_key or (is_many and not field.remote_field.through._meta.auto_created):
                yield f"{model._meta.label}.{field.name}"


def undeclared() -> list[str]:
    """Relations to units of which no part has said what merging does to their rows."""
    declared = {relation.relation for relation in merge_relations}
    return sorted(set(unit_relations()) - declared)


def preview(surviving: Unit, merged: Unit, *, day: date) -> Preview:
    """Look at every relation of the two units; changes nothing."""
    problems = proposal_problems(
        is_same=surviving.pk == merged.pk,
        is_gone=bool(surviving.duplicate_of_id or merged.duplicate_of_id),
        codes=(surviving.credit_code, merged.credit_code),
    )
    if missing := undeclared():
        problems.append(("unknown_relation", UNKNOWN.format(names="、".join(missing))))
    parts = ()
    if surviving.pk != merged.pk:
        parts = tuple(
            Part(relation, relation.plan(surviving, merged, day)) for relation in merge_relations
        )
    return Preview(surviving, merged, parts, tuple(problems))
