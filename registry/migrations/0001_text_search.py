"""What the tables of the register stand on: the search function and the number sequences."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies = [("text", "0001_cn_grams")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE IF NOT EXISTS registry_unit_public_no",
            "DROP SEQUENCE IF EXISTS registry_unit_public_no",
        ),
        migrations.RunSQL(
            "CREATE SEQUENCE IF NOT EXISTS registry_application_no",
            "DROP SEQUENCE IF EXISTS registry_application_no",
        ),
        migrations.RunSQL(
            "CREATE SEQUENCE IF NOT EXISTS registry_opinion_request_no",
            "DROP SEQUENCE IF EXISTS registry_opinion_request_no",
        ),
        migrations.RunSQL(
            "CREATE SEQUENCE IF NOT EXISTS registry_batch_no",
            "DROP SEQUENCE IF EXISTS registry_batch_no",
        ),
        migrations.RunSQL(
            "CREATE SEQUENCE IF NOT EXISTS registry_notice_no",
            "DROP SEQUENCE IF EXISTS registry_notice_no",
        ),
        migrations.RunSQL(
            "CREATE SEQUENCE IF NOT EXISTS registry_objection_no",
            "DROP SEQUENCE IF EXISTS registry_objection_no",
        ),
        migrations.RunSQL(
            "CREATE SEQUENCE IF NOT EXISTS registry_snapshot_no",
            "DROP SEQUENCE IF EXISTS registry_snapshot_no",
        ),
    ]
