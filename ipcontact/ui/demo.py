"""How the bureau of the demonstration is reached. All of it is made up."""

from ipcontact.audit.services import act
from ipcontact.ui.models import SiteProfile


def load(stdout) -> None:
    """Fill in telephone, address and hours; what somebody has entered stays.

    Args: stdout: where progress is written.
    """
    if SiteProfile.objects.exists():
        return
    with act("生成演示数据", by=None):
        SiteProfile.objects.create(
            pk=1,
            phone="022-00000000",
            address="天津市滨海新区示例路1号",
            office_hours="工作日9:00至17:00",
        )
    stdout.write("　已填写演示机关的联系方式")
