"""Organisations and memberships, after every third-party leaf (docs: migration time is state rendering)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.accounts.rules


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
        ("places", "0001_initial"),
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
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "org_type",
                    models.CharField(
                        choices=[
                            ("private_nonenterprise", "Private non-enterprise unit"),
                            ("social_group", "Social group"),
                            ("foundation", "Foundation"),
                            ("social_enterprise", "Social enterprise"),
                            ("enterprise", "Enterprise"),
                            ("institution", "Public institution"),
                            ("cooperative", "Cooperative"),
                            ("community_group", "Community group"),
                            ("residents_committee", "Residents' committee"),
                            ("government_office", "Government office"),
                        ],
                        max_length=32,
                        verbose_name="kind",
                    ),
                ),
                ("uscc", models.CharField(blank=True, max_length=18, verbose_name="unified social credit code")),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisations",
                        to="places.place",
                        verbose_name="place",
                    ),
                ),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("resident", "Resident"),
                            ("resident_representative", "Resident representative"),
                            ("community", "Community worker"),
                            ("party_org", "Community party organisation"),
                            ("supervision_committee", "Supervision committee"),
                            ("street", "Street officer"),
                            ("district", "District officer"),
                            ("finance_officer", "Finance officer"),
                            ("leading_group_member", "Leading group member"),
                            ("evaluation_group_member", "Evaluation group member"),
                            ("planner", "Community planner"),
                            ("pool_manager", "Fund pool manager"),
                            ("co_builder", "Co-building unit"),
                            ("curator", "Curator"),
                            ("discipline", "Discipline inspector"),
                            ("auditor", "Auditor"),
                            ("expert", "Evaluation expert"),
                            ("professional", "Acceptance professional"),
                            ("operator", "System operator"),
                            ("provider_admin", "Provider administrator"),
                            ("provider_bidder", "Provider bidder"),
                        ],
                        max_length=32,
                        verbose_name="role",
                    ),
                ),
                ("from_date", models.DateField(verbose_name="from")),
                ("to_date", models.DateField(blank=True, null=True, verbose_name="to")),
                ("last_used_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="places.place",
                        verbose_name="place",
                    ),
                ),
                (
                    "substitute_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="substitutes",
                        to="accounts.membership",
                        verbose_name="substitute for",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
            },
        ),
        migrations.CreateModel(
            name="PhoneCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phone", models.CharField(max_length=20)),
                ("digest", models.CharField(blank=True, max_length=128)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phone_codes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Residency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(blank=True, max_length=120, verbose_name="building and door")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for the community"),
                            ("confirmed", "Confirmed"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=400, verbose_name="reason")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="residencies",
                        to="places.place",
                        verbose_name="community",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="residencies_decided",
                        to="accounts.membership",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="residencies",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "resident registration",
                "verbose_name_plural": "resident registrations",
            },
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("uscc", ""), _negated=True), fields=("uscc",), name="organisation_uscc_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("uscc", ""), _negated=True), ("org_type", "community_group"), _connector="OR"
                ),
                name="organisation_uscc_present",
            ),
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(fields=["role", "place"], name="membership_role_place"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("organisation__isnull", True), ("place__isnull", False)),
                    models.Q(("organisation__isnull", False), ("place__isnull", True)),
                    _connector="OR",
                ),
                name="membership_place_or_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_date__isnull", True), ("to_date__gte", models.F("from_date")), _connector="OR"),
                name="membership_from_before_to",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "role__in",
                            [
                                marketplace.accounts.rules.Role["PROVIDER_ADMIN"],
                                marketplace.accounts.rules.Role["PROVIDER_BIDDER"],
                            ],
                        ),
                        _negated=True,
                    ),
                    ("organisation__isnull", False),
                    _connector="OR",
                ),
                name="membership_provider_has_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "role__in",
                            [
                                marketplace.accounts.rules.Role["AUDITOR"],
                                marketplace.accounts.rules.Role["COMMUNITY"],
                                marketplace.accounts.rules.Role["CURATOR"],
                                marketplace.accounts.rules.Role["DISCIPLINE"],
                                marketplace.accounts.rules.Role["DISTRICT"],
                                marketplace.accounts.rules.Role["FINANCE_OFFICER"],
                                marketplace.accounts.rules.Role["LEADING_GROUP_MEMBER"],
                                marketplace.accounts.rules.Role["OPERATOR"],
                                marketplace.accounts.rules.Role["PARTY_ORG"],
                                marketplace.accounts.rules.Role["RESIDENT"],
                                marketplace.accounts.rules.Role["RESIDENT_REPRESENTATIVE"],
                                marketplace.accounts.rules.Role["STREET"],
                                marketplace.accounts.rules.Role["SUPERVISION_COMMITTEE"],
                            ],
                        ),
                        _negated=True,
                    ),
                    ("place__isnull", False),
                    _connector="OR",
                ),
                name="membership_staff_has_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("substitute_for__isnull", True), ("to_date__isnull", False), _connector="OR"),
                name="membership_substitute_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("place__isnull", False), ("to_date__isnull", True)),
                fields=("user", "role", "place"),
                name="membership_open_place_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("organisation__isnull", False), ("to_date__isnull", True)),
                fields=("user", "role", "organisation"),
                name="membership_open_organisation_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role", "resident"), ("to_date__isnull", True)),
                fields=("user",),
                name="membership_resident_of_one_community",
            ),
        ),
        migrations.AddIndex(
            model_name="phonecode",
            index=models.Index(fields=["user", "asked_at"], name="phone_code_by_user"),
        ),
        migrations.AddIndex(
            model_name="residency",
            index=models.Index(fields=["community", "state"], name="residency_waiting"),
        ),
        migrations.AddConstraint(
            model_name="residency",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")), fields=("user",), name="residency_one_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="residency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="residency_refusal_has_reason",
            ),
        ),
    ]
