"""One way to draw a form (settings.FORM_RENDERER)."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draws every form as an error summary and its fields, every field with one template."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    formset_template_name = "ui/forms/formset.html"
