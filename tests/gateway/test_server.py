"""Who may call the server, how much it takes on, and what it tells of itself."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from gateway.doubles import CLIP, Double
from gateway.servers import command, threaded
from gateway.upstreams import bomb
from hostile.table_values import NUMBERS, OBJECTS
from normalizer import Plan
from normalizer.gateway.sandbox.pictures import picture
from normalizer.gateway.server.metrics import Metrics
from normalizer.gateway.server.settings import Limits, Settings, SettingsError, Upstream, upstream_of
from normalizer.run import Media

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "a key of sixteen letters or more"
FOX = {"model": "fal/flux-dev", "prompt": "a fox", "size": "64x64"}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Run a server without a key."""
    with threaded(limits=Limits(body_bytes=200_000)) as made:
        yield made


def post(address: str, path: str, body: Any, **more: Any) -> httpx.Response:
    """Send JSON."""
    return httpx.post(address + path, json=body, trust_env=False, timeout=60, **more)


def test_a_plan_is_given_as_json(address: str) -> None:
    """All of it, by its own route and by a dry run of the others; from_dict reads it."""
    body = {"model": "fal/flux-dev", "prompt": "a fox", "size": "1920x1080", "n": 6}
    answer = post(address, "/v1/plan", body)
    assert [call["count"] for call in answer.json()["calls"]] == [4, 2]
    assert Plan.from_dict(answer.json()).report()["calls"] == [4, 2]
    assert answer.json() == post(address, "/v1/images/generations?dry_run=true", body).json()
    assert answer.headers["x-normalized"].startswith('target="fal/flux-dev"')
    video = post(address, "/v1/videos?dry_run=1", {"model": "sora-2", "prompt": "a fox", "size": "1024x1024"}).json()
    assert video["resolved"]["size"] == "720x1280"
    assert httpx.get(f"{address}/v1/videos", trust_env=False).json()["data"] == []


def test_targets_are_ranked(address: str) -> None:
    """Every target of a model, the least loss first, errors last."""
    rows = post(address, "/v1/rank", {"model": "flux-dev", "prompt": "a fox", "size": "1000x500"}).json()["data"]
    losses = [row["loss"] for row in rows if row["plan"] is not None]
    assert losses == sorted(losses)
    assert {row["provider"] for row in rows} >= {"fal", "replicate"}
    assert all(row["operation"] == "generate" for row in rows)
    assert post(address, "/v1/rank", {"prompt": "a fox"}).json()["error"]["param"] == "model"


def test_a_request_is_validated(address: str) -> None:
    """What would differ, or all problems at once."""
    good = post(address, "/v1/validate", FOX).json()
    assert (good["valid"], good["exact"], good["problems"]) == (True, True, [])
    bad = post(address, "/v1/validate", {**FOX, "n": 0, "size": "big"}).json()
    assert [problem["parameter"] for problem in bad["problems"]] == ["size", "n"]


def test_the_report_is_in_the_body_where_it_is_wanted(address: str) -> None:
    """Asked for by a header."""
    answer = post(address, "/v1/images/generations", FOX, headers={"x-normalized": "report"}).json()
    assert answer["normalized"]["expected_size"] == "64x64"


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"host": "evil.test"}, 403, "host_not_allowed"),
        ({"host": "127.0.0.1.evil.test:80"}, 403, "host_not_allowed"),
        ({"host": ""}, 403, "host_not_allowed"),
        ({"origin": "https://evil.test"}, 403, "origin_not_allowed"),
        ({"origin": "null"}, 403, "origin_not_allowed"),
        ({"origin": "http://127.0.0.1:9"}, 403, "origin_not_allowed"),
        ({"content-type": "text/plain"}, 415, "media_type"),
        ({"content-encoding": "gzip"}, 415, "media_type"),
        ({"content-encoding": "br, gzip"}, 415, "media_type"),
    ],
)
def test_strange_requests_are_refused(address: str, headers: dict[str, str], status: int, code: str) -> None:
    """Led here by a foreign name server or page, or of another type."""
    answer = post(address, "/v1/images/generations", FOX, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "127.0.0.1:1", "[::1]:8080"])
def test_names_of_this_machine_are_its_own(address: str, host: str) -> None:
    """Under any port."""
    assert httpx.get(f"{address}/healthz", headers={"host": host}, trust_env=False).status_code == 200


@pytest.mark.parametrize("length", ["999999999999", "9" * 400])
def test_a_body_that_is_announced_too_large_is_not_read(address: str, length: str) -> None:
    """The head is enough to refuse it."""
    host, _, port = address.removeprefix("http://").partition(":")
    head = f"POST /v1/plan HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith((b"HTTP/1.1 413", b"HTTP/1.1 400"))


