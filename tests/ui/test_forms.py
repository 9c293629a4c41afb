"""An empty field says what to do about it."""

import pytest
from django import forms

YES_NO = [("1", "有"), ("0", "没有")]


class Example(forms.Form):
    name = forms.CharField(label="单位名称")
    region = forms.ChoiceField(label="所属区域", choices=YES_NO)
    ways = forms.MultipleChoiceField(
        label="联系方式", choices=YES_NO, widget=forms.CheckboxSelectMultiple
    )
    certificate = forms.ChoiceField(label="有没有证书？", choices=YES_NO, widget=forms.RadioSelect)
    scan = forms.FileField(label="盖章页")
    promise = forms.BooleanField(label="内容属实")
    reason = forms.CharField(label="事由", error_messages={"required": "请写明查看事由。"})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("name", "请填写单位名称。"),
        ("region", "请选择所属区域。"),
        ("ways", "请选择联系方式。"),
        ("certificate", "请回答：有没有证书？"),
        ("scan", "请上传盖章页。"),
        ("promise", "请勾选“内容属实”。"),
        ("reason", "请写明查看事由。"),
    ],
)
def test_field_when_left_empty_then_it_says_what_to_do(name, words):
    form = Example(data={})

    assert form.errors[name] == [words]


def test_field_when_one_form_is_asked_then_the_class_keeps_its_words():
    Example(data={}).full_clean()

    assert Example.base_fields["name"].error_messages["required"] == "这个字段是必填项。"
