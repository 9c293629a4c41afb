"""Numbers that live on: the page of a unit that was merged leads to the one that stays."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse


class LeadsOn:
    """Before a page of one unit: a number that is no unit any more leads to the unit it became.

    Only to one that the reader may open by its own number; for everybody else it does not exist.
    """

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            number = kwargs["public_no"]
            known = self.get_queryset().after_merging(number) if number.isprintable() else None
            found = known.values_list("public_no", flat=True).first() if known is not None else None
            if found is None:
                raise
            asked = request.META.get("QUERY_STRING", "")
            address = reverse(request.resolver_match.view_name, args=[found])
            return redirect(f"{address}?{asked}" if asked else address)
