"""JSON on one line that every reader of lines takes for one line."""

from __future__ import annotations

import json
from typing import Final

# Of what some readers take for the end of a line, JSON's own escapes leave these three; they stand in strings only.
_ENDS: Final = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def line(value: object) -> str:
    r"""Return ``value`` as JSON without line ends; other scripts are left as they are.

    >>> print(line({"words": "one\u2028two é"}))
    {"words":"one\u2028two é"}
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(_ENDS)
