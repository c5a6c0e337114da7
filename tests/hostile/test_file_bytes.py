"""Files that no editor should keep: bytes that are no text, sizes beyond bounds, folders that lead elsewhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from hostile.file_cases import SMALLEST
from normalizer import Catalog
from normalizer.check import check_paths
from normalizer.errors import MESSAGE_LIMIT, CapabilityError
from normalizer.loader import read_model, read_provider

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = "".join(f"{line}\n" for line in SMALLEST.values())
SOUND = TEXT.encode()
UTF8, DEEP, UNREADABLE = "the file is not UTF-8 text", "nested deeper than 32 levels", "not readable as YAML"

BYTES: list[tuple[str, bytes, int, str]] = [
    ("utf-16", TEXT.encode("utf-16"), 1, UTF8),
    ("utf-16 without a mark", TEXT.encode("utf-16-le"), 1, "the character U+0000 is not allowed here"),
    ("utf-32", TEXT.encode("utf-32"), 1, UTF8),
    ("utf-7", b"+AHM-chema: 1\n" + SOUND, 1, "unknown key"),
    ("latin-1", SOUND + b"notes: caf\xe9\n", 6, UTF8),
    ("overlong", SOUND + b"notes: \xc0\x80\n", 6, UTF8),
    ("half a character", SOUND + b"notes: \xed\xa0\x80\n", 6, UTF8),
    ("beyond Unicode", SOUND + b"notes: \xf5\x80\x80\x80\n", 6, UTF8),
    ("cut in a character", SOUND + b"notes: \xe2\x82", 6, UTF8),
    ("NUL", SOUND + b"notes: a\x00b\n", 6, "the character U+0000 is not allowed here"),
    ("escape", SOUND + b"notes: a\x1b[2Jb\n", 6, "the character U+001B is not allowed here"),
    ("C1 control", SOUND + "notes: a\x9bb\n".encode(), 6, "the character U+009B is not allowed here"),
    ("next line", SOUND + "notes: a\x85b\n".encode(), 6, "the character U+0085 is not allowed here"),
    ("line separator", SOUND + "notes: a\u2028b\n".encode(), 6, "the character U+2028 is not allowed here"),
    ("form feed", SOUND + b"notes: a\x0cb\n", 6, "the character U+000C is not allowed here"),
    ("right to left", SOUND + "# \u202e\n".encode(), 6, "the character U+202E is not allowed here"),
    ("isolate", SOUND + "notes: \u2066a\n".encode(), 6, "the character U+2066 is not allowed here"),
    ("space of no width", SOUND + "notes: a\u200bb\n".encode(), 6, "the character U+200B is not allowed here"),
    ("a second mark", b"\xef\xbb\xbf\xef\xbb\xbf" + SOUND, 1, "the character U+FEFF is not allowed here"),
    ("a mark inside", SOUND + b"\xef\xbb\xbfnotes: a\n", 6, "the character U+FEFF is not allowed here"),
    ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), 1, UTF8),
    ("an archive", b"PK\x03\x04" + b"\0" * 100, 1, "the character U+0003 is not allowed here"),
    ("3000 brackets", SOUND + b"notes: " + b"[" * 3000, 6, DEEP),
    ("3000 maps", SOUND + b"notes: " + b"{a: " * 3000, 6, DEEP),
    ("3000 items", SOUND + b"notes:\n  " + b"- " * 3000, 7, DEEP),
    ("a million brackets", SOUND + b"notes: " + b"[" * 1_000_000, 6, DEEP),
    ("3000 questions", b"? " * 3000, 1, "a key is one word, not a list or a map"),
    ("a long key", b"? " + b"k" * 2000 + b"\n: v\n? " + b"k" * 2000 + b"\n: v\n", 3, "the key stands twice"),
    ("a mebibyte and a byte", b"#" * (1 << 20) + b"\n", 0, "the file is larger than 1 MiB"),
    ("16 mebibytes", b"#" * (1 << 24), 0, "the file is larger than 1 MiB"),
    ("nothing", b"", 0, "the file is empty"),
    ("only a mark", b"\xef\xbb\xbf", 0, "the file is empty"),
    ("only breaks", b"\r\n\r\n", 0, "the file is empty"),
    ("a lone colon", b":", 1, UNREADABLE),
    ("a lone quote", b'"', 1, UNREADABLE),
    ("a lone percent", b"%", 1, UNREADABLE),
    ("a lone ampersand", b"&", 1, UNREADABLE),
    ("a lone star", b"*", 1, UNREADABLE),
    ("a lone bang", b"!", 1, "tags are not allowed, got '!'"),
    ("a lone bar", b"|", 1, "expected keys with values"),
    ("a tab", b"\tschema: 1\n", 1, UNREADABLE),
]
"""What is wrong, the bytes, and the first problem with its line."""


@pytest.mark.parametrize("row", BYTES, ids=[row[0] for row in BYTES])
@pytest.mark.parametrize("read", [read_model, read_provider])
def test_hostile_bytes_are_refused_with_their_line(
    tmp_path: Path, read: Callable[[Path, Path], object], row: tuple[str, bytes, int, str]
) -> None:
    """Bytes that are no text, and texts without an end, are one short problem at their place."""
    _, data, line, said = row
    path = tmp_path / "x.yaml"
    path.write_bytes(data)
    with pytest.raises(CapabilityError) as caught:
        read(path, tmp_path)
    first = caught.value.problems[0]
    assert (first.file, first.line) == ("x.yaml", line)
    assert first.problem.startswith(said)
    assert len(caught.value.problems) <= 100
    assert all(
        len(p.problem) <= MESSAGE_LIMIT and str(p).isascii() and str(p).isprintable() for p in caught.value.problems
    )


@pytest.mark.parametrize(
    "data",
    [
        SOUND,
        b"\xef\xbb\xbf" + SOUND,
        SOUND.replace(b"\n", b"\r\n"),
        SOUND.replace(b"\n", b"\r"),
        b"---\n" + SOUND + b"...\n",
        SOUND.rstrip(),
        SOUND + b"#" * ((1 << 20) - len(SOUND)),
        SOUND + "notes: caf\u00e9 \u65e5\u672c \U0001f600\n".encode(),
    ],
    ids=["plain", "a mark", "CRLF", "CR", "one document", "no last break", "a mebibyte", "other scripts"],
)
def test_sound_twins_of_hostile_bytes_load(tmp_path: Path, data: bytes) -> None:
    """A mark at the beginning, any kind of line break and any script are fine."""
    (tmp_path / "m.yaml").write_bytes(data)
    assert [target.model for target in Catalog.from_directory(tmp_path).targets()] == ["m"]


def folder(root: Path, **files: str) -> Path:
    """Write files below a folder."""
    for name, text in files.items():
        path = root / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


LINKS: dict[str, tuple[Callable[[Path, Path], object], str, str]] = {
    "out of the folder": (
        lambda root, away: (root / "z.yaml").symlink_to(away / "m.yaml"),
        "z.yaml",
        "the link leads out",
    ),
    "to a system file": (lambda root, _: (root / "z.yaml").symlink_to("/etc/passwd"), "z.yaml", "the link leads out"),
    "to a device": (lambda root, _: (root / "z.yaml").symlink_to("/dev/zero"), "z.yaml", "the link leads out"),
    "by dots": (lambda root, _: (root / "z.yaml").symlink_to("../away/m.yaml"), "z.yaml", "the link leads out"),
    "over a second link": (
        lambda root, away: ((root / "y").symlink_to(away / "m.yaml"), (root / "z.yaml").symlink_to(root / "y")),
        "z.yaml",
        "the link leads out",
    ),
    "to nothing": (
        lambda root, away: (root / "z.yaml").symlink_to(away / "no.yaml"),
        "z.yaml",
        "the file cannot be read",
    ),
    "to itself": (lambda root, _: (root / "z.yaml").symlink_to(root / "z.yaml"), "z.yaml", "the file cannot be read"),
    "to a folder": (
        lambda root, away: (root / "z").symlink_to(away, target_is_directory=True),
        "z",
        "links to folders",
    ),
    "to its own folder": (
        lambda root, _: (root / "z").symlink_to(root, target_is_directory=True),
        "z",
        "links to folders",
    ),
    "a folder with the name of a file": (lambda root, _: (root / "z.yaml" / "a").mkdir(parents=True), "", ""),
    "a pipe": (lambda root, _: os.mkfifo(root / "z.yaml"), "z.yaml", "not a regular file"),
}
"""What is put into the folder, and the problem it is; an empty one is left alone."""


@pytest.mark.parametrize("name", LINKS)
def test_what_leads_out_of_a_folder_is_told(tmp_path: Path, name: str) -> None:
    """Nothing outside the folder is read, nothing is opened that would block, and the sound files still count."""
    root, away = folder(tmp_path / "root", m=TEXT), folder(tmp_path / "away", m="secret: words\n")
    make, file, said = LINKS[name]
    make(root, away)
    found = [problem for problem in check_paths([root]) if problem.level == "error"]
    assert [(problem.file.rpartition("root/")[2], problem.line) for problem in found] == [(file, 0)] * bool(file)
    assert all(problem.problem.startswith(said) and "secret" not in str(problem) for problem in found)
    if file:
        with pytest.raises(CapabilityError):
            Catalog.from_directory(root)
    else:
        assert Catalog.from_directory(root).models() == ("m",)


def test_a_link_inside_the_folder_is_a_second_name(tmp_path: Path) -> None:
    """The repaired twin of all these links: it leads to a file of the same folder."""
    root = folder(tmp_path, m=TEXT)
    (root / "z.yaml").symlink_to(root / "m.yaml")
    assert Catalog.from_directory(root).models() == ("m", "z")


def test_an_own_folder_is_as_strict(tmp_path: Path) -> None:
    """Extending a model that the folders below do not have is an error of that line."""
    below, own = folder(tmp_path / "below", m=TEXT), folder(tmp_path / "own", z="schema: 1\nextend: true\n")
    with pytest.raises(CapabilityError) as caught:
        Catalog.from_directory(below).with_directory(own)
    (problem,) = caught.value.problems
    assert (problem.line, problem.key) == (2, "extend")
    assert problem.problem == "no earlier folder has a model 'z' that could be extended"
    (own / "z.yaml").rename(own / "m.yaml")
    assert Catalog.from_directory(below).with_directory(own).models() == ("m",)
