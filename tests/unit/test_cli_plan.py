"""`normalizer plan`: the payloads, the reasons, the ranking, and one line for everything that is wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner, Result

from normalizer import Catalog, normalize
from normalizer.cli.program import app

if TYPE_CHECKING:
    from pathlib import Path

PROVIDERS = {
    "near": """
schema: 1
name: Near
constants: {model: "{model}"}
write: {sizes: {size: "{size}"}}
parameters: {n: count, seconds: {as: text}}
""",
    "far": "schema: 1\nname: Far\nwrite: {ratios: {shape.ratio: '{ratio}', shape.tier: '{tier}'}}\n",
    "gone": "schema: 1\nname: Gone\nwrite: {sizes: {size: '{size}'}}\n",
}
MODEL = """
schema: 1
name: Fast
maker: Acme
media: image
aliases: [acme-fast]
providers:
  near:
    sources: ["a page"]
    checked: 2026-11-22
    confidence: first-party
    generate:
      model: fast-1
      dimensions: {sizes: [1024x1024, 1536x1024, 1024x1536]}
      default: 1024x1024
      required: [prompt]
      returns: {delivery: url, format: png}
      parameters: {prompt, seed, n: {max: 4}}
    edit: {like: generate, required: [prompt, image], parameters: {image}}
  far:
    sources: ["a page"]
    checked: 2026-11-22
    confidence: reseller
    generate:
      model: acme/fast
      dimensions: {aspect_ratios: [1:1, 3:2, 16:9], tiers: [1K, 2K]}
      default: 1:1 1K
      required: [prompt]
      parameters: {prompt}
  gone:
    sources: ["a page"]
    checked: 2026-11-22
    confidence: reseller
    generate:
      model: fast
      status: retired
      dimensions: {sizes: [1024x1024]}
      required: [prompt]
      parameters: {prompt}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a catalogue of one model on three providers."""
    root = tmp_path_factory.mktemp("catalogue")
    (root / "providers").mkdir()
    (root / "acme").mkdir()
    for name, text in PROVIDERS.items():
        (root / "providers" / f"{name}.yaml").write_text(text, encoding="utf-8")
    (root / "acme" / "fast.yaml").write_text(MODEL, encoding="utf-8")
    return root


@pytest.fixture
def run(folder: Path) -> Any:
    """Give a function that runs `plan` on that catalogue."""

    def call(*arguments: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(app, ["plan", *arguments, "--catalog", str(folder)], input=stdin)

    return call


def payload(result: Result) -> Any:
    """Read the first payload of a plan."""
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)["calls"][0]["payload"]


def test_json_is_the_plan_as_the_library_gives_it(run: Any, folder: Path) -> None:
    """`--format json` is `plan.to_dict()` and nothing else on stdout."""
    result = run("fast", "-p", "size=1500x1000", "-p", "n=6", "-p", "prompt=a fox", "--format", "json")
    target = Catalog.from_directory(folder).target("fast")
    plan = normalize({"size": "1500x1000", "n": 6, "prompt": "a fox"}, target)
    assert json.loads(result.stdout) == json.loads(json.dumps(plan.to_dict()))
    assert result.stderr == ""


def test_the_table_says_what_was_asked_what_is_sent_and_why(run: Any) -> None:
    """Target, modes, values, reasons with their rules, payloads, what comes out, loss."""
    result = run("fast", "-p", "size=1500x1000", "-p", "n=6", "-p", "seed=7")
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines[0] == "near / fast / generate / live / upstream fast-1"
    assert any(line.startswith("size converted 1500x1000 -> 1536x1024 the closest size offered (R") for line in lines)
    assert "n emulated 6 -> count: 4 2 calls: 4 + 2 results (R8.1)" in lines
    assert "constant -> model: fast-1 always sent (R1.6)" in lines
    assert "payload 1 of 2 1 call, 4 results" in lines
    assert any(line.startswith("comes out 1536x1024") for line in lines)
    assert any(line.startswith("loss 0.") for line in lines)


def test_a_missing_prompt_is_filled_in_and_said(run: Any) -> None:
    """The stand-in is in the payload, in the table and on stderr, and nowhere if a prompt was given."""
    result = run("fast")
    assert "note: prompt: none given, filled with <prompt>" in result.stderr
    assert "none given, so this stands in" in result.stdout
    assert payload(run("fast", "--format", "json"))["prompt"] == "<prompt>"
    assert payload(run("fast", "-p", "prompt=null", "--format", "json"))["prompt"] == "<prompt>"
    given = run("fast", "-p", "prompt=a fox")
    assert given.stderr == ""
    assert "stands in" not in given.stdout


def test_the_request_comes_from_a_file_or_stdin_and_parameters_go_over_it(run: Any, tmp_path: Path) -> None:
    """`--request` takes a path or `-`; the model may stand in it; `-p` wins."""
    text = json.dumps({"model": "fast", "prompt": "a fox", "size": "1024x1536", "seed": 1})
    file = tmp_path / "request.json"
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    for sent in (
        payload(run("--request", "-", "-p", "seed=2", "--format", "json", stdin=text)),
        payload(run("--request", str(file), "-p", "seed=2", "--format", "json")),
    ):
        assert (sent["size"], sent["seed"], sent["prompt"]) == ("1024x1536", 2, "a fox")


def test_the_inputs_choose_the_operation_and_the_option_wins(run: Any) -> None:
    """An image asks for `edit`; `--operation` and the request's own key are explicit."""
    link = "image=https://example.org/a.png"
    assert json.loads(run("fast", "-p", link, "--format", "json").stdout)["operation"] == "edit"
    assert json.loads(run("fast", "-p", link, "--operation", "generate", "--format", "json").stdout)["operation"] == (
        "generate"
    )
    assert json.loads(run("fast", "-p", link, "-p", "operation=generate", "--format", "json").stdout)["operation"] == (
        "generate"
    )


