"""Messages to people, each way they took, one-time links, and how people want to be told."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from ipcontact.accounts.capabilities import roles_with
from ipcontact.accounts.roles import Role
from ipcontact.audit.triggers import audited, immutable
from ipcontact.notifications.choices import AUTOMATIC, TONES, Channel, DeliveryState, MailMode


class MessageQuerySet(models.QuerySet):
    def to(self, user):
        """The inbox of a person; what was recalled before it was read is gone from it."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user=user, recalled_at=None)

    def unread(self):
        return self.filter(read_at=None)

    def visible_to(self, user):
        """Messages to this person, and those this person's office has to hand over."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(user=user, recalled_at=None) | self._handled_by(user))

    def handled_by(self, user):
        """Messages that this person's office sent and may hand over by phone, WeChat or paper."""
        return self.filter(self._handled_by(user)) if user.is_authenticated else self.none()

    def _handled_by(self, user) -> Q:
        if roles_with("messages.hand_over").isdisjoint(user.roles):
            return Q(pk__in=[])
        mine = Q(created_by=user)
        return mine | Q(created_by__agency=user.agency_id) if user.agency_id else mine

    def about(self, subject):
        """Messages about one record, newest first."""
        return self.filter(subject_table=subject._meta.db_table, subject_key=str(subject.pk))


class Message(models.Model):
    """Something one person was told, on whatever ways. Written by `notifications.services.tell`.

    The addresses of somebody with an account are read from the account when it is sent; those of
    anybody else lie on the deliveries, until they are no longer needed.
    """

    key = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name="收件人账号",
    )
    person_name = models.CharField("收件人", max_length=60, blank=True)
    subject_table = models.CharField("事项表", max_length=63, blank=True)
    subject_key = models.CharField("事项编号", max_length=64, blank=True)
    kind = models.CharField("种类", max_length=60)
    title = models.CharField("标题", max_length=80)
    body = models.TextField("内容", blank=True)
    url = models.CharField("办理页面", max_length=400, blank=True)
    link_purpose = models.CharField("一次性链接用途", max_length=60, blank=True)
    is_urgent = models.BooleanField("紧急", default=False)
    is_confidential = models.BooleanField(
        "内容不外发", default=False, help_text="短信、邮件里只说有新消息，不写内容"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages_sent",
        verbose_name="发出人",
    )
    created_at = models.DateTimeField("时间", auto_now_add=True)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    recalled_at = models.DateTimeField("撤回时间", null=True, blank=True)
    link_ended_at = models.DateTimeField("链接作废时间", null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["user", "-id"], name="message_inbox"),
            models.Index(fields=["user", "-id"], name="message_unread", condition=Q(read_at=None)),
            models.Index(fields=["subject_table", "subject_key"], name="message_subject"),
            models.Index(fields=["created_by", "-id"], name="message_sent"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(person_name=""),
                name="message_has_recipient",
                violation_error_message="消息须有收件人。",
            ),
        ]
        triggers = [
            *audited(personal=("person_name", "title", "body"), ignored=("read_at",)),
            *immutable(fields=("user", "title", "body", "url", "subject_table", "subject_key")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("notifications:message", args=[self.key])

    @property
    def recipient_name(self) -> str:
        """Whom it is for."""
        return self.user.name if self.user_id else self.person_name

    @property
    def is_off(self) -> bool:
        """Whether nothing of it goes out any more: it was recalled, or no link is made for it."""
        return self.recalled_at is not None or self.link_ended_at is not None


class DeliveryQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=DeliveryState.WAITING)

    def by_hand(self):
        """What people did: phone calls, texts and sheets."""
        return self.exclude(channel__in=AUTOMATIC)


class Delivery(models.Model):
    """One way of one message and how far it got. Written by `notifications.services` only."""

    message = models.ForeignKey(
        Message, models.CASCADE, related_name="deliveries", verbose_name="消息"
    )
    channel = models.CharField("渠道", max_length=16, choices=Channel)
    state = models.CharField("状态", max_length=16, choices=DeliveryState)
    address = models.CharField("送达地址", max_length=254, blank=True)
    masked_address = models.CharField("送达地址（遮盖）", max_length=254, blank=True)
    is_digest = models.BooleanField("并入汇总", default=False)
    due_at = models.DateTimeField("可发送时间")
    tries = models.PositiveSmallIntegerField("失败次数", default=0)
    problem = models.CharField("未送出原因", max_length=120, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deliveries_by_hand",
        verbose_name="办理人",
    )
    done_at = models.DateTimeField("送出时间", null=True, blank=True)
    created_at = models.DateTimeField("记录时间", auto_now_add=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "送达记录"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["due_at"], name="delivery_waiting", condition=Q(state="waiting")),
            models.Index(fields=["created_at"], name="delivery_address", condition=~Q(address="")),
        ]
        constraints = [
            models.UniqueConstraint(
                "message",
                "channel",
                name="delivery_once_per_channel",
                condition=Q(channel__in=[channel.value for channel in AUTOMATIC]),
                violation_error_message="这条消息已有这个渠道的送达记录。",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="delivery_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(done_at__isnull=False), name="delivery_sent_has_time"
            ),
        ]
        triggers = audited(
            personal=("address", "masked_address", "note"), ignored=("tries", "due_at")
        )

    def __str__(self) -> str:
        return f"{self.get_channel_display()}：{self.state_words}"

    @property
    def state_words(self) -> str:
        """Its state; a text or sheet that was made is not yet known to have arrived."""
        if self.state == DeliveryState.HANDED_OVER:
            return "已电话告知" if self.channel == Channel.PHONE else "已生成"
        return self.get_state_display()

    @property
    def tone(self) -> str:
        """Colour of its state."""
        return TONES[DeliveryState(self.state)]

    @property
    def is_waiting(self) -> bool:
        return self.state == DeliveryState.WAITING


