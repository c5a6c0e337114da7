"""A slow, plain reading of the geometry rules, to compare the engine with. It imports nothing of the engine.

`answer` reads a request (R1.1), decides priority (R2), measures (R3), asks each form (R4, R5) and chooses, also under
`scale: at_least | at_most` (R9.1). All numbers are fractions; a root is taken only to find the grid points beside it.

OPEN_POINTS, where a rule leaves something open, and the reading taken here:

 1. R1.1: more than 32 characters are malformed, outer spaces counted. `.5` and `5.` are malformed.
 2. R1: `x`, `X`, the times sign and `*` are one mark in all three parameters. In `size` a ratio needs `:` or `/`.
 3. R1: a bare number is a resolution only; as `size` it is malformed, unless the target spells a tier so.
 4. R4.1, R4.2: the provider's own words are compared after lower-casing, and before the grammar: size words, ratio
    words and tier words in `size`, ratio words in `aspect_ratio`, tier words in `resolution`. In a form without the
    word it means what our text beside it means.
 5. R1.5, R2.1: an `auto` beside a stronger parameter is neither overridden nor exact; it is not in the answer.
 6. R6.6: an overridden parameter is `exact` when it says what the winner says (R3.2, R3.7).
 7. R3.2: under `short_edge` lines count at the shape that comes out in ratios, table, tiers, fixed and follows, at the
    wish's shape (asked, else the default's) in sizes and free; without a known shape as 16:9.
 8. R3.4: the default's shape wins by equality, not by nearness; the wish's orientation is that of the rectangle of
    R5.3 on the grid.
 9. R3.7: a frame asked as `size` meets a tier whose name or whose provider's word is 4K or 8K. `resolution: 3840x2160`
    is its pixel count, and an offered 3840x2160 does not meet an asked 4K.
10. R4.1: a literal hit is a listed size, cell, ratio or tier; a range, a free form, a fixed size and a value that only
    passes (R4.9) compete by cost. A ratio without tiers is no hit where a scale was asked.
11. R4.1, R4.6: the caller's own words are sizes, free and fixed for pixels, ratios and table for a shape, tiers for a
    scale alone.
12. R4.2: in a table, K, MP, p and bare megapixels name an equal tier; `WxH` as resolution goes by true pixels, except
    for a tier written as pixels.
13. R4.2, R3.6: a row is chosen by its listed ratio. Distances of a wish in pixels are taken from the cell's own
    rectangle, those of a ratio from the listed ratio; pixels of just the row's ratio have its shape exactly (R3.7).
14. R4.2: a tier whose cell is a hole in the chosen row is not offered there, even when it was asked by its name.
15. R4.6: a form that has no field for anything asked competes only when no form has one.
16. R4.6: R3.4 decides only where a shape was asked, R3.5 only where a scale was; unknown halves come last.
17. R2.4: the special rule for sizes needs a known default shape; the default's own size is the one of equal shape and
    scale. Where `size` is required the default is written, the scale stays met or unsupported.
18. R2.4: where a half must be written, `size` in `required` counts for both halves.
19. R4.8: `ratio` and `tier` of the answer are what is written; `expected_size` of an unwritten tier is the cell that
    the default names, if the row has it.
20. R4.9: on an open form only the caller's own value passes: pixels on sizes, a ratio on ratios, a resolution on tiers.
    What is sent to an unknown list or bound counts as coming out as asked. Unknown tiers get a wish in pixels as `WxH`.
21. R5.7: with unknown limits asked pixels pass unchanged, made ones have even sides; with an unknown multiple
    beside known limits asked pixels get even sides too.
22. R5.4: limits are narrow for a wish when 16 steps find nothing; then all legal points compete. Without an upper
    bound the widening goes on.
23. R9.1: in a list of sizes the chosen shape is the closest one, and sizes within 1.03 of it have it (R2.4).
24. R9.1, R5.4: in a free form the bound is kept while widening up to 16 steps; when no such point is legal, it is
    dropped. Between forms it is judged by pixel counts. A scale nobody asked for has no bound.
25. R6.6: whole-pixel rounding is exact where `multiple_of` is absent and the answer is one of the four neighbours,
    for each half that limits did not change; the distances stay the true ones.
26. R2.6, R4.10: `follows` gives the input's own size; tiers with `shape: input` give a shape and no size.
27. R3.6: a scale or shape that cannot be known has distance 2 in the answer, and `None` means not asked.
28. R1.6: with nothing asked, required geometry is answered as if the default had been asked, without verdicts.
29. R2.3: `form` is None where nothing is written; fixed and follows keep their place, as their size is known.
"""

from __future__ import annotations

from .choose import Answer, answer
from .wish import Malformed, Missing

__all__ = ["Answer", "Malformed", "Missing", "answer"]
