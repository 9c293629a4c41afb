"""What this installation is."""

from django.db import models


class Installation(models.Model):
    """The one row that says what this database holds: a demonstration or a real register.

    Written by `ipcontact.ops.preparation` when a database is prepared, never by a page.
    """

    is_demo = models.BooleanField("演示安装")
    prepared_as = models.CharField("结构指纹", max_length=64, blank=True)
    demo_loaded_at = models.DateTimeField("演示数据装入时间", null=True, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = "安装信息"
        verbose_name_plural = "安装信息"
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="ops_one_installation"),
            models.CheckConstraint(
                condition=models.Q(is_demo=True) | models.Q(demo_loaded_at=None),
                name="ops_no_demo_data_in_a_real_register",
            ),
        ]

    def __str__(self) -> str:
        return "演示安装" if self.is_demo else "正式安装"
