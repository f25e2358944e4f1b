"""Connected and idle: no wakeups at all. (Not with a sanitizer: it has a thread of its own.)"""
import subprocess


def system_calls(client, seconds):
    """What strace sees of the process in SECONDS."""
    done = subprocess.run(["timeout", "-s", "INT", str(seconds), "strace", "-f", "-qq", "-p",
                           str(client.pid)], capture_output=True, text=True)
    lines = [line for line in done.stderr.splitlines()
             if "exit" not in line and "restart_syscall" not in line
             and "strace:" not in line and "detached" not in line and "attached" not in line]
    return [line for line in lines if "unfinished" not in line and "resumed" not in line]


def test_connected_and_idle_it_makes_no_system_call(juliet, romeo):
    """Declared timers: the clock of the status row (at the full minute), the keep-alive."""
    juliet.enter("/set ui.clock off")
    juliet.wait_text("ui.clock")
    while system_calls(juliet, 3):
        pass
    assert system_calls(juliet, 20) == []
    juliet.type("and still alive")
    juliet.wait_text("and still alive")
