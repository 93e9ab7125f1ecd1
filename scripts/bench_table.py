"""The bench in one table, in Markdown, for the README: what was measured, what it is measured against, whether that holds."""

import statistics
from dataclasses import dataclass, field

Times = dict[str, list[float]]

#: page: at most so many times the stock page of the same kind, at most so many times the floor
GOALS = {
    "home": (1 / 4, 2.5),
    "shop": (1 / 4, 2.5),
    "category": (1 / 4, 2.5),
    "offer": (1 / 4, 2.5),
    "news": (1 / 2, None),
    "add to basket": (1 / 2, None),
    "place order": (1 / 2, None),
}


@dataclass
class Report:
    """What was measured on one database."""

    title: str
    times: Times
    peer: Times = field(default_factory=dict)
    #: what, how much, at most, unit
    others: list[tuple[str, float, float, str]] = field(default_factory=list)

    def lines(self) -> list[str]:
        floor = middle(self.times.get("floor"))
        rows = [
            f"**{self.title}** (floor: one query and 25 kB of template, {shown(floor)} ms)", "",
            "| | ms | made anew | stock | × stock | × floor | holds |", "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
        ]  # fmt: skip
        for name, (of_peer, of_floor) in GOALS.items():
            took, stock = middle(self.times.get(name)), middle(self.peer.get(name))
            if took is None:
                continue
            holds = [took <= of_peer * stock] if stock else []
            holds += [took <= of_floor * floor] if of_floor and floor else []
            rows.append(
                f"| {name} | {shown(took)} | {shown(middle(self.times.get(f'{name}, cold')))} | {shown(stock)} "
                f"| {ratio(took, stock)} | {ratio(took, floor)} | {word(holds)} |"
            )
        if self.others:
            rows += ["", "| | measured | at most | holds |", "| --- | ---: | ---: | --- |"]
            rows += [
                f"| {what} | {value:g} {unit} | {most:g} {unit} | {word([value <= most])} |"
                for what, value, most, unit in self.others
            ]
        return rows

    def print(self) -> None:
        print("\n" + "\n".join(self.lines()), flush=True)


def middle(values: list[float] | None) -> float | None:
    return statistics.median(values) if values else None


def shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def ratio(value: float, other: float | None) -> str:
    return f"{value / other:.2f}" if other else "–"


def word(holds: list[bool]) -> str:
    return "–" if not holds else "yes" if all(holds) else "**no**"
