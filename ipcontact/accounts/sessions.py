"""How long a sign-in lasts: thirty idle minutes, twelve hours at most."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout

IDLE_SECONDS = 30 * 60
_BEGAN, _SEEN = "began_at", "seen_at"
_WRITE_EVERY = 60  # seconds; a session row is not rewritten on every request


def end_if_expired(request) -> None:
    """Sign a person out who was idle too long or signed in too long ago; else note the time.

    Args:
        request: a request that has its user. `SESSION_IDLE_SECONDS` overrides the idle time.
    Source: GB/T 22239-2019 8.1.4.1; OWASP ASVS 5.0 7.3.
    """
    if not request.user.is_authenticated:
        return
    now = int(time.time())
    session = request.session
    began = session.setdefault(_BEGAN, now)
    idle = now - session.get(_SEEN, now)
    limit = getattr(settings, "SESSION_IDLE_SECONDS", IDLE_SECONDS)
    if idle > limit or now - began > settings.SESSION_COOKIE_AGE:
        logout(request)
        minutes = limit // 60
        words = f"超过 {minutes} 分钟没有操作" if idle > limit else "本次登录时间已满"
        messages.info(request, f"{words}，请重新登录。")
    elif idle >= _WRITE_EVERY or _SEEN not in session:
        session[_SEEN] = now
