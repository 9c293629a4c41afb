"""Promise 32: a stored value is text everywhere, whatever it looks like."""

import csv
import io
import json
from datetime import date
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from ipcontact.accounts.models import Region
from ipcontact.accounts.roles import Role
from ipcontact.audit.models import AccessEvent
from registry.criteria.models import Criterion
from registry.units.people import UnitPerson
from registry.units.services import rename, update_unit
from tests.factories import TODAY, make_agency, make_edition, make_unit, make_user

pytestmark = pytest.mark.django_db
EVIL = "\"'><img src=x onerror=alert(1)></script><script>alert(2)</script>{{7*7}}"
NAME = f"示例{EVIL}有限公司"
FORMULA = '=HYPERLINK("http://evil.example","x")'


class Tags(HTMLParser):
    """Collects what a browser would run or load, and attributes that nobody wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        values = dict(attrs)
        runs = [name for name in values if name.startswith("on")]
        inline = tag == "script" and "src" not in values
        link = str(values.get("href", "")).strip().lower()
        if runs or inline or values.get("src") == "x" or link.startswith(("javascript:", "data:")):
            self.found.append(f"{tag} {attrs}")


def tags_of(page: str) -> list[str]:
    parser = Tags()
    parser.feed(page)
    return parser.found


@pytest.fixture
def unit(db):
    """A listed unit in which everything a person can write is hostile."""
    station = make_agency("station", name=f"示例所{EVIL}"[:120], short_name=EVIL[:40])
    unit = make_unit(NAME, lead_agency=station, region=Region.objects.first())
    rename(unit=unit, name=f"{NAME}新", on=date(2022, 1, 1), by=None, evidence=EVIL)
    unit.refresh_from_db()
    handler = make_user(name=EVIL[:40])
    values = {
        "note": f"{FORMULA}{EVIL}",
        "registered_address": EVIL,
        "legal_form": EVIL[:80],
        "registration_authority": EVIL,
    }
    unit = update_unit(unit=unit, values=values, by=handler, today=TODAY, reason=EVIL)
    UnitPerson.objects.create(
        unit=unit,
        role="primary_contact",
        name=EVIL[:60],
        title=EVIL[:60],
        department=EVIL[:60],
        mobile="<b>1391234",
        period=(date(2021, 1, 1), None),
    )
    make_edition([unit], name=f"名录{EVIL}", document_no=EVIL[:60], organ_name=EVIL)
    other = make_unit(f"{NAME}二", lead_agency=station)
    make_edition([unit, other], date(2022, 12, 20), name=f"名录{EVIL}乙")
    return unit


def test_pages_when_values_are_hostile_then_nothing_of_them_is_markup(client, unit):
    number, query = unit.public_no, {"q": EVIL, "agency": EVIL, "sort": EVIL}
    ways = {
        None: [
            "/",
            "/roster/",
            f"/roster/units/{number}/",
            f"/roster/units/{number}/proof/?on=2022-12-31",
            "/roster/editions/",
            "/roster/editions/2021-1/",
            "/roster/compare/",
            "/accounts/login/",
        ],
        Role.HANDLER: [
            "/desk/",
            "/units/",
            f"/units/{number}/",
            f"/units/{number}/edit/",
            f"/units/{number}/rename/",
            f"/units/{number}/reveal/",
            "/units/duplicates/",
            "/search/",
            "/accounts/agencies/",
        ],
        Role.AUDITOR: ["/audit/", "/audit/access/"],
        Role.SYSTEM_ADMIN: [
            "/accounts/people/",
            "/admin/accounts/agency/",
            "/admin/accounts/user/",
            "/admin/registry/rosterentry/",
            "/admin/registry/rosteredition/",
        ],
    }
    shown = 0
    for role, paths in ways.items():
        if role:
            client.force_login(make_user(role, name=EVIL[:40]))
        for path in paths:
            for asked in ({}, query):
                page = client.get(path, asked).content.decode()
                assert tags_of(page) == [], path
                shown += page.count("&lt;img src=x")

    assert shown > 40


def test_reveal_and_text_when_values_are_hostile_then_escaped(client, unit):
    client.force_login(make_user())

    revealed = client.post(f"/units/{unit.public_no}/reveal/", {"confirm": "1", "reason": EVIL})
    text = client.post("/units/as-text/", {"pick": [unit.public_no]})
    refused = client.post("/units/register/", {"name": EVIL, "credit_code": EVIL})

    for response in (revealed, text, refused):
        assert tags_of(response.content.decode()) == []
        assert "&lt;img" in response.content.decode()


def test_messages_when_they_repeat_what_was_typed_then_escaped(client, unit):
    client.force_login(make_user())

    client.post("/views/save/", {"page": "units", "name": "<img src=x>", "next": "/units/"})
    page = client.get("/units/").content.decode()

    assert tags_of(page) == []
    assert "&lt;img src=x&gt;" in page


def content_of(response) -> bytes:
    return b"".join(response.streaming_content)


def test_files_when_values_are_hostile_then_text_cells_that_read_back_as_they_were(client, unit):
    client.force_login(make_user())
    book = load_workbook(io.BytesIO(content_of(client.get("/units/export/", {"format": "xlsx"}))))
    public = load_workbook(io.BytesIO(content_of(client.get("/roster/export.xlsx"))))

    for one in (book, public):
        cells = [cell for sheet in one for row in sheet.iter_rows() for cell in row]
        assert [cell.value for cell in cells if cell.data_type == "f"] == []
        assert [cell.value for cell in cells if cell.hyperlink] == []
        assert unit.name in [cell.value for cell in cells]
    assert f"{FORMULA}{EVIL}" in [
        cell.value for row in book.worksheets[0].iter_rows() for cell in row
    ]


def test_plain_files_when_values_are_hostile_then_quoted_and_not_run(client, unit):
    client.force_login(make_user())
    table = content_of(client.get("/units/export/", {"format": "csv"})).decode("utf-8-sig")
    data = json.loads(content_of(client.get("/roster/export.json")))

    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert unit.name in cells
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r＝＋－＠") and len(cell) > 1]
    assert unit.name in json.dumps(data, ensure_ascii=False).replace('\\"', '"')


def test_admin_export_when_values_are_hostile_then_text_and_recorded(client, db):
    condition = Criterion.objects.first()
    Criterion.objects.filter(pk=condition.pk).update(short_name="=1+1", wording=FORMULA)
    client.force_login(make_user(Role.SYSTEM_ADMIN))
    path = "/admin/registry/criterion/export/"
    form = client.get(path).context["form"]
    chosen = {name: "on" for name in form.fields if name.startswith("criterion")}

    response = client.post(path, {"format": "0", "resource": "0", **chosen})

    sheet = load_workbook(io.BytesIO(response.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert {"=1+1", FORMULA} <= {cell.value for cell in cells}
    assert AccessEvent.objects.filter(kind="export", target=path).exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "none", "\x00"])
def test_admin_import_when_its_file_is_not_there_then_said(client, db, name):
    client.force_login(make_user(Role.SYSTEM_ADMIN))
    sent = {"import_file_name": name, "original_file_name": "x", "format": "0", "resource": "0"}

    response = client.post("/admin/registry/criterion/process_import/", sent)

    assert response.status_code in (200, 302)


def test_reveal_when_the_reason_is_invisible_then_refused(client, unit):
    client.force_login(make_user())

    client.post(f"/units/{unit.public_no}/reveal/", {"confirm": "1", "reason": "\u200b\u3000"})

    assert not AccessEvent.objects.filter(kind="reveal").exists()


def test_download_when_it_has_a_name_then_the_header_cannot_be_split(client, unit):
    client.force_login(make_user())
    response = client.get("/roster/export.csv", {"q": "x\r\nSet-Cookie: a=b", "as_of": "\r\nX: y"})
    name = unquote(response["Content-Disposition"])

    assert "\r" not in name
    assert "\n" not in name
    assert "Set-Cookie" not in name
    assert response["X-Content-Type-Options"] == "nosniff"
