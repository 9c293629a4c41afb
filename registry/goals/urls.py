"""Addresses of goals, for the staff."""

from django.urls import path

from registry.goals.views import board, snapshot_steps, snapshots

app_name = "goals"

urlpatterns = [
    path("", board.Board.as_view(), name="board"),
    path("targets/set/", board.TargetSet.as_view(), name="set-target"),
    path("measures/<str:code>/", board.MeasurePage.as_view(), name="measure"),
    path("snapshots/", snapshots.SnapshotList.as_view(), name="snapshots"),
    path("snapshots/new/", snapshots.Compile.as_view(), name="compile"),
    path("snapshots/<str:number>/", snapshots.SnapshotRecord.as_view(), name="snapshot"),
    path("snapshots/<str:number>/workbook/", snapshots.SnapshotPaper.as_view(), name="workbook"),
    path("snapshots/<str:number>/recompute/", snapshot_steps.Recompute.as_view(), name="recompute"),
    path("snapshots/<str:number>/submit/", snapshot_steps.Submit.as_view(), name="submit"),
    path("snapshots/<str:number>/check/", snapshot_steps.Check.as_view(), name="check"),
    path("snapshots/<str:number>/return/", snapshot_steps.Return.as_view(), name="return"),
    path("snapshots/<str:number>/release/", snapshot_steps.Release.as_view(), name="release"),
    path("snapshots/<str:number>/result/", snapshot_steps.EnterRelease.as_view(), name="result"),
    path("snapshots/<str:number>/drop/", snapshot_steps.Drop.as_view(), name="drop"),
    path("snapshots/<str:number>/correct/", snapshot_steps.Correct.as_view(), name="correct"),
]