def test_a_policy_and_the_size_of_the_input_reach_the_library(run: Any) -> None:
    """`--policy` and `--input-size` are the arguments of `normalize`."""
    capped = run("fast", "-p", "n=6", "--policy", "max_n=2", "--policy", "reserved=trace", "-p", "trace=x")
    assert "limited by the policy" in capped.stdout
    assert "reserved" in capped.stdout
    assert run("fast", "-p", "size=1500x1000", "--policy", "strict=true").exit_code == 1
    assert run("fast", "--input-size", "1200x800").exit_code == 0


def test_all_providers_are_ranked_and_retired_ones_named(run: Any) -> None:
    """The least loss first; retired targets only on demand; errors last and without a plan."""
    result = run("fast", "-p", "size=1536x1024", "--all-providers", "--format", "json")
    entries = json.loads(result.stdout)
    assert result.exit_code == 0
    assert [entry["provider"] for entry in entries] == ["near", "far"]
    assert [set(entry) for entry in entries] == [{"provider", "operation", "loss", "plan"}] * 2
    assert entries[0]["loss"] == 0 < entries[1]["loss"] == entries[1]["plan"]["loss"]
    assert "left out: gone" in result.stderr
    table = run("fast", "-p", "size=1536x1024", "--all-providers", "--include-retired").stdout
    assert table.index("near") < table.index("far") < table.index("gone")


def test_a_ranking_without_any_plan_is_a_finding(run: Any) -> None:
    """Every entry then holds an error as a gateway would answer it, and the exit code is 1."""
    result = run("fast", "-p", "n=99", "--all-providers", "--format", "json")
    assert result.exit_code == 1
    assert all(entry["loss"] is None and entry["error"]["param"] == "n" for entry in json.loads(result.stdout))
    assert "n: expected a whole number" in run("fast", "-p", "n=99", "--all-providers").stdout


