"""Reading the machine's processes and ports."""

import os
import signal
import socket
import subprocess
import sys

from ipcontact.localdb import processes


def test_is_alive_when_child_died_uncollected_then_false():
    child = subprocess.Popen([sys.executable, "-c", ""])
    processes.wait_until(lambda: not processes.is_alive(child.pid), seconds=10)

    assert (processes.PROC / str(child.pid)).exists()  # a zombie: the number is still taken
    assert processes.is_alive(child.pid) is False
    child.wait()
    assert processes.is_alive(os.getpid()) is True


def test_started_at_when_same_process_then_constant_and_when_none_then_empty():
    assert processes.started_at(os.getpid()) == processes.started_at(os.getpid()) != ""
    assert processes.started_at(2**22 + 1) == ""


def test_port_holders_when_we_listen_then_our_number_and_command():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        assert processes.port_is_free("127.0.0.1", port) is False
        [(pid, command)] = processes.port_holders(port)

    assert pid == os.getpid()
    assert "python" in command
    assert processes.port_is_free("127.0.0.1", port) is True


def test_end_when_term_is_ignored_then_killed():
    code = "import signal,time;signal.signal(15,signal.SIG_IGN);print(1,flush=True);time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as child:
        child.stdout.readline()

        assert processes.end([child.pid], signals=(15, 9), seconds=0.3) is True

    assert child.returncode == -9


def test_catches_when_handler_comes_and_goes_then_seen():
    before = signal.signal(signal.SIGUSR2, lambda *_: None)
    caught = processes.catches(os.getpid(), signal.SIGUSR2)
    signal.signal(signal.SIGUSR2, before or signal.SIG_DFL)

    assert (caught, processes.catches(os.getpid(), signal.SIGUSR2)) == (True, False)
    assert processes.catches(2**22 + 1, signal.SIGINT) is False


def test_name_of_when_gone_then_empty():
    assert processes.name_of(os.getpid())
    assert processes.name_of(2**22 + 1) == ""
