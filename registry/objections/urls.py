"""Addresses of objections."""

from django.urls import path

from registry.objections.views import office, public, steps

app_name = "objections"
_ONE = "<str:number>/"

urlpatterns = [
    path("", office.ObjectionList.as_view(), name="list"),
    path("register/", office.Register.as_view(), name="register"),
    path("lookup/", public.Lookup.as_view(), name="lookup"),
    path("new/<str:number>/", public.NewObjection.as_view(), name="new"),
    path("own/<str:number>/", public.Status.as_view(), name="status"),
    path("own/<str:number>/complete/", public.CompleteOwn.as_view(), name="complete-own"),
    path("own/<str:number>/withdraw/", public.WithdrawOwn.as_view(), name="withdraw-own"),
    path(_ONE, office.ObjectionRecord.as_view(), name="detail"),
    path(f"{_ONE}objector/", office.ObjectorReveal.as_view(), name="objector"),
    path(f"{_ONE}take-over/", steps.TakeOver.as_view(), name="take-over"),
    path(f"{_ONE}take-up/", steps.TakeUp.as_view(), name="take-up"),
    path(f"{_ONE}ask/", steps.Ask.as_view(), name="ask"),
    path(f"{_ONE}complete/", steps.Complete.as_view(), name="complete"),
    path(f"{_ONE}lead/", steps.Lead.as_view(), name="lead"),
    path(f"{_ONE}propose/", steps.Propose.as_view(), name="propose"),
    path(f"{_ONE}return/", steps.Return.as_view(), name="return"),
    path(f"{_ONE}decide/", steps.Decide.as_view(), name="decide"),
    path(f"{_ONE}decided/", steps.Decided.as_view(), name="decided"),
    path(f"{_ONE}answer/", steps.Answer.as_view(), name="answer"),
    path(f"{_ONE}withdraw/", steps.Withdraw.as_view(), name="withdraw"),
    path(f"{_ONE}settle/", steps.Settle.as_view(), name="settle"),
    path(f"{_ONE}letters/<str:kind>/", steps.DrawLetter.as_view(), name="draw-letter"),
    path(f"{_ONE}letters/<str:kind>/file/", office.LetterFile.as_view(), name="letter"),
]
