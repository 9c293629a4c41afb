"""The public page of the conditions: wording, proof, how figures are counted."""

from django.utils.functional import cached_property

from ipcontact.workdays.clock import today
from registry.criteria.services import scheme_on
from registry.pages import PublicPage
from registry.units.choices import UnitKind


class CriteriaPage(PublicPage):
    """The conditions of the plan in force today."""

    title = "入库条件"
    crumbs = (("首页", "/"), ("入库条件", ""))
    template_name = "registry/criteria/list.html"

    @cached_property
    def scheme(self):
        return scheme_on(today())

    def get_context_data(self, **kwargs):
        kinds = dict(UnitKind.choices)
        criteria = self.scheme.criteria.all() if self.scheme else ()
        rows = [(item, "、".join(kinds[kind] for kind in item.unit_kinds)) for item in criteria]
        return super().get_context_data(scheme=self.scheme, rows=rows, **kwargs)
