"""A growth curve as a small SVG, both axes logarithmic: for the documentation, in light and dark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, LEGEND = 760, 300, 60, 40, 36, 330
COLOURS = ("#c2410c", "#ea9a5b", "#2563eb", "#0d9488", "#7c3aed", "#6b7280", "#a16207", "#be185d", "#15803d")

Point = tuple[float, float]


def draw(title: str, unit: str, lines: Mapping[str, Sequence[Point]]) -> str:
    """Lines of (articles, value) with a legend. Every value is above 0."""
    points = [point for line in lines.values() for point in line]
    across, up = (
        _Axis([x for x, _ in points], LEFT, WIDTH - LEGEND),
        _Axis([y for _, y in points], HEIGHT - BOTTOM, TOP),
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="11">',
        "<style>text{fill:#333}.axis{stroke:#bbb}"
        "@media(prefers-color-scheme:dark){text{fill:#ddd}.axis{stroke:#555}}</style>",
        f'<text x="{LEFT}" y="18" font-size="13">{escape(title)}</text>',
        *(
            f'<path class="axis" d="M{LEFT} {up(v):.0f}H{WIDTH - LEGEND}"/>'
            f'<text x="{LEFT - 6}" y="{up(v) + 4:.0f}" text-anchor="end">{v:g} {unit}</text>'
            for v in up.ticks()
        ),
        *(
            f'<text x="{across(x):.0f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{x:,.0f}</text>'
            for x in sorted({x for x, _ in points})
        ),
    ]
    for number, (name, line) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        path = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in line)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{across(x):.1f}" cy="{up(y):.1f}" r="3" fill="{colour}"/>' for x, y in line]
        y = TOP + 10 + 20 * number
        parts.append(f'<circle cx="{WIDTH - LEGEND + 20}" cy="{y}" r="4" fill="{colour}"/>')
        parts.append(f'<text x="{WIDTH - LEGEND + 30}" y="{y + 4}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


class _Axis:
    """From a value to its place, by powers of ten."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self._low = floor(log10(min(values)))
        self._high = max(ceil(log10(max(values))), self._low + 1)
        self._start, self._end = start, end

    def __call__(self, value: float) -> float:
        return self._start + (self._end - self._start) * (log10(value) - self._low) / (self._high - self._low)

    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self._low, self._high + 1)]
