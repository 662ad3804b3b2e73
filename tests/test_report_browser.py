"""The report in a real browser: that it links, filters and answers keys, and lets no article do anything."""

import re
from dataclasses import replace

import pytest
from browsing import CHROMIUM, FILTERED, FLAGS, LOADED
from pages import crossing, hostile, long, without_text
from samples import LEDGER, TEXT

from quotes.report import Document, render
from quotes.report.characters import replaced
from quotes.report.palette import SHAPE, contrast
from quotes.report.palette import TEXT as AA

VISIBLE_DELAY = 200  # milliseconds

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on the path")

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
"""


@pytest.fixture(scope="session")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def opened(browser, tmp_path):
    """Open the report of some ledgers; when the test ends, the page must have reported no error and asked for nothing."""
    contexts, pages, wrong = [], [], []

    def open_(*ledgers, at="", watched=True, documents=None, **options):
        file = tmp_path / f"{len(pages)}.html"
        made = documents or [Document(ledger=ledger) for ledger in ledgers]
        file.write_text(render(made), encoding="utf-8", newline="\n")
        settings = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", **options}
        context = browser.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5_000)
        if watched:
            page.add_init_script(WATCH)
            pages.append(page)
        page.on("console", lambda m: wrong.append(f"console: {m.text}"))
        page.on("pageerror", lambda e: wrong.append(f"error: {e}"))
        page.on("dialog", lambda d: wrong.append(f"dialog: {d.message}"))
        page.on("request", lambda r: wrong.append(r.url) if r.url.split("#")[0] != file.as_uri() else None)
        page.goto(file.as_uri() + at)
        return page

    yield open_
    for page in pages:
        assert page.evaluate("window.violations") == []
        assert page.evaluate("window.hit") is None
    for context in contexts:
        context.close()
    assert wrong == []


def marked(page):
    """Return the numbers of the entries that are marked in the ledger, and the words marked in the article."""
    cards = page.eval_on_selector_all(".entry.on", "all => all.map((one) => one.dataset.n)")
    words = page.eval_on_selector_all(".text .r.on", "all => all.map((one) => one.textContent).join('')")
    return cards, words


def shown(page):
    return page.eval_on_selector_all(
        ".entry", "all => all.filter((one) => one.offsetParent).map((one) => one.dataset.n)"
    )


def focus(page):
    return page.evaluate("document.activeElement.id || document.activeElement.className")


def in_view(page, selector):
    return page.eval_on_selector(
        selector,
        "(one) => { const box = one.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight }",
    )


def test_the_text_that_the_browser_has_is_the_articles(opened):
    for ledger in (LEDGER, hostile(), crossing()):
        page = opened(ledger)
        assert page.eval_on_selector(".text", "(one) => one.textContent") == replaced(ledger.source.text)


def test_a_click_on_words_goes_to_their_entry_and_back(opened):
    page = opened(LEDGER, viewport={"width": 1280, "height": 420})
    page.locator(".text .q", has_text="pier – of – dreams").click()
    assert marked(page) == (["7"], "the so-called “pier – of – dreams” was naïve 😀")
    assert in_view(page, "#a1-e7 .head")
    page.locator("#a1-e1 .words").click()
    assert marked(page) == (["1"], "We will rebuild it,")
    assert in_view(page, "#a1-q1")
    page.locator("#a1-q3").click()
    assert marked(page) == (["3"], "money was short")
    assert focus(page) == "to"


def test_enter_goes_from_words_to_their_entry_and_back(opened):
    page = opened(LEDGER)
    page.locator("#a1-q2").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.entry').id") == "a1-e2"
    assert marked(page)[0] == ["2"]
    page.keyboard.press("Enter")
    assert focus(page) == "a1-q2"


def test_where_entries_cross_a_click_takes_the_innermost_and_then_the_next(opened):
    page = opened(crossing())
    words = page.locator(".text .r", has_text="three")
    taken = []
    for _ in range(4):
        words.click()
        taken += marked(page)[0]
    assert taken == ["3", "1", "2", "3"]


def test_evidence_is_named_in_the_article_where_an_entry_is_pointed_at(opened):
    page = opened(LEDGER)
    page.locator("#a1-e1").hover()
    labels = page.eval_on_selector_all(".text .ev", "all => all.map((one) => [one.textContent, one.dataset.label])")
    assert labels == [
        ["Mara Voss", "mention"],
        ["the mayor of Oster", "role"],
        ["told", "cue"],
        ["reporters", "said to"],
    ]
    page.mouse.move(1, 1)
    page.wait_for_function("!document.querySelector('.text .ev')")


def test_a_note_tells_of_the_words_under_the_pointer_and_goes_with_escape(opened):
    page = opened(LEDGER)
    page.locator(".text .q", has_text="money was short").hover()
    note = page.locator("#note")
    note.wait_for(state="visible")
    told = " ".join(note.inner_text().split())
    assert told.startswith("PO A port official")
    assert "cue denied (deny, denying)" in told
    assert "about 9 in 10 such entries are right" in told
    note.hover()
    page.wait_for_timeout(300)
    assert note.is_visible(), "it stays while the pointer is on it"
    page.keyboard.press("Escape")
    assert note.is_hidden()
    page.locator("#a1-q1").focus()
    page.keyboard.press("Tab")
    note.wait_for(state="visible")
    assert page.locator("#a1-q2").get_attribute("aria-describedby") == "note"


def test_filters_leave_what_fits_in_the_ledger_and_in_the_article(opened):
    page = opened(LEDGER)
    count = page.locator(".ledger .count")
    page.get_by_label("Find", exact=True).fill("AHEAD of plan")
    assert shown(page) == ["2"]
    assert count.inner_text() == "1 of 7 entries"
    assert (
        page.eval_on_selector_all(".text .q", "all => all.map((one) => one.textContent).join('')")
        == "the work was “ahead of plan”"
    )
    assert page.locator("#a1-q1").is_hidden()
    page.get_by_role("button", name="Show all").click()
    assert len(shown(page)) == 7
    page.get_by_label("direct 2", exact=True).uncheck()
    assert shown(page) == ["2", "3", "4", "5", "7"]
    page.get_by_label("direct 2", exact=True).check()
    page.get_by_role("slider").fill("50")
    assert shown(page) == ["1", "2", "3", "4", "5"]
    voss = page.get_by_role("button", name="Mara Voss 2")
    voss.click()
    assert shown(page) == ["1", "2"]
    assert voss.get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="One of several 1").click()
    assert shown(page) == ["1", "2", "5"]
    assert count.get_attribute("role") == "status", "a screen reader says how many are left"


def test_words_of_a_hidden_entry_are_painted_as_those_of_the_one_around_it(opened):
    page = opened(crossing())
    page.locator(".kinds label", has_text="direct").first.click()
    three = page.locator(".text .r", has_text="three")
    assert re.findall(r"o?k-\w+", three.get_attribute("class")) == ["k-indirect", "ok-mixed"]


def test_keys_go_through_the_entries_find_and_help(opened):
    page = opened(LEDGER)
    for key, number in (("j", "1"), ("j", "2"), ("ArrowDown", "3"), ("k", "2"), ("ArrowUp", "1"), ("k", "1")):
        page.keyboard.press(key)
        assert marked(page)[0] == [number], key
    assert page.locator("#a1-e1 .why").get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert marked(page) == ([], "")
    page.keyboard.press("/")
    page.keyboard.type("jk?")
    assert page.get_by_label("Find", exact=True).input_value() == "jk?"
    assert shown(page) == []
    page.keyboard.press("Escape")
    assert len(shown(page)) == 7
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    assert dialog.is_visible()
    page.get_by_label("Keys of one letter are on").uncheck()
    page.keyboard.press("Escape")
    assert dialog.is_hidden()
    page.keyboard.press("j")
    assert marked(page) == ([], ""), "keys of one letter are off"


def test_keys_pass_over_what_is_filtered_out_wherever_the_pointer_rests(opened):
    page = opened(LEDGER)
    page.get_by_label("indirect 4").uncheck()
    passed = []
    for _ in range(4):
        page.keyboard.press("j")
        passed += marked(page)[0]
    assert passed == ["1", "2", "6", "6"]


def test_a_narrow_screen_has_one_column_and_nothing_to_scroll_sideways(opened):
    for ledgers in ([LEDGER], [hostile()], [LEDGER, hostile()], [without_text(LEDGER)]):
        page = opened(*ledgers, viewport={"width": 360, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page = opened(LEDGER, viewport={"width": 360, "height": 640})
    article, ledger = (page.locator(name).bounding_box() for name in (".reading", ".ledger"))
    assert ledger["y"] >= article["y"] + article["height"]
    page.get_by_role("link", name="To the ledger").click()
    assert in_view(page, ".ledger .find")


COLOURS = """() => {
  const solid = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const found = [];
  for (const node of document.querySelectorAll("body *")) {
    if (!node.offsetParent || !(node.matches(".badge") || [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))) continue;
    const style = getComputedStyle(node);
    found.push([node.className || node.tagName, style.color, solid(node), style.textDecorationLine, style.textDecorationColor]);
  }
  return found;
}"""


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_all_that_is_written_has_contrast(opened, mode):
    page = opened(LEDGER, color_scheme=mode)
    page.keyboard.press("j")
    found = page.evaluate(COLOURS)
    page = opened(LEDGER, hostile(), color_scheme=mode)
    found += page.evaluate(COLOURS)
    assert len(found) > 150
    for name, ink, ground, line, underline in found:
        assert contrast(_hex(ink), _hex(ground)) >= AA, (name, ink, ground)
        if line == "underline" and " k-" in name:
            assert contrast(_hex(underline), _hex(ground)) >= SHAPE, (name, underline, ground)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (contrast(_hex(paper), "#000000") > 10) == (mode == "light")


def _hex(colour):
    return "#" + "".join(f"{int(value):02x}" for value in re.findall(r"\d+", colour)[:3])


def test_kinds_are_told_apart_by_their_lines(opened):
    page = opened(crossing())
    styles = page.eval_on_selector_all(".q", "all => all.map((one) => getComputedStyle(one).textDecorationStyle)")
    assert styles == ["dotted", "dotted", "solid", "dashed"]
    assert (
        page.eval_on_selector_all(".text .badge", "all => all.map((one) => getComputedStyle(one, '::before').content)")
        == ['"–"'] * 3
    )


def test_paper_has_the_article_and_the_whole_ledger_and_no_controls(opened):
    page = opened(LEDGER, color_scheme="dark")
    page.emulate_media(media="print")
    assert all(page.locator(name).first.is_hidden() for name in (".filters", ".help-button", ".skip", "#note"))
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".entry .why dl").first.is_visible()
    box = page.eval_on_selector(".ledger", "(one) => [one.scrollHeight, one.clientHeight]")
    assert box[0] == box[1], "nothing is cut off"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".entry .why[open]").count() == 0
    assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("many", [False, True])
def test_an_article_that_attacks_its_reader_does_nothing(opened, many):
    ledger = hostile()
    page = opened(*[ledger] * (2 if many else 1), at="#a1")
    for _ in range(3):
        page.keyboard.press("j")
    page.locator(".text .q").first.dispatch_event("mouseover")
    page.locator("#note").wait_for(state="visible")
    page.get_by_label("Find", exact=True).fill("<script>")
    page.evaluate("document.querySelectorAll('a, button').forEach((one) => one.dispatchEvent(new Event('focus')))")
    assert page.evaluate("window.hit") is None
    assert page.locator("script").count() == 1
    assert page.locator("img").count() == 0
    # A direction that the article turns, and marks that it piles up, end with it.
    edges = page.eval_on_selector(
        ".text", "(one) => [getComputedStyle(one).unicodeBidi, getComputedStyle(one).overflowY]"
    )
    assert edges == ["plaintext", "clip"]


def test_the_policy_of_the_page_stops_a_script_that_got_in(opened, tmp_path, browser):
    """That no article gets in is tested above; this is the second wall."""
    html = render([Document(ledger=LEDGER)])
    file = tmp_path / "broken.html"
    bad = "<script>window.hit = 1</script><img src='https://news.example/x.png' onerror='window.hit = 2'>"
    file.write_text(html.replace("</main>", bad + "</main>"), encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(file.as_uri())
    assert page.evaluate("window.hit") is None
    assert {"script-src-elem", "img-src"} <= set(page.evaluate("window.violations"))
    context.close()


def test_of_many_articles_one_is_shown_at_a_time(opened):
    other = replace(LEDGER, source=replace(LEDGER.source, title="A second pier", outlet="Ansel Courier"))
    page = opened(LEDGER, other)
    assert page.locator(".section").count() == 0, "an article is made when it is opened"
    page.get_by_label("Find an article").fill("courier")
    assert page.locator(".articles tbody tr:visible").count() == 1
    page.get_by_role("link", name="A second pier").click()
    page.locator("#a2").wait_for()
    assert page.locator("#index").is_hidden()
    assert page.locator(".text").inner_text().startswith("Oster to rebuild its pier")
    page.keyboard.press("j")
    assert marked(page)[0] == ["1"]
    page.get_by_role("link", name="Previous").click()
    page.locator("#a1").wait_for()
    assert page.locator("h2:visible").first.inner_text() == "Oster to rebuild its pier"
    page.go_back()
    page.locator("#a2").wait_for()
    assert marked(page)[0] == ["1"], "what was marked still is"
    page.get_by_role("link", name="All articles").click()
    page.locator("#index").wait_for()
    page.get_by_label("Find an article").fill("")
    page.get_by_role("button", name="Mara Voss").click()
    assert page.get_by_label("Find an article").input_value() == "Mara Voss"
    assert page.locator(".articles .count, .index .count").first.inner_text() == "2 of 2 articles"


def test_an_address_names_an_article_and_an_entry_of_it(opened):
    page = opened(LEDGER, LEDGER, at="#a2-e3")
    assert page.locator("#a2").is_visible()
    assert marked(page) == (["3"], "money was short")
    assert opened(LEDGER, at="#a1-q2").locator("#a1-e2.on").count() == 1
    assert opened(LEDGER, LEDGER, at="#%E0%A4%A").locator("#index").is_visible()


def test_without_scripts_all_of_it_can_be_read(opened):
    for ledgers in ([LEDGER], [LEDGER, crossing()]):
        page = opened(*ledgers, java_script_enabled=False, watched=False)
        assert page.locator(".text").first.inner_text().strip() == TEXT.strip()
        assert page.locator(".entry").count() == sum(len(ledger.attributions) for ledger in ledgers)
        assert page.locator(".filters:visible, button:visible").count() == 0
        page.locator("#a1-e3 .to").click()
        assert page.url.endswith("#a1-q3")
        page.locator("#a1-q3").click()
        assert page.url.endswith("#a1-e3")


def test_a_long_article_opens_and_filters_without_visible_delay(opened):
    """The best of three, since others may be at work on the machine; a page that is slow is so each time."""
    ledger = long()
    assert len(ledger.source.text.split()) >= 10_000
    page = opened(ledger)
    loads = [page.evaluate(LOADED)]
    for _ in range(2):
        page.reload()
        loads.append(page.evaluate(LOADED))
    painted = min(paint - whole for whole, paint, _ in loads)
    rounds = [[page.evaluate(FILTERED, words) for words in ("mara voss 7", "none", "indirect", "")] for _ in range(3)]
    filtered = max(map(min, zip(*rounds, strict=True)))
    print(f"\nwhole, painted, loaded: {loads} ms; filtered: {[[round(t) for t in one] for one in rounds]} ms")
    assert painted < VISIBLE_DELAY
    assert filtered < VISIBLE_DELAY


def test_hundreds_of_ledgers_can_be_used(opened):
    page = opened(*[LEDGER] * 400)
    print(f"opened {page.evaluate(LOADED)}")
    assert page.evaluate("document.querySelectorAll('*').length") < 20_000
    began = page.evaluate("performance.now()")
    page.evaluate("location.hash = '#a300'")
    page.locator("#a300").wait_for()
    assert page.evaluate("performance.now()") - began < 10 * VISIBLE_DELAY
