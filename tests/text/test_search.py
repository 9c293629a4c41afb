"""Search for parts of Chinese names, on a real table with the real index."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.writer import MigrationWriter

from ipcontact.text.rules import search_key
from ipcontact.text.search import MAX_GRAMS, CnGramsIndex, query_grams, text_contains


class Name(models.Model):
    """A table of the tests' own."""

    key = models.CharField("键", max_length=200)

    class Meta:
        app_label = "text_tests"
        managed = False
        db_table = "test_names"
        indexes = [CnGramsIndex("key", name="test_names_key_grams")]


@pytest.fixture
def names(db):
    """Creates the table and index of `Name` inside the test's transaction."""
    with connection.schema_editor() as editor:
        editor.create_model(Name)
        editor.add_index(Name, Name._meta.indexes[0])
    return Name.objects


def fill(names, *raws):
    names.bulk_create([Name(key=search_key(raw)) for raw in raws])


def found(names, term):
    return list(
        names.filter(text_contains("key", term)).order_by("pk").values_list("key", flat=True)
    )


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("津", ["天津长荣", "津天重工"]),
        ("天津", ["天津长荣"]),
        ("天 津", ["天津长荣"]),
        ("长荣", ["天津长荣"]),
        ("天津长荣", ["天津长荣"]),
        ("（天津）长荣", ["天津长荣"]),
        ("ＴＣＬ", ["tcl环鑫"]),
        ("tcl环", ["tcl环鑫"]),
        ("天长", []),
        ("𠮷", ["𠮷野家"]),
        ("𠮷野", ["𠮷野家"]),
    ],
)
def test_search_when_term_is_part_of_a_name_finds_exactly_those(names, term, expected):
    fill(names, "天津长荣", "津天重工", "TCL环鑫", "𠮷野家")

    assert found(names, term) == expected


def test_search_when_grams_match_but_order_does_not_is_rechecked(names):
    fill(names, "北京北海京北", "京北京海北海")

    assert found(names, "北京北海") == ["北京北海京北"]


@pytest.mark.parametrize("term", ["", "  ", None, "\u3000"])
def test_search_when_term_is_blank_restricts_nothing(names, term):
    fill(names, "天津", "北京")

    assert len(found(names, term)) == 2


@pytest.mark.parametrize("term", ["%", "_", "\\", "'", '"', "%%", "（", "天%", "天_", "\\天"])
def test_search_when_term_has_special_characters_takes_them_as_nothing_special(names, term):
    fill(names, "天津", "北京")

    assert found(names, term) == (["天津"] if "天" in term else [])


def test_search_when_name_has_symbols_finds_them_literally(names):
    fill(names, "A+B天津", "AAB天津")

    assert found(names, "a+b") == ["a+b天津"]


@pytest.mark.parametrize("term", ["天" * 10_000, "a\x00b", "x' OR 1=1 --", "[^a]*(.+)", "坏\ud800"])
def test_search_when_term_is_hostile_answers_nothing(names, term):
    fill(names, "天津", "北京")

    assert found(names, term) == []


def test_query_grams_when_term_is_long_are_bounded_and_distinct():
    assert query_grams("津") == ["津"]
    assert query_grams("天津天津") == ["天津", "津天"]
    assert query_grams("") == []
    assert len(query_grams("".join(map(chr, range(0x4E00, 0x4F00))))) == MAX_GRAMS


@pytest.mark.django_db
def test_cn_grams_when_called_gives_characters_and_pairs():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cn_grams('天津a'), cn_grams('津'), cn_grams(''), cn_grams(NULL),"
            " (SELECT concat(provolatile, proparallel) FROM pg_proc WHERE proname = 'cn_grams')"
        )
        row = cursor.fetchone()

    assert row == (["天", "津", "a", "天津", "津a"], ["津"], [], None, "is")


@pytest.mark.django_db
def test_cn_grams_when_search_path_is_empty_still_works():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = cursor.fetchone()[0]
        cursor.execute("SET LOCAL search_path = ''")
        cursor.execute(f"SELECT {schema}.cn_grams('天津')")

        assert cursor.fetchone()[0] == ["天", "津", "天津"]


def test_index_when_written_into_a_migration_comes_back_equal():
    index = CnGramsIndex("key", name="test_names_key_grams")
    path, args, kwargs = index.deconstruct()

    text, imports = MigrationWriter.serialize(migrations.AddIndex("name", index))

    assert (path, args, kwargs) == (
        "ipcontact.text.search.CnGramsIndex",
        ("key",),
        {"name": "test_names_key_grams"},
    )
    assert index.clone() == index
    assert CnGramsIndex(*args, **kwargs) == index
    assert "ipcontact.text.search.CnGramsIndex('key', name='test_names_key_grams')" in text
    assert imports


@pytest.mark.slow
def test_search_when_table_is_large_uses_the_index(names):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO test_names (id, key)"
            " SELECT i, CASE WHEN i % 20000 = 0 THEN '天津稀见鑫公司'"
            " WHEN i % 40 = 0 THEN '天津科技' ELSE '滨海' END"
            " || chr(20000 + i % 5000) || chr(20000 + i % 4999) || '有限公司'"
            " FROM generate_series(1, 100000) i"
        )
        cursor.execute("ANALYZE test_names")

    terms = (
        "鑫",
        "稀见",
        "科技",
        "天津科技",
        "天津稀见鑫",
    )  # rare and common, one to five characters
    plans = {term: names.filter(text_contains("key", term)).explain() for term in terms}

    for term, plan in plans.items():
        assert "test_names_key_grams" in plan, term
        assert "Seq Scan" not in plan, term
