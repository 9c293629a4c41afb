"""考察表 in Word."""

from __future__ import annotations

from django.http import HttpResponse

from ipcontact.documents.downloads import taken_docx
from ipcontact.ui.models import SiteProfile
from ipcontact.ui.pages import DetailPage
from registry.applications.views.office import OneApplication
from registry.reviews.papers import inspection_document


class InspectionPaper(OneApplication, DetailPage):
    """The assessments of one application; empty to be taken along while there are none."""

    audience = "applications.view"

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        organ = SiteProfile.objects.current().organ_name
        content = inspection_document(self.object, organ=organ)
        name = f"考察表-{self.object.application_no}"
        return taken_docx(self.request, content, f"{name}.docx", target=name)
