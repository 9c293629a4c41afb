"""The form of a proof: only what its kind needs; nothing wrong gets through, nothing is lost."""

from decimal import Decimal

import pytest
from django.utils.datastructures import MultiValueDict

from registry.criteria.adapters import stored_values
from registry.criteria.forms import ProofForm
from registry.criteria.models import Evidence
from tests.files import samples
from tests.registry.criteria.proofs import criterion, patent_rows, workbook

pytestmark = pytest.mark.django_db

HIGH_TECH = {
    "variant": "certificate",
    "document_no": " ＧＲ202412000000 ",
    "issuer": "示例科技局",
    "issued_on": "2024-10-31",
    "expires_on": "",
    "statement": "",
}


@pytest.fixture(autouse=True)
def _today(fixed_today):
    fixed_today("2026-09-18")


def scan(name="证书.pdf", content=None):
    return {"file": samples.upload(name, samples.pdf() if content is None else content)}


def form(code, data=None, files=None, **kwargs):
    sent = None if files is None else MultiValueDict({name: [f] for name, f in files.items()})
    return ProofForm(data, sent, criterion=criterion(code), **kwargs)


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (
            "1",
            ["variant", "document_no", "issuer", "issued_on", "expires_on", "statement", "file"],
        ),
        ("2", ["variant", "document_no", "issuer", "issued_on", "expires_on", "file"]),
        ("3", ["variant", "counted_on", "list", "entries", "file"]),
        ("4", ["document_no", "issuer", "issued_on", "statement", "file"]),
        ("5", ["variant", "document_no", "issuer", "issued_on", "expires_on", "file"]),
        ("6", ["variant", "year", "figure", "entries", "file"]),
        ("7", ["variant", "document_no", "issued_on", "statement", "list", "entries", "file"]),
        ("8", ["document_no", "issued_on", "statement", "file"]),
        ("9", ["statement", "file"]),
    ],
)
def test_form_when_made_for_a_condition_then_asks_only_what_it_needs(code, names):
    assert list(form(code).fields) == names


def test_form_when_of_an_agency_then_asks_the_recommenders_statement():
    assert "endorsement" in form("9", is_agency=True).fields


def test_form_when_complete_then_gives_clean_values_and_the_file():
    given = form("1", HIGH_TECH, scan())

    assert given.is_valid(), given.errors
    assert given.values()["document_no"] == "GR202412000000"
    assert set(given.values()) == set(HIGH_TECH)
    assert [file.name for file in given.uploads()] == ["证书.pdf"]


def test_form_when_new_economy_is_chosen_then_no_certificate_is_asked():
    given = form("1", {"variant": "new_economy", "statement": "新业态"}, {})

    assert given.is_valid(), given.errors


def test_form_when_required_particulars_lack_then_says_what_to_do():
    given = form("1", {"variant": "certificate"}, {})

    assert given.errors == {
        "document_no": ["还没有填写证书编号。"],
        "issued_on": ["还没有填写发证日期。"],
        "file": ["还没有上传证书扫描件。"],
    }


def test_form_when_a_file_is_there_already_then_asks_for_none():
    given = form("1", HIGH_TECH, {}, has_file=True)

    assert given.is_valid()
    assert not given.replaces_files


