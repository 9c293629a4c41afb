"""How forms are drawn: label above, help and error under the control, all tied together."""

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorDict

from ipcontact.ui import drawing

CHECKS = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)
PLAIN = (*CHECKS, forms.HiddenInput, forms.MultipleHiddenInput, forms.FileInput)


class BoundField(forms.BoundField):
    """A field that asks for what is missing by its own name, unless the form has its own words."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        if field.error_messages.get("required") is forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = missing(field.widget, str(self.label))


class FormRenderer(TemplatesSetting):
    """Every form of the product, also those of packages, comes out of our templates."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
    bound_field_class = BoundField


def missing(widget: forms.Widget, label: str) -> str:
    """What to do about an empty field: fill in, choose, tick or upload it."""
    if isinstance(widget, forms.CheckboxInput):
        return f"请勾选“{label}”。"
    if label.endswith(("？", "?")):
        return f"请回答：{label}"
    if isinstance(widget, forms.FileInput):
        return f"请上传{label}。"
    if isinstance(widget, (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return f"请选择{label}。"
    return f"请填写{label}。"


def is_check(widget: forms.Widget) -> bool:
    """A single box whose label stands beside it."""
    return isinstance(widget, forms.CheckboxInput)


def is_group(widget: forms.Widget) -> bool:
    """Several boxes under one legend."""
    return isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))


def control(bound: forms.BoundField):
    """The widget with our class and the ids of its help and errors.

    Args:
        bound: a field of a form.
    Returns:
        safe HTML.
    """
    attrs = {}
    if not isinstance(bound.field.widget, PLAIN):
        given = bound.field.widget.attrs.get("class", "")
        attrs["class"] = f"input {given}".strip()
    described = [f"{bound.auto_id}_help"] if bound.help_text else []
    if bound.errors:
        attrs["aria-invalid"] = "true"
        described.append(f"{bound.auto_id}_error")
    if described and not is_group(bound.field.widget):
        attrs["aria-describedby"] = " ".join(described)
    if isinstance(bound.field.widget, forms.Textarea):
        attrs.setdefault("rows", bound.field.widget.attrs.get("rows", 4))
    return drawing.text_box(bound, attrs) or bound.as_widget(attrs=attrs)


def error_links(form: forms.BaseForm) -> list[tuple[str, str, str]]:
    """Errors for the summary on top.

    Returns:
        (anchor or "", label or "", message) for each error; those of the whole form first.
    """
    errors: ErrorDict = form.errors
    found = [("", "", message) for message in errors.get("__all__", ())]
    for name, messages in errors.items():
        if name != "__all__" and name in form.fields:
            bound = form[name]
            found += [(f"#{anchor(bound)}", bound.label, message) for message in messages]
    return found


def anchor(bound: forms.BoundField) -> str:
    """The id a link to this field must name; of a group, its first box."""
    return bound.id_for_label or f"{bound.auto_id}_0"


class ColumnsForm(forms.Form):
    """Columns of one list; names that cannot be names are left out."""

    page = forms.RegexField(r"^[a-z][a-z0-9_.-]{0,59}$")
    columns = forms.TypedMultipleChoiceField(required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("columns") if hasattr(self.data, "getlist") else []
        names = [name for name in sent[:100] if name.isidentifier() and len(name) <= 60]
        self.fields["columns"].choices = [(name, name) for name in names]
        if self.is_bound:
            self.data = self.data.copy()
            self.data.setlist("columns", names)


class SaveViewForm(ColumnsForm):
    """A list as it is now, under a name."""

    name = forms.CharField(max_length=20)
    query = forms.CharField(max_length=2000, required=False)
    share = forms.BooleanField(required=False)
