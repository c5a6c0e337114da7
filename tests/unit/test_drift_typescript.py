"""TypeScript declarations as shapes: the forms of which requests are made, and whatever else a file may hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer.drift.accept import refusals
from normalizer.drift.finding import NotComparedError
from normalizer.drift.shape import Anything, ListOf, MapOf, OneOf, Plain, Record, Shape, Words, one_of
from normalizer.drift.typescript import Declarations

TEXT, NUMBER, FLAG, FILE, NOTHING = map(Plain, ("text", "number", "flag", "file", "nothing"))


def read(type_text: str, more: str = "") -> Shape:
    """Read a type by itself."""
    return Declarations(f"export type Here = {type_text};\n{more}").shape("Here")


def unread(shape: Shape) -> str:
    """Give what of a type was not understood."""
    assert isinstance(shape, Anything)
    return shape.unread


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("string", TEXT),
        ("number", NUMBER),
        ("boolean", FLAG),
        ("any", Anything()),
        ("Blob", FILE),
        ('"a"', Words(("a",))),
        ("'it\\'s'", Words(("it's",))),
        ('"say \\"x\\" \\u0041"', Words(('say "x" A',))),
        ("4", Words((4,))),
        ("-1 | 0.5", Words((-1, 0.5))),
        ("true | false", Words((True, False))),
        ('| "a"\n    | "b"', Words(("a", "b"))),
        ('"a" | "b" | string | null', OneOf((Words(("a", "b")), TEXT, NOTHING))),
        ("string[]", ListOf(TEXT)),
        ("(string | 4)[][]", ListOf(ListOf(one_of([TEXT, Words((4,))])))),
        ("Array<string>", ListOf(TEXT)),
        ("ReadonlyArray<number | null>", ListOf(OneOf((NUMBER, NOTHING)))),
        ("readonly string[]", ListOf(TEXT)),
        ("[number, string]", ListOf(OneOf((NUMBER, TEXT)))),
        ("[]", ListOf(Anything())),
        ("Record<string, number>", MapOf(NUMBER)),
        ("`${number}s`", TEXT),
        ('"// no comment" /* but this "is" */ | "/* nor this */"', Words(("// no comment", "/* nor this */"))),
        ("Elsewhere", Anything("Elsewhere")),
        ("Promise<string>", Anything("Promise<...>")),
        ("keyof Other", Anything("keyof Other")),
    ],
)
def test_a_type_is_read_as_what_it_allows(text: str, shape: Shape) -> None:
    """Literals, choices, lists and the built-in names; what is none of them allows anything and is named."""
    assert read(text) == shape


def fields(shape: Shape) -> dict[str, tuple[Shape, bool]]:
    """List the fields of an object type."""
    assert isinstance(shape, Record)
    return {name: (member.shape, member.required) for name, member in shape.fields.items()}


def test_objects_have_fields() -> None:
    """A question mark makes a field optional; commas, semicolons and comments part them; names may be quoted."""
    text = """{
        /** The size. Default value: `"square"` */
        readonly size?: "square" | Size;
        'quoted-name': number, readonly: string;
    }"""
    size = read(text, "interface Size { width: number; height: number }")
    found = fields(size)
    assert found["quoted-name"] == (NUMBER, True)
    assert found["readonly"] == (TEXT, True)
    assert found["size"][1] is False
    assert refusals(size, {"size": {"width": 1, "height": 2}, "quoted-name": 1, "readonly": "x"}) == []
    assert [one.path for one in refusals(size, {"size": {"width": 1}, "quoted-name": 1, "readonly": ""})] == [
        ("size", "height")
    ]


def test_interfaces_inherit_and_come_in_parts() -> None:
    """`extends` brings fields, a second interface of the name more of them, an index signature any others."""
    text = """
    interface Base { a: string; b?: number }
    export declare interface Here extends Base { b: number }
    interface Here { [key: string]: boolean; }
    """
    here = Declarations(text).shape("Here")
    assert fields(here) == {"a": (TEXT, True), "b": (NUMBER, True), "*": (FLAG, False)}


def test_joined_types_have_all_fields() -> None:
    """`&` joins objects; beside what is no object the whole is left open."""
    assert fields(read("{ a: string } & { b: number }")) == {"a": (TEXT, True), "b": (NUMBER, True)}
    assert set(fields(read("{ a: string } & Elsewhere"))) == {"a", "*"}


def test_a_field_of_a_type_can_be_named() -> None:
    """`Type["field"]` is the type of that field."""
    assert read('Other["a"]', 'type Other = { a: "x" };') == Words(("x",))


def test_types_may_hold_themselves() -> None:
    """A circle of objects has an end in every value; one of aliases alone allows anything."""
    node = read("{ next?: Node }", "interface Node { next: Node | null }")
    assert refusals(node, {"next": {"next": {"next": None}}}) == []
    assert [one.path for one in refusals(node, {"next": {"next": 1}})] == [("next", "next")]
    assert unread(Declarations("type A = B;\ntype B = A;").shape("A")) == "A, which holds itself"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("A extends B ? C : D", "'extends' after a type"),
        ("{ a: string", "expected ':', got 'type'"),
        ("{ method(): void }", "expected ':', got '('"),
        ("(", "in a type"),
        ("{ : string }", "':' as the name of a field"),
        ("12345678901234567890", "the number '12345678901234567890'"),
        ("(" * 5000, "nested deeper than 50 levels"),
        ("string[" * 60, "nested deeper than 50 levels"),
        ("(a: string) => void", "expected ')', got ':'"),
        ('"\\x"', "the text"),
        ("\x00", "in a type"),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(text: str, reason: str) -> None:
    """A declaration that cannot be read allows anything, says why and where, and hides no other."""
    declarations = Declarations(f"\n// a line\nexport type Here = {text};\nexport type There = 'x';\n")
    said = unread(declarations.shape("Here"))
    assert said.startswith("Here, line 3: ")
    assert reason in said
    assert declarations.shape("There") == Words(("x",))


def test_a_field_that_is_not_understood_leaves_an_interface_open() -> None:
    """The interface is kept, and any field passes."""
    here = Declarations("interface Here { method(): void; a: string }").shape("Here")
    assert refusals(here, {"whatever": 1}) == []


def test_a_type_that_is_not_there_is_an_error() -> None:
    """Its name is said, escaped."""
    with pytest.raises(NotComparedError, match=r"no type 'No\\x1b'"):
        Declarations("type A = 1;").shape("No\x1b")


def test_a_declaration_inside_a_text_or_comment_is_none() -> None:
    """Only what begins a line outside of comments is a declaration; a field called type is none."""
    text = "/*\ntype A = 1;\n*/\ntype B = {\n  type: string;\n  interface: number }\n// type C = 1;\n"
    declarations = Declarations(text)
    assert set(fields(declarations.shape("B"))) == {"type", "interface"}
    for name in "AC":
        with pytest.raises(NotComparedError):
            declarations.shape(name)


ALIASES = """
export type Own = { size: "1K" | "4K" };
export type Shared = Own;
export type Map = { "own/model": { input: Own }; "shared/model": { input: Shared } };
"""


def test_aliases_count_by_names_and_kinds_where_they_are_not_trusted() -> None:
    """A generator that shares types between requests gives one the words of the other; its own type is kept."""

    def refused(model: str, *, trust: bool) -> bool:
        shape = Declarations(ALIASES, trust_aliases=trust).shape("Map")
        return bool(refusals(shape, {"own/model": {"input": {"size": "1K"}}, "shared/model": {"input": {"size": "1K"}},
                                     model: {"input": {"size": "2K"}}}))  # fmt: skip

    assert refused("own/model", trust=True)
    assert refused("shared/model", trust=True)
    assert refused("own/model", trust=False)
    assert not refused("shared/model", trust=False)


PIECES = st.sampled_from(
    [*"={}()[]<>|&;,:?'\"`\n-A1", "type A", "interface A", "export ", '"x"', "/*", "*/", "//", "string", "readonly",
     "extends", "keyof", "0x", "=>", "..."]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40))
def test_any_text_is_read_without_an_error(pieces: list[str]) -> None:
    """Whatever stands in a file, each of its types is a shape, and every value can be held against it."""
    declarations = Declarations(" ".join(pieces))
    try:
        shape = declarations.shape("A")
    except NotComparedError:
        return
    refusals(shape, {"A": [1, "x"]})


@given(st.lists(st.one_of(st.text(max_size=4), st.integers(0, 99)), min_size=1, max_size=4))
def test_what_is_written_is_read(values: list[str | int]) -> None:
    """A choice of literals, written as JSON writes them, is read as these values."""
    import json

    literals = [Words((value,)) for value in values]
    assert read(" | ".join(json.dumps(value) for value in values)) == one_of(literals)
