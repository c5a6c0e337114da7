"""The real LiteLLM proxy, with our hook, before an upstream on loopback: started for some tests, ended after them."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from e2e.litellm_cases import DEPLOYMENTS, EDITS
from e2e.upstream import TOKENS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
KEY = "sk-of-the-tests-alone-5e1f07"
PATIENCE = 120
"""Seconds in which the proxy has to be up: it imports for ten of them on an idle machine."""

HOOK = """
from normalizer import Catalog
from normalizer.gateway.litellm_hook import litellm_hook

names = MODELS
hook = litellm_hook(Catalog.bundled(), models=names)
"""


@contextlib.contextmanager
def proxy(python: str, folder: Path, upstream: str) -> Iterator[httpx.Client]:
    """Start the proxy; gives a client for its routes."""
    names = {one.ours: one.ours for one in (*DEPLOYMENTS, *EDITS)} | {"our-flux": "fal/flux-dev"}
    (folder / "our_hook.py").write_text(HOOK.replace("MODELS", repr(names)), encoding="utf-8")
    (folder / "config.yaml").write_text(json.dumps(_settings(upstream)), encoding="utf-8")
    port = _free_port()
    command = [
        str(Path(python).with_name("litellm")),
        "--config",
        "config.yaml",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    env = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    env |= {"PYTHONPATH": str(ROOT), "LITELLM_LOCAL_MODEL_COST_MAP": "True"}  # else importing it fetches a file
    env |= {"BFL_API_KEY": "k", "BFL_API_BASE": upstream}  # the one provider for which it reads no setting of a model
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log) as process,
    ):
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
                client.headers["authorization"] = f"Bearer {KEY}"
                _wait(client, process, folder / "log")
                yield client
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _settings(upstream: str) -> dict[str, object]:
    models = [(one.ours, one.litellm) for one in DEPLOYMENTS]
    models += sorted({(one.ours, one.litellm) for one in EDITS if one.litellm})
    models += [("our-flux", "fal_ai/fal-ai/flux/dev"), ("somebody-elses", "openai/gpt-image-1")]
    models += [("unhooked", "vertex_ai/imagen-4.0-generate-001")]
    account = {"vertex_project": "p", "vertex_location": "us-central1", "vertex_credentials": _account(upstream)}
    return {
        "model_list": [
            {"model_name": ours, "litellm_params": {"model": theirs, "api_base": upstream, "api_key": "k", **google}}
            for ours, theirs in models
            for google in [account if theirs.startswith("vertex_ai/") else {}]
        ],
        "litellm_settings": {"callbacks": "our_hook.hook", "num_retries": 0, "telemetry": False},
        "router_settings": {"num_retries": 0, "disable_cooldowns": True},
        "general_settings": {"master_key": KEY},
    }


def _account(upstream: str) -> str:
    """Make a service account of nobody's, whose tokens come from the upstream."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    account = {"type": "service_account", "project_id": "p", "client_email": "tests@p.invalid", "client_id": "1"}
    return json.dumps({**account, "private_key_id": "1", "private_key": key.decode(), "token_uri": upstream + TOKENS})


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait(client: httpx.Client, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if client.get("/health/liveliness").status_code == 200:
                return
        time.sleep(0.2)
    raise AssertionError(f"the proxy did not start: {log.read_text(encoding='utf-8', errors='replace')[-3000:]}")
