"""Tables and models agree."""

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import BigAutoField, CharField
from django.utils import translation

from tests.house.source import PACKAGES, ROOT, modules

OURS = {config.label for config in apps.get_app_configs() if config.name.startswith(PACKAGES)}


def missing(state: ProjectState) -> dict[str, list[str]]:
    """Operations a makemigrations would write, per app of ours."""
    with translation.override(None):
        loader = MigrationLoader(None)
        changes = MigrationAutodetector(loader.project_state(), state).changes(graph=loader.graph)
    return {
        label: [operation.describe() for m in found for operation in m.operations]
        for label, found in changes.items()
        if label in OURS
    }


def test_migrations_when_compared_with_models_then_none_is_missing():
    assert missing(ProjectState.from_apps(apps)) == {}


def test_check_when_a_model_has_no_migration_then_it_is_found():
    state = ProjectState.from_apps(apps)
    fields = [("id", BigAutoField(primary_key=True)), ("name", CharField(max_length=9))]
    state.add_model(ModelState("audit", "Forgotten", fields))

    assert list(missing(state)) == ["audit"]


def test_apps_when_they_have_models_then_they_have_a_migrations_folder():
    packages = {module.path.rsplit("/", 1)[0] for module in modules() if module.role == "models"}
    owners = {
        apps.get_containing_app_config(path.replace("/", ".") + ".models") for path in packages
    }

    assert [
        o.name
        for o in owners
        if o and not (ROOT / o.name.replace(".", "/") / "migrations" / "__init__.py").exists()
    ] == []


@pytest.mark.parametrize("label", sorted(OURS))
def test_migrations_when_listed_then_an_app_has_one_head(label):
    loader = MigrationLoader(None)

    assert len(loader.graph.leaf_nodes(label)) <= 1
