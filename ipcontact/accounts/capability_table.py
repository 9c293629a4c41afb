"""THE table of rights: which role may do what. Tests and the page of rights are made from it."""

from dataclasses import dataclass

from ipcontact.accounts.roles import Role, role_labels

EVERYONE = frozenset(Role)
BUREAU_STAFF = frozenset({Role.HANDLER, Role.DECIDER, Role.LEGAL_REVIEWER})
AGENCY_STAFF = frozenset({Role.AGENCY_CLERK, Role.AGENCY_HEAD, Role.LIAISON_OFFICER})
REGISTER_STAFF = BUREAU_STAFF | AGENCY_STAFF
STAFF = EVERYONE - {Role.UNIT_USER}


@dataclass(frozen=True)
class Capability:
    """One thing that may be done.

    Attributes:
        verb: stable name used in code, `subject.action`.
        group: heading on the page of rights.
        label: what it is called on pages.
        roles: who may do it.
        scope: which records it reaches, in words.
    """

    verb: str
    group: str
    label: str
    roles: frozenset[str]
    scope: str = "全部"

    @property
    def holders(self) -> str:
        """The roles in words."""
        if self.roles == EVERYONE:
            return "所有角色"
        if self.roles == STAFF:
            return f"除{Role.UNIT_USER.label}外的所有角色"
        return role_labels(self.roles)


_SCOPE_UNITS = "区局和保护中心看全区，其他机构看本机构及下级机构负责的单位"
_SCOPE_APPLICATIONS = "区局看全区已提交的申报，其他机构看本机构及下级机构主责或协同的申报"

