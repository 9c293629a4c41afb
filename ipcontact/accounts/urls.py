"""Addresses of this room (the sign-in pages stand beside them, see ipcontact/urls.py)."""

from django.urls import path

from ipcontact.accounts.views import imports, pages, people

app_name = "accounts"
urlpatterns = [
    path("rights/", pages.RightsPage.as_view(), name="rights"),
    path("agencies/", pages.AgencyList.as_view(), name="agencies"),
    path("agencies/<str:code>/", pages.AgencyPage.as_view(), name="agency"),
    path("people/", people.PeopleList.as_view(), name="people"),
    path("people/new/", people.PersonNew.as_view(), name="person-new"),
    path("people/<int:pk>/", people.PersonPage.as_view(), name="person"),
    path("people/<int:pk>/change/", people.PersonChange.as_view(), name="person-change"),
    path("people/<int:pk>/roles/", people.PersonRoles.as_view(), name="person-roles"),
    path("people/<int:pk>/link/", people.PersonLink.as_view(), name="person-link"),
    path("people/<int:pk>/sign-out/", people.PersonSignOut.as_view(), name="person-sign-out"),
    path("import/", imports.ImportPage.as_view(), name="import"),
]
