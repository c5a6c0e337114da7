"""Write pages as HTML. Everything that is not markup of ours is escaped by the template engine."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from normalizer.docs.content import Badge, Code, Link, Raw, Region, Shapes, Strong
from normalizer.extras import needed

if TYPE_CHECKING:
    from jinja2 import Environment, Template

    from normalizer.docs.content import Page, Span
    from normalizer.docs.site import Site

DRAWN = 92
"""The longest side of a drawn shape, in pixels of the screen."""

_TO_A_PAGE = re.compile(r"\]\(([a-z-]+)\.md\)")
"""A link of a text of ours to another page of the site."""

PLOT = 200
"""The sides of the drawing of a region."""

NAVIGATION = (
    Link("Models", "index"),
    Link("Shape map", "shape-map"),
    Link("Parameters", "parameters"),
    Link("Providers", "providers"),
    Link("Playground", "playground"),
    Link("Rules", "rules"),
    Link("Codes", "codes"),
)
CHANGES = Link("Changes", "changes")


def template_engine() -> Environment:
    """Give the engine with our templates; raises `MissingExtraError` where the extra is not installed."""
    needed("markdown_it")  # later, for the texts of ours
    jinja = needed("jinja2")
    manner = {"undefined": jinja.StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    engine: Environment = jinja.Environment(loader=jinja.PackageLoader("normalizer.docs"), autoescape=True, **manner)
    return engine


class HtmlWriter:
    """Writes the pages of one site. `logo` is the file in the site that holds the host's picture."""

    def __init__(self, site: Site, *, logo: str | None, has_changes: bool) -> None:
        self._site = site
        self._logo = logo
        self._navigation = (*NAVIGATION, CHANGES) if has_changes else NAVIGATION

    @cached_property
    def _template(self) -> Template:
        engine = template_engine()
        engine.tests["badge"] = lambda span: type(span) is Badge
        engine.tests["code"] = lambda span: type(span) is Code
        engine.tests["strong"] = lambda span: type(span) is Strong
        engine.tests["link"] = lambda span: type(span) is Link
        engine.tests["raw"] = lambda span: type(span) is Raw
        engine.globals |= {
            "kind": lambda block: type(block).__name__,
            "drawn": drawn,
            "plot": plot,
            "heat": heat,
            "prose": prose,
        }
        return engine.get_template("page.html")

    def page(self, page: Page) -> str:
        """Write one page."""
        root = "../" * page.path.count("/")
        return self._template.render(
            page=page,
            site=self._site,
            root=root,
            logo=self._logo,
            navigation=self._navigation,
            canonical=None if self._site.base_url is None else self._site.address(f"{page.path}.html"),
        )


def drawn(shapes: Shapes) -> list[tuple[Any, float, float, list[tuple[float, float, float]]]]:
    """Give each shape with the width and height of its drawing and its rectangles: y, width, height.

    All are drawn to one scale; the larger ones stand behind the smaller ones, at the same corner.
    """
    longest = max((max(size) for shape in shapes.shapes for size in shape.sizes), default=1)
    scale = DRAWN / longest
    found = []
    for shape in shapes.shapes:
        sizes = [(round(max(w * scale, 1.5), 1), round(max(h * scale, 1.5), 1)) for w, h in shape.sizes]
        height = max(h for _, h in sizes)
        rectangles = [(round(height - h, 1), w, h) for w, h in sorted(sizes, key=lambda size: -size[0] * size[1])]
        found.append((shape, max(w for w, _ in sizes), height, rectangles))
    return found


def plot(region: Region) -> str:
    """Give the outline of a region as the points of a polygon, in a square whose origin is at the bottom left."""

    def point(width: float, height: float) -> str:
        return f"{width * PLOT / region.edge:.1f},{PLOT - height * PLOT / region.edge:.1f}"

    upper = [point(width, high) for width, _, high in region.spans]
    lower = [point(width, low) for width, low, _ in reversed(region.spans)]
    return " ".join((*upper, *lower))


def heat(cell: list[Span], most: int) -> int:
    """Give the shade of a cell from 0 to 5 by the number in it, against the largest of the table."""
    text = "".join(span if isinstance(span, str) else span.text for span in cell)
    return 0 if not text.isdigit() or most == 0 else -(-5 * int(text) // most)


def prose(text: str) -> str:
    """Write a text of ours as HTML: raw HTML in it is shown as it stands, tables can be scrolled on a phone."""
    from markdown_it import MarkdownIt
    from markupsafe import Markup

    def opened(*_: Any) -> str:
        return '<div class="wide" role="group" aria-label="Table" tabindex="0"><table>\n'

    writer = MarkdownIt("commonmark", {"html": False}).enable("table")
    writer.add_render_rule("table_open", opened)
    writer.add_render_rule("table_close", lambda *_: "</table></div>\n")
    written = writer.render(_TO_A_PAGE.sub(r"](\1.html)", text))
    # what can be scrolled has to be reached by the keyboard
    written = written.replace("<pre>", '<pre tabindex="0" role="group" aria-label="Example">')
    return Markup(written)  # noqa: S704  the writer escapes, and the text is ours
