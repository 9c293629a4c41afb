"""The form field and the list of attachments."""

import pytest
from django import forms
from django.template import Context, Template
from django.utils.datastructures import MultiValueDict

from ipcontact.files.errors import FileRefused
from ipcontact.files.fields import AttachmentField
from ipcontact.files.formats import SCANS, accepted
from ipcontact.files.forms import AttachmentsForm
from ipcontact.files.services import files_of, remove, revise, store
from tests.factories import make_agency, make_user
from tests.files.samples import docx, jpeg, pdf, upload


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


@pytest.mark.django_db
def test_list_when_a_picture_then_it_unfolds_in_the_page_and_a_pdf_opens_beside():
    person, agency = make_user(), make_agency()
    photo = store(upload("照片.jpg", jpeg()), purpose="test.photo", by=person, owner=agency)
    store(upload("证书.pdf", pdf()), purpose="test.proof", by=person, owner=agency)

    html = shown(agency)

    assert html.count("<img") == 1
    assert f'src="{photo.preview_url}" alt="照片.jpg" loading="lazy"' in html
    assert html.count('target="_blank"') == 2


@pytest.mark.django_db
def test_field_when_a_file_is_there_then_shown_and_kept_when_nothing_is_chosen():
    there = store(upload("公章.pdf", pdf()), purpose="test.seal", by=make_user())
    form = ScanForm({}, {}, initial={"scan": there, "other": there})

    html = str(form)

    assert form.is_valid()
    assert form.cleaned_data == {"scan": None, "other": None}
    assert html.count("公章.pdf") == 4  # the link and its words for the screen reader, twice
    assert html.count("移除这个文件") == 1  # only where it is not asked for


@pytest.mark.django_db
def test_field_when_the_file_is_ticked_then_false_unless_it_is_required():
    there = store(upload("公章.pdf", pdf()), purpose="test.seal", by=make_user())
    ticked = {"scan-clear": "on", "other-clear": "on"}
    form = ScanForm(ticked, {}, initial={"scan": there, "other": there})

    assert form.is_valid()
    assert form.cleaned_data == {"scan": None, "other": False}


PURPOSE = "test.photo"


def several(owner, *files, removed=()):
    data, sent = MultiValueDict({"removed": list(removed)}), MultiValueDict()
    sent.setlist("added", [upload(*file) for file in files])
    return AttachmentsForm(data, sent, owner=owner, purpose=PURPOSE)


@pytest.mark.django_db
def test_several_when_added_and_removed_then_the_record_has_what_was_asked():
    agency, person = make_agency(), make_user()
    old, kept = (
        store(upload(name, pdf()), purpose=PURPOSE, by=person, owner=agency)
        for name in ("旧.pdf", "留.pdf")
    )
    form = several(agency, ("甲.jpg", jpeg()), ("乙.pdf", pdf()), removed=[old.key])

    assert form.is_valid(), form.errors
    new = revise(agency, purpose=PURPOSE, by=person, **form.cleaned_data)

    assert list(files_of(agency)) == [kept, *new]
    assert [file.original_name for file in new] == ["甲.jpg", "乙.pdf"]


@pytest.mark.django_db
def test_several_when_one_is_refused_then_named_and_none_is_kept():
    form = several(make_agency(), ("甲.jpg", jpeg()), ("乙.pdf", b""), ("丙.exe", b"MZ"))

    messages = form.errors["added"]

    assert [message.split("：")[0] for message in messages] == ["乙.pdf", "丙.exe"]


@pytest.mark.django_db
def test_several_when_too_many_at_once_then_refused():
    form = several(make_agency(), *[(f"{n}.pdf", pdf()) for n in range(11)])

    assert form.errors.as_data()["added"][0].code == "too_many"


@pytest.mark.django_db
def test_several_when_a_file_of_another_record_is_named_then_refused():
    agency, person = make_agency(), make_user()
    store(upload("a.pdf", pdf()), purpose=PURPOSE, by=person, owner=agency)
    foreign = store(upload("b.pdf", pdf()), purpose=PURPOSE, by=person, owner=make_agency())

    assert "removed" in several(agency, removed=[foreign.key]).errors
    with pytest.raises(FileRefused) as refused:
        revise(agency, purpose=PURPOSE, removed=[foreign], by=person)
    assert refused.value.code == "not_here"


@pytest.mark.django_db
def test_several_when_the_record_has_none_then_nothing_to_tick_and_empty_is_fine():
    form = several(make_agency())

    assert list(form.fields) == ["added"]
    assert form.is_valid()
    assert form.cleaned_data == {"added": []}