def test_a_body_without_a_length_is_bounded_too(address: str) -> None:
    """It is read piece by piece, and the first byte too many ends it."""

    def pieces() -> Iterator[bytes]:
        yield b'{"prompt": "'
        for _ in range(100):
            yield b"x" * 10_000

    headers = {"content-type": "application/json"}
    answer = httpx.post(f"{address}/v1/plan", content=pieces(), headers=headers, trust_env=False)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


BODIES = [
    (b"", 400), (b"{", 400), (b"[]", 400), (b'{"n": NaN}', 400), (b'{"n": 1, "n": 2}', 400), (b"\xff", 400),
    (b'{"n": 1e999}', 400), (b"[" * 100_000, 400), (b'{"a":' * 150 + b"1" + b"}" * 150, 400), (b"null", 400),
]  # fmt: skip


@pytest.mark.parametrize(("body", "status"), BODIES, ids=range(len(BODIES)))
def test_what_is_no_json_object_is_refused(address: str, body: bytes, status: int) -> None:
    """In the shape of the OpenAI API."""
    headers = {"content-type": "application/json"}
    answer = httpx.post(f"{address}/v1/images/generations", content=body, headers=headers, trust_env=False)
    assert answer.status_code == status
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_hostile_values_get_answers(address: str) -> None:
    """Whatever JSON value stands wherever: an answer below 500, one line, in ASCII."""
    keys = ("size", "n", "seed", "prompt", "model", "image", "response_format", "provider", "operation", "own")
    values = [value for value in (*NUMBERS.values(), *OBJECTS.values()) if _is_json(value)]
    assert len(values) > 10
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        for value in values:
            for key in keys:
                answer = client.post("/v1/images/generations", json={**FOX, key: value})
                assert answer.status_code < 500, (key, value, answer.text)
                if answer.status_code != 200:
                    assert len(answer.json()["error"]["message"]) <= 300


def _is_json(value: Any) -> bool:
    try:
        return len(json.dumps(value, allow_nan=False)) < 100_000
    except Exception:  # noqa: BLE001  among the values are some that raise anything
        return False


@pytest.mark.parametrize(
    ("file", "param", "status"),
    [
        ({"image": ("a.png", b"no image")}, "image", 400),
        ({"image": ("a.png", b"")}, "image", 400),
        ({"image": ("a.pdf", b"%PDF-1.7 ...")}, "image", 400),
        ({"image": ("a.png", b"\x89PNG\r\n\x1a\n and then nothing")}, "image", 400),
        ({"image": ("a.mp4", b"\x00\x00\x00\x18ftypisom")}, "image", 400),
        ({"image": ("a.png", b"\x89PNG\r\n\x1a\n" + b"x" * 300_000)}, "body", 413),
        ({"prompt": ("a.png", b"text")}, "prompt", 400),
        ({"n": ("a.png", b"2")}, "n", 400),
    ],
)
def test_uploads_that_are_no_images_are_refused(address: str, file: dict[str, Any], param: str, status: int) -> None:
    """In the shape of the OpenAI API, with the field."""
    data = {"model": "openai/gpt-image-1.5", "prompt": "a hat"}
    fields = {name: value for name, value in data.items() if name not in file}
    answer = httpx.post(f"{address}/v1/images/edits", data=fields, files=file, trust_env=False)
    assert (answer.status_code, answer.json()["error"]["param"]) == (status, param)


FIELD = b'--b\r\ncontent-disposition: form-data; name="%s"\r\n%s\r\nx\r\n'


@pytest.mark.parametrize(
    ("parts", "status", "code"),
    [
        (b"".join(FIELD % (b"a%d" % number, b"") for number in range(2000)), 413, "too_large"),
        (FIELD % (b"prompt", b"x-more: " + b"y" * 100_000 + b"\r\n"), 400, "bad_request"),
        (FIELD % (b"prompt", b"x-more: y\r\n" * 1000), 400, "bad_request"),
        (FIELD % (b"p" * 3000, b""), 400, "bad_request"),
        (FIELD % (b"extra_body[api_base]", b""), 400, "transport_setting"),
    ],
    ids=["parts", "a long header", "headers", "a long name", "a setting"],
)
def test_hostile_forms_are_refused(address: str, parts: bytes, status: int, code: str) -> None:
    """Of too many parts, with heads that never end, or with a setting of the transport in a field inside another."""
    headers = {"content-type": "multipart/form-data; boundary=b"}
    body = parts + b"--b--\r\n"
    answer = httpx.post(f"{address}/v1/images/edits", content=body, headers=headers, trust_env=False)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_a_picture_of_too_many_pixels_is_refused(address: str) -> None:
    """By its head, before anything is decoded."""
    data = {"model": "openai/gpt-image-1.5", "prompt": "a hat"}
    answer = httpx.post(
        f"{address}/v1/images/edits", data=data, files={"image": ("a.png", bomb(9_000))}, trust_env=False
    )
    error = answer.json()["error"]
    assert (answer.status_code, error["param"], error["code"]) == (400, "image", "too_large")


