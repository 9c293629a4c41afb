"""What every page has: an audience, a title, the way back; pages of one record, plain pages."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404
from django.views.generic import TemplateView

from ipcontact.ui.audience import belongs

LONGEST_NUMBER = 100


class Page(TemplateView):
    """A page with a declared audience.

    Class attributes:
        audience: PUBLIC, SIGNED_IN or a verb; a page without one is refused at start-up.
        title: heading and window title; `get_title()` for one that depends on the record.
        crumbs: pairs of label and address above the heading; `get_crumbs()` likewise.
    """

    audience: str = ""
    title: str = ""
    crumbs: tuple[tuple[str, str], ...] = ()
    http_method_names = ["get", "head", "options"]

    def get_title(self) -> str:
        return self.title

    def get_crumbs(self) -> list[tuple[str, str]]:
        return list(self.crumbs)

    def may(self, audience: str) -> bool:
        """Whether the person looking belongs to another audience (for buttons)."""
        return belongs(self.request.user, audience)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        own = {"title": self.get_title(), "crumbs": self.get_crumbs()}
        return super().get_context_data(**own, **kwargs)


class PlainPage(Page):
    """A template with `get_context_data`, nothing more."""


class ObjectMixin:
    """One record by its public number, through `visible_to`: what is invisible is 404.

    Class attributes:
        model: the record's model; its manager has `visible_to(user)`.
        number_field: the field of the public number, also the name of the URL argument.
    """

    model: Any = None
    number_field: str = "number"

    def get_queryset(self):
        if self.model is None:
            raise ImproperlyConfigured(f"{type(self).__name__} needs a model or get_queryset()")
        return self.model.objects.visible_to(self.request.user)

    def get_object(self):
        """The record of this address.

        Raises:
            Http404: there is none this person may know of.
        """
        number = str(self.kwargs[self.number_field])
        if len(number) > LONGEST_NUMBER or "\x00" in number or not number.isprintable():
            raise Http404("没有这个编号的记录。")
        found = self.get_queryset().filter(**{self.number_field: number}).first()
        if found is None:
            raise Http404("没有这个编号的记录。")
        return found


class DetailPage(ObjectMixin, Page):
    """The page of one record; `object` in the template."""

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_title(self) -> str:
        return self.title or str(self.object)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(object=self.object, **kwargs)
