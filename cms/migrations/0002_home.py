"""The portal's front page takes the place of Wagtail's welcome page."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def put_home(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the home page under the root and let the default site begin there."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    HomePage = apps.get_model("cms", "HomePage")
    kind, _created = ContentType.objects.get_or_create(model="homepage", app_label="cms")
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    root = Page.objects.get(depth=1)
    home = HomePage.objects.create(
        title="首页",
        draft_title="首页",
        slug="home",
        content_type=kind,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        live=True,
        has_unpublished_changes=False,
        locale_id=Page._meta.get_field("locale")
        .remote_field.model.objects.order_by("pk")
        .values_list("pk", flat=True)[0],
    )
    Page.objects.filter(pk=root.pk).update(numchild=1)
    Site.objects.create(hostname="localhost", port=80, root_page_id=home.pk, is_default_site=True, site_name="")


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(put_home, migrations.RunPython.noop)]
