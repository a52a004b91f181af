"""The dashboard in a real Chromium: what QA and leads do with it, and what nobody gets it to do."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from previewctl.dashboard.page import page as made
from tests.realparts.browser import Browser, Page
from tests.realparts.many_previews import HOSTILE, SERVICES, many_previews

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.acceptance, pytest.mark.slow, pytest.mark.xdist_group("browser")]
ALL = 300
SHOWN = (
    "[...document.querySelectorAll('tbody tr')].filter(row => row.offsetParent !== null || row.getClientRects().length)"
)
CONTRAST = """
(() => {
  const channels = (text) => (text.match(/[0-9.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const found = channels(getComputedStyle(e).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  const worst = { ratio: 100 };
  let count = 0;
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.getClientRects().length || element.closest("script")) continue;
    const inSvg = element instanceof SVGElement;
    const text = channels(inSvg ? getComputedStyle(element).fill : getComputedStyle(element).color);
    const behind = inSvg ? channels(getComputedStyle(element.parentElement.querySelector("rect")).fill) : ground(element);
    const [a, b] = [light(text), light(behind)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    count += 1;
    if (ratio < worst.ratio) Object.assign(worst, { ratio, text: element.textContent.slice(0, 40) });
  }
  return { ...worst, count };
})()
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    now = int(time.time())
    path = tmp_path_factory.mktemp("dashboard") / "index.html"
    path.write_bytes(made(many_previews(ALL, now), now))
    return path.as_uri()


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    found = browser.page()
    found.look()
    found.open(url)
    complete(found)
    yield found
    assert found.complaints == []
    found.close()


def complete(page: Page) -> None:
    """Waits until the rows that do not fit on the first screen are there as well."""
    end = time.monotonic() + 20
    while page.evaluate("document.querySelector('table').getAttribute('aria-busy')") != "false":
        assert time.monotonic() < end
        time.sleep(0.01)


def shown(page: Page) -> int:
    """How many rows there are."""
    complete(page)
    return int(page.evaluate(f"{SHOWN}.length"))


def names(page: Page) -> list[str]:
    complete(page)
    found: list[str] = page.evaluate(f"{SHOWN}.map(row => row.querySelector('th').firstChild.textContent)")
    return found


def count(page: Page) -> str:
    return str(page.evaluate("document.querySelector('#count').textContent"))


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.textContent"))


def test_the_page_asks_nobody_for_anything(page: Page, url: str) -> None:
    page.click("tbody tr:nth-child(5) .open")
    page.evaluate("document.querySelector('#details').close()")
    assert {request.url for request in page.requests} == {url}


def test_nothing_can_be_loaded_or_run_from_it(page: Page) -> None:
    asked = page.evaluate("fetch('https://example.com/').then(() => 'sent', () => 'refused')")
    assert asked == "refused"
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))"
    )
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('img'), {src: 'https://example.com/x.png'}))"
    )
    page.settled()
    assert page.evaluate("typeof window.ran") == "undefined"
    assert all("Content Security Policy" in text for text in page.complaints)
    assert len(page.complaints) >= 3
    page.complaints.clear()


def test_a_search_finds_words_in_any_order_and_says_how_many(page: Page) -> None:
    assert count(page) == f"{ALL} previews"
    page.click("#query")
    page.type("stock-api refunds")
    found = shown(page)
    assert 0 < found < ALL
    assert count(page) == f"{found} of {ALL} previews"
    assert all("stock-api" in text.lower() for text in page.evaluate(f"{SHOWN}.map(row => row.textContent)"))


@pytest.mark.parametrize(("typed", "found"), [("#142", 1), ("search-web", 0), ("#142 stock-web", 0)])
def test_a_preview_is_found_by_its_number(page: Page, typed: str, found: int) -> None:
    page.click("#query")
    page.type(typed)
    assert [name.partition("#")[2] for name in names(page)] == ["142"] * found


def test_those_that_call_a_preview_are_found_by_it(page: Page) -> None:
    page.click("#query")
    page.type("pr-142")
    complete(page)
    rows = page.evaluate(f"{SHOWN}.map(row => row.textContent)")
    assert len(rows) == 2
    assert all("#142" in text or "→ pr-142" in text for text in rows)


