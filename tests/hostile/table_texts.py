"""Hostile texts: what looks like a number, a size or a word and is none (R1.1, R1.3), and what attacks whoever logs it.

Every text stands under every parameter that reads texts, and has to be the one problem of that parameter; under
parameters that take any text it has to arrive as it is (R7.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hostile.cases import REFUSAL, Bad, Good

if TYPE_CHECKING:
    from collections.abc import Iterator

PATTERNS = {"size": "{0}x{0}", "aspect_ratio": "{0}:{0}", "resolution": "{0}K"}
"""Where a number has to stand to be read; elsewhere it stands alone."""

DIGITS = {
    "fullwidth": "\N{FULLWIDTH DIGIT FIVE}",
    "arabic-indic": "\N{ARABIC-INDIC DIGIT FIVE}",
    "extended arabic-indic": "\N{EXTENDED ARABIC-INDIC DIGIT FIVE}",
    "devanagari": "\N{DEVANAGARI DIGIT FIVE}",
    "bengali": "\N{BENGALI DIGIT FIVE}",
    "thai": "\N{THAI DIGIT FIVE}",
    "bold": "\N{MATHEMATICAL BOLD DIGIT FIVE}",
    "superscript": "\N{SUPERSCRIPT TWO}",
    "subscript": "\N{SUBSCRIPT FIVE}",
    "circled": "\N{CIRCLED DIGIT FIVE}",
    "roman": "\N{ROMAN NUMERAL FIVE}",
    "fraction": "\N{VULGAR FRACTION ONE HALF}",
    "han": "\N{CJK UNIFIED IDEOGRAPH-4E94}",
    "one of ten": "1\N{THAI DIGIT FIVE}",
}

NUMERALS = {
    "empty": "",
    "plus": "+5",
    "two minuses": "--5",
    "leading zero": "05",
    "exponent": "5e0",
    "capital exponent": "5E1",
    "hexadecimal": "0x5",
    "octal": "0o5",
    "binary": "0b1",
    "underscore": "5_0",
    "comma": "1,5",
    "point at the end": "5.",
    "point at the beginning": ".5",
    "five decimals": "5.00001",
    "two points": "5.5.5",
    "nan": "nan",
    "NaN": "NaN",
    "inf": "inf",
    "infinity": "Infinity",
    "beyond floats": "1e400",
    "blank inside": "5 5",
    "tab": "\t5",
    "newline": "5\n",
    "carriage return": "5\r",
    "vertical tab": "5\v",
    "NUL": "5\0",
    "zero width space": "5\N{ZERO WIDTH SPACE}",
    "no-break space": "\N{NO-BREAK SPACE}5",
    "ideographic space": "5\N{IDEOGRAPHIC SPACE}",
    "line separator": "5\N{LINE SEPARATOR}",
    "byte order mark": "\N{ZERO WIDTH NO-BREAK SPACE}5",
    "mark of direction": "\N{RIGHT-TO-LEFT MARK}5",
    "combining mark": "5\N{COMBINING ENCLOSING KEYCAP}",
    "dollar": "$5",
    "quoted": "'5'",
    "six digits": "100000",
    "4300 digits": "9" * 4300,
    "4301 digits": "9" * 4301,
    "a million digits": "9" * 1_000_000,
    "fifty digits and a bang": "1" * 50 + "!",
    "a thousand points": "." * 1000,
}

ATTACKS = {
    "forged line": "\r\nINFO forged",
    "terminal": "\x1b[2J\x1b]0;owned\x07",
    "C1 control": "\x9b2J",
    "delete": "\x7f\x08",
    "right to left": "\N{RIGHT-TO-LEFT OVERRIDE}gnp",
    "isolates": "\N{LEFT-TO-RIGHT ISOLATE}x\N{POP DIRECTIONAL ISOLATE}",
    "high half": "\ud800",
    "low half": "\udfff",
    "halves in the wrong order": "\udc00\ud800",
    "tag characters": "\U000e0041\U000e0042",
    "joined emoji": "\U0001f468\u200d\U0001f469",
    "zalgo": "z" + "\N{COMBINING ACUTE ACCENT}" * 1000,
    "noncharacter": "\uffff",
    "script": "<script>alert(1)</script>",
    "entity": "&#49;&#58;&#49;",
    "lookup": "${jndi:ldap://a/b}",
    "format": "{0.__class__.__init__.__globals__}",
    "printf": "%n%s%99999999d",
    "f-string": "{1/0}",
    "sql": "1'; DROP TABLE models; --",
    "traversal": "../../../../etc/passwd",
    "url": "https://169.254.169.254/latest",
    "json": '{"width": 1, "height": 1}',
    "python": "__import__('os')",
    "yaml": "!!python/object/apply:os.system [x]",
    "null": "null",
    "None": "None",
    "undefined": "undefined",
    "backslash": "\\",
    "escaped": "\\u0031\\x3a1",
    "quotes": "\"'`",
    "percent": "1024%781024",
    "a megabyte": "x" * 1_000_000,
    "ten megabytes": "x" * 10_000_000,
    "ten megabytes of blanks": " " * 10_000_000,
    "a megabyte of auto": "auto " * 200_000,
}

SEPARATORS = {
    "size": [
        "1024\N{CYRILLIC SMALL LETTER HA}768",
        "1024\N{CYRILLIC CAPITAL LETTER HA}768",
        "1024\N{GREEK SMALL LETTER CHI}768",
        "1024\N{FULLWIDTH LATIN SMALL LETTER X}768",
        "1024\N{MULTIPLICATION X}768",
        "1024\N{VECTOR OR CROSS PRODUCT}768",
        "1024\N{ASTERISK OPERATOR}768",
        "1024\N{COMBINING X ABOVE}768",
        "16\N{FULLWIDTH COLON}9",
        "16\N{RATIO}9",
        "16\N{MODIFIER LETTER COLON}9",
        "2\N{KELVIN SIGN}",
        "720\N{CYRILLIC SMALL LETTER ER}",
        "\N{FULLWIDTH LATIN SMALL LETTER A}uto",
        "aut\N{CYRILLIC SMALL LETTER O}",
        "1024xx768",
        "x1024x768",
        "1024x768x",
        "1024x768x3",
        "1024x-768",
        "1024/768",
        "1024:768:3",
        "16:9:4",
        "16:",
        ":9",
        ":",
        "0:0",
        "0x0",
        "1x0",
        "1:0",
        "0K",
        "1.5p",
        "1024px x 768px",
    ],
    "aspect_ratio": [
        "16\N{FULLWIDTH COLON}9",
        "16\N{RATIO}9",
        "16\N{MODIFIER LETTER COLON}9",
        "16\N{HEBREW PUNCTUATION SOF PASUQ}9",
        "16\N{FRACTION SLASH}9",
        "16\N{DIVISION SLASH}9",
        "16\N{FULLWIDTH SOLIDUS}9",
        "16\N{MULTIPLICATION SIGN}9",
        "16\N{CYRILLIC SMALL LETTER HA}9",
        "16\\9",
        "16;9",
        "16::9",
        "16:9:4",
        "16/9/4",
        "16x9x4",
        "16:9x4",
        "0:0",
        "0.0:0.0",
        "0:1",
        "1:0",
        "-16:9",
        "16:-9",
        "16: 9",
        "16",
        "1.7778",
    ],
    "resolution": [
        "2\N{KELVIN SIGN}",
        "2\N{CYRILLIC CAPITAL LETTER KA}",
        "2\N{FULLWIDTH LATIN CAPITAL LETTER K}",
        "1\N{CYRILLIC CAPITAL LETTER EM}P",
        "720\N{CYRILLIC SMALL LETTER ER}",
        "720\N{FULLWIDTH LATIN SMALL LETTER P}",
        "1\N{SQUARE KM}",
        "2  K",
        "2\tK",
        "K2",
        "2KK",
        "2MPP",
        "720pp",
        "720i",
        "0MP",
        "0p",
        "0",
        "64.0001",
        "65",
        "-2K",
        "2:K",
        "1024x",
    ],
    "seconds": [
        "8\N{CYRILLIC SMALL LETTER DZE}",
        "8\N{LATIN SMALL LETTER LONG S}",
        "8S",
        "8ss",
        "8s8",
        "s",
        "8  s",
        "-8",
    ],
    "n": ["-1", "1.0", "3x", " 3", "3 ", "1/1", "three"],
    "quality": [
        "l\N{CYRILLIC SMALL LETTER O}w",
        "\N{FULLWIDTH LATIN SMALL LETTER L}ow",
        "low ",
        " low",
        "low\0",
        "lo w",
    ],
    "output_format": [
        "\N{CYRILLIC SMALL LETTER ER}ng",
        "p\N{LATIN SMALL LETTER N WITH TILDE}g",
        "png ",
        ".png",
        "jp2",
        "p",
    ],
    "response_format": ["ur\N{DIGIT ONE}", "\N{SCRIPT SMALL L}url", "url\n", "b64", "b64-json", "URL "],
}
"""Texts with a letter or a sign that only looks like the right one, and texts with too many or too few parts."""

TAKES_ANY = ("negative_prompt", "user", "unknown", "api_base")
"""Parameters that take any text: declared, unified and undeclared, unknown."""


def cases() -> Iterator[Bad | Good]:
    """Give every text under every parameter."""
    for kind, texts in (("digits", DIGITS), ("numeral", NUMERALS)):
        for name, text in texts.items():
            for key, code in REFUSAL.items():
                written = PATTERNS.get(key, "{0}").format(text)
                if (key, name) not in READ:
                    yield Bad(f"{kind} {name} in {key}", {key: written}, [(key, code)])
    for name, text in ATTACKS.items():
        for key, code in REFUSAL.items():
            yield Bad(f"attack {name} in {key}", {key: text}, [(key, code)])
        yield Good(f"attack {name} in style", {"style": text}, [{}], {"style": "unsupported"})
        for key in TAKES_ANY:
            yield Good(f"attack {name} in {key}", {key: text}, [{key: text}], {key: "passthrough"})
        if len(text) > 1000:
            yield Bad(f"attack {name} in prompt", {"prompt": text}, [("prompt", "too_long")])
        else:
            yield Good(f"attack {name} in prompt", {"prompt": text}, [{"prompt": text}], {"prompt": "passthrough"})
    for key, texts_ in SEPARATORS.items():
        for index, text in enumerate(texts_):
            yield Bad(f"look-alike {index} in {key}", {key: text}, [(key, REFUSAL[key])])


READ = {("seed", "six digits"), ("fps", "six digits")}
"""What is a number after all: it is moved into the range."""
