"""The table of contents of all addresses."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("ipcontact.ui.urls")),
    path("accounts/", include("allauth.urls")),
    path("accounts/", include("ipcontact.accounts.urls")),
    path("audit/", include("ipcontact.audit.urls")),
    path("", include("ipcontact.ops.urls")),
    path("files/", include("ipcontact.files.urls")),
    path("", include("ipcontact.notifications.urls")),
    path("workdays/", include("ipcontact.workdays.urls")),
    path("", include("ipcontact.acts.urls")),
    path("clocks/", include("ipcontact.clocks.urls")),
    path("documents/", include("ipcontact.documents.urls")),
    path("admin/", admin.site.urls),
    path("", include("registry.urls")),
]

handler400 = "ipcontact.ui.views.bad_request"
handler500 = "ipcontact.ui.views.server_error"
