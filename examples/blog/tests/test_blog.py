from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fw_core import Flask

if TYPE_CHECKING:
    from conftest import Visitor


def test_an_empty_blog_invites(visitor: Visitor, ana: Visitor) -> None:
    assert "Register to write it" in visitor.see("/")
    assert "Write the first post" in ana.see("/")


def test_write_and_read(visitor: Visitor, ana: Visitor) -> None:
    path = ana.write("On <tea>", "Boil water.\r\n\r\nWait & see;\r\nthen pour.")

    page = visitor.see(path)

    assert "<title>On &lt;tea&gt; · Inkwell</title>" in page
    assert "<p>Boil water.</p>\n<p>Wait &amp; see;<br>\nthen pour.</p>" in page
    assert "1 min read" in page
    assert "Edit" not in page
    assert "On &lt;tea&gt;" in visitor.see("/")
    assert "Your post is published." in ana.see(path)


def test_the_list_shows_how_posts_begin(visitor: Visitor, ana: Visitor) -> None:
    ana.write("Short", "All\nof it.")
    ana.write("Long", "word, " * 300)

    page = visitor.see("/")

    assert '<p class="excerpt">All of it.</p>' in page
    assert "word, word…</p>" in page
    assert page.count("word") < 40


def test_edit(ana: Visitor) -> None:
    path = ana.write("Draft", "Old text")
    assert "Old text</textarea>" in ana.see(f"{path}/edit")

    assert ana.send(f"{path}/edit", title="Final", body="New text").location == path

    page = ana.see(path)
    assert "Your changes are saved." in page
    assert "New text" in page
    assert "edited</span>" in page
    assert "Old text" not in page


def test_delete(ana: Visitor) -> None:
    path = ana.write("Regret")

    assert ana.send(path, f"{path}/delete").location == "/"

    assert "“Regret” is deleted." in ana.see("/")
    assert ana.client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("title", "body", "problem"),
    [
        (" ", "text", "A post needs a title."),
        ("title", " ", "A post needs some text."),
        ("x" * 121, "text", "at most 120 characters; this one has 121"),
        ("title", "x" * 50_001, "at most 50,000 characters; this one has 50,001"),
    ],
)
def test_problems_are_named_and_nothing_is_lost(
    ana: Visitor, title: str, body: str, problem: str
) -> None:
    response = ana.send("/posts/new", title=title, body=body)

    assert response.status_code == 422
    assert problem in response.text
    assert f'value="{title.strip()}"' in response.text
    assert f"{body.strip()}</textarea>" in response.text

    path = ana.write()
    assert problem in ana.send(f"{path}/edit", title=title, body=body).text
    assert "It was early." in ana.see(path)


def test_others_may_read_and_nothing_more(ana: Visitor, ben: Visitor) -> None:
    path = ana.write()

    assert "Delete" not in ben.see(path)
    assert ben.client.get(f"{path}/edit").status_code == 403
    assert ben.send("/", f"{path}/edit", title="Mine", body="now").status_code == 403
    assert ben.send("/", f"{path}/delete").status_code == 403
    assert "First light" in ana.see(path)


def test_writing_needs_a_login(visitor: Visitor, ana: Visitor) -> None:
    path = ana.write()

    for target in ("/posts/new", f"{path}/edit", f"{path}/delete"):
        response = visitor.send("/auth/login", target, title="x", body="y")
        assert response.location == "/auth/login", target


def test_the_list_goes_on_in_pages(app: Flask, visitor: Visitor, ana: Visitor) -> None:
    app.config["POSTS_PER_PAGE"] = 2
    for number in range(5):
        ana.write(f"Number {number}")

    first, second, third = (visitor.see(f"/?page={page}") for page in (1, 2, 3))

    assert first.index("Number 4") < first.index("Number 3")
    assert 'rel="next" href="/?page=2"' in first
    assert 'rel="prev" href="/"' in second
    assert 'rel="next" href="/?page=3"' in second
    assert "Number 0" in third
    assert 'rel="next"' not in third
    assert visitor.client.get("/?page=4").status_code == 404


@pytest.mark.parametrize("page", ["0", "-3", "x", "", "9" * 30])
def test_odd_page_numbers_are_no_failure(visitor: Visitor, page: str) -> None:
    assert visitor.client.get(f"/?page={page}").status_code in {200, 404}


@pytest.mark.parametrize("path", ["/nothing", "/posts/7", f"/posts/{2**70}", "/posts/x"])
def test_pages_that_are_not_there(visitor: Visitor, path: str) -> None:
    response = visitor.client.get(path)

    assert response.status_code == 404
    assert "There is nothing at this address" in response.text
    assert "<title>404 Not Found · Inkwell</title>" in response.text


def test_the_wrong_method_keeps_its_allow_header(visitor: Visitor) -> None:
    response = visitor.client.put("/")

    assert response.status_code == 405
    assert response.allow.as_set() == {"get", "head", "options"}
    assert "does not answer" in response.text


@pytest.mark.parametrize("letter", ["a", "é", "漢", "😀"])
def test_the_longest_post_fits_in_every_script(ana: Visitor, letter: str) -> None:
    path = ana.write(body=letter * 50_000)
    assert letter * 50_000 in ana.see(path)

    response = ana.send("/posts/new", title="x", body=letter * 50_001)
    assert response.status_code == 422
    assert "this one has 50,001" in response.text


def test_too_much_text_is_refused(ana: Visitor) -> None:
    response = ana.send("/posts/new", title="x", body="y" * 1_100_000)

    assert response.status_code == 413
    assert "more text than this blog accepts" in response.text


def test_failures_show_a_page_and_no_detail(app: Flask) -> None:
    app.testing = False

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("a secret detail")

    response = app.test_client().get("/broken")

    assert response.status_code == 500
    assert "Something broke on our side" in response.text
    assert "secret detail" not in response.text


def test_every_page_carries_the_security_headers(visitor: Visitor) -> None:
    for path in ("/", "/nothing", "/static/style.css"):
        with visitor.client.get(path) as response:
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
            assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_reader_without_a_session_gets_no_cookie(visitor: Visitor) -> None:
    assert "Set-Cookie" not in visitor.client.get("/").headers
    with visitor.client.get("/static/style.css") as style:
        assert "Cookie" not in style.headers.get("Vary", "")
