"""What each address answers to whom, where it is not simply the page: for `tests.addresses`."""

from ipcontact.accounts.roles import Role
from registry.criteria.access import may_import_center_list

# What somebody whom the audience admits gets instead of the page, and why.
POST_ONLY, ONLY_DEBUG, NOTHING_YET = 405, 404, 404
INSTEAD = {
    "recommendations/rounds/<str:number>/letter.docx": 404,  # no round of the example number
    "ui/": ONLY_DEBUG,
    "mail/": ONLY_DEBUG,
    "views/save/": POST_ONLY,
    "views/columns/": POST_ONLY,
    "views/<int:pk>/delete/": POST_ONLY,
    "accounts/password/set/": 302,  # they have a password and are sent to changing it
    "accounts/2fa/authenticate/": 302,  # no sign-in is under way
    "accounts/2fa/reauthenticate/": 302,  # no second factor yet: asked for the password
    "accounts/2fa/totp/activate/": 302,  # asks for the password first
    "accounts/2fa/totp/deactivate/": NOTHING_YET,
    "accounts/2fa/recovery-codes/": NOTHING_YET,
    "accounts/2fa/recovery-codes/generate/": 302,  # asks for the password first
    "accounts/2fa/recovery-codes/download/": NOTHING_YET,
    # Nobody's clock; who sees whose is told in tests/clocks.
    "clocks/<uuid:clock>.ics": NOTHING_YET,
    "clocks/<uuid:clock>/pause/": NOTHING_YET,
    "clocks/<uuid:clock>/resume/": NOTHING_YET,
    "clocks/<uuid:clock>/extend/": NOTHING_YET,
    # Nobody's step, result, delegation; who sees whose is told in tests/acts.
    "acts/<uuid:act>/take-back/": NOTHING_YET,
    "offline-results/<uuid:result>/": NOTHING_YET,
    "offline-results/<uuid:result>/refuse/": NOTHING_YET,
    "delegations/<uuid:delegation>/end/": NOTHING_YET,
    # Nobody's file; who reads whose is told in tests/files.
    "files/<uuid:file>/": NOTHING_YET,
    "files/<uuid:file>/preview/": NOTHING_YET,
    # Nobody's message; who sees and hands over whose is told in tests/notifications.
    "inbox/read-all/": POST_ONLY,
    "inbox/<uuid:message>/": NOTHING_YET,
    "inbox/<uuid:message>/read/": POST_ONLY,
    "notifications/<uuid:message>/wechat/": NOTHING_YET,
    "notifications/<uuid:message>/sheet/": NOTHING_YET,
    "notifications/<uuid:message>/call/": NOTHING_YET,
    "notifications/<uuid:message>/again/": NOTHING_YET,
    # Only for the browser that sent it, or that knew number and 查询码.
    "objections/own/<str:number>/": 302,
    "objections/own/<str:number>/complete/": 302,
    "objections/own/<str:number>/withdraw/": 302,
    "recommendations/confirmed/": NOTHING_YET,  # a receipt, only after confirming
    # Nobody's declaration; who takes back whose is told in tests/registry/reviews.
    "reviews/recusals/<int:pk>/withdraw/": NOTHING_YET,
    # A file of another unit's account; what the own one answers is told in tests/registry.
    "recommendations/own/<str:application_no>/": NOTHING_YET,
    "recommendations/own/<str:application_no>/decline/": NOTHING_YET,
    "recommendations/own/<str:application_no>/page/": NOTHING_YET,
    # Nobody's link; what a real one does is told in tests/registry/applications.
    "applications/link/<str:token>/": 410,
    "applications/agent/<str:token>/": 410,
    # A batch of another number; who begins and opens what is told in tests/registry/applications.
    "applications/form/new/<str:number>/": NOTHING_YET,
    "applications/form/leave/": POST_ONLY,
    "admin/logout/": POST_ONLY,
    "admin/autocomplete/": 403,  # Django answers so without the name of a field
    "admin/r/<path:content_type_id>/<path:object_id>/": 404,
    r"admin/(?P<url>.*)$": 404,
}
# Pages of one unit, and what those who see the unit get.
OF_ONE_UNIT = {
    "units/<str:public_no>/": 200,
    "criteria/units/<str:public_no>/<str:criterion>/": 200,
    "criteria/units/<str:public_no>/<str:criterion>/put/": 200,
    "criteria/units/<str:public_no>/<str:criterion>/check/": NOTHING_YET,
    "units/<str:public_no>/rename/": NOTHING_YET,  # a member: by 登记变更
    "units/<str:public_no>/appoint/": NOTHING_YET,
    "changes/units/<str:public_no>/": 200,
    "changes/units/<str:public_no>/contact/": 200,
    "changes/units/<str:public_no>/rebind/": 200,
    "changes/units/<str:public_no>/send-link/": 200,
    "changes/units/<str:public_no>/tell/<slug:kind>/": 200,
    "changes/<uuid:key>/": 200,
    "changes/<uuid:key>/withdraw/": 200,
    "backfills/units/<str:public_no>/": 200,
    "removals/units/<str:public_no>/propose/": 200,
    "removals/units/<str:public_no>/leave/": 200,
    "suspensions/units/<str:public_no>/<slug:action>/": 200,
    "removals/<uuid:key>/": 200,
    "removals/<uuid:key>/statement/": 200,
    "removals/<uuid:key>/decide/": 200,
    "removals/<uuid:key>/cancel/": 200,
}
# The file of one unit: for those who see the unit, and for the auditor.
OF_A_FILE = "dossiers/<str:public_no>/"
# Pages that ask of a person more than the role, and the question.
ASKS_MORE = {"criteria/center-list/": may_import_center_list}
# Pages of one application for the staff, and what those who see the application get.
OFFICE = "applications/<str:application_no>/"
OF_ASSESSED = "reviews/<str:application_no>/"
MARKS = f"{OFFICE}marks/"
# Pages of one decision batch.
BATCH = "batches/<str:number>/"
# Pages of one official document, and of one notice for the staff.
DOCUMENT = "documents/<uuid:key>/"
NOTICE = "notices/<str:number>/"
# Those of a notice that everybody reads.
OUTCOME = (  # once the window is over; the example still runs
    f"{NOTICE}outcome.docx",
    f"{NOTICE}announcements/<str:edition>/announcement.docx",
    f"{NOTICE}announcements/<str:edition>/number/",
    f"{NOTICE}letters/<str:edition>/number/",
    f"{NOTICE}letters/<str:edition>/print/",
    f"{NOTICE}letters/<str:edition>/letters.zip",
)
PUBLISHED = {NOTICE, f"{NOTICE}notice.docx", f"{NOTICE}notice.html"}
# Records of the clerk's agency, which is not the one of the demonstration's head.
OF_ANOTHER_AGENCY = {
    "recommendations/<uuid:key>/",
    "recommendations/sheets/<uuid:key>/",
    "recommendations/sheets/<uuid:key>/rejected.xlsx",
}
# Pages of an applicant's file: a visitor is asked for number and code, whatever the number.
OF_AN_APPLICANT = (
    "applications/form/<str:application_no>/",
    "notices/own/<str:application_no>/",
)
# Pages that are different before and after sign-in.
ANONYMOUS = {
    "accounts/logout/": 302,
    "admin/login/": 302,
    "files/<uuid:file>/": 302,
    "files/<uuid:file>/preview/": 302,
}
SIGNED = {"accounts/login/": 302, "admin/login/": 403}
# Who may write which table in the admin; everything else there is read-only.
SYSTEM = frozenset({Role.SYSTEM_ADMIN})
ADMIN_WRITERS = {
    "workdays/calendaryear": SYSTEM,
    "workdays/day": SYSTEM,
    "accounts/region": SYSTEM,
    "accounts/agency": SYSTEM,
    "registry/schemeversion": SYSTEM,
    "registry/criterion": SYSTEM,
    "registry/scoringsheet": SYSTEM,
    "registry/removalground": SYSTEM,
    "registry/target": SYSTEM,
    "documents/numberseries": SYSTEM,
}
ADMIN_DELETERS = {"workdays/calendaryear": SYSTEM, "workdays/day": SYSTEM}
# Tables with more personal data than an administrator needs, and those the auditor judges by.
ADMIN_READERS = {
    "registry/unit": frozenset(),
    "registry/evidence": frozenset(),
    "registry/application": frozenset(),
    "registry/submission": frozenset(),
    "registry/correctionnotice": frozenset(),
    "registry/reviewbatch": frozenset(),
    "registry/objection": frozenset(),
    "registry/recommendation": frozenset(),
    "registry/recommendationsheet": frozenset(),
    "registry/publicnotice": frozenset(),
    "registry/noticeitem": frozenset(),
    "registry/announcement": frozenset(),
    "registry/unitchange": frozenset(),
    "registry/comparisonrun": frozenset(),
    "registry/removal": frozenset(),
    "registry/figuresnapshot": frozenset(),
    "registry/unitaccount": SYSTEM,
    "accounts/user": SYSTEM | {Role.SECURITY_ADMIN},
    **dict.fromkeys(
        (
            *("acts/act", "acts/offlineresult", "acts/delegation", "clocks/clock"),
            *("audit/change", "audit/accessevent"),
            *("registry/inspection", "registry/opinionrequest"),
            *("registry/creditcheck", "registry/conflictdeclaration"),
            "documents/officialdocument",
            "registry/unitmerge",
        ),
        frozenset({Role.AUDITOR}),
    ),
}
