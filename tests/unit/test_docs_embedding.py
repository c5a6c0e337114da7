"""`docs/embedding.md` says what is: its blocks run from top to bottom, its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

PAGE = Path(__file__).parents[2] / "docs" / "embedding.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_blocks_run() -> None:
    """One after the other, as written; what they assert holds. LiteLLM's runs where LiteLLM is (tests/e2e)."""
    found = re.findall(r"(^<!-- hook -->\n)?^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    blocks = [block for mark, block in found if not mark]
    names: dict[str, Any] = {"__name__": "embedding"}
    for block in blocks:
        exec(compile(block, PAGE.name, "exec"), names)  # noqa: S102  our own examples
    assert len(blocks) == len(found) - 1 == 9
    names["client"].close()


def test_the_configuration_is_one() -> None:
    """Of the proxy, with the hook that the page makes."""
    (block,) = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    settings = yaml.safe_load(block)
    assert settings["litellm_settings"]["callbacks"] == "normalizer_hook.hook"
    assert {one["model_name"] for one in settings["model_list"]} == {"flux", "nano"}


def test_the_links_lead_somewhere() -> None:
    """To files of the repository, and to headings."""
    for link in re.findall(r"\]\(([^)]+)\)", TEXT):
        path, _, heading = link.partition("#")
        page = (PAGE.parent / path if path else PAGE).read_text(encoding="utf-8")
        headings = {
            re.sub(r"[^\w -]", "", line).strip().replace(" ", "-").lower()
            for line in re.findall(r"^#+ (.*)$", page, re.MULTILINE)
        }
        assert not heading or heading in headings, link
