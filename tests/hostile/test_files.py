"""Files that were made to break readers: each is refused with a line, or read as the text that stands there."""

from __future__ import annotations

from pathlib import Path

import pytest

from normalizer.errors import MESSAGE_LIMIT, CapabilityError
from normalizer.loader import read_model, read_provider
from normalizer.yaml_tree import parse_tree

FOLDER = Path(__file__).parent / "files"

EXPECTED: dict[str, list[tuple[int, str]]] = {
    "alias.yaml": [(2, "anchors are not allowed, got &x"), (3, "aliases are not allowed, got *x")],
    "alias_bomb.yaml": [(1, "anchors are not allowed, got &a"), (2, "anchors are not allowed, got &b")],
    "alias_to_itself.yaml": [(2, "anchors are not allowed, got &a"), (2, "aliases are not allowed, got *a")],
    "anchor.yaml": [(2, "anchors are not allowed, got &x")],
    "binary_tag.yaml": [(2, "tags are not allowed, got '!!binary'")],
    "empty.yaml": [(0, "the file is empty")],
    "escaped_bidi.yaml": [(2, "the character U+202E is not allowed here")],
    "escaped_escape.yaml": [(2, "the character U+001B is not allowed here")],
    "escaped_half.yaml": [(2, "")],
    "escaped_nul.yaml": [(2, "the character U+0000 is not allowed here")],
    "key_is_a_list.yaml": [(2, "a key is one word, not a list or a map")],
    "key_is_a_map.yaml": [(2, "a key is one word, not a list or a map")],
    "key_missing.yaml": [(2, "not readable as YAML")],
    "key_twice.yaml": [(4, "the key stands twice, on lines 2 and 4")],
    "key_twice_deep.yaml": [(2, "the key stands twice, on lines 2 and 2")],
    "key_twice_quoted.yaml": [(2, "the key stands twice, on lines 1 and 2")],
    "merge_key.yaml": [(2, "merge keys (<<) are not allowed")],
    "only_comments.yaml": [(0, "the file is empty")],
    "only_null.yaml": [(0, "the file is empty")],
    "own_tag.yaml": [(2, "tags are not allowed, got '!mine'")],
    "python_tag.yaml": [(2, "tags are not allowed, got '!!python/object/apply:os.system'")],
    "several_at_once.yaml": [
        (2, "anchors are not allowed"),
        (3, "the key stands twice, on lines 2 and 3"),
        (3, "tags are not allowed, got '!!str'"),
        (4, "merge keys (<<) are not allowed"),
        (5, "aliases are not allowed"),
    ],
    "stray_bracket.yaml": [(2, "not readable as YAML")],
    "tab.yaml": [(3, "not readable as YAML")],
    "tag_directive.yaml": [(1, "directives (lines that begin with %) are not allowed")],
    "template_unquoted.yaml": [(2, "not readable as YAML")],
    "top_is_a_list.yaml": [(1, "expected keys with values")],
    "top_is_a_word.yaml": [(1, "expected keys with values")],
    "two_documents.yaml": [(2, "a second document begins here")],
    "unclosed_list.yaml": [(3, "not readable as YAML")],
    "unclosed_quote.yaml": [(3, "not readable as YAML")],
    "yaml_directive.yaml": [(1, "directives (lines that begin with %) are not allowed")],
}


def test_every_hostile_file_is_expected() -> None:
    """No file of the folder is left out of this table."""
    assert {path.name for path in FOLDER.iterdir()} == {*EXPECTED, "merge_value.yaml"}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_hostile_files_are_refused_with_their_line(name: str) -> None:
    """What two readers may read differently, or what attacks one, is refused where it stands."""
    with pytest.raises(CapabilityError) as caught:
        parse_tree((FOLDER / name).read_bytes(), name)
    found = [(problem.line, problem.problem) for problem in caught.value.problems]
    for (line, start), (found_line, sentence) in zip(EXPECTED[name], found, strict=False):
        assert found_line == line
        assert sentence.startswith(start)
    assert len(found) >= len(EXPECTED[name])
    assert all(len(sentence) <= MESSAGE_LIMIT and sentence.isprintable() for _, sentence in found)


def test_special_words_as_values_are_text() -> None:
    """`<<` and `=` mean nothing special as values."""
    name = "merge_value.yaml"
    assert parse_tree((FOLDER / name).read_bytes(), name).plain() == {"schema": 1, "name": "<<", "maker": "="}


@pytest.mark.parametrize("name", sorted([*EXPECTED, "merge_value.yaml"]))
@pytest.mark.parametrize("read", [read_model, read_provider])
def test_the_loader_lets_only_its_own_error_out(name: str, read: object) -> None:
    """A hostile file is a problem of that file, named below the folder, however it is read."""
    with pytest.raises(CapabilityError) as caught:
        read(FOLDER / name, FOLDER)  # type: ignore[operator]
    assert all(problem.file == name for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("utf-16", "schema: 1\n".encode("utf-16")),
        ("utf-32", "schema: 1\n".encode("utf-32")),
        ("latin-1", "name: caf\xe9\n".encode("latin-1")),
        ("nul", b"schema: 1\x00\n"),
        ("overlong", b"name: \xc0\x80\n"),
        ("half a character", b"name: \xed\xa0\x80\n"),
        ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        ("3000 brackets", b"a: " + b"[" * 3000),
        ("3000 maps", b"a: " + b"{a: " * 3000),
        ("3000 items", b"- " * 3000),
        ("3000 questions", b"? " * 3000),
        ("a long key", b"? " + b"k" * 2000 + b"\n: v\n? " + b"k" * 2000 + b"\n: v\n"),
        ("2 MiB", b"# " + b"x" * (1 << 21)),
        ("a lone colon", b":"),
        ("a lone quote", b'"'),
        ("a lone percent", b"%"),
        ("a lone ampersand", b"&"),
        ("a lone star", b"*"),
        ("a lone bang", b"!"),
        ("a lone bar", b"|"),
    ],
)
def test_hostile_bytes_are_refused(tmp_path: Path, name: str, data: bytes) -> None:
    """What no editor should keep as text is made here, and refused as quickly."""
    path = tmp_path / "x.yaml"
    path.write_bytes(data)
    with pytest.raises(CapabilityError) as caught:
        read_model(path, tmp_path)
    assert caught.value.problems, name
    assert all(len(str(problem)) <= 2 * MESSAGE_LIMIT + 200 for problem in caught.value.problems)


def test_numbers_beyond_all_bounds_are_text() -> None:
    """A number of 5000 digits and a chain of 20000 parts stay text, without any arithmetic."""
    text = "9" * 5000
    chain = ":".join(["59"] * 20000)
    assert parse_tree(f"a: {text}\nb: {chain}\n".encode(), "x.yaml").plain() == {"a": text, "b": chain}
