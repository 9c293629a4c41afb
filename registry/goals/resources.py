"""Import and export of targets, one line for each."""

from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget

from ipcontact.ui.exchange import ReferenceResource
from registry.criteria.models import SchemeVersion
from registry.goals.models import Target


class TargetResource(ReferenceResource):
    """A target is known by its scheme, year and measure."""

    scheme = Field("scheme", "scheme", ForeignKeyWidget(SchemeVersion, "code"))

    class Meta:
        model = Target
        import_id_fields = ("scheme", "year", "measure")
        fields = ("scheme", "year", "measure", "number", "is_priority", "basis")
        skip_unchanged = True
        clean_model_instances = True
