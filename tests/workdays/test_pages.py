"""The calendar page, the import with its preview, the admin."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from ipcontact.accounts.models import User
from ipcontact.accounts.roles import Role
from ipcontact.audit.models import Change
from ipcontact.clocks.rules import Limit
from ipcontact.clocks.services import start
from ipcontact.workdays import reference
from ipcontact.workdays.models import CalendarYear, Day
from tests.factories import make_unit

IMPORT = "/workdays/import/"
DAYS_2027 = [
    ("2027-01-01", "元旦", True),
    ("2027-02-05", "<b>春节", True),
    ("2027-02-20", "春节", False),
    ("2027-05-01", "劳动节", True),
    ("2027-10-01", "国庆节", True),
]


@pytest.fixture(autouse=True)
def years(db, fixed_today):
    """Only the shipped schedules; today is 2026-09-18."""
    CalendarYear.objects.all().delete()
    reference.load(Path(settings.BASE_DIR) / "fixtures")
    fixed_today("2026-09-18")


@pytest.fixture
def sign_in(client):
    """Signs in a person with one role and gives the client."""

    def sign(role):
        user = User.objects.create_user(username=f"p-{role}", name="示例人员", roles=[role])
        client.force_login(user)
        return client

    return sign


def upload(days=DAYS_2027, name="2027.json", **extra) -> dict:
    entries = [{"name": name, "date": day, "isOffDay": off} for day, name, off in days]
    content = json.dumps({"year": 2027, "papers": [], "days": entries}).encode()
    return {"file": SimpleUploadedFile(name, content), **extra}


def previewed(client, **kwargs) -> str:
    """The sealed plan of a preview."""
    return client.post(IMPORT, upload(**kwargs)).context["form"]["plan"].value()


def test_calendar_when_opened_shows_this_year_with_source(sign_in):
    page = sign_in(Role.HANDLER).get("/workdays/")

    text = page.content.decode()
    assert page.status_code == 200
    assert "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）" in text
    assert "https://www.gov.cn/zhengce/content/202511/content_7047090.htm" in text
    assert "放假33天（含周末），调休上班6天" in text
    assert [(str(run[0].date), run[0].word, len(run)) for run in page.context["runs"]][:4] == [
        ("2026-01-01", "休", 3),
        ("2026-01-04", "班", 1),
        ("2026-02-14", "班", 1),
        ("2026-02-15", "休", 9),
    ]
    assert "导入放假安排" not in text


def test_calendar_when_year_is_unpublished_says_provisional(sign_in):
    text = sign_in(Role.HANDLER).get("/workdays/?year=2027").content.decode()

    assert "2027年放假安排尚未公布或未录入" in text
    assert "<b>2027年</b>（暂定）" in text
    assert "2027-02-05" in text


@pytest.mark.parametrize(
    "query", ["year=1e9", "year=-1", "year=99999999999999999999", "year=%00", "year[]=1"]
)
def test_calendar_when_year_is_nonsense_shows_this_year(sign_in, query):
    page = sign_in(Role.HANDLER).get(f"/workdays/?{query}")

    assert page.status_code == 200
    assert page.context["shown"] == 2026


def test_count_when_asked_on_the_page_shows_date_and_steps(sign_in):
    text = sign_in(Role.HANDLER).get("/workdays/?start=2026-09-24&n=15").content.decode()

    assert "<b>2026年10月22日 周四</b>" in text
    assert "国庆节调休上班，第 6 个工作日" in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("start=2026-02-30&n=5", "不是有效日期"),
        ("start=2026-02-03&n=x", "请填写整数"),
        ("start=2026-02-03&n=1001", "请填写 0 到 1000 之间的整数"),
        ("start=1800-02-03&n=1", "年份应在 1990 到 2100 之间"),
        ("start=&n=1", "请填写"),
    ],
)
def test_count_when_input_is_wrong_says_what_to_do_and_keeps_it(sign_in, query, words):
    page = sign_in(Role.HANDLER).get(f"/workdays/?{query}")

    assert page.status_code == 200
    assert words in page.content.decode()


def test_import_when_previewed_and_confirmed_writes_what_was_seen(sign_in):
    client = sign_in(Role.SYSTEM_ADMIN)

    preview = client.post(IMPORT, upload(source="津政办转发"))
    assert "新增 5 天，更改 0 天，删除 0 天，不变 0 天" in preview.content.decode()
    assert "&lt;b&gt;春节" in preview.content.decode()
    assert not CalendarYear.objects.filter(year=2027).exists()
    plan = preview.context["form"]["plan"].value()
    answer = client.post(IMPORT, {"plan": plan, "reason": "通知已发"}, follow=True)

    assert answer.redirect_chain == [("/workdays/?year=2027", 302)]
    assert "已导入 2027 年放假安排：新增 5 天" in answer.content.decode()
    assert CalendarYear.objects.get(year=2027).source == "津政办转发"
    assert Day.objects.filter(calendar_year__year=2027).count() == 5
    change = Change.objects.filter(act="导入 2027 年放假安排").first()
    assert (change.user_name, change.reason) == ("示例人员", "通知已发")


def test_import_when_confirmed_twice_is_harmless(sign_in):
    client = sign_in(Role.SYSTEM_ADMIN)
    plan = previewed(client)
    client.post(IMPORT, {"plan": plan})

    answer = client.post(IMPORT, {"plan": plan}, follow=True)

    assert "没有更改" in answer.content.decode()
    assert Day.objects.filter(calendar_year__year=2027).count() == 5


def test_import_when_calendar_changed_since_the_preview_is_refused(sign_in):
    client = sign_in(Role.SYSTEM_ADMIN)
    plan = previewed(client)
    client.post(
        IMPORT, {"plan": previewed(client, days=[*DAYS_2027, ("2027-02-06", "春节", True)])}
    )

    answer = client.post(IMPORT, {"plan": plan})

    assert "预览之后日历有了变化" in answer.content.decode()
    assert Day.objects.filter(calendar_year__year=2027).count() == 6


def test_import_when_plan_is_forged_is_refused(sign_in):
    answer = sign_in(Role.SYSTEM_ADMIN).post(IMPORT, {"plan": "e30:1abc:forged"})

    assert "预览已失效，请重新选择文件预览" in answer.content.decode()
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_import_when_year_was_corrected_shows_before_and_after(sign_in):
    client = sign_in(Role.SYSTEM_ADMIN)
    client.post(IMPORT, {"plan": previewed(client)})
    days = [*DAYS_2027[:1], ("2027-02-20", "调休", False), *DAYS_2027[3:]]

    text = client.post(IMPORT, upload(days=days)).content.decode()

    assert "新增 0 天，更改 1 天，删除 1 天，不变 3 天" in text
    assert "<del>班 春节</del>" in text
    assert "<ins>班 调休</ins>" in text


def test_import_when_file_says_the_same_needs_nothing(sign_in):
    client = sign_in(Role.SYSTEM_ADMIN)
    client.post(IMPORT, {"plan": previewed(client)})

    assert "不需要导入" in client.post(IMPORT, upload()).content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "请选择文件"),
        ({"file": SimpleUploadedFile("a.json", b"")}, "文件是空的"),
        ({"file": SimpleUploadedFile("a.json", b"{}")}, "文件不是 holiday-cn 格式"),
        ({"file": SimpleUploadedFile("a.txt", b"{}")}, "请选择 .json"),
    ],
)
def test_import_when_file_is_wrong_says_so_on_the_same_page(sign_in, data, words):
    answer = sign_in(Role.SYSTEM_ADMIN).post(IMPORT, data)

    assert answer.status_code == 200
    assert words in answer.content.decode()


@pytest.mark.parametrize("role", [Role.HANDLER, Role.SECURITY_ADMIN, Role.AUDITOR, Role.UNIT_USER])
def test_import_when_role_has_no_right_is_refused(sign_in, role):
    client = sign_in(role)

    assert client.get(IMPORT).status_code == 403
    assert client.post(IMPORT, upload()).status_code == 403
    assert not CalendarYear.objects.filter(year=2027).exists()


@pytest.mark.parametrize("url", ["/workdays/", IMPORT])
def test_pages_when_nobody_is_signed_in_lead_to_the_door(client, url):
    assert client.get(url).headers["Location"] == f"/accounts/login/?next={url}"


def test_admin_when_administrator_corrects_a_day_writes_history(sign_in):
    client = sign_in(Role.SYSTEM_ADMIN)
    day = Day.objects.get(date="2026-10-01")
    data = {"calendar_year": day.calendar_year_id, "date": "2026-10-01", "kind": "off"}

    answer = client.post(
        f"/admin/workdays/day/{day.pk}/change/", {**data, "name": "国庆节", "note": "核对"}
    )

    assert answer.status_code == 302
    day.refresh_from_db()
    assert (day.date, day.note) == (date(2026, 10, 1), "核对")
    assert Change.objects.filter(act="维护工作日历").count() == 1


def test_admin_when_make_up_day_is_on_a_weekday_refuses(sign_in):
    client = sign_in(Role.SYSTEM_ADMIN)
    year = CalendarYear.objects.get(year=2026)
    data = {
        "calendar_year": year.pk,
        "date": "2026-12-01",
        "kind": "makeup",
        "name": "",
        "note": "",
    }

    answer = client.post("/admin/workdays/day/add/", data)

    assert "调休上班日只会是周六或周日" in answer.content.decode()


@pytest.mark.parametrize("url", ["/admin/workdays/day/", "/admin/workdays/calendaryear/"])
def test_admin_when_opened_lists(sign_in, url):
    assert sign_in(Role.SYSTEM_ADMIN).get(url).status_code == 200


def test_import_when_open_limits_move_then_they_are_listed(sign_in):
    unit = make_unit()
    limit = Limit(30, "working_day")
    clock = start(unit, name="<i>综合考察", limit=limit, on=date(2027, 1, 10), by=None)
    before = clock.due_on
    client = sign_in(Role.SYSTEM_ADMIN)

    page = client.post(IMPORT, {"plan": previewed(client), "reason": "x"}, follow=True)

    clock.refresh_from_db()
    assert "1 项在计时限" in page.text
    assert f"&lt;i&gt;综合考察（单位第 {unit.pk} 号）" in page.text
    assert f"<del>{before}</del>" in page.text
    assert f"<ins>{clock.due_on}</ins>" in page.text
    assert unit.name not in page.text


def test_day_when_corrected_in_the_admin_then_open_limits_follow(sign_in):
    clock = start(
        make_unit(), name="复核", limit=Limit(5, "working_day"), on=date(2026, 11, 2), by=None
    )
    client = sign_in(Role.SYSTEM_ADMIN)
    year = CalendarYear.objects.get(year=2026)
    day = {"calendar_year": year.pk, "date": "2026-11-05", "kind": "off", "name": "示例"}

    client.post("/admin/workdays/day/add/", day)

    clock.refresh_from_db()
    assert clock.due_on == date(2026, 11, 10)
    client.post(f"/admin/workdays/day/{Day.objects.get(date='2026-11-05').pk}/delete/", {"post": 1})
    clock.refresh_from_db()
    assert clock.due_on == date(2026, 11, 9)