def test_form_when_partial_then_keeps_what_is_in_order():
    given = form(
        "1", {**HIGH_TECH, "document_no": "", "expires_on": "2024-10-30"}, {}, is_partial=True
    )

    assert not given.is_valid()
    assert "expires_on" not in given.values()
    assert given.values()["issuer"] == "示例科技局"


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"expires_on": "2024-10-30"}, "expires_on", "一般应为 2027-10-30"),
        ({"issued_on": "2026-09-19"}, "issued_on", "今天之后"),
        ({"issued_on": "0001-01-01"}, "issued_on", "过早"),
        ({"issued_on": "2026-02-30"}, "issued_on", ""),
        ({"document_no": "㍿" * 120}, "document_no", "最多 120 个字"),
        ({"document_no": "\u200b"}, "document_no", "还没有填写证书编号"),
        ({"variant": "national"}, "variant", ""),
    ],
)
def test_form_when_a_value_cannot_be_right_then_says_so_at_its_field(change, field, says):
    given = form("1", {**HIGH_TECH, **change}, scan())

    assert not given.is_valid()
    assert says in " ".join(given.errors[field])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("证书.pdf", b""),
        ("证书.pdf", b"<html><script>alert(1)</script></html>"),
        ("证书.svg", b"<svg/>"),
        ("证书.pdf.php", samples.pdf()),
        ("证书.exe", b"MZ"),
        ("证书.pdf", samples.pdf() + samples.docx()),
    ],
)
def test_form_when_the_file_is_hostile_then_refuses_it(name, content):
    given = form("1", HIGH_TECH, scan(name, content))

    assert list(given.errors) == ["file"]
    assert given.uploads() == []


def test_patents_when_an_excel_list_is_given_then_are_counted_and_kept():
    data = {"variant": "patents_held", "counted_on": "2026-08-31", "entries": ""}
    sheet = samples.upload("清单.xlsx", workbook([*patent_rows(30), *patent_rows(1)]))

    given = form("3", data, {"list": sheet})

    assert given.is_valid(), given.errors
    assert given.values()["figure"] == Decimal(30)
    assert len(given.values()["entries"]) == 31
    assert [file.name for file in given.uploads()] == ["清单.xlsx"]
    assert given.replaces_files


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("清单.xlsx", b""),
        ("清单.xlsx", samples.pdf()),
        ("清单.xlsm", samples.xlsx()),
        ("清单.csv", b"a,b"),
        ("清单.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("清单.xlsx", samples.xlsx()),
    ],
)
def test_patents_when_the_list_cannot_be_read_then_says_why(name, content):
    data = {"variant": "patents_held", "counted_on": "2026-08-31"}

    given = form("3", data, {"list": samples.upload(name, content)})

    assert list(given.errors) == ["list"]


def test_patents_when_no_list_is_given_then_asks_for_it():
    given = form("3", {"variant": "patents_filed", "counted_on": "2026-08-31"}, {})

    assert given.errors == {"list": ["还没有清单。请上传 Excel，或在下面逐行填写。"]}


def test_patents_when_only_the_day_changes_then_the_stored_list_is_counted_again():
    first = form(
        "3",
        {"variant": "patents_held", "counted_on": "2026-08-31"},
        {"list": samples.upload("清单.xlsx", workbook(patent_rows(2)))},
    )
    first.is_valid()
    stored = stored_values(Evidence(**first.values()))

    later = form("3", {"variant": "patents_held", "counted_on": "2021-12-31"}, {}, initial=stored)

    assert later.is_valid(), later.errors
    assert later.values()["figure"] == 0
    assert "entries" not in later.values()


def test_revenue_when_earlier_years_are_typed_then_are_kept():
    data = {"variant": "unit_income", "year": "2025", "figure": "620.50", "entries": "2024 510"}

    given = form("6", data, scan())

    assert given.is_valid(), given.errors
    assert given.values()["entries"] == [{"year": "2024", "figure": "510", "typed": "2024 510"}]


@pytest.mark.parametrize("figure", ["-1", "NaN", "1e20", "六百", "1.234"])
def test_revenue_when_no_amount_then_is_refused(figure):
    given = form("6", {"variant": "unit_income", "year": "2025", "figure": figure}, scan())

    assert list(given.errors) == ["figure"]


def test_form_when_more_is_sent_than_asked_then_it_changes_nothing():
    given = form("9", {"statement": "需求", "state": "accepted", "endorsement": "属实"}, {})

    assert given.is_valid()
    assert given.values() == {"statement": "需求"}
