from __future__ import annotations

from typing import Any

import pytest

from fw_testing import ConflictingAddress, EnvironBuilder


def wsgi(environ: Any, start_response: Any) -> list[bytes]:
    return []


def url(*args: Any, **kwargs: Any) -> str:
    builder = EnvironBuilder(*args, **kwargs)
    try:
        return builder.get_request().url
    finally:
        builder.close()


def test_defaults_come_from_the_config(make_site: Any) -> None:
    site = make_site(
        SERVER_NAME="example.com:1234", APPLICATION_ROOT="/foo", PREFERRED_URL_SCHEME="https"
    )
    assert url(site) == "https://example.com:1234/foo/"
    assert url(site, "/a?b=c", subdomain="x") == "https://x.example.com:1234/foo/a?b=c"
    assert url(site, "/", url_scheme="http") == "http://example.com:1234/foo/"
    assert url(site, "/", "http://other/root") == "http://other/root/"


@pytest.mark.parametrize("app", [wsgi, object()])
def test_defaults_without_a_config(app: Any) -> None:
    assert url(app) == "http://localhost/"
    assert url(app, subdomain="www") == "http://www.localhost/"


def test_empty_values_of_a_config(make_site: Any) -> None:
    assert url(make_site(SERVER_NAME=None)) == "http://localhost/"


def test_whole_url_wins(site: Any) -> None:
    builder = EnvironBuilder(site, "https://example.com/a?b=1", method="POST")
    assert (builder.url_scheme, builder.host, builder.script_root) == ("https", "example.com", "")
    assert (builder.path, builder.query_string, builder.method) == ("/a", "b=1", "POST")
    builder.close()


@pytest.mark.parametrize("path", [b"/", 3, None])
def test_a_path_that_is_no_text(site: Any, path: Any) -> None:
    with pytest.raises(TypeError, match=f"path is text, not {path!r}"):
        EnvironBuilder(site, path)


@pytest.mark.parametrize("part", ["subdomain", "url_scheme"])
def test_base_url_with_a_part_of_one(site: Any, part: str) -> None:
    with pytest.raises(ConflictingAddress, match=f'"{part}" with "base_url": \'http://x/\''):
        EnvironBuilder(site, "/", "http://x/", **{part: "y"})
    assert issubclass(ConflictingAddress, AssertionError)


def test_json_by_the_apps_provider_or_the_standard_one(site: Any) -> None:
    for app, text in ((site, '"€"'), (wsgi, '"\\u20ac"')):
        builder = EnvironBuilder(app, json="€")
        assert builder.content_type == "application/json"
        assert builder.input_stream is not None
        assert builder.input_stream.read().decode() == text
        builder.close()
