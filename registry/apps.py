from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "名录与联系"

    def ready(self) -> None:
        import pgtrigger

        from ipcontact.audit.triggers import audited
        from ipcontact.ui.registry import PublicEntry, public_menu
        from registry.applications import entries as applications
        from registry.applications import filing_entries as filing
        from registry.applications import intake
        from registry.applications import measures as application_measures
        from registry.backfills import entries as backfills
        from registry.batches import entries as batches
        from registry.batches import measures as batch_measures
        from registry.changes import entries as changes
        from registry.criteria import entries as criteria
        from registry.dossiers import entries as dossiers
        from registry.exceptions import entries as exceptions
        from registry.goals import entries as goals
        from registry.imports import entries as imports
        from registry.merges import entries as merges
        from registry.notices import entries as notices
        from registry.objections import entries as objections
        from registry.recommendations import entries as recommendations
        from registry.recommendations import measures as recommendation_measures
        from registry.removals import entries as removals
        from registry.reviews import entries as reviews
        from registry.reviews.models import Inspection, OpinionRequest
        from registry.roster import entries as roster
        from registry.roster import measures as roster_measures
        from registry.rounds import entries as rounds
        from registry.suspensions import entries as suspensions
        from registry.units import entries as units

        for many in (Inspection.inspectors, OpinionRequest.applications):
            pgtrigger.register(*audited())(many.through)
        public_menu.add(PublicEntry(label="首页", url_name="home", order=10))
        public_menu.add(PublicEntry(label="名录", url_name="roster:list", order=20))
        public_menu.add(PublicEntry(label="入库条件", url_name="criteria:list", order=30))
        roster_measures.register()
        application_measures.register()
        recommendation_measures.register()
        batch_measures.register()
        roster.register()
        units.register()
        criteria.register()
        imports.register()
        rounds.register()
        intake.register()
        applications.register()
        filing.register()
        recommendations.register()
        reviews.register()
        batches.register()
        backfills.register()
        merges.register()
        exceptions.register()
        dossiers.register()
        changes.register()
        removals.register()
        suspensions.register()
        notices.register()
        objections.register()
        goals.register()