TABLE: tuple[Capability, ...] = (
    Capability("desk.view", "工作台", "打开工作台", EVERYONE, "与本人有关的事项"),
    Capability("rights.view", "工作台", "查看权限说明", EVERYONE),
    Capability("agencies.view", "机构与人员", "查看机构", STAFF),
    Capability("units.view", "单位", "查看单位档案", REGISTER_STAFF, _SCOPE_UNITS),
    Capability(
        "units.edit",
        "单位",
        "登记和修改单位资料",
        frozenset({Role.HANDLER, Role.AGENCY_CLERK, Role.LIAISON_OFFICER}),
        _SCOPE_UNITS,
    ),
    Capability(
        "units.merge",
        "单位",
        "合并重复登记的单位（两人办理）",
        frozenset({Role.HANDLER}),
        "区局经办；提出人不能自己确认",
    ),
    Capability(
        "units.export",
        "单位",
        "导出单位清单（留痕）",
        frozenset({Role.HANDLER, Role.DECIDER, Role.AGENCY_CLERK, Role.AGENCY_HEAD}),
        _SCOPE_UNITS,
    ),
    Capability(
        "units.reveal",
        "单位",
        "查看完整联系方式（留痕）",
        frozenset(
            {Role.HANDLER, Role.DECIDER, Role.AGENCY_CLERK, Role.AGENCY_HEAD, Role.LIAISON_OFFICER}
        ),
        _SCOPE_UNITS,
    ),
    Capability(
        "messages.hand_over",
        "消息",
        "用电话、微信、二维码单页告知对方",
        REGISTER_STAFF,
        "本机构发出的消息",
    ),
    Capability("views.share", "单位", "共享自己保存的视图", REGISTER_STAFF, "本机构同事"),
    Capability(
        "changes.view",
        "单位",
        "查看单位变更",
        REGISTER_STAFF | {Role.UNIT_USER},
        f"{_SCOPE_UNITS}；单位用户限本单位",
    ),
    Capability(
        "changes.propose",
        "单位",
        "登记单位变更、更新联络员",
        frozenset({Role.UNIT_USER, Role.HANDLER, Role.AGENCY_CLERK, Role.LIAISON_OFFICER}),
        f"{_SCOPE_UNITS}；单位用户限本单位",
    ),
    Capability(
        "changes.check", "单位", "核对单位变更", frozenset({Role.HANDLER}), "本人登记的除外"
    ),
    Capability(
        "changes.rebind",
        "单位",
        "联络员离职重新绑定、发变更链接",
        frozenset({Role.HANDLER, Role.AGENCY_CLERK, Role.LIAISON_OFFICER}),
        _SCOPE_UNITS,
    ),
    Capability("changes.compare", "单位", "比对登记信息", frozenset({Role.HANDLER})),
    Capability(
        "removals.view",
        "名录",
        "查看移出和退出",
        REGISTER_STAFF | {Role.UNIT_USER},
        f"{_SCOPE_UNITS}；单位用户限本单位",
    ),
    Capability(
        "removals.propose",
        "名录",
        "提出移出在库单位",
        frozenset({Role.HANDLER, Role.AGENCY_CLERK, Role.LIAISON_OFFICER}),
        _SCOPE_UNITS,
    ),
    Capability(
        "removals.speak",
        "名录",
        "陈述意见、申请退出",
        frozenset({Role.UNIT_USER, Role.HANDLER, Role.AGENCY_CLERK, Role.LIAISON_OFFICER}),
        "单位用户限本单位；工作人员代为登记",
    ),
    Capability(
        "removals.handle", "名录", "告知单位、确认退出申请、拟写文书", frozenset({Role.HANDLER})
    ),
    Capability(
        "removals.decide",
        "名录",
        "决定移出或继续在库、暂停联系",
        frozenset({Role.DECIDER}),
        "本人提出的除外",
    ),
    Capability("roster.import", "名录", "导入名录", frozenset({Role.HANDLER})),
    Capability("roster.publish", "名录", "公布名录版次", frozenset({Role.HANDLER, Role.DECIDER})),
    Capability("rounds.view", "申报", "查看申报批次", REGISTER_STAFF),
    Capability("rounds.manage", "申报", "发布申报通知、延长和截止批次", frozenset({Role.HANDLER})),
    Capability(
        "applications.own",
        "申报",
        "填写和提交本单位的申报",
        frozenset({Role.UNIT_USER}),
        "本人填写或所在单位的申报",
    ),
    Capability("applications.view", "申报", "查看申报", REGISTER_STAFF, _SCOPE_APPLICATIONS),
    Capability(
        "applications.export",
        "申报",
        "导出申报清单（留痕）",
        frozenset({Role.HANDLER, Role.DECIDER, Role.AGENCY_CLERK, Role.AGENCY_HEAD}),
        _SCOPE_APPLICATIONS,
    ),
    Capability(
        "applications.check",
        "申报",
        "初审、退回修改、代录单位盖章的补充材料",
        frozenset({Role.AGENCY_CLERK}),
        "本机构及下级机构的申报",
    ),
    Capability(
        "applications.handle", "申报", "复核、退回修改、列入批次", frozenset({Role.HANDLER})
    ),
    Capability(
        "applications.renew_code",
        "申报",
        "核实身份后换发查询码（留痕）",
        frozenset({Role.AGENCY_CLERK, Role.HANDLER}),
        _SCOPE_APPLICATIONS,
    ),
    Capability(
        "applications.remind",
        "申报",
        "截止前电话催办未提交的草稿（显示电话留痕）",
        frozenset({Role.AGENCY_CLERK, Role.HANDLER}),
        "区局看全区的草稿，其他机构看辖区内的；看不到填写的内容",
    ),
    Capability(
        "recommendations.view",
        "申报",
        "查看推荐和推荐汇总表",
        frozenset({Role.AGENCY_CLERK, Role.AGENCY_HEAD, Role.HANDLER, Role.DECIDER}),
        "区局看全部，其他机构看本机构及下级机构的推荐",
    ),
    Capability(
        "recommendations.draft",
        "申报",
        "拟写推荐、导入推荐汇总表",
        frozenset({Role.AGENCY_CLERK}),
        "本机构推荐的单位",
    ),
    Capability(
        "recommendations.sign",
        "申报",
        "签发、撤销推荐",
        frozenset({Role.AGENCY_HEAD}),
        "本机构推荐的单位",
    ),
    Capability(
        "applications.settle",
        "申报",
        "认定由哪件申报代表单位",
        frozenset({Role.AGENCY_CLERK, Role.HANDLER}),
        _SCOPE_APPLICATIONS,
    ),
    Capability(
        "criteria.submit",
        "申报",
        "登记、更换证明材料",
        frozenset({Role.UNIT_USER, Role.AGENCY_CLERK, Role.HANDLER}),
        f"{_SCOPE_UNITS}；单位用户限本单位",
    ),
    Capability(
        "criteria.check",
        "申报",
        "核对证明材料",
        frozenset({Role.AGENCY_CLERK, Role.HANDLER}),
        _SCOPE_UNITS,
    ),
    Capability(
        "criteria.center_import",
        "申报",
        "导入保护中心备案名单",
        frozenset({Role.AGENCY_CLERK, Role.HANDLER}),
        "保护中心的经办和区局经办",
    ),
    Capability("reviews.record", "审定", "登记考察、征求意见和信用核查", frozenset({Role.HANDLER})),
    Capability("batches.view", "审定", "查看审定批次", BUREAU_STAFF | {Role.AGENCY_HEAD}),
    Capability("batches.prepare", "审定", "拟定名单、生成上会材料", frozenset({Role.HANDLER})),
    Capability(
        "batches.sign",
        "审定",
        "在审定链上签署意见",
        frozenset({Role.HANDLER, Role.AGENCY_HEAD, Role.DECIDER}),
        "轮到本人签署的批次",
    ),
    Capability("batches.decide", "审定", "审定名单", frozenset({Role.DECIDER}), "轮到本人的批次"),
    Capability("notices.view", "公示", "查看公示的办理情况", BUREAU_STAFF | {Role.AGENCY_HEAD}),
    Capability(
        "notices.prepare", "公示", "起草、发布公示，登记门户发布", frozenset({Role.HANDLER})
    ),
    Capability(
        "notices.check", "公示", "核稿（信息公开审查）", frozenset({Role.HANDLER}), "本人起草的除外"
    ),
    Capability(
        "notices.decide",
        "公示",
        "延长、中止、撤销公示，异议定性，公布名单",
        frozenset({Role.DECIDER}),
    ),
    Capability(
        "objections.view", "公示", "查看异议的要点和办理情况", BUREAU_STAFF, "看不到异议人的身份"
    ),
    Capability(
        "objections.handle",
        "公示",
        "登记、核查、答复异议，查看异议人（留痕）",
        frozenset({Role.HANDLER}),
        "异议人的身份限本人经办的异议",
    ),
    Capability("goals.view", "统计", "查看目标与指标、发布数据", BUREAU_STAFF),
    Capability("goals.manage", "统计", "设定年度目标", frozenset({Role.HANDLER})),
    Capability("figures.prepare", "统计", "编制、更正发布数据", frozenset({Role.HANDLER})),
    Capability(
        "figures.check", "统计", "复核发布数据", frozenset({Role.HANDLER}), "本人编制的除外"
    ),
    Capability(
        "figures.release",
        "统计",
        "发布数据",
        frozenset({Role.DECIDER}),
        "本人编制、复核的除外",
    ),
    Capability("criteria.manage", "名录", "维护方案版本和入库条件", frozenset({Role.SYSTEM_ADMIN})),
    Capability("offline.enter", "办理", "登记线下审定结果", frozenset({Role.HANDLER})),
    Capability(
        "offline.confirm",
        "办理",
        "确认线下审定结果",
        frozenset({Role.HANDLER}),
        "本人登记的除外",
    ),
    Capability(
        "clocks.change",
        "办理",
        "停表、恢复和延长时限（留痕）",
        frozenset({Role.HANDLER, Role.AGENCY_CLERK, Role.AGENCY_HEAD}),
        "现在由本人一方办理的记录；推荐单位的初审时限由其负责人和区局经办改动",
    ),
    Capability(
        "delegation.manage",
        "办理",
        "委托他人代批",
        frozenset({Role.DECIDER, Role.AGENCY_HEAD}),
        "本人有权办理的事项",
    ),
    Capability(
        "documents.view",
        "文书",
        "查看文书和发文登记",
        REGISTER_STAFF | {Role.AUDITOR},
        "区局看全部，其他机构看本机构及下级机构拟的",
    ),
    Capability(
        "documents.prepare",
        "文书",
        "修改、编号、用印、发出文书",
        frozenset({Role.HANDLER, Role.AGENCY_CLERK}),
        "本机构承办的",
    ),
    Capability(
        "documents.approve",
        "文书",
        "签批文书",
        frozenset({Role.DECIDER, Role.AGENCY_HEAD}),
        "本机构承办的，本人拟的除外",
    ),
    Capability(
        "documents.export",
        "文书",
        "导出发文登记簿（留痕）",
        frozenset({Role.HANDLER, Role.DECIDER, Role.AGENCY_CLERK, Role.AGENCY_HEAD}),
        "区局看全部，其他机构看本机构及下级机构拟的",
    ),
    Capability("documents.series", "文书", "维护文号系列", frozenset({Role.SYSTEM_ADMIN})),
    Capability("agencies.manage", "机构与人员", "维护机构", frozenset({Role.SYSTEM_ADMIN})),
    Capability(
        "users.view",
        "机构与人员",
        "查看人员和角色",
        frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}),
    ),
    Capability(
        "accounts.import",
        "机构与人员",
        "导入机构和人员",
        frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}),
        "系统管理员导入机构和账号，安全管理员用同一张表分配角色",
    ),
    Capability(
        "users.manage", "机构与人员", "维护账号（不含角色）", frozenset({Role.SYSTEM_ADMIN})
    ),
    Capability(
        "roles.assign",
        "机构与人员",
        "分配角色",
        frozenset({Role.SECURITY_ADMIN}),
        "本人的角色除外",
    ),
    Capability("calendar.manage", "系统", "维护工作日历", frozenset({Role.SYSTEM_ADMIN})),
    Capability("site.manage", "系统", "维护站点设置", frozenset({Role.SYSTEM_ADMIN})),
    Capability("jobs.view", "系统", "查看后台任务", frozenset({Role.SYSTEM_ADMIN})),
    Capability(
        "admin.enter",
        "系统",
        "进入系统管理",
        frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR}),
        "每一栏另看各自的权限",
    ),
    Capability("audit.view", "审计", "查看审计记录", frozenset({Role.AUDITOR})),
    Capability("audit.export", "审计", "导出审计记录（留痕）", frozenset({Role.AUDITOR})),
    Capability(
        "exceptions.view",
        "审计",
        "查看例外清单、不相容职务核对和时限合规表",
        frozenset({Role.AUDITOR}),
    ),
    Capability("exceptions.export", "审计", "导出例外清单（留痕）", frozenset({Role.AUDITOR})),
    Capability(
        "dossiers.view",
        "审计",
        "查看单位卷宗和证据包（联系方式隐去）",
        frozenset({Role.HANDLER, Role.DECIDER, Role.AUDITOR}),
        f"审计员看全区；其他人员：{_SCOPE_UNITS}",
    ),
    Capability(
        "dossiers.take",
        "审计",
        "下载单位卷宗和附件（写明事由，留痕）",
        frozenset({Role.HANDLER, Role.DECIDER, Role.AUDITOR}),
        "能查看的卷宗；完整联系方式另需“查看完整联系方式”",
    ),
    Capability("dossiers.sample", "审计", "随机抽样", frozenset({Role.AUDITOR})),
)