def test_an_edit_without_an_image_says_so(address: str) -> None:
    """The route says what is done."""
    answer = post(address, "/v1/images/edits", {"model": "openai/gpt-image-1.5", "prompt": "a hat"})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "image")


def test_little_memory_is_enough_to_say_no() -> None:
    """Under a limit of 512 MiB: small files and requests of very many pixels get errors of ours, and nothing ends."""
    data = {"model": "openai/gpt-image-1.5", "prompt": "a hat", "output_format": "avif"}
    with command(memory=512 * 2**20) as address:
        for side, status in ((9_000, 400), (8_000, 200)):
            files = {"image": ("a.png", bomb(side))}
            answer = httpx.post(f"{address}/v1/images/edits", data=data, files=files, trust_env=False, timeout=60)
            assert answer.status_code == status
        for size, code in (("7900x7900", "too_large"), ("60000x60000", "provider_refused")):
            answer = post(address, "/v1/images/generations", {**FOX, "size": size, "output_format": "gif"})
            assert answer.json()["error"]["code"] == code
        assert post(address, "/v1/images/generations", FOX).status_code == 200


def test_what_the_sandbox_does_not_draw_is_refused(address: str) -> None:
    """A legal size that would fill the memory."""
    answer = post(address, "/v1/images/generations", {**FOX, "size": "60000x60000"})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "size")


def test_links_are_signed(address: str) -> None:
    """A forged one is forbidden, and none of them lists anything."""
    link = post(address, "/v1/images/generations", FOX).json()["data"][0]["url"]
    assert httpx.get(link, trust_env=False).status_code == 200
    assert httpx.get(link[:-1] + ("A" if link[-1] != "A" else "B"), trust_env=False).status_code == 403
    assert httpx.get(f"{address}/media/", trust_env=False).status_code == 404


def test_the_server_tells_of_itself(address: str) -> None:
    """It lives; and its counters have few labels, none of them a caller's."""
    assert httpx.get(f"{address}/healthz", trust_env=False).json()["status"] == "ok"
    httpx.get(f"{address}/v1/secret-words", trust_env=False)
    httpx.get(f"{address}/v1/videos/video_no", trust_env=False)
    text = httpx.get(f"{address}/metrics", trust_env=False).text
    assert 'normalizer_requests_total{route="other",status="4xx"}' in text
    assert "secret" not in text
    assert "flux" not in text
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert len(lines) < 100
    assert all(float(line.rpartition(" ")[2]) >= 0 for line in lines)


def test_counters_are_written_as_prometheus_reads_them() -> None:
    """Help and type before the values, labels in order."""
    metrics = Metrics()
    metrics.count("normalizer_requests_total", route="images", status="2xx")
    metrics.count("normalizer_requests_total", 2, status="2xx", route="images")
    metrics.watch(lambda: [("normalizer_media_objects", (), 7)])
    assert metrics.text() == (
        "# HELP normalizer_requests_total Requests by route and class of status.\n"
        "# TYPE normalizer_requests_total counter\n"
        'normalizer_requests_total{route="images",status="2xx"} 3\n'
        "# HELP normalizer_media_objects Media that are kept.\n"
        "# TYPE normalizer_media_objects gauge\n"
        "normalizer_media_objects 7\n"
    )


def test_a_page_of_this_server_may_ask_it(address: str) -> None:
    """What the playground sends: the browser names the server itself as the page's origin."""
    answer = post(address, "/v1/plan", FOX, headers={"origin": address})
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/healthz/../index.html", "/healthzx", "/", "/v1/models"])
def test_no_other_path_is_free_of_the_key(path: str) -> None:
    """Only the sign of life itself, and signed links."""
    with threaded(key=KEY) as address:
        host, port = address.removeprefix("http://").split(":")
        connection = HTTPConnection(host, int(port), timeout=30)
        connection.request("GET", path)
        assert connection.getresponse().status == 401
        connection.close()


