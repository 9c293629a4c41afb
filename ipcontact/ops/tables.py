"""Whether the tables are those that the program reads."""

from django.apps import apps
from django.db import connection

SHOWN = 3


def missing_columns() -> list[str]:
    """Columns (`table.column`) that the program reads and the database lacks.

    Empty after a migration, but for a database that a version before the first release made: its
    first migrations have been written anew since, and are not applied twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema()"
        )
        there = set(cursor.fetchall())
    return [
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if (model._meta.db_table, field.column) not in there
    ]


def advice(missing: list[str]) -> str:
    """What is wrong with such a database, and what to do."""
    names = "、".join(missing[:SHOWN]) + ("等" if len(missing) > SHOWN else "")
    return (
        f"数据库由较早的试用版建立，缺少 {len(missing)} 列（{names}），不能使用。"
        "是演示数据的，请运行 make clean 清除后再启动；有正式数据的，请先备份，"
        "用原来的版本导出名录，再导入新建的数据库。"
    )
