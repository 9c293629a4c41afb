"""Addresses of public notices."""

from django.urls import path

from registry.notices import views
from registry.notices.views import (
    announcing,
    correcting,
    drafting,
    letters,
    numbering,
    office,
    public,
    running,
)

app_name = "notices"
_ONE = "<str:number>/"
_LETTERS = f"{_ONE}letters/"
_OF_EDITION = f"{_LETTERS}<str:edition>/"
_CORRIGENDUM = f"{_ONE}corrigenda/<int:corrigendum>/"
urlpatterns = [
    path("", views.list_page, name="list"),
    path(_ONE, public.PublicNoticePage.as_view(), name="public"),
    path(f"{_ONE}notice.docx", public.NoticeDocument.as_view(), name="document"),
    path(f"{_ONE}notice.html", public.NoticeWebPage.as_view(), name="webpage"),
    path(f"{_ONE}record/", office.NoticeRecord.as_view(), name="detail"),
    path("own/<str:application_no>/", letters.OwnLetter.as_view(), name="own-letter"),
    path("draft/<str:number>/", drafting.DraftNotice.as_view(), name="draft"),
    path(f"{_ONE}edit/", drafting.EditNotice.as_view(), name="edit"),
    path(f"{_ONE}submit/", office.Submit.as_view(), name="submit"),
    path(f"{_ONE}drop/", office.Drop.as_view(), name="drop"),
    path(f"{_ONE}check/", office.Check.as_view(), name="check"),
    path(f"{_ONE}return/", office.ReturnNotice.as_view(), name="return"),
    path(f"{_ONE}review.docx", office.ReviewPaper.as_view(), name="review"),
    path(f"{_ONE}outcome.docx", office.OutcomePaper.as_view(), name="outcome"),
    path(f"{_ONE}publish/", running.Publish.as_view(), name="publish"),
    path(f"{_ONE}portal/", running.Portal.as_view(), name="portal"),
    path(f"{_ONE}extend/", running.Extend.as_view(), name="extend"),
    path(f"{_ONE}stop/", running.Stop.as_view(), name="stop"),
    path(f"{_ONE}restart/", running.Restart.as_view(), name="restart"),
    path(f"{_ONE}cancel/", running.Cancel.as_view(), name="cancel"),
    path(f"{_ONE}decided/", running.Decided.as_view(), name="decided"),
    path(f"{_ONE}correct/", correcting.Correct.as_view(), name="correct"),
    path(f"{_CORRIGENDUM}publish/", correcting.PublishCorrigendum.as_view(), name="corrigendum"),
    path(f"{_CORRIGENDUM}drop/", correcting.DropCorrigendum.as_view(), name="drop-corrigendum"),
    path(
        f"{_CORRIGENDUM}corrigendum.docx",
        correcting.CorrigendumPaper.as_view(),
        name="corrigendum-paper",
    ),
    path(
        f"{_CORRIGENDUM}corrigendum.html",
        correcting.CorrigendumWebPage.as_view(),
        name="corrigendum-webpage",
    ),
    path(f"{_ONE}repeat/", running.Repeat.as_view(), name="repeat"),
    path(f"{_ONE}announce/", announcing.Announce.as_view(), name="announce"),
    path(f"{_ONE}announced/", announcing.Announced.as_view(), name="announced"),
    path(f"{_ONE}number/", numbering.NumberPaper.as_view(), name="number"),
    path(
        f"{_ONE}announcements/<str:edition>/number/",
        numbering.NumberPaper.as_view(),
        name="number-edition",
    ),
    path(
        f"{_ONE}announcements/<str:edition>/announcement.docx",
        announcing.AnnouncementPaper.as_view(),
        name="announcement",
    ),
    path(_LETTERS, letters.LettersPage.as_view(), name="letters"),
    path(f"{_LETTERS}draw/", letters.DrawLetters.as_view(), name="draw-letters"),
    path(f"{_LETTERS}sign/", letters.SignLetters.as_view(), name="sign-letters"),
    path(f"{_LETTERS}signed/", letters.EnterSigning.as_view(), name="signed-letters"),
    path(f"{_LETTERS}send/", letters.SendLetters.as_view(), name="send-letters"),
    path(f"{_OF_EDITION}number/", numbering.NumberLetters.as_view(), name="number-letters"),
    path(f"{_OF_EDITION}print/", letters.PrintedLetters.as_view(), name="print-letters"),
    path(f"{_OF_EDITION}letters.zip", letters.LettersFile.as_view(), name="letters-file"),
]
