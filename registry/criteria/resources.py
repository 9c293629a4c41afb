"""Import and export of the conditions, one line for each."""

from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget

from ipcontact.ui.exchange import ReferenceResource
from registry.criteria.models import Criterion, SchemeVersion


class SchemeResource(ReferenceResource):
    class Meta:
        model = SchemeVersion
        import_id_fields = ("code",)
        fields = ("code", "name", "effective_from", "effective_until", "source")
        skip_unchanged = True
        clean_model_instances = True


class CriterionResource(ReferenceResource):
    """A condition is known by its scheme and its number."""

    scheme = Field("scheme", "scheme", ForeignKeyWidget(SchemeVersion, "code"))

    class Meta:
        model = Criterion
        import_id_fields = ("scheme", "code")
        fields = (
            "scheme",
            "code",
            "short_name",
            "wording",
            "unit_kinds",
            "proof_kind",
            "evidence_needed",
            "counting_rule",
            "threshold",
            "threshold_unit",
            "validity_months",
            "needs_verification",
        )
        skip_unchanged = True
        clean_model_instances = True
