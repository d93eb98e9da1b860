"""Places, after every third-party leaf migration (migration time is state rendering)."""

import django.db.models.deletion
from django.db import migrations, models

import marketplace.ui.bilingual


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("accounts", "0001_user"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("axes", "0010_accessattemptexpiration"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("guardian", "0003_remove_groupobjectpermission_guardian_gr_content_ae6aec_idx_and_more"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailembeds", "0009_embed_cache_until"),
        ("wagtailforms", "0005_alter_formsubmission_form_data"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtailsearch", "0010_add_text_fields"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("city", "City"),
                            ("district", "District"),
                            ("street", "Street"),
                            ("community", "Community"),
                            ("courtyard", "Courtyard"),
                        ],
                        max_length=16,
                        verbose_name="level",
                    ),
                ),
                ("code", models.CharField(max_length=24, unique=True, verbose_name="code")),
                ("path", models.CharField(editable=False, max_length=160, unique=True)),
                ("name_zh", models.CharField(max_length=80, verbose_name="Chinese name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="English name")),
                ("population", models.PositiveIntegerField(blank=True, null=True, verbose_name="residents")),
                ("households", models.PositiveIntegerField(blank=True, null=True, verbose_name="households")),
                ("courtyards", models.PositiveIntegerField(blank=True, null=True, verbose_name="courtyards")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="places.place",
                        verbose_name="lies in",
                    ),
                ),
            ],
            options={
                "verbose_name": "place",
                "verbose_name_plural": "places",
                "indexes": [models.Index(fields=["level", "code"], name="place_level_code")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", False), ("level__in", ["city", "district"]), _connector="OR"
                        ),
                        name="place_only_top_levels_stand_alone",
                    ),
                    models.CheckConstraint(condition=models.Q(("path", ""), _negated=True), name="place_has_path"),
                ],
            },
            bases=(marketplace.ui.bilingual.Bilingual, models.Model),
        ),
    ]
