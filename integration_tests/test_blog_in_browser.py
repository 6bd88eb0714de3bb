"""The example blog, the interactive debugger and the error pages, used in a real browser.

Needs Chromium and its driver (``apt-get install chromium chromium-driver``) and selenium. Pictures of
every page go to the folder named by ``FW_SCREENSHOTS``, or to pytest's temporary folder.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from integration_tests.conftest import Launcher, Served

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")

from selenium.webdriver.common.by import By  # noqa: E402 - only where selenium is
from selenium.webdriver.support import expected_conditions as now  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
CHROMEDRIVER = shutil.which("chromedriver")

pytestmark = pytest.mark.skipif(
    CHROMIUM is None or CHROMEDRIVER is None,
    reason="chromium or chromedriver is missing (apt-get install chromium chromium-driver)",
)

BLOG = Path(__file__).parent.parent / "examples" / "blog"

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
    "--disable-sync",
    "--hide-scrollbars",
    "--lang=en",
)

SIZES = {"desktop": (1280, 860, False), "mobile": (390, 844, True)}

POST = (
    "The kettle takes four minutes. For years I spent them looking at a screen, as if the water needed "
    "me to be elsewhere while it worked.\n\n"
    "This winter I put a chair by the kitchen window instead. In four minutes you can see a whole "
    "street begin: the baker's van, the boy with the violin case, the cat that believes it owns the "
    "corner.\n\n"
    "Nothing came of it. That, I think, is the point."
)


class Browser:
    """A person at a browser: reads, clicks, fills in, and takes pictures."""

    def __init__(self, driver: Any, pictures: Path) -> None:
        self.driver = driver
        self.pictures = pictures

    @property
    def text(self) -> str:
        """The visible text of the page."""
        return str(self.driver.find_element(By.TAG_NAME, "body").text)

    @property
    def path(self) -> str:
        """The path of the page's address."""
        return re.sub(r"^https?://[^/]+", "", str(self.driver.current_url))

    def open(self, url: str) -> None:
        self.driver.get(url)

    def click(self, label: str, within: str = "") -> None:
        """Click a link, a button or a summary by its label, and wait for the page it leads to."""
        found = self.driver.find_elements(By.CSS_SELECTOR, f"{within} :is(a, button, summary)")
        element = next(element for element in found if element.text.strip() == label)
        leads_on = element.tag_name != "summary"
        page = self.driver.find_element(By.TAG_NAME, "html")
        element.click()
        if leads_on:
            WebDriverWait(self.driver, 30).until(now.staleness_of(page))

    def fill(self, **fields: str) -> None:
        """Type into fields, found by their names, what a person would."""
        for name, value in fields.items():
            element = self.driver.find_element(By.NAME, name)
            element.clear()
            element.send_keys(value)

    def picture(self, name: str) -> None:
        """Take pictures of the page: as wide as a desk, as narrow as a telephone, and in the dark."""
        for size, (width, height, mobile) in SIZES.items():
            for scheme in ("light", "dark"):
                self._emulate(width, height, mobile, scheme)
                self.driver.save_screenshot(str(self.pictures / f"{name}-{size}-{scheme}.png"))
            wide = self.driver.execute_script("return document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} pixels wide on a screen of {width}"
        self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        self._scheme("light")

    def _emulate(self, width: int, height: int, mobile: bool, scheme: str) -> None:
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {
                "width": width,
                "height": height,
                "deviceScaleFactor": 2 if mobile else 1,
                "mobile": mobile,
            },
        )
        self._scheme(scheme)

    def _scheme(self, scheme: str) -> None:
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def complaints(self) -> list[str]:
        """Return what the browser complained about since the last time, such as refused styles."""
        return [
            entry["message"]
            for entry in self.driver.get_log("browser")
            if entry["level"] in {"SEVERE", "WARNING"}
        ]


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    profile = tmp_path_factory.mktemp("profile")
    for flag in (*FLAGS, f"--user-data-dir={profile}", "--window-size=1280,860"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(CHROMEDRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def browser(driver: Any, tmp_path: Path) -> Browser:
    driver.delete_all_cookies()
    pictures = Path(os.environ.get("FW_SCREENSHOTS", tmp_path)).absolute()
    pictures.mkdir(parents=True, exist_ok=True)
    return Browser(driver, pictures)


@pytest.fixture
def blog(launcher: Launcher, tmp_path: Path) -> Served:
    """Serve the example from its folder, with a database and a key of its own."""
    env = {"BLOG_DATABASE": str(tmp_path / "blog.sqlite"), "BLOG_SECRET_KEY": "a key for tests"}
    return launcher.serve("--app", "blog", "run", cwd=BLOG, env=env)


def test_register_log_in_write_edit_delete_log_out(browser: Browser, blog: Served) -> None:
    browser.open(blog.url)
    assert browser.driver.title == "Posts · Inkwell"
    assert "Nothing written yet" in browser.text
    browser.picture("01-empty")

    browser.click("Register", within="header")
    browser.picture("02-register")
    browser.fill(username="ana", password="a short sentence")
    browser.click("Register", within="main")
    assert browser.path == "/auth/login"
    assert "Welcome, ana!" in browser.text
    browser.picture("03-welcome")

    browser.fill(username="ana", password="not the sentence")
    browser.click("Log in", within="main")
    assert "do not belong together" in browser.text
    browser.picture("04-wrong-password")
    assert all("422" in complaint for complaint in browser.complaints())

    browser.fill(username="ana", password="a short sentence")
    browser.click("Log in", within="main")
    assert browser.path == "/"
    assert "Log out" in browser.text

    browser.click("Write")
    browser.fill(title="What the kettle knows", body=POST)
    browser.picture("05-write")
    browser.click("Publish")
    assert browser.path == "/posts/1"
    assert "Your post is published." in browser.text
    assert "the baker's van" in browser.text
    browser.picture("06-published")

    browser.click("Edit")
    browser.fill(title="What the kettle knows about mornings")
    browser.picture("07-edit")
    browser.click("Save changes")
    assert "Your changes are saved." in browser.text
    assert "edited" in browser.text
    assert browser.driver.title == "What the kettle knows about mornings · Inkwell"

    browser.click("Write")
    browser.fill(title="A list of small repairs", body="The hinge. The bell.\n\n" + POST)
    browser.click("Publish")
    browser.click("Inkwell")
    assert browser.text.index("A list of small repairs") < browser.text.index("What the kettle")
    browser.picture("08-posts")

    browser.click("A list of small repairs")
    browser.click("Delete…")
    assert "This cannot be undone." in browser.text
    browser.picture("09-delete")
    browser.click("Delete this post")
    assert browser.path == "/"
    assert "is deleted" in browser.text

    browser.click("Log out")
    assert "You are logged out" in browser.text
    browser.picture("10-logged-out")

    browser.open(f"{blog.url}/posts/new")
    assert browser.path == "/auth/login?next=/posts/new"
    assert browser.complaints() == []


def test_the_page_that_is_not_there(browser: Browser, blog: Served) -> None:
    browser.open(f"{blog.url}/posts/404")

    assert browser.driver.title == "404 Not Found · Inkwell"
    assert "There is nothing at this address" in browser.text
    browser.picture("11-not-found")

    browser.click("Back to all posts")
    assert browser.path == "/"


def test_everything_can_be_reached_by_keyboard_and_has_a_name(
    browser: Browser, blog: Served
) -> None:
    for path in ("/", "/auth/register", "/auth/login"):
        browser.open(blog.url + path)
        unnamed = browser.driver.execute_script(
            """
            return [...document.querySelectorAll('a, button, input:not([type=hidden]), textarea')]
              .filter(e => !(e.labels && e.labels.length) && !e.textContent.trim()
                           && !e.getAttribute('aria-label'))
              .map(e => e.outerHTML)
            """
        )
        assert unnamed == []
        assert browser.driver.execute_script("return document.documentElement.lang") == "en"
        assert len(browser.driver.find_elements(By.TAG_NAME, "h1")) == 1
        negative = browser.driver.find_elements(By.CSS_SELECTOR, "[tabindex]:not(main)")
        assert negative == []


BROKEN = """\
from fw_core import Flask

app = Flask(__name__)

@app.route("/")
def broken():
    numbers = [2, 3, 5]
    raise LookupError(f"no fourth prime in {numbers}")
"""


def test_the_interactive_debugger_runs_code_in_a_frame(
    browser: Browser, launcher: Launcher, tmp_path: Path
) -> None:
    (tmp_path / "hello.py").write_text(BROKEN)
    # Without the reloader: a restart between two steps would lock the console again.
    served = launcher.serve(
        *("--app", "hello", "run", "--debug", "--no-reload"),
        cwd=tmp_path,
        env={"WERKZEUG_DEBUG_PIN": "123-456-789"},
    )

    browser.open(served.url)
    assert browser.driver.title.startswith("LookupError: no fourth prime in [2, 3, 5]")
    assert "raise LookupError" in browser.text
    browser.driver.save_screenshot(str(browser.pictures / "12-debugger.png"))

    wait = WebDriverWait(browser.driver, 30)
    icon = browser.driver.find_elements(By.CSS_SELECTOR, ".traceback .frame img")[-1]
    browser.driver.execute_script("arguments[0].click()", icon)
    prompt = wait.until(now.visibility_of_element_located((By.CSS_SELECTOR, ".pin-prompt")))
    # A prompt that is answered while it fades in goes on fading in and out for ever.
    wait.until(lambda _: float(prompt.value_of_css_property("opacity")) > 0.99)
    browser.driver.find_element(By.NAME, "pin").send_keys("123-456-789\n")
    wait.until(now.invisibility_of_element_located((By.CSS_SELECTOR, ".pin-prompt")))
    wait.until(now.invisibility_of_element_located((By.NAME, "pin")))
    line = wait.until(now.visibility_of_element_located((By.CSS_SELECTOR, ".console input")))
    line.send_keys("sum(numbers) * 1000\n")
    wait.until(lambda _: "10000" in browser.text)
    browser.driver.save_screenshot(str(browser.pictures / "13-debugger-console.png"))
