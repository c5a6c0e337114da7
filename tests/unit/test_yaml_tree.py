"""Strict YAML: what is typed, what stays text, what is refused and on which line."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from normalizer import yaml_tree
from normalizer.errors import CapabilityError, FileProblem
from normalizer.yaml_tree import MAX_BYTES, MAX_DEPTH, MAX_PROBLEMS, Node, parse_tree


def read(text: str) -> dict[str, object]:
    """Read a text into plain data."""
    return parse_tree(text.encode(), "x.yaml").plain()


def problems(data: bytes) -> list[tuple[int, str, str]]:
    """Read what cannot be read, and list what is said about it."""
    with pytest.raises(CapabilityError) as caught:
        parse_tree(data, "x.yaml")
    assert all(problem.file == "x.yaml" for problem in caught.value.problems)
    return [(problem.line, problem.key, problem.problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("0", 0),
        ("-0", 0),
        ("7", 7),
        ("-12", -12),
        ("0.25", 0.25),
        ("2.0", 2.0),
        ("123456789012345", 123456789012345),
        ("1234567890.12345", 1234567890.12345),
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
    ],
)
def test_plain_numbers_and_words_are_typed(scalar: str, value: object) -> None:
    """Decimal numbers, true, false, null and nothing are typed."""
    found = read(f"a: {scalar}")["a"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "scalar",
    [
        *("16:9", "1:1", "1:60", "59:59:59", "on", "off", "yes", "no", "y", "True", "FALSE", "Null", "~"),
        *("010", "0o10", "0x10", "1_000", "1e3", "1E3", "+1", ".5", "5.", "1.2.3", ".inf", "-.inf", ".nan"),
        *("2026-11-22", "2026-11-22T00:00:00Z", "1234567890123456", "123456789.1234567", "9" * 5000, "1024x1024"),
        *("=", "<<", "1K", "\u0663", "\uff11"),
    ],
)
def test_everything_else_stays_text(scalar: str) -> None:
    """What is not plainly a decimal number stays the text that stands there."""
    assert read(f"a: {scalar}") == {"a": scalar}


@pytest.mark.parametrize("scalar", ["'1'", '"1"', "'true'", '"null"', "''"])
def test_quoted_scalars_are_text(scalar: str) -> None:
    """Quotes make text of anything."""
    assert read(f"a: {scalar}") == {"a": scalar[1:-1]}


def test_keys_are_always_text() -> None:
    """A key keeps its spelling, whatever it looks like."""
    assert read("{1: a, true: b, 16:9: c, null: d, 1.50: e, 010: f}") == {
        "1": "a",
        "true": "b",
        "16:9": "c",
        "null": "d",
        "1.50": "e",
        "010": "f",
    }


def test_a_flow_set_is_a_map_to_nothing() -> None:
    """`{prompt, seed}` names two keys without values."""
    assert read("parameters: {prompt, seed}") == {"parameters": {"prompt": None, "seed": None}}


def test_nodes_know_their_lines() -> None:
    """A node has the line where it begins, a mapping those of its keys."""
    tree = parse_tree(b"# first\na:\n  - 1\n  - b: 2\n    c:\n      text\n", "x.yaml")
    items = tree.get("a")
    assert items is not None
    assert isinstance(items.value, list)
    assert (tree.line, tree.key_lines, items.line) == (2, {"a": 2}, 3)
    assert [item.line for item in items.value] == [3, 4]
    second = items.value[1]
    assert second.key_lines == {"b": 4, "c": 5}
    assert second.get("c") == Node("text", "x.yaml", 6)
    assert second.get("missing") is None
    assert items.items() == ()


def test_windows_files_are_fine() -> None:
    """A byte order mark at the start and CRLF line ends change nothing, lines included."""
    tree = parse_tree("\ufeffa: 1\r\nb: 2\r\n".encode(), "x.yaml")
    assert (tree.plain(), tree.key_lines) == ({"a": 1, "b": 2}, {"a": 1, "b": 2})
    assert parse_tree(b"a: 1\rb: 2", "x.yaml").key_lines == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("data", "line", "problem"),
    [
        ("a: 1".encode("utf-16"), 1, "the file is not UTF-8 text"),
        (b"a: 1\nb: \xff\n", 2, "the file is not UTF-8 text"),
        (b"a: 1\nb: x\x00y\n", 2, "the character U+0000 is not allowed here"),
        (b"a: 1\n\nb: \x1b[2J\n", 3, "the character U+001B is not allowed here"),
        ("a: x\u0085\n".encode(), 1, "the character U+0085 is not allowed here"),
        ("a: 1 # \u202e\n".encode(), 1, "the character U+202E is not allowed here"),
        ("a: 1\n\ufeffb: 2\n".encode(), 2, "the character U+FEFF is not allowed here"),
        (b"a: " + b"x" * MAX_BYTES, 0, "the file is larger than 1 MiB"),
        (b"", 0, "the file is empty"),
        (b"\n# nothing\n", 0, "the file is empty"),
        (b"---\n", 0, "the file is empty"),
        (b"[1, 2]", 1, "expected keys with values ('name: ...') at the top level"),
        (b"\n\ntext", 3, "expected keys with values ('name: ...') at the top level"),
        (b"{: c}\n", 1, "not readable as YAML: while parsing a flow node, did not find expected node content"),
        (b"'': c\n", 1, "a key is missing before the colon"),
    ],
)
def test_files_that_are_no_capability_file(data: bytes, line: int, problem: str) -> None:
    """What cannot be read is said in one sentence with its line."""
    if "while parsing" in problem and yaml_tree._LOADER is yaml.SafeLoader:
        problem = "not readable as YAML: while parsing a flow node, expected the node content, but found ':'"
    assert problems(data) == [(line, "", problem)]


def test_a_file_of_exactly_one_mebibyte_is_read() -> None:
    """The bound on the size is inclusive."""
    data = b"a: " + b"x" * (MAX_BYTES - 3)
    assert len(parse_tree(data, "x.yaml").plain()["a"]) == MAX_BYTES - 3


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_stops_early(opening: str) -> None:
    """Nesting is cut off at 32 levels, long before any recursion."""
    found = problems((opening * 3000).encode())
    assert len(found) == 1
    assert found[0][0] == 1
    assert found[0][2] in ("nested deeper than 32 levels", "a key is one word, not a list or a map")


def test_the_deepest_nesting_allowed() -> None:
    """32 levels are read, 33 are not."""
    assert read("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)) is not None
    found = problems(("a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH).encode())
    assert found == [(1, "a" + ".0" * (MAX_DEPTH - 1), "nested deeper than 32 levels")]


def test_all_problems_at_once() -> None:
    """Every problem of a file is reported, each with its line and the way to it."""
    text = "a:\n  - &x b\n  - c: *x\nd: !t e\nd: 1\n<<: {}\nf: {g: 1,\n  g: 2}\n"
    assert problems(text.encode()) == [
        (2, "a.0", "anchors are not allowed, got &x"),
        (3, "a.1.c", "aliases are not allowed, got *x; write the value again"),
        (4, "d", "tags are not allowed, got '!t'"),
        (5, "d", "the key stands twice, on lines 4 and 5"),
        (6, "", "merge keys (<<) are not allowed; write the values again"),
        (8, "f.g", "the key stands twice, on lines 7 and 8"),
    ]


def test_the_number_of_problems_is_bounded() -> None:
    """A file of nothing but mistakes does not fill the terminal."""
    assert len(problems(b"a: [" + b"&x 1, " * 1000 + b"]")) == MAX_PROBLEMS


def test_a_quoted_merge_sign_is_no_merge_key() -> None:
    """`"<<"` in quotes is a key like any other, and as a value it is text."""
    assert read('"<<": "<<"') == {"<<": "<<"}


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_give_a_mapping_or_our_error(data: bytes) -> None:
    """For any bytes only CapabilityError leaves, with lines inside the file."""
    lines = data.count(b"\n") + data.count(b"\r") + 1
    found: tuple[FileProblem, ...] = ()
    try:
        found_tree = parse_tree(data, "x.yaml").plain()
    except CapabilityError as error:
        found_tree, found = {}, error.problems
    assert isinstance(found_tree, dict)
    assert all(0 <= problem.line <= lines + 1 for problem in found)


_PIECES = [
    "a",
    "b",
    ": ",
    ":",
    "- ",
    "\n",
    "  ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "'",
    '"',
    "&x ",
    "*x",
    "!t ",
    "? ",
    "| ",
    "> ",
]
_PIECES += ["1", "16:9", "true", "#", " #", "---", "...", "%YAML 1.1", "<<", "\\", "\\u0000", "\t", "é", "~", "null"]


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
def test_both_parsers_of_pyyaml_read_alike(text: str) -> None:
    """Where both the C parser and the Python one accept a text, the trees are equal; neither lets another error out."""
    trees = []
    kept = yaml_tree._LOADER
    try:
        for loader in (yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            yaml_tree._LOADER = loader
            try:
                trees.append(parse_tree(text.encode(), "x.yaml").plain())
            except CapabilityError:
                trees.append(None)
    finally:
        yaml_tree._LOADER = kept
    assert None in trees or trees[0] == trees[1]
