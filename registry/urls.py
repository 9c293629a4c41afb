"""Table of contents: every address of the register."""

from django.urls import include, path

from registry.home import HomePage

urlpatterns = [
    path("", HomePage.as_view(), name="home"),
    path("applications/", include("registry.applications.urls")),
    path("backfills/", include("registry.backfills.urls")),
    path("batches/", include("registry.batches.urls")),
    path("changes/", include("registry.changes.urls")),
    path("criteria/", include("registry.criteria.urls")),
    path("dossiers/", include("registry.dossiers.urls")),
    path("exceptions/", include("registry.exceptions.urls")),
    path("imports/", include("registry.imports.urls")),
    path("merges/", include("registry.merges.urls")),
    path("figures/", include("registry.goals.public_urls")),
    path("goals/", include("registry.goals.urls")),
    path("notices/", include("registry.notices.urls")),
    path("objections/", include("registry.objections.urls")),
    path("recommendations/", include("registry.recommendations.urls")),
    path("removals/", include("registry.removals.urls")),
    path("reviews/", include("registry.reviews.urls")),
    path("roster/", include("registry.roster.urls")),
    path("rounds/", include("registry.rounds.urls")),
    path("rounds/", include("registry.applications.reminder_urls")),
    path("suspensions/", include("registry.suspensions.urls")),
    path("units/", include("registry.units.urls")),
]