class OneTimeLink(models.Model):
    """A link that lets one contact do one thing once, without signing in.

    Only the hash of its secret is kept. Written by `notifications.services.issue_link` and
    `consume_link`.
    """

    token_hash = models.CharField("密钥摘要", max_length=64, unique=True)
    purpose = models.CharField("用途", max_length=60)
    subject_table = models.CharField("事项表", max_length=63)
    subject_key = models.CharField("事项编号", max_length=64)
    contact_name = models.CharField("发给", max_length=60, blank=True)
    contact_masked = models.CharField("联系方式（遮盖）", max_length=254, blank=True)
    contact_hash = models.CharField("联系方式摘要", max_length=64, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="links_issued",
        verbose_name="发出人",
    )
    issued_at = models.DateTimeField("发出时间", auto_now_add=True)
    expires_at = models.DateTimeField("失效时间")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)
    revoked_at = models.DateTimeField("作废时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "一次性链接"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["subject_table", "subject_key", "purpose"], name="link_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(revoked_at=None), name="link_used_or_revoked"
            ),
        ]
        triggers = [
            *audited(personal=("contact_name", "contact_masked", "contact_hash", "token_hash")),
            *immutable(fields=("token_hash", "purpose", "subject_table", "subject_key")),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject_key}"


class Preference(models.Model):
    """How somebody with an account wants to be told; nobody without a row has chosen."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="message_preference",
        verbose_name="人员",
    )
    mail = models.CharField("电子邮件", max_length=10, choices=MailMode, default=MailMode.AT_ONCE)
    wants_sms = models.BooleanField("同时发短信", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息偏好"
        constraints = [
            models.CheckConstraint(condition=Q(mail__in=MailMode.values), name="preference_mail"),
        ]
        triggers = audited()

    def __str__(self) -> str:
        return self.get_mail_display()

    @classmethod
    def of(cls, user) -> "Preference":
        """What somebody chose, or what is usual: SMS for people of units, who come seldom."""
        usual = cls(user=user, wants_sms=Role.UNIT_USER in user.roles)
        return cls.objects.filter(user=user).first() or usual
