"""How long a plan takes beside LiteLLM's mapping of the same requests for the same models, in one run.

`python benchmarks/peer_speed.py` needs LiteLLM. Timed there is what each of its image calls does before it sends: the
look-up of the model (`litellm.get_llm_provider`) and the mapping of its parameters (`get_optional_params_image_gen`);
here the whole of `catalog.plan`: it finds the target, maps, and writes the payloads. `peers.py` checks what comes out.
"""

from __future__ import annotations

import os
import statistics
import time
from typing import TYPE_CHECKING, Any

import peers

from normalizer import Catalog

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 15
TURNS = 60


def spent(work: Callable[[Any], Any], items: list[Any]) -> float:
    """Time some turns over the items."""
    before = time.process_time()
    for _ in range(TURNS):
        for item in items:
            work(item)
    return time.process_time() - before


def main() -> None:
    """Measure and print."""
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else importing it fetches a file
    import litellm
    from litellm.types.utils import LlmProviders
    from litellm.utils import ProviderConfigManager, get_optional_params_image_gen

    catalog = Catalog.bundled()
    cases = [case for case in peers.CASES if case.media == "image"]
    ours = [{"model": case.model, "prompt": peers.PROMPT, **case.asked} for case in cases]

    def theirs(case: peers.Case) -> None:
        model, provider, _, _ = litellm.get_llm_provider(case.peer)
        config = ProviderConfigManager.get_provider_image_generation_config(
            model=model, provider=LlmProviders(provider)
        )
        get_optional_params_image_gen(
            model=model, custom_llm_provider=provider, provider_config=config, drop_params=True, **case.asked
        )

    spent(theirs, cases)
    spent(catalog.plan, ours)
    ratios = [spent(theirs, cases) / spent(catalog.plan, ours) for _ in range(ROUNDS)]
    low, middle, high = statistics.quantiles(ratios, n=4)
    print(f"LiteLLM's look-up and mapping take {middle:.1f} times as long as a plan ({low:.1f}..{high:.1f})")


if __name__ == "__main__":
    main()
