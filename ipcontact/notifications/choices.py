"""The ways a message takes, how far it got, and how a person wants to be told."""

from django.db import models


class Channel(models.TextChoices):
    """Ways to a person, in the order offices use them; mail is the last."""

    INBOX = "inbox", "收件箱"
    SMS = "sms", "短信"
    WECHAT_TEXT = "wechat_text", "微信文案"
    QR_SHEET = "qr_sheet", "二维码单页"
    PHONE = "phone", "电话告知"
    MAIL = "mail", "电子邮件"


AUTOMATIC = (Channel.INBOX, Channel.SMS, Channel.MAIL)


class DeliveryState(models.TextChoices):
    """How far a message got on one way."""

    WAITING = "waiting", "等待发送"
    SENT = "sent", "已送出"
    FAILED = "failed", "发送失败"
    NOT_CONFIGURED = "not_configured", "未配置"
    HANDED_OVER = "handed_over", "已交付"
    NOT_REACHED = "not_reached", "未接通"
    RECALLED = "recalled", "已撤回，没有送出"


TONES = {
    DeliveryState.WAITING: "go",
    DeliveryState.SENT: "ok",
    DeliveryState.HANDED_OVER: "ok",
    DeliveryState.FAILED: "bad",
    DeliveryState.NOT_REACHED: "warn",
    DeliveryState.NOT_CONFIGURED: "warn",
    DeliveryState.RECALLED: "idle",
}


class MailMode(models.TextChoices):
    """When mails go to a person who signs in."""

    AT_ONCE = "at_once", "逐条发送"
    DAILY = "daily", "每个工作日汇总一封"
    NEVER = "never", "不发邮件，只看收件箱"
