"""Pages in a real browser: they draw, answer, and ask the network for nothing."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import MakeLibrary, Page, large_graph, small_graph


@pytest.fixture
def small(library: MakeLibrary, tmp_path: Path) -> Path:
    """The page of Ärmel, whose file holds what lies two links away too."""
    library(small_graph()).view("Ärmel", tmp_path / "small.html")
    return tmp_path / "small.html"


@pytest.fixture
def large(library: MakeLibrary, tmp_path: Path) -> Path:
    library(large_graph(200)).view("Hub", tmp_path / "large.html", hops=2, limit=3000)
    return tmp_path / "large.html"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1400, 900), (700, 900)])
def test_a_page_draws_without_a_complaint_or_a_request(page: Page, small: Path, theme: str, size: Any) -> None:
    page.open(small, theme=theme)
    page.size(*size)
    page.js("return new Promise((done) => setTimeout(done, 100))")
    page.screenshot(f"small-{theme}-{size[0]}")
    assert page.complaints() == []
    requests = "return performance.getEntriesByType('resource').filter((e) => !e.name.startsWith('blob:')).length"
    assert page.js(requests) == 0
    drawn = "const c = document.querySelector('canvas'); return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v) => v)"
    assert page.js(drawn)
    assert page.one("h1").text == "Ärmel"
    assert page.js("return document.documentElement.dataset.theme") == theme
    assert page.one("#counts").text == "5 of 5 nodes, 5 links"
    assert page.js("return document.documentElement.scrollWidth <= innerWidth"), "nothing runs out of the page"


def test_nothing_moves_at_rest(page: Page, small: Path) -> None:
    page.open(small)
    counted = """
        let frames = 0;
        for (const name of ['requestAnimationFrame', 'setTimeout', 'setInterval']) {
          const own = window[name];
          window[name] = (...all) => { frames++; return own.apply(window, all); };
        }
        return new Promise((done) => { const own = performance.now(); const channel = new MessageChannel();
          channel.port1.onmessage = () => performance.now() - own < 600 ? channel.port2.postMessage(0) : done(frames);
          channel.port2.postMessage(0); });
    """
    time.sleep(0.5)
    assert page.js(counted) == 0


def test_details_show_relations_with_marked_evidence(page: Page, small: Path) -> None:
    page.open(small)
    assert page.title == "Ärmel"
    assert page.texts("#details h3") == ["Introduced by", "Compared by", "Surveyed by", "Extends"]
    introduced = page.one("#details li .evidence")
    assert introduced.text == "We present Ärmel, a model of sleeves. 0.97"
    assert [mark.text for mark in introduced.find_elements(By.TAG_NAME, "mark")] == ["Ärmel"], "UTF-16 would miss it"
    assert "said in Ärmel 2019 0.60" in page.texts("#details li .evidence")
    page.one("#details li .name").click()
    assert page.title == "Ärmel and how it came about"
    assert page.one("#details .kind").text == "Paper, 2019, NeurIPS"
    assert "😀" in page.one("#details").text and "Ada Nähgern" in page.one("#details").text
    links = {a.text: a.get_attribute("href") for a in page.all("#details a")}
    assert links == {"Open record": "https://arxiv.org/abs/2001.00001"}
    assert "from openalex, crossref" in page.texts("#details li .evidence")
    page.screenshot("small-paper")


def test_an_address_that_is_not_of_the_web_is_no_link(page: Page, small: Path) -> None:
    page.open(small, "#arxiv%3A2001.00002")
    assert page.title == "Sleeves revisited" and page.all("#details a") == []


def test_commands_that_mend_an_entity(page: Page, small: Path, tmp_path: Path) -> None:
    page.open(small)
    page.one(".mend summary").click()
    place = f"--library '{tmp_path / 'small library.db'}'"
    assert page.texts(".mend code") == [
        f"paperweft alias forbid 'model:ärmel' {place}",
        f"paperweft alias merge 'model:ärmel' model:hemd {place}",
        f"paperweft alias retype 'model:ärmel' Method {place}",
    ]
    same, kind = page.all(".mend select")
    same.send_keys("Kragen")
    kind.send_keys("Dataset")
    assert page.texts(".mend code")[1:] == [
        f"paperweft alias merge 'model:ärmel' dataset:kragen {place}",
        f"paperweft alias retype 'model:ärmel' Dataset {place}",
    ]
    page.browser.execute_cdp_cmd(
        "Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    )
    page.one(".mend .command button").click()
    page.until(lambda: page.said)
    assert page.said in ("The command is copied.", "The command is selected: copy it with the keyboard.")
    page.one("#details h2")  # a paper has no such commands
    page.open(small, "#arxiv%3A2001.00001")
    assert page.all(".mend") == []


def test_search_folds_case_and_accents(page: Page, small: Path) -> None:
    page.open(small, "#dataset%3Akragen")
    page.press("/")
    assert page.focus == "find"
    page.press("ARMEL")
    assert list(page.texts("#found li span:not(.dot)")) == ["Ärmel", "Ärmel and how it came about"]
    page.press(Keys.ARROW_DOWN)
    assert page.texts("#found [aria-selected=true] span:not(.dot)") == ["Ärmel and how it came about"]
    page.press(Keys.ARROW_DOWN, Keys.ENTER)
    assert page.title == "Ärmel" and page.focus == "nodes"
    page.press("/", "sleeve net")
    assert page.texts("#found li span:not(.dot)") == ["Ärmel"], "an alias finds it too"
    page.press(Keys.ESCAPE)
    page.press("/", "nothing of that name")
    assert page.all("#found li") == [] and page.said == "0 nodes found"
    page.press(Keys.ESCAPE)
    page.press("/", "seams", Keys.ENTER)
    assert page.title == "Notes on seams" and page.title in page.nodes, "what is not drawn yet is found and shown"


def test_the_legend_shows_and_hides_labels(page: Page, small: Path) -> None:
    page.open(small)
    legend = {b.get_attribute("data-label"): b.get_attribute("aria-pressed") for b in page.all("#legend button")}
    assert legend == {"Paper": "true", "Model": "true"}
    page.one("#legend [data-label=Paper]").click()
    assert page.nodes == ["Ärmel", "Hemd"] and page.one("#counts").text == "2 of 5 nodes, 1 link"
    assert page.focus == "BUTTON" and page.one("#legend [data-label=Paper]").get_attribute("aria-pressed") == "false"
    page.one("#legend [data-label=Model]").click()
    assert page.nodes == [] and page.one("#counts").text == "0 of 5 nodes, 0 links"
    assert page.complaints() == []


def test_authors_are_hidden_until_they_are_asked_for(page: Page, library: MakeLibrary, tmp_path: Path) -> None:
    library(small_graph()).view("Ärmel", tmp_path / "small.html", hops=2)
    page.open(tmp_path / "small.html")
    assert "Ada Nähgern" not in page.nodes
    authors = page.one("#legend [data-label=Author]")
    assert authors.get_attribute("textContent") == "Author 1" and authors.get_attribute("aria-pressed") == "false"
    authors.click()
    assert "Ada Nähgern" in page.nodes


def test_relationships_are_filtered(page: Page, small: Path) -> None:
    page.open(small)
    page.one("#relationships summary").click()
    assert page.texts("#kinds label")[:2] == ["Introduces1", "Evaluated on0"]
    page.one("#kinds [data-kind=CITES]").click()
    assert page.one("#counts").text == "5 of 5 nodes, 4 links"
    page.one("#kinds [data-kind=CITES]").click()
    assert page.one("#counts").text == "5 of 5 nodes, 5 links"
    page.press(Keys.ESCAPE)
    assert not page.one("#kinds").is_displayed() and page.title == "Ärmel"


def test_e_opens_what_the_file_holds_further_on_and_c_closes_it(page: Page, small: Path) -> None:
    page.open(small, "#arxiv%3A2001.00003")
    assert "Notes on seams" not in page.nodes
    page.one("#nodes").send_keys("e")
    assert "Notes on seams" in page.nodes and "1 of 1 further neighbour shown" in page.said
    assert page.one("#counts").text == "6 of 6 nodes, 6 links"
    page.press("e")
    assert "holds no more neighbours; paperweft view arxiv:2001.00003 --library" in page.said
    page.press("c")
    assert "Notes on seams" not in page.nodes


def test_a_double_click_opens(page: Page, small: Path) -> None:
    page.open(small, "#arxiv%3A2001.00003")
    # Where the chosen paper is drawn: a run of a paper's blue with the ring's colour behind it.
    spot = page.js("""
        const c = document.querySelector('canvas'), {data, width, height} = c.getContext('2d').getImageData(0, 0, c.width, c.height);
        const is = (x, y, rgb) => rgb.every((v, k) => Math.abs(data[4 * (y * width + x) + k] - v) < 3), blue = [59, 111, 212];
        for (let y = 20; y < height - 20; y++) for (let x = 20; x < width - 20; x++) {
          if (!is(x, y, blue)) continue;
          let right = x;
          while (right < width - 6 && is(right, y, blue)) right++;
          if (right - x > 8 && [1, 2, 3, 4, 5].some((d) => is(right + d, y, [27, 30, 38]))) return [(x + right) / 2, y + 3];
        }
    """)
    canvas = page.one("canvas")
    offset = (int(spot[0] - canvas.rect["width"] / 2), int(spot[1] - canvas.rect["height"] / 2))
    ActionChains(page.browser).move_to_element_with_offset(canvas, *offset).double_click().perform()
    page.until(lambda: "Notes on seams" in page.nodes)
    assert page.title == "A survey of clothing"


def test_back_and_forward_and_links_into_the_page(page: Page, small: Path) -> None:
    page.open(small, "#model%3Ahemd")
    assert page.title == "Hemd"
    page.press("/", "kragen", Keys.ENTER)
    assert page.title == "Kragen" and page.browser.current_url.endswith("#dataset%3Akragen")
    page.press("/", "survey", Keys.ENTER)
    page.browser.back()
    page.until(lambda: page.title == "Kragen")
    page.browser.back()
    page.until(lambda: page.title == "Hemd")
    page.browser.forward()
    page.until(lambda: page.title == "Kragen")
    page.js("location.hash = 'model%3Ahemd'")
    page.until(lambda: page.title == "Hemd")
    for odd in ("#100%", "#nobody", "#group-9"):
        page.open(small, odd)
        assert page.title == "Ärmel" and page.complaints() == []


def test_the_years_show_how_it_came_about(page: Page, small: Path) -> None:
    page.open(small)
    assert page.one("#span").text == "2019 to 2023"
    slider = page.one("#year")
    slider.send_keys(Keys.ARROW_LEFT)
    assert slider.get_attribute("aria-valuetext") == "2019 to 2022" and "A survey of clothing" not in page.nodes
    slider.send_keys(Keys.HOME)
    assert page.one("#span").text == "2019" and page.nodes == ["Ärmel", "Ärmel and how it came about", "Hemd"]
    slider.send_keys(Keys.END)
    assert len(page.nodes) == 5
    slider.send_keys(Keys.HOME)
    page.press("/", "survey", Keys.ENTER)
    assert page.title == "A survey of clothing" and page.one("#span").text == "2019 to 2023", "a search reaches past it"


def test_without_years_there_is_no_slider(page: Page, library: MakeLibrary, tmp_path: Path) -> None:
    library(small_graph()).view("Sewing", tmp_path / "page.html")
    page.open(tmp_path / "page.html")
    assert not page.one("#years").is_displayed()


def test_dark_and_light(page: Page, small: Path) -> None:
    page.open(small, theme="dark")
    ground = "return getComputedStyle(document.body).backgroundColor"
    dark = page.js(ground)
    page.one("#theme").click()
    assert page.js("return document.documentElement.dataset.theme") == "light" and page.js(ground) != dark
    assert page.one("#theme").text == "Dark"


def test_a_large_page_draws_groups_and_says_so(page: Page, large: Path) -> None:
    page.open(large)
    drawn = page.texts("#nodes li")
    groups = [text for text in drawn if "group of" in text]
    assert len(drawn) <= 150 and groups
    assert "drawn as" in page.one("#note").text and f"{len(groups)} groups" in page.one("#note").text
    page.screenshot("large")
    name = groups[0].split(", group of")[0]
    page.press("/", "Paper 199 of", Keys.ENTER)
    assert page.title.startswith("Paper 199"), "what a group holds is found, and its group opened"
    assert "Paper 199 of ring 9" in page.nodes
    page.open(large, "#group-0")
    assert page.one("#details .kind").text.startswith("Group, ")
    before = len(page.nodes)
    page.one("#nodes").send_keys("e")
    assert len(page.nodes) > before and "opened" in page.said and name
    page.screenshot("large-opened")
    assert len(page.nodes) <= 250
    assert page.complaints() == []


def test_the_whole_graph_is_its_communities(page: Page, library: MakeLibrary, tmp_path: Path) -> None:
    around = library(large_graph(200)).view_all(tmp_path / "all.html", limit=200)
    assert len(around.nodes) == 200 and around.total > 300
    page.open(tmp_path / "all.html")
    assert all("group of" in text for text in page.texts("#nodes li"))
    sizes = [int(text.rsplit(" ", 2)[1].replace(",", "")) for text in page.texts("#nodes li")]
    assert sum(sizes) == around.total, "a group counts what the file has no room for"
    assert f"{around.total - 200} nodes more are not in this file" in page.one("#note").text
    page.screenshot("all")
    page.press(Keys.TAB)
    page.one("#nodes").send_keys(Keys.ARROW_RIGHT, "e")
    assert any("group of" not in text for text in page.texts("#nodes li"))
    page.screenshot("all-opened")
    assert page.complaints() == []
