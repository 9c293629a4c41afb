"""What the tests of messages share: a record, a mail server, an SMS gateway, a worker."""

import asyncio
import email
import json
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller
from procrastinate.contrib.django import app

from ipcontact.notifications.links import Purpose, register
from tests.factories import make_agency


@pytest.fixture(autouse=True)
def _purpose():
    """A use of one-time links; its page is any that takes one argument."""
    register(Purpose(code="test.confirm", label="确认推荐", url_name="accounts:agency", days=7))


@pytest.fixture
def subject():
    """The record messages are about."""
    return make_agency()


@dataclass
class MailSink:
    """A mail server that keeps what it takes. `answers`: replies to come instead of taking;
    `meanwhile`: what somebody else does while it takes its time."""

    mails: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    meanwhile: Callable[[], None] | None = None

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.meanwhile:
            await asyncio.to_thread(self.meanwhile)
        if self.answers:
            return self.answers.pop(0)
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        mail.recipients = envelope.rcpt_tos
        self.mails.append(mail)
        return "250 OK"


@pytest.fixture
def mail_server(settings) -> Iterator[MailSink]:
    """A real SMTP server, configured as the way out."""
    sink = MailSink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield sink
    controller.stop()


@dataclass
class Gateway:
    """An SMS gateway that keeps what it takes. `answers`: statuses to come before taking."""

    messages: list[dict] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)


@pytest.fixture
def sms_gateway(settings) -> Iterator[Gateway]:
    """A real HTTP server, configured as the gateway."""
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            status = gateway.answers.pop(0) if gateway.answers else 200
            if status == 200:
                gateway.messages.append(json.loads(content))
                gateway.tokens.append(self.headers["Authorization"])
            self.send_response(status)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Nothing on the console."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/send?app=1"
    settings.SMS_GATEWAY_TOKEN = "secret-of-the-gateway"
    yield gateway
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def run_worker():
    """Work through the queue as the worker process does, until nothing is due."""

    async def work() -> None:
        worker_app = app.with_connector(app.connector.get_worker_connector())
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                wait=False, listen_notify=False, install_signal_handlers=False
            )

    def run() -> None:
        # In a thread: browser tests of this process keep a loop running in the main one.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: asyncio.run(work())).result()

    return run
