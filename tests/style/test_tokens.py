"""Can everybody read it? The colours of static/css/tokens.css, measured."""

import re

import pytest

from eventapp import config

CSS = config.BASE / "static" / "css"
ORGANISATIONS = [f"--org-{number}" for number in range(13)]
READABLE = [
    ("--ink", "--ground"),
    ("--ink", "--surface"),
    ("--ink", "--sunken"),
    ("--ink-soft", "--ground"),
    ("--ink-soft", "--surface"),
    ("--ink-soft", "--sunken"),
    ("--accent", "--ground"),
    ("--accent", "--surface"),
    ("--accent-strong", "--accent-soft"),
    ("--on-accent", "--accent"),
    ("--on-accent", "--accent-strong"),
    ("--on-night", "--night"),
    ("--on-night-soft", "--night"),
    ("--spark", "--night"),
    ("--on-spark", "--spark"),
    ("--on-paper-soft", "--paper"),
    *((f"--{tone}", f"--{tone}-soft") for tone in ("info", "good", "warn", "bad")),
    *((f"--{tone}", "--ground") for tone in ("info", "good", "warn", "bad")),
    *(("--ink", f"--{tone}-soft") for tone in ("info", "good", "warn", "bad")),
    *(("--accent", f"--{tone}-soft") for tone in ("info", "good", "warn", "bad")),
]


def declarations(block: str) -> dict[str, str]:
    """The custom properties of one rule."""
    return {name: value.strip() for name, value in re.findall(r"(--[\w-]+):([^;]+);", block)}


def themes() -> dict[str, dict[str, str]]:
    """All tokens under "light", "dark" (what the device asks for) and "stage" (data-theme)."""
    text = (CSS / "tokens.css").read_text("utf-8")
    blocks = [(head.strip(), declarations(body)) for head, body in re.findall(r"([^{}]*)\{([^{}]*)\}", text)]
    light = next(tokens for head, tokens in blocks if head.endswith(":root") and "--ground" in tokens)
    shared = next(tokens for head, tokens in blocks if head.endswith(":root") and "--spark" in tokens)
    dark = next(tokens for head, tokens in blocks if 'not([data-theme="light"])' in head)
    stage = next(tokens for head, tokens in blocks if head == ':root[data-theme="dark"]')
    return {"light": {**light, **shared}, "dark": {**light, **shared, **dark}, "stage": {**light, **shared, **stage}}


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb as WCAG defines it, 0 to 1."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_dark_values_stand_twice_and_agree() -> None:
    """The projector's dark theme is the device's dark theme."""
    assert themes()["dark"] == themes()["stage"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), READABLE)
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    """Every pair of text and ground that the components use reaches 4.5:1 in both themes."""
    tokens = themes()[theme]
    assert contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("mark", [*ORGANISATIONS, "--edge", "--focus"])
def test_marks_can_be_seen(theme: str, mark: str) -> None:
    """Nodes of organisations, borders of controls and the focus ring reach 3:1 on every ground they stand on."""
    tokens = themes()[theme]
    assert contrast(tokens[mark], tokens["--ground"]) >= 3
    assert contrast(tokens[mark], tokens["--surface"]) >= 3


@pytest.mark.parametrize("mark", ORGANISATIONS)
def test_light_organisation_colours_survive_a_dark_ground(mark: str) -> None:
    """A picture exported in the light theme's colours still works on the dark ground."""
    assert contrast(themes()["light"][mark], themes()["dark"]["--ground"]) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_organisations_differ(theme: str) -> None:
    """No two organisations share a colour, and none takes the colour of a new contact."""
    tokens = themes()[theme]
    colours = [tokens[name] for name in ORGANISATIONS]
    assert len({*colours, tokens["--spark"]}) == len(colours) + 1
