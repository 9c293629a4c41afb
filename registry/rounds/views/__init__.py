"""The pages of rounds: `public` for everybody, `office` for the staff."""

from registry.pages import by_reader
from registry.rounds.views import office, public

list_page = by_reader(office.RoundList, public.CallList, "rounds.view")
detail_page = by_reader(office.RoundRecord, public.CallPage, "rounds.view")