@pytest.mark.parametrize("route", ["plan", "rank", "validate"])
@pytest.mark.parametrize("name", ["model", "provider", "operation"])
@pytest.mark.parametrize("value", [["x"], {"a": 1}, 5, True])
def test_names_are_texts(address: str, route: str, name: str, value: Any) -> None:
    """A list or a number as the name of something is the caller's mistake."""
    answer = post(address, f"/v1/{route}", {**FOX, name: value})
    error = answer.json()["problems"][0] if route == "validate" else answer.json()["error"]["details"][0]
    assert (error["parameter"], error["code"]) == (name, "wrong_type")


def test_an_operation_that_is_nowhere_is_no_empty_ranking(address: str) -> None:
    """It is told like everywhere else."""
    answer = post(address, "/v1/rank", {**FOX, "operation": "zz"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_operation")


def test_a_key_is_needed_where_one_is_set() -> None:
    """As a bearer token; without it only the sign of life and signed links."""
    with threaded(key=KEY) as address:
        for headers in ({}, {"authorization": "Bearer no"}, {"authorization": KEY}, {"authorization": f"Basic {KEY}"}):
            for path in ("/v1/models", "/metrics", "/v1/videos", "/nothing"):
                answer = httpx.get(address + path, headers=headers, trust_env=False)
                assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")
                assert answer.headers["www-authenticate"] == "Bearer"
        good = {"authorization": f"Bearer {KEY}"}
        assert httpx.get(f"{address}/v1/models", headers=good, trust_env=False).status_code == 200
        link = post(address, "/v1/images/generations", FOX, headers=good).json()["data"][0]["url"]
        assert httpx.get(link, trust_env=False).status_code == 200
        assert httpx.get(f"{address}/healthz", trust_env=False).status_code == 200


def test_a_server_that_others_reach_needs_a_key() -> None:
    """So does one in front of a real upstream; a short key is none."""
    with pytest.raises(SettingsError, match="other than loopback needs a key"):
        Settings(host="0.0.0.0").checked()  # noqa: S104  nothing is bound to it
    with pytest.raises(SettingsError, match="a real upstream needs a key"):
        Settings(upstream=Upstream("https://a.test/v1", "k", "openai")).checked()
    with pytest.raises(SettingsError, match="at least 16"):
        Settings(key="short").checked()
    assert Settings(host="0.0.0.0", key=KEY).checked().is_open  # noqa: S104  nothing is bound to it
    assert KEY not in repr(Settings(key=KEY, upstream=Upstream("https://a.test/v1", KEY, "openai")))


def test_an_upstream_is_named_wholly() -> None:
    """By address, key and provider together, or not at all."""
    whole = {
        "NORMALIZER_UPSTREAM_BASE_URL": "https://a.test/v1/",
        "NORMALIZER_UPSTREAM_API_KEY": "k",
        "NORMALIZER_UPSTREAM_PROVIDER": "openai",
    }
    assert upstream_of(whole) == Upstream("https://a.test/v1", "k", "openai")
    assert upstream_of({}) is None
    for name in whole:
        with pytest.raises(SettingsError, match=name):
            upstream_of({**whole, name: ""})
    with pytest.raises(SettingsError, match="expected a link"):
        upstream_of({**whole, "NORMALIZER_UPSTREAM_BASE_URL": "file:///etc/passwd"})


class Slow:
    """A provider that takes its time."""

    name = None
    at_once = None

    def exchange(self, plan: Plan, media: str, store: Any) -> Slow:
        """Begin the calls of a plan."""
        del plan, media, store
        return self

    async def send(self, call: Any) -> Media:
        """Wait, and give an image."""
        del call
        await asyncio.sleep(0.5)
        return Media(picture((8, 8), ("x",), "png", ""))

    async def fetch(self, url: str) -> bytes:
        """Nothing is behind a link."""
        raise AssertionError(url)

    async def close(self) -> None:
        """Nothing is open."""


def test_requests_beyond_the_limit_are_put_off() -> None:
    """With 429 and when to come back; those within are answered, and a sign of life always is."""
    with threaded(provider=Slow(), limits=Limits(requests=3)) as address, ThreadPoolExecutor(9) as pool:
        answers = [pool.submit(post, address, "/v1/images/generations", FOX) for _ in range(8)]
        time.sleep(0.25)
        assert httpx.get(f"{address}/healthz", trust_env=False).status_code == 200
        codes = sorted(one.result().status_code for one in answers)
        assert codes == [200] * 3 + [429] * 5
        put_off = next(one.result() for one in answers if one.result().status_code == 429)
        assert put_off.headers["retry-after"] == "1"
        assert put_off.json()["error"]["type"] == "rate_limit_error"


class Broken(Slow):
    """A provider with a mistake in it."""

    async def send(self, call: Any) -> Media:
        """Fail."""
        raise RuntimeError(f"a secret: {call.payload}")

    def exchange(self, plan: Plan, media: str, store: Any) -> Slow:
        """Fail at once where a seed says so."""
        if any(report.name == "seed" for report in plan.parameters):
            raise RuntimeError(f"a secret: {plan.calls[0].payload}")
        return super().exchange(plan, media, store)


def test_mistakes_are_answered_without_a_word_of_them(caplog: pytest.LogCaptureFixture) -> None:
    """In the shape of all errors; the log has the type alone. Videos fail likewise, and nothing else ends."""
    with threaded(provider=Broken()) as address:
        answer = post(address, "/v1/images/generations", {**FOX, "seed": 1})
        assert (answer.status_code, answer.json()["error"]["code"]) == (500, "server_error")
        answer = post(address, "/v1/images/generations", FOX)
        assert (answer.status_code, answer.json()["error"]["code"]) == (502, "send_failed")
        video = post(address, "/v1/videos", {"model": "fal/veo-3.1", "prompt": "a fox", "seed": 1}).json()
        until = time.monotonic() + 30
        while video["status"] != "failed":
            assert time.monotonic() < until
            time.sleep(0.05)
            video = httpx.get(f"{address}/v1/videos/{video['id']}", trust_env=False).json()
        assert video["error"]["code"] == "server_error"
        assert httpx.get(f"{address}/healthz", trust_env=False).status_code == 200
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text
    assert "a fox" not in caplog.text


def test_media_are_kept_up_to_a_limit() -> None:
    """A full store refuses, with an error of its own, and throws nothing away that is still valid."""
    with threaded(limits=Limits(media_objects=2)) as address:
        links = [post(address, "/v1/images/generations", FOX).json()["data"][0]["url"] for _ in range(2)]
        full = post(address, "/v1/images/generations", FOX)
        assert (full.status_code, full.json()["error"]["code"]) == (507, "store_full")
        assert [httpx.get(link, trust_env=False).status_code for link in links] == [200, 200]


def test_videos_are_made_a_few_at_a_time() -> None:
    """The rest is queued; beyond the most of all videos the oldest finished one gives way, or the request is put off."""
    limits = Limits(videos_at_work=1, videos_waiting=2, videos=2)
    body = {"model": "sora-2", "prompt": "a fox"}
    begun, released = threading.Event(), threading.Event()

    async def held_up(_: int, __: Any) -> bytes:
        begun.set()
        while not released.is_set():  # noqa: ASYNC110  it is set in another thread
            await asyncio.sleep(0.01)
        return CLIP

    with threaded(provider=Double(held_up), limits=limits, video_seconds=0) as address:
        first, second = (post(address, "/v1/videos", body).json()["id"] for _ in range(2))
        assert post(address, "/v1/videos", body).status_code == 429
        assert begun.wait(30)
        states = [httpx.get(f"{address}/v1/videos/{one}", trust_env=False).json()["status"] for one in (first, second)]
        assert states == ["in_progress", "queued"]
        released.set()
        until = time.monotonic() + 30
        while httpx.get(f"{address}/v1/videos/{first}", trust_env=False).json()["status"] != "completed":
            assert time.monotonic() < until
            time.sleep(0.05)
        assert post(address, "/v1/videos", body).status_code == 200
        assert httpx.get(f"{address}/v1/videos/{first}", trust_env=False).status_code == 404


def test_requests_in_progress_are_answered_before_the_end() -> None:
    """The server ends when it is asked to, but not in the middle of an answer; videos at work are given up."""
    with ThreadPoolExecutor(1) as pool:
        with threaded(provider=Slow()) as address:
            post(address, "/v1/videos", {"model": "sora-2", "prompt": "a fox"})
            answer = pool.submit(post, address, "/v1/images/generations", FOX)
            time.sleep(0.2)
        assert answer.result().status_code == 200


def test_the_command_names_its_extra() -> None:
    """Where a package is missing: one line, exit code 2."""
    script = "import sys; sys.modules['starlette'] = None; from normalizer.__main__ import main; sys.exit(main())"
    run = subprocess.run([sys.executable, "-c", script, "serve"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "error: starlette is missing; pip install 'param-normalizer[serve]'\n"


def test_the_command_says_what_is_wrong() -> None:
    """In one line, with exit code 2: no key for an open host, a port that is taken."""
    with pytest.raises(AssertionError, match="NORMALIZER_API_KEY"), command("--host", "0.0.0.0"):  # noqa: S104  nothing is bound to it
        pass
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
        with pytest.raises(AssertionError, match="cannot listen"), command("--port", port):
            pass
