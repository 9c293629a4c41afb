"""The words of official documents (state table 13, 文书)."""

from django.db import models


class DocumentState(models.TextChoices):
    DRAFT = "draft", "拟稿"
    APPROVED = "approved", "已签批"
    SEALED = "sealed", "已用印"
    SENT = "sent", "已发出"
    SERVED = "served", "已送达"
    VOID = "void", "作废"


class DocumentAction(models.TextChoices):
    """What may be done with a document; each is one step of the state table."""

    EDIT = "edit", "修改"
    APPROVE = "approve", "签批"
    NUMBER = "number", "编号"
    SEAL = "seal", "用印"
    SEND = "send", "发出"
    SERVE = "serve", "登记送达"
    VOID = "void", "作废"


class DocumentActor(models.TextChoices):
    """As whom somebody acts on a document."""

    DRAFTER = "drafter", "承办机构的经办"
    SIGNER = "signer", "签批人"


class SendChannel(models.TextChoices):
    """By which way a document went out."""

    IN_PERSON = "in_person", "当面送达"
    POST = "post", "邮寄"
    OA = "oa", "公文系统"
    ELECTRONIC = "electronic", "电子送达"
    WEBSITE = "website", "网站发布"
