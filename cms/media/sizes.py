"""The sizes in which a picture is shown. Named here once, so that a page and the prefetch behind it ask for the same files."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """One way of showing a picture: its crops, smallest first, and the width it takes on the page."""

    specs: tuple[str, ...]
    sizes: str
    width: int
    height: int


def _crops(*boxes: str) -> tuple[str, ...]:
    return tuple(f"fill-{box}|format-webp" for box in boxes)


SIZES = {
    "thumb": Size(_crops("160x120", "320x240"), "104px", 160, 120),
    "card": Size(
        _crops("320x240", "640x480"),
        "(min-width: 78rem) 18rem, (min-width: 62rem) 23vw, (min-width: 40rem) 30vw, 46vw",
        320,
        240,
    ),
    "big": Size(
        _crops("640x480", "1200x900"),
        "(min-width: 78rem) 44rem, (min-width: 62rem) 56vw, 100vw",
        1200,
        900,
    ),
    "wide": Size(
        _crops("640x360", "1200x675"),
        "(min-width: 78rem) 46rem, (min-width: 62rem) 58vw, 100vw",
        1200,
        675,
    ),
    "egg": Size(_crops("240x288", "480x576"), "(min-width: 62rem) 20rem, 10rem", 240, 288),
    "full": Size(("max-1600x1200|format-webp",), "100vw", 1600, 1200),
}


def avif_of(spec: str) -> str:
    """Return the same crop as AVIF. The worker makes it, never a page: it takes five times as long as WebP."""
    return spec.removesuffix("|format-webp") + "|format-avif"


def specs(*names: str, avif: bool = False) -> tuple[str, ...]:
    """Return the rendition specs of the named sizes, for `Image.objects.prefetch_renditions(*specs("card", avif=True))`."""
    found = tuple(dict.fromkeys(spec for name in names for spec in SIZES[name].specs))
    return (*found, *map(avif_of, found)) if avif else found