def test_filters_narrow_each_other_and_are_kept_in_the_address(page: Page, browser: Browser) -> None:
    page.choose("#team", "payments")
    assert {name.split("#")[0] for name in names(page)} == {"orders-api", "billing-api"}
    page.choose("#service", "billing-api")
    page.choose("#person", "grace")
    left = names(page)
    assert left
    assert all(name.startswith("billing-api#") for name in left)
    address = page.evaluate("location.href")
    assert address.endswith("#service=billing-api&team=payments&person=grace")
    again = browser.page()
    again.open(address)
    assert names(again) == left
    again.close()
    page.click("button[type=reset]")
    assert shown(page) == ALL
    assert focused(page) == "query"


def test_every_status_can_be_filtered_for(page: Page) -> None:
    options = page.evaluate("[...document.querySelector('#status').options].map(option => option.value)")
    numbers = {}
    for value in options[1:]:
        page.choose("#status", value)
        numbers[value] = shown(page)
    assert sum(numbers.values()) == ALL
    assert min(numbers.values()) > 0


def test_a_column_sorts_both_ways_and_what_is_unknown_comes_last(page: Page) -> None:
    sort = "document.querySelector('th[aria-sort]:not([aria-sort=none])')"
    ages = "[...document.querySelectorAll('tbody td[data-label=Age]')].map(cell => cell.querySelector('time')?.dateTime || '')"
    page.click("th:nth-child(5) button")
    complete(page)
    assert page.evaluate(f"{sort}.getAttribute('aria-sort') + ' ' + {sort}.textContent") == "ascending Age"
    young = [age for age in page.evaluate(ages) if age]
    assert young == sorted(young, reverse=True)
    assert page.evaluate(ages)[-1] == ""
    page.click("th:nth-child(5) button")
    complete(page)
    old = page.evaluate(ages)
    assert [age for age in old if age] == sorted(age for age in old if age)
    assert old[-1] == ""


def test_a_link_opens_the_preview_in_a_tab_that_knows_nothing_of_this_one(page: Page, browser: Browser) -> None:
    wanted = page.evaluate("document.querySelector('tbody tr th a').href")
    rel = page.evaluate("document.querySelector('tbody tr th a').rel")
    before = len(browser.tabs())
    page.click("tbody tr th a")
    end = time.monotonic() + 10
    while len(browser.tabs()) == before and time.monotonic() < end:
        time.sleep(0.05)
    assert rel == "noopener noreferrer"
    assert any(tab.rstrip("/") == wanted.rstrip("/") for tab in browser.tabs()), browser.tabs()


def test_text_of_pull_requests_stays_text(page: Page) -> None:
    """Whatever a title or a branch says: it is shown, and nothing of it becomes a part of the page."""
    titles = page.evaluate("[...document.querySelectorAll('.more')].map(title => title.textContent)")
    assert set(HOSTILE) <= set(titles)
    assert page.evaluate("document.querySelectorAll('img, tbody svg, iframe, [onerror], [onload]').length") == 0
    assert page.evaluate("document.scripts.length") == 2
    schemes = page.evaluate("[...new Set([...document.links].map(link => link.protocol))].sort()")
    assert schemes == ["file:", "https:"], "the one link to a file is the one that skips to the results"


