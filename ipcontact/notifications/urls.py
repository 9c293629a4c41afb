"""Addresses of this room."""

from django.urls import path

from ipcontact.notifications import views

app_name = "notifications"
urlpatterns = [
    path("inbox/", views.InboxPage.as_view(), name="inbox"),
    path("inbox/read-all/", views.ReadAllPage.as_view(), name="read_all"),
    path("inbox/<uuid:message>/", views.MessagePage.as_view(), name="message"),
    path("inbox/<uuid:message>/read/", views.ReadPage.as_view(), name="read"),
    path("notifications/", views.ToldPage.as_view(), name="list"),
    path("inbox/preferences/", views.PreferencesPage.as_view(), name="preferences"),
    path("notifications/<uuid:message>/wechat/", views.WeChatPage.as_view(), name="wechat"),
    path("notifications/<uuid:message>/sheet/", views.SheetPage.as_view(), name="sheet"),
    path("notifications/<uuid:message>/call/", views.CallPage.as_view(), name="call"),
    path("notifications/<uuid:message>/again/", views.AgainPage.as_view(), name="again"),
]