def test_all_problems_of_a_request_are_told_one_by_one(run: Any) -> None:
    """A request that cannot be normalized: one line per problem on stderr, nothing on stdout, exit code 1."""
    result = run("fast", "-p", "size=big", "-p", "n=0", "--format", "json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert [line.split(": ")[:2] for line in result.stderr.splitlines()] == [["error", "size"], ["error", "n"]]


def test_a_missing_input_says_how_it_is_given(run: Any) -> None:
    """The message names the option and the parameter."""
    result = run("fast", "--operation", "edit")
    assert result.exit_code == 1
    assert "-p image=" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["fats"], 2, "did you mean fast"),
        (["fast", "--provider", "nowhere"], 2, "expected one of near, far, gone"),
        (["fast", "--operation", "extend"], 2, "expected one of generate, edit"),
        (["fast", "-p", "mask=x", "--provider", "far"], 2, "--operation"),
        ([], 2, "missing argument MODEL"),
        (["fast", "size=1024x1024"], 2, "write -p before"),
        (["fast", "-p", "size"], 2, "expected KEY=VALUE"),
        (["fast", "-p", "=3"], 2, "expected KEY=VALUE"),
        (["fast", "-p", "n=1", "-p", "n=2"], 2, "'n' is given twice"),
        (["fast", "-p", 'x={"a": 1, "a": 2}'], 2, "'a' stands twice"),
        (["fast", "--format", "xml"], 2, "'xml'"),
        (["fast", "--formt", "json"], 2, "--format"),
        (["fast", "--policy", "scal=nearest"], 2, "did you mean scale"),
        (["fast", "--policy", "scale=big"], 2, "policy.scale"),
        (["fast", "--policy", "strict=yes"], 2, "true or false"),
        (["fast", "--policy", "output_formats=3"], 2, "expected words"),
        (["fast", "--input-size", "12"], 2, "expected WIDTHxHEIGHT"),
        (["fast", "--request", "/no/such/file"], 3, "no such file"),
        (["fast", "-p", "provider=3"], 1, "provider: expected a text"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_a_way_out(run: Any, arguments: list[str], code: int, said: str) -> None:
    """Usage is 2, an unreadable file 3, a request that cannot be met 1."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("error: ")
    assert said in result.stderr


@pytest.mark.parametrize(
    ("stdin", "code", "said"),
    [
        ('{"n": 1, "n": 2}', 2, "'n' stands twice"),
        ("[1]", 3, "got a list"),
        ('{"n": ', 3, "line 1 column 7"),
        ('{"n": NaN}', 3, "NaN"),
        ('{"n": 1e999}', 3, "too large"),
        ("[" * 100_000, 3, "nested too deeply"),
        ('{"x": ' + "[" * 500 + "]" * 500 + "}", 3, "100 levels"),
        ("", 3, "line 1"),
    ],
)
def test_a_request_is_one_json_object(run: Any, stdin: str, code: int, said: str) -> None:
    """Repeated keys are an error of usage, everything else is unreadable input."""
    result = run("fast", "--request", "-", stdin=stdin)
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr


def test_a_file_that_is_no_utf_8_is_unreadable(run: Any, tmp_path: Path) -> None:
    """So is a folder."""
    (tmp_path / "x.json").write_bytes(b'{"prompt": "\xff"}')
    assert run("fast", "--request", str(tmp_path / "x.json")).exit_code == 3
    assert run("fast", "--request", str(tmp_path)).exit_code == 3


def test_bad_capability_data_is_told_with_file_and_line(tmp_path: Path) -> None:
    """Exit code 4; a folder that is not there is unreadable."""
    (tmp_path / "fast.yaml").write_text("schema: 1\nname: Fast\nmedia: sound\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["plan", "fast", "--catalog", str(tmp_path)])
    assert (result.exit_code, result.stdout) == (4, "")
    assert f"error: {tmp_path}/fast.yaml:3: media" in result.stderr
    assert CliRunner().invoke(app, ["plan", "fast", "--catalog", str(tmp_path / "nowhere")]).exit_code == 3


def test_an_own_folder_lies_over_the_bundled_one(folder: Path) -> None:
    """`--with` adds models and keeps the others."""
    for name in ("fast", "sora-2"):
        assert CliRunner().invoke(app, ["plan", name, "--with", str(folder)]).exit_code == 0


def test_huge_and_strange_values_leave_a_readable_table(run: Any) -> None:
    """Long texts and lists are cut, what moves the cursor is escaped, and no payload takes more than a screen."""
    request = {
        "prompt": "\x1b[2J\u202efox " * 100,
        "blob": "A" * 100_000,
        "list": list(range(5000)),
        "map": {str(index): index for index in range(500)},
        "deep": json.loads("[" * 90 + "]" * 90),
        "digits": 10**3000,
    }
    result = run("fast", "--request", "-", stdin=json.dumps(request))
    assert result.exit_code == 0
    assert not {"\x1b", "\u202e"} & set(result.stdout)
    assert max(map(len, result.stdout.splitlines())) < 300
    assert len(result.stdout.splitlines()) < 80
    assert "--format json" in result.stdout
    whole = payload(run("fast", "--request", "-", "--format", "json", stdin=json.dumps(request)))
    assert {name: whole[name] for name in ("prompt", "blob", "list", "map")} == {
        name: request[name] for name in ("prompt", "blob", "list", "map")
    }


def test_another_model_in_the_request_is_named(run: Any) -> None:
    """The argument wins, and a note says so."""
    result = run("fast", "-p", "model=slow", "-p", "prompt=a fox")
    assert result.stderr == "note: model: the request says 'slow', planned is 'fast'\n"
