"""A report in a real browser: its search leads to pages, nothing asks the network, and axe finds nothing to mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from paperweft.workspace import Library
from tests.browser.conftest import Page


@pytest.fixture
def site(sample: Library, tmp_path: Path) -> Path:
    sample.write_report(tmp_path, top=3)
    return tmp_path


def found(page: Page, words: str) -> list[str]:
    """What the search lists for words typed into it."""
    page.one("#find").clear()
    page.one("#find").send_keys(words)
    page.until(lambda: page.all("#found li"))
    return page.texts("#found li")


def test_the_search_leads_to_a_page_by_keyboard_alone(page: Page, site: Path) -> None:
    page.read(site / "index.html")
    page.press("/")
    assert page.focus == "find"
    assert found(page, "imagenét")[0].startswith("ImageNetDataset")
    assert found(page, "no such thing at all") == ["Nothing has that name"]
    found(page, "ImageNet")
    page.press(Keys.ARROW_DOWN)
    assert page.one("#find").get_attribute("aria-activedescendant") == "found-0"
    page.press(Keys.ENTER)
    page.until(lambda: page.browser.current_url.endswith("/entities/dataset-imagenet.html"))
    assert page.one("h1").text == "ImageNet"
    page.screenshot("report-entity")
    page.one("a.act").click()
    page.until(lambda: page.js("return document.documentElement.dataset.ready") == "true")
    assert page.title == "ImageNet" and page.complaints() == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "entities/dataset-imagenet.html"])
def test_a_page_is_accessible_and_asks_for_nothing(page: Page, site: Path, name: str, theme: str) -> None:
    page.read(site / name, theme=theme)
    page.screenshot(f"report-{Path(name).stem}-{theme}")
    assert page.violations() == []
    assert page.js("return performance.getEntriesByType('resource').length") == 0
    assert page.complaints() == []
