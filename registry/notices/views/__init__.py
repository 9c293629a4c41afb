"""The pages of notices: `public` for everybody, the rest for the staff."""

from registry.notices.views import office, public
from registry.pages import by_reader

list_page = by_reader(office.NoticeList, public.PublicList, "notices.view")
