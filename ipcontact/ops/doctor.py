"""What is wrong with this installation, said so that somebody can mend it."""

import datetime
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from ipcontact.documents.letters import view_faults
from ipcontact.documents.rendering import faults
from ipcontact.ops.checks import unsafe_settings
from ipcontact.ops.tables import advice, missing_columns
from ipcontact.workdays.clock import today
from ipcontact.workdays.services import current_calendar

LEAST_FREE_BYTES = 1_000_000_000
LARGEST_DRIFT = datetime.timedelta(seconds=5)
PUBLISHED_FROM_MONTH = 12  # the State Council publishes the next year in November


@dataclass(frozen=True)
class Finding:
    """One thing looked at. subject: what; ok: whether it is in order; sentence: what to know
    or do; is_fatal: whether something is wrong (a note is neither ok nor wrong)."""

    subject: str
    ok: bool
    sentence: str
    is_fatal: bool = True

    @property
    def is_wrong(self) -> bool:
        return not self.ok and self.is_fatal


def examine() -> list[Finding]:
    """Look at everything; later looks need the database, so they follow it."""
    findings = list(check_database())
    if findings[0].ok:
        findings += _look("数据表", check_migrations)
        findings += _look("工作日历", check_calendar)
        findings += _look("时钟", check_clock)
    findings += _look("磁盘", check_disk)
    findings += _look("邮件", check_mail)
    findings += _look("公文模板", check_documents)
    return findings + _look("设置", check_settings)


def as_json(findings: list[Finding]) -> dict:
    """The findings for a program: {"ok", "findings": [{"subject", "ok", "sentence", …}]}."""
    return {
        "ok": not any(finding.is_wrong for finding in findings),
        "findings": [asdict(finding) for finding in findings],
    }


def check_database() -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            [version] = cursor.fetchone()
    except DatabaseError as error:
        yield Finding("数据库", False, f"连接不上：{str(error).splitlines()[0]}")
        return
    name = connection.settings_dict["NAME"]
    yield Finding("数据库", True, f"PostgreSQL {version}，数据库 {name} 可用。")


def check_migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        names = "、".join(f"{migration.app_label}.{migration.name}" for migration, _ in missing[:5])
        sentence = f"有 {len(missing)} 个未执行（{names}），请运行 manage.py migrate。"
        yield Finding("数据表", False, sentence)
    elif lacking := missing_columns():
        yield Finding("数据表", False, advice(lacking))
    else:
        yield Finding("数据表", True, "结构与程序一致。")


def check_calendar() -> Iterator[Finding]:
    published = current_calendar().published_years
    this_year = today().year
    if this_year not in published:
        yield Finding("工作日历", False, f"{this_year} 年放假安排未导入，期限只能暂定。")
    elif this_year + 1 not in published:
        is_late = today().month >= PUBLISHED_FROM_MONTH
        sentence = f"{this_year + 1} 年放假安排未导入，跨年期限为暂定；公布后请在日历中导入。"
        yield Finding("工作日历", False, sentence, is_fatal=is_late)
    else:
        yield Finding("工作日历", True, f"{this_year} 年和 {this_year + 1} 年均已导入。")


def check_clock() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [there] = cursor.fetchone()
    drift = abs(timezone.now() - there)
    seconds = drift.total_seconds()
    sentence = f"与数据库相差 {seconds:.1f} 秒" + ("。" if drift <= LARGEST_DRIFT else "，请对时。")
    yield Finding("时钟", drift <= LARGEST_DRIFT, sentence)


def check_disk() -> Iterator[Finding]:
    settings.LOCAL_DIR.mkdir(exist_ok=True)
    free = shutil.disk_usage(settings.LOCAL_DIR).free
    is_enough = free >= LEAST_FREE_BYTES
    sentence = f"剩余 {free / 1e9:.1f} GB" + ("。" if is_enough else "，不足 1 GB，请清理。")
    yield Finding("磁盘", is_enough, sentence)


def check_mail() -> Iterator[Finding]:
    if not settings.EMAIL_URL:
        sentence = "没有设置 EMAIL_URL，邮件只写入本机文件。"
        yield Finding("邮件", False, sentence, is_fatal=not settings.DEBUG)
        return
    try:
        mail = get_connection(fail_silently=False, timeout=5)
        mail.open()
        mail.close()
    except OSError as error:
        yield Finding("邮件", False, f"邮件服务器 {settings.EMAIL_HOST} 不可用：{error}")
    else:
        yield Finding("邮件", True, f"邮件服务器 {settings.EMAIL_HOST} 可用。")


def check_documents() -> Iterator[Finding]:
    wrong = [*faults(), *view_faults()]
    for sentence in wrong:
        yield Finding("公文模板", False, sentence)
    if not wrong:
        yield Finding("公文模板", True, "都能使用。")


def check_settings() -> Iterator[Finding]:
    found = [message for message in unsafe_settings() if message.is_serious()]
    for message in found:
        yield Finding("设置", False, str(message.msg))
    if settings.DEBUG and not found:
        sentence = "DEBUG 已开启，只适合本机试用，不可对外提供服务。"
        yield Finding("设置", False, sentence, is_fatal=False)
    elif not found:
        yield Finding("设置", True, "没有不安全的设置。")


def _look(subject: str, look: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """One look's findings; a look that cannot be finished is itself a finding."""
    try:
        return list(look())
    except (DatabaseError, OSError) as error:
        return [Finding(subject, False, f"无法检查：{str(error).splitlines()[0]}")]
