"""The command line as a process: exit codes, streams, colours, widths, closed pipes, a missing extra."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR", "COLUMNS"}},
    "PYTHONPATH": str(ROOT),
    "TERM": "xterm-256color",
}
COMMAND = [sys.executable, "-m", "normalizer"]
SHOWCASES = (
    ("plan", "sora-2", "-p", "size=1024x1024", "-p", "seconds=7"),
    ("plan", "gemini-3-pro-image", "-p", "size=3840x2160", "-p", "n=3"),
)


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a process; `more` goes into its environment."""
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, encoding="utf-8", env={**ENVIRONMENT, **more}, check=False
    )


def screen(columns: int, *arguments: str, **more: str) -> str:
    """Give what a terminal of so many columns is sent."""
    pty = pytest.importorskip("pty")
    import fcntl
    import struct
    import termios

    child, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    with subprocess.Popen(
        [*COMMAND, *arguments], stdin=terminal, stdout=terminal, stderr=subprocess.DEVNULL, env={**ENVIRONMENT, **more}
    ) as process:
        os.close(terminal)
        data = b""
        while True:
            try:
                piece = os.read(child, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            data += piece
        os.close(child)
        assert process.wait() == 0
    return data.decode().replace("\r\n", "\n")


def test_results_go_to_stdout_and_everything_else_to_stderr() -> None:
    """The document alone can be piped; the note about the prompt cannot spoil it."""
    result = run(*SHOWCASES[0], "--format", "json")
    assert result.returncode == 0
    (call,) = json.loads(result.stdout)["calls"]
    assert (call["payload"]["size"], call["payload"]["seconds"]) == ("720x1280", "8")
    assert result.stderr == "note: prompt: none given, filled with <prompt>\n"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("plan", "sora-2"), 0),
        (("plan", "sora-2", "-p", "size=big"), 1),
        (("plan", "no-such-model"), 2),
        (("plan", "sora-2", "--no-such-option"), 2),
        (("plan", "sora-2", "--request", "/no/such/file"), 3),
        (("plan", "sora-2", "--with", "BROKEN"), 4),
        ((), 2),
    ],
)
def test_exit_codes(arguments: tuple[str, ...], code: int, tmp_path: Path) -> None:
    """0 fine, 1 findings, 2 usage, 3 unreadable input, 4 bad capability data."""
    (tmp_path / "maker").mkdir()
    (tmp_path / "maker" / "broken-1.yaml").write_text("schema: 1\nname: Broken\n", encoding="utf-8")
    result = run(*(str(tmp_path) if argument == "BROKEN" else argument for argument in arguments))
    assert result.returncode == code
    assert bool(result.stdout) is (code == 0)
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("showcase", SHOWCASES, ids=lambda words: words[1])
@pytest.mark.parametrize("columns", [80, 120])
def test_a_terminal_gets_colours_and_no_line_wider_than_itself(columns: int, showcase: tuple[str, ...]) -> None:
    """The same words at any width; with NO_COLOR not one escape sequence."""
    coloured = screen(columns, *showcase)
    plain = screen(columns, *showcase, NO_COLOR="1")
    assert "\x1b[" in coloured
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert max(map(len, plain.splitlines())) <= columns
    assert len(plain.splitlines()) < 40


def test_a_pipe_gets_plain_text_that_is_never_folded() -> None:
    """One line per parameter, whatever the width of a terminal would be, and no space at the end."""
    result = run(*SHOWCASES[1], COLUMNS="40")
    assert "\x1b" not in result.stdout
    (row,) = [line for line in result.stdout.splitlines() if line.startswith("size ")]
    assert "aspectRatio: 16:9, generationConfig.imageConfig.imageSize: 4K" in row
    assert not [line for line in result.stdout.splitlines() if line != line.rstrip()]


def test_a_system_without_unicode_gets_escapes() -> None:
    """Nothing that a stream cannot say ends the program."""
    result = run("plan", "sora-2", "-p", "prompt=\u72d0", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert result.returncode == 0
    assert "\\u72d0" in result.stdout
    assert result.stdout.isascii()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("arguments", [("schema",), (*SHOWCASES[1], "--format", "json"), SHOWCASES[0]])
def test_a_closed_pipe_ends_quietly(arguments: tuple[str, ...]) -> None:
    """As if SIGPIPE had ended it: 141 and not a word."""
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run(
        [*COMMAND, *arguments, *(("-p", "prompt=x") if arguments[0] == "plan" else ())],
        stdout=writer,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        check=False,
    )
    os.close(writer)
    assert (result.returncode, result.stderr) == (141, b"")


def _with_interrupts() -> None:
    # a shell starts what runs in the background with interrupts ignored, and that is inherited
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interrupt_ends_with_130() -> None:
    """Ctrl-C while stdin is read: no traceback."""
    with subprocess.Popen(
        [*COMMAND, "plan", "sora-2", "--request", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**ENVIRONMENT, "PYTHONFAULTHANDLER": "0"},
        preexec_fn=_with_interrupts,  # noqa: PLW1509  no threads here
    ) as process:
        assert process.stdin is not None
        process.stdin.write(b" " * 1_000_000)  # more than a pipe holds: it is being read when this returns
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in error


@pytest.mark.parametrize("module", ["typer", "rich"])
def test_a_missing_extra_is_one_friendly_line(module: str) -> None:
    """Without the extra `cli` the line says how to get it, and the exit code is 2."""
    script = (
        f"import sys; sys.modules[{module!r}] = None; sys.argv = ['normalizer', 'plan', 'sora-2', '-p', 'prompt=x']\n"
        "from normalizer.__main__ import main\nsys.exit(main())"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", env=ENVIRONMENT, check=False
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert "pip install 'param-normalizer[cli]'" in result.stderr


def test_the_version_needs_neither_files_nor_tables() -> None:
    """`--version` is quick, because nothing is imported that it does not need."""
    script = (
        "import sys; sys.argv = ['normalizer', '--version']\n"
        "from normalizer.__main__ import main\nmain()\n"
        "print(sorted({'yaml', 'rich', 'normalizer.loader', 'normalizer.engine'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", env=ENVIRONMENT, check=False
    )
    assert result.stdout.splitlines()[1:] == ["[]"]


def test_completion_is_offered_for_the_shell() -> None:
    """The shell is answered through the environment, as typer does it."""
    words = {"COMP_WORDS": "normalizer plan sora-2", "COMP_CWORD": "2", "_NORMALIZER_COMPLETE": "complete_bash"}
    assert run(**words).stdout.split() == ["sora-2", "sora-2-pro"]
