"""The function behind the search index. It uses nothing outside pg_catalog: any server will do."""

from django.db import migrations

CREATE = """
CREATE OR REPLACE FUNCTION cn_grams(value text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 300 AS $body$
DECLARE
    grams pg_catalog.text[] := pg_catalog.string_to_array(value, NULL);
    size pg_catalog.int4 := pg_catalog.cardinality(grams);
BEGIN
    FOR place IN 1 .. size - 1 LOOP
        grams[size + place] := grams[place] OPERATOR(pg_catalog.||) grams[place + 1];
    END LOOP;
    RETURN grams;
END
$body$;
COMMENT ON FUNCTION cn_grams(text) IS 'characters and two-character grams of a search key';
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION cn_grams(text)")]
