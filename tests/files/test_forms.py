"""The form field and the list of attachments."""

import pytest
from django import forms
from django.template import Context, Template

from ipcontact.files.fields import AttachmentField
from ipcontact.files.formats import SCANS, accepted
from ipcontact.files.services import remove, store
from tests.factories import make_agency, make_user
from tests.files.samples import docx, pdf, upload


class ScanForm(forms.Form):
    scan = AttachmentField(label="扫描件", allowed=SCANS)
    other = AttachmentField(label="其他", required=False)


def filled(**files):
    return ScanForm({}, {name: upload(*pair) for name, pair in files.items()})


def test_field_when_file_is_good_then_cleaned_to_what_will_be_kept():
    form = filled(scan=("公章.pdf", pdf()))

    assert form.is_valid()
    assert form.cleaned_data["scan"].content == pdf()
    assert form.cleaned_data["other"] is None


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("公章.pdf", b"", "empty"),
        ("公章.pdf", b"%PDF-", "damaged"),
        ("公章.docx", docx(), "type_not_allowed"),
    ],
)
def test_field_when_file_is_refused_then_the_error_stands_at_the_field(name, content, code):
    form = filled(scan=(name, content))

    assert [error.code for error in form.errors.as_data()["scan"]] == [code]


def test_field_when_drawn_then_says_what_is_taken():
    html = str(ScanForm()["scan"].as_field_group())

    assert f'accept="{accepted(SCANS)}"' in html
    assert "PDF、JPG、PNG，每个不超过 15 MB。" in html


def test_field_when_left_empty_then_required():
    assert filled().errors.as_data()["scan"][0].code == "required"


@pytest.mark.django_db
def test_store_when_given_what_the_form_examined_then_kept():
    form = filled(scan=("公章.pdf", pdf()))
    form.is_valid()

    file = store(form.cleaned_data["scan"], purpose="test.seal", by=make_user())

    assert (file.original_name, file.size) == ("公章.pdf", len(pdf()))


def shown(agency, tag="{% attachments record %}"):
    return Template("{% load files %}" + tag).render(Context({"record": agency}))


@pytest.mark.django_db
def test_list_when_record_has_files_then_named_escaped_with_one_query(
    django_assert_num_queries,
):
    person, agency = make_user(), make_agency()
    for name in ("证书&说明.pdf", "说明.docx", "旧.pdf"):
        content = docx() if name.endswith("docx") else pdf()
        file = store(upload(name, content), purpose="test.proof", by=person, owner=agency)
    remove(file, by=person)

    with django_assert_num_queries(1):
        html = shown(agency)

    assert "证书&amp;说明.pdf" in html
    assert "旧.pdf" not in html
    assert html.count('class="file"') == 2
    assert html.count("/preview/") == 1


@pytest.mark.django_db
def test_list_when_record_has_none_then_says_so():
    assert "没有附件" in shown(make_agency())
    assert "没有附件" in shown(make_agency(), '{% attachments record "test.seal" %}')