def test_it_can_be_used_with_the_keyboard_alone(page: Page) -> None:
    order = []
    for _ in range(8):
        page.press("Tab", 9)
        order.append(focused(page))
    assert order == [
        "Skip to the previews",
        "query",
        "service",
        "team",
        "person",
        "status",
        "Clear",
        "results",
    ] or order[:7] == ["Skip to the previews", "query", "service", "team", "person", "status", "Clear"]
    page.evaluate("document.querySelector('.skip').focus()")
    page.press("Enter", 13, "\r")
    assert focused(page) == "results"
    page.evaluate("document.querySelector('tbody tr:nth-child(3) .open').focus()")
    page.press("Enter", 13, "\r")
    assert page.evaluate(
        "document.querySelector('#details').open && document.querySelector('#details').contains(document.activeElement)"
    )
    page.press("Escape", 27)
    assert not page.evaluate("document.querySelector('#details').open")
    assert page.evaluate("document.activeElement === document.querySelector('tbody tr:nth-child(3) .open')")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_screen_reader_gets_names_and_a_table(page: Page, width: int) -> None:
    page.look(width=width, phone=width < 500)
    found = page.accessible()
    assert ("searchbox", "Search") in found
    assert {name for role, name in found if role == "combobox"} >= {"Service", "Team", "Person", "Status"}
    assert ("table", "Previews") in found
    assert ("status", "") in found or any(role == "status" for role, _ in found)
    assert page.evaluate("document.querySelector('table').getAttribute('aria-rowcount')") == str(ALL + 1)
    roles = [role for role, _ in found]
    assert roles.count("row") == ALL + 1
    assert roles.count("rowheader") == ALL
    assert {name for role, name in found if role == "columnheader"} >= {"Preview", "Status", "Expires"}
    unnamed = [role for role, name in found if role in {"button", "link", "combobox", "searchbox"} and not name]
    assert unnamed == []
    buttons = [name for role, name in found if role == "button" and name.startswith("Details of ")]
    assert len(set(buttons)) == ALL


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_text_stands_out_from_its_ground(page: Page, dark: bool, width: int) -> None:
    page.look(dark=dark, width=width, phone=width < 500)
    on_page = page.evaluate(CONTRAST)
    page.click("tbody tr:nth-child(2) .open")
    in_details = page.evaluate(CONTRAST)
    assert on_page["count"] > ALL
    assert on_page["ratio"] >= 4.5, on_page
    assert in_details["ratio"] >= 4.5, in_details


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1248, 1249, 1280, 1920])
def test_nothing_sticks_out_of_a_window_of_any_width(page: Page, width: int) -> None:
    page.look(width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.click("tbody tr:nth-child(2) .open")
    assert page.evaluate(
        "document.querySelector('#details').scrollWidth <= document.querySelector('#details').clientWidth"
    )


def test_what_is_touched_is_large_enough(page: Page) -> None:
    page.look(width=390, height=844, phone=True)
    small = page.evaluate(
        "[...document.querySelectorAll('main button, main select, main input')].filter(e => e.getClientRects().length)"
        ".map(e => e.getBoundingClientRect()).filter(box => box.height && box.height < 24).length"
    )
    assert small == 0


def test_the_details_draw_who_calls_whom(page: Page) -> None:
    called: dict[str, Any] = page.evaluate(
        "(() => { const data = JSON.parse(document.querySelector('#data').textContent).previews;"
        " for (const preview of data) for (const item of preview.dependencies) if (/^pr-/.test(item.target))"
        " return { caller: `${preview.service}#${preview.pullRequest}`, service: item.service, number: item.target.slice(3) }; })()"
    )
    target = f"{called['service']}#{called['number']}"
    for opened, heading, other in (
        (called["caller"], "Calls", called["service"]),
        (target, "Is called by", called["caller"]),
    ):
        page.evaluate(f"document.querySelector('[aria-label=\"Details of {opened}\"]').click()")
        page.settled()
        assert page.evaluate("document.querySelector('#details-title').textContent") == opened
        drawn = page.evaluate("[...document.querySelectorAll('#details svg text')].map(text => text.textContent)")
        assert any(text.startswith(other) for text in drawn)
        lists = page.evaluate("document.querySelector('#details-body').innerText")
        assert heading in lists
        assert other in lists
        page.evaluate("document.querySelector('#details').close()")


def test_without_previews_it_says_so(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    path.write_bytes(made([], int(time.time())))
    found = browser.page()
    found.open(path.as_uri())
    assert count(found) == "0 previews"
    assert found.complaints == []
    found.close()


def test_a_search_that_is_typed_while_rows_still_come_counts(browser: Browser, url: str) -> None:
    found = browser.page()
    found.open(url)
    found.evaluate(
        "for (const text of ['s', 'st', 'stock-api']) { document.querySelector('#query').value = text;"
        " document.querySelector('#query').dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    assert {name.partition("#")[0] for name in names(found)} >= {"stock-api"}
    assert count(found) == f"{shown(found)} of {ALL} previews"
    found.close()


def test_it_knows_every_service_that_the_made_up_previews_have(page: Page) -> None:
    options = page.evaluate("[...document.querySelector('#service').options].map(option => option.value)")
    assert options == ["", *sorted(SERVICES)]
