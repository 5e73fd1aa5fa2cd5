"""The drawing of a figure as Vega-Lite that opens as it is, in the Vega editor or wherever Vega-Lite is drawn."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

A_LINE = 68  # letters of a headline that fit above the wide drawing


def alone(spec: Mapping[str, Any], headline: str) -> dict[str, Any]:
    """The wide drawing with its data and our theme in it, its headline above; what only our pages understand is left out."""
    own = {key: _without_links(value) for key, value in spec.items() if key != "usermeta"}
    above = {"text": textwrap.wrap(headline, A_LINE), "subtitle": spec["usermeta"]["measure"], "anchor": "start"}
    return {"background": "white", "title": above, **own}


def _without_links(value: Any) -> Any:
    """The same without the links of marks, which lead to pages beside ours."""
    if isinstance(value, dict):
        return {key: _without_links(one) for key, one in value.items() if key != "href"}
    return [_without_links(one) for one in value] if isinstance(value, list) else value
