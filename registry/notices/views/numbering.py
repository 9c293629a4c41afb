"""编文号 for all letters of an edition: the range is shown, then given. 补填文号 of a paper."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404

from ipcontact.documents.models import OfficialDocument
from ipcontact.documents.rules import NumberRange
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.pages import FormPage
from ipcontact.workdays.clock import today
from registry.notices import services
from registry.notices.choices import NoticeAction
from registry.notices.forms import NumberLettersForm, NumberPaperForm
from registry.notices.letters import mark_of
from registry.notices.models import PublicNotice
from registry.notices.rules import move_problems
from registry.notices.views.letters import LettersStep
from registry.notices.views.office import OneNotice
from registry.roster.models import RosterEdition

TYPED = ("series", "first", "mark")


def edition_of(notice: PublicNotice, number: str) -> RosterEdition:
    """An edition that was announced from this notice; else 404."""
    rows = RosterEdition.objects.filter(announcement__notice=notice)
    found = rows.filter(number=number).first()
    if found is None:
        raise Http404("这份公示没有这个版次。")
    return found


class NumberPaper(OneNotice, FormPage):
    """补填文号 of the notice, or of the edition named in the address."""

    audience = "notices.prepare"
    title = NoticeAction.NUMBER.label
    form_class = NumberPaperForm
    submit_label = "保存文号"

    @cached_property
    def edition(self) -> RosterEdition | None:
        number = self.kwargs.get("edition")
        return edition_of(self.object, number) if number else None

    @property
    def intro(self) -> str:
        paper = self.edition or self.object
        return f"{'公布通知' if self.edition else '公示'}：{paper}。填写以后不能再改。"

    def obstacles(self) -> list[str]:
        if number := (self.edition or self.object).document_no:
            return [f"已有文号{number}，不能再改。"]
        found = move_problems(
            NoticeAction.NUMBER, state=self.object.state, actors=self.actors, reason="-"
        )
        return [words for _, words in found]

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.object.version}

    def perform(self, form) -> str:
        how = {"by": self.request.user, "today": today(), **form.cleaned_data}
        return services.number_paper(self.object, edition=self.edition, **how)

    def get_success_message(self, result: str) -> str:
        return f"文号：{result}。"

    def get_success_url(self, result: str) -> str:
        return self.object.get_absolute_url()


class NumberLetters(LettersStep):
    """The first POST only shows which letter would get which number; the second gives them. What
    has moved in between is shown anew."""

    action = NoticeAction.NUMBER_LETTERS
    form_class = NumberLettersForm
    template_name = "registry/notices/number_letters.html"
    found: NumberRange | None = None
    has_moved = False

    @cached_property
    def edition(self) -> RosterEdition:
        return edition_of(self.object, self.kwargs["edition"])

    @cached_property
    def waiting(self) -> list[OfficialDocument]:
        """The letters that get a number, in the order of the list."""
        return services.letters_to_number(self.object, self.edition)

    def get_initial(self) -> dict[str, Any]:
        return {"mark": mark_of(self.waiting)}

    def obstacles(self) -> list[str]:
        found = super().obstacles()
        if not found and not self.waiting:
            return ["这个版次没有待编号的入库告知函。"]
        return found

    def consequences(self) -> list[str]:
        said = [
            f"{self.edition}的{len(self.waiting)}份入库告知函按名单的顺序依次编号，中间不空号。"
        ]
        if self.found is None:
            return [*said, "先显示文号起止，核对之后再编。已有文号的不变。"]
        moved = ["文号与刚才显示的不同，请再核对一次。"] if self.has_moved else []
        return [*moved, f"{said[0]}文号：{self.found.words}。"]

    def post(self, request, *args, **kwargs):
        form = self.get_form(data=request.POST)
        if "confirm" not in request.POST or not form.is_valid():
            return super().post(request, *args, **kwargs)
        try:
            how = {"today": today(), **form.source()}
            self.found = services.range_for_letters(self.object, self.edition, **how)
        except RuleViolation as refusal:
            form.add_error(None, refusal.message)
            return self.show(form)
        shown = form.cleaned_data["shown"]
        if shown != self.found.words:
            self.has_moved = bool(shown)
            typed = {name: request.POST.get(name, "") for name in TYPED}
            return self.show(self.get_form(data={**typed, "shown": self.found.words}))
        return super().post(request, *args, **kwargs)

    def perform(self, form) -> NumberRange:
        shown = {name: form.cleaned_data[name] for name in ("shown", "mark")}
        how = {"by": self.request.user, "today": today(), **form.source(), **shown}
        return services.number_letters(self.object, self.edition, **how)

    def get_success_message(self, result: NumberRange) -> str:
        return f"已编文号{result.count}个：{result.words}。"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        numbers = self.found.numbers if self.found else []
        return super().get_context_data(
            **{**kwargs, "submit_label": "编号" if self.found else "显示文号起止"},
            pairs=list(zip(numbers, self.waiting, strict=False)),
        )
