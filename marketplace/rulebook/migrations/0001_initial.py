"""Rule sets, calendar and catalogue, after every third-party leaf migration (migration time is state rendering)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.primitives.ruleset.codes
import marketplace.ui.bilingual


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("accounts", "0001_user"),
        ("places", "0001_initial"),
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
            name="CalendarOverride",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True, verbose_name="day")),
                ("is_workday", models.BooleanField(verbose_name="offices work on this day")),
                ("name", models.CharField(max_length=60, verbose_name="name of the day")),
                ("source", models.CharField(max_length=160, verbose_name="notice it rests on")),
            ],
            options={
                "verbose_name": "day of the working calendar",
                "verbose_name_plural": "days of the working calendar",
            },
        ),
        migrations.CreateModel(
            name="CalendarStamp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="ServiceDomain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=32, unique=True, verbose_name="code")),
                ("name_zh", models.CharField(max_length=60, verbose_name="Chinese name")),
                ("name_en", models.CharField(max_length=80, verbose_name="English name")),
                ("provenance", models.CharField(blank=True, max_length=60, verbose_name="source")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={"verbose_name": "service domain", "verbose_name_plural": "service domains"},
            bases=(marketplace.ui.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="ScopeCatalogue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(unique=True, verbose_name="version")),
                ("is_fixed", models.BooleanField(default=False)),
                (
                    "based_on",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="rulebook.scopecatalogue",
                    ),
                ),
            ],
            options={"verbose_name": "scope catalogue", "verbose_name_plural": "scope catalogues"},
        ),
        migrations.CreateModel(
            name="ScopeCategory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8, verbose_name="code")),
                ("name_zh", models.CharField(max_length=60, verbose_name="Chinese name")),
                ("name_en", models.CharField(max_length=80, verbose_name="English name")),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="categories",
                        to="rulebook.scopecatalogue",
                    ),
                ),
            ],
            options={"verbose_name": "scope category", "verbose_name_plural": "scope categories"},
            bases=(marketplace.ui.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="ScopeItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8, verbose_name="code")),
                ("name_zh", models.CharField(max_length=80, verbose_name="Chinese name")),
                ("name_en", models.CharField(max_length=120, verbose_name="English name")),
                (
                    "default_kind",
                    models.CharField(
                        choices=[
                            ("service", "Service"),
                            ("goods", "Goods"),
                            ("works", "Works"),
                            ("activity", "Activity"),
                        ],
                        max_length=16,
                        verbose_name="usual kind",
                    ),
                ),
                (
                    "chengdu_class",
                    models.CharField(
                        choices=[
                            ("party_service", "Party organisation serving the people"),
                            ("community_building", "Community building"),
                            ("volunteering", "Community volunteering"),
                            ("resident_quality", "Residents' education"),
                            ("environment", "Community and courtyard environment"),
                        ],
                        max_length=24,
                        verbose_name="Chengdu class",
                    ),
                ),
                ("provenance", models.CharField(blank=True, max_length=60, verbose_name="source")),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="rulebook.scopecatalogue"
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="rulebook.scopecategory"
                    ),
                ),
                (
                    "domains",
                    models.ManyToManyField(
                        related_name="scope_items", to="rulebook.servicedomain", verbose_name="service domains"
                    ),
                ),
            ],
            options={"verbose_name": "scope item", "verbose_name_plural": "scope items"},
            bases=(marketplace.ui.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="RuleSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60)),
                ("version", models.PositiveIntegerField()),
                ("name_zh", models.CharField(max_length=80)),
                ("name_en", models.CharField(max_length=120)),
                (
                    "regime",
                    models.CharField(
                        choices=[
                            (marketplace.primitives.ruleset.codes.Regime["LOCAL"], "Local rules"),
                            (marketplace.primitives.ruleset.codes.Regime["STATUTORY"], "Law"),
                        ],
                        max_length=16,
                    ),
                ),
                ("effective_from", models.DateField()),
                ("values", models.JSONField()),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("in_force", "In force"), ("retired", "Replaced")],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "based_on",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="rulebook.ruleset",
                    ),
                ),
                ("editors", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rule_sets", to="places.place"
                    ),
                ),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rule_sets",
                        to="rulebook.scopecatalogue",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule set",
                "verbose_name_plural": "rule sets",
                "indexes": [models.Index(fields=["place", "regime", "-effective_from"], name="ruleset_in_force")],
                "constraints": [
                    models.UniqueConstraint(fields=("place", "code", "version"), name="ruleset_version_unique"),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "draft")), fields=("place", "code"), name="ruleset_one_draft"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "in_force", "retired"])), name="ruleset_status"
                    ),
                    models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="ruleset_version_from_one"),
                ],
            },
            bases=(marketplace.ui.bilingual.Bilingual, models.Model),
        ),
        migrations.AddConstraint(
            model_name="scopecategory",
            constraint=models.UniqueConstraint(fields=("catalogue", "code"), name="scopecategory_code_unique"),
        ),
        migrations.AddConstraint(
            model_name="scopeitem",
            constraint=models.UniqueConstraint(fields=("catalogue", "code"), name="scopeitem_code_unique"),
        ),
        migrations.AddConstraint(
            model_name="scopeitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "chengdu_class__in",
                        ["party_service", "community_building", "volunteering", "resident_quality", "environment"],
                    )
                ),
                name="scopeitem_class",
            ),
        ),
        migrations.AddConstraint(
            model_name="scopeitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("default_kind__in", ["service", "goods", "works", "activity"])),
                name="scopeitem_kind",
            ),
        ),
    ]
