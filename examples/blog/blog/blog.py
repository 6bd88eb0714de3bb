"""The blog itself: the list of posts, one post, and writing, editing and deleting."""

from __future__ import annotations

import sqlite3

from fw_core import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from fw_core.typing import ResponseReturnValue

from .auth import login_required
from .db import get_db

__all__ = ["bp"]

bp = Blueprint("blog", __name__)

# SQLite counts up to here; a larger number in a URL is no post.
POST_ID = f"<int(max={2**63 - 1}):post_id>"

LONGEST_TITLE = 120
LONGEST_BODY = 50_000

SELECT_POST = """
    SELECT post.id, title, body, created, edited, author_id, username
    FROM post JOIN user ON user.id = post.author_id
"""


def find_post(post_id: int) -> sqlite3.Row:
    """Return a post, or answer 404."""
    row: sqlite3.Row | None = (
        get_db().execute(f"{SELECT_POST} WHERE post.id = ?", (post_id,)).fetchone()
    )
    if row is None:
        abort(404)
    return row


def find_own_post(post_id: int) -> sqlite3.Row:
    """Return a post of the account that is logged in, or answer 403."""
    post = find_post(post_id)
    if post["author_id"] != g.user["id"]:
        abort(403)
    return post


def problem_with(title: str, body: str) -> str | None:
    """Say what is wrong with the text of a post."""
    if not title:
        return "A post needs a title."
    if len(title) > LONGEST_TITLE:
        return f"A title has at most {LONGEST_TITLE} characters; this one has {len(title)}."
    if not body:
        return "A post needs some text."
    if len(body) > LONGEST_BODY:
        return f"A post has at most {LONGEST_BODY:,} characters; this one has {len(body):,}."
    return None


@bp.get("/")
def index() -> ResponseReturnValue:
    """List the posts, newest first, a page at a time."""
    size: int = current_app.config["POSTS_PER_PAGE"]
    page = max(1, min(request.args.get("page", 1, type=int), 1_000_000))
    rows = (
        get_db()
        .execute(
            f"{SELECT_POST} ORDER BY created DESC, post.id DESC LIMIT ? OFFSET ?",
            (size + 1, (page - 1) * size),
        )
        .fetchall()
    )
    if page > 1 and not rows:
        abort(404)
    return render_template(
        "blog/index.html", posts=rows[:size], page=page, has_older=len(rows) > size
    )


@bp.get(f"/posts/{POST_ID}")
def post(post_id: int) -> ResponseReturnValue:
    """Show one post."""
    return render_template("blog/post.html", post=find_post(post_id))


@bp.route("/posts/new", methods=["GET", "POST"])
@login_required
def create() -> ResponseReturnValue:
    """Write a new post."""
    title, body = sent_text()
    if request.method == "POST" and is_fine(title, body):
        with get_db() as db:
            cursor = db.execute(
                "INSERT INTO post (title, body, author_id) VALUES (?, ?, ?)",
                (title, body, g.user["id"]),
            )
        flash("Your post is published.", "success")
        return redirect(url_for("blog.post", post_id=cursor.lastrowid))
    return editor(None, title, body)


@bp.route(f"/posts/{POST_ID}/edit", methods=["GET", "POST"])
@login_required
def edit(post_id: int) -> ResponseReturnValue:
    """Change a post of one's own."""
    post = find_own_post(post_id)
    if request.method == "GET":
        return editor(post, post["title"], post["body"])
    title, body = sent_text()
    if not is_fine(title, body):
        return editor(post, title, body)
    with get_db() as db:
        db.execute(
            "UPDATE post SET title = ?, body = ?,"
            " edited = strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now') WHERE id = ?",
            (title, body, post_id),
        )
    flash("Your changes are saved.", "success")
    return redirect(url_for("blog.post", post_id=post_id))


@bp.post(f"/posts/{POST_ID}/delete")
@login_required
def delete(post_id: int) -> ResponseReturnValue:
    """Delete a post of one's own."""
    post = find_own_post(post_id)
    with get_db() as db:
        db.execute("DELETE FROM post WHERE id = ?", (post_id,))
    flash(f"“{post['title']}” is deleted.", "notice")
    return redirect(url_for("blog.index"))


def sent_text() -> tuple[str, str]:
    """Return the title and the body that the form brought; empty where it brought none."""
    return request.form.get("title", "").strip(), request.form.get("body", "").strip()


def is_fine(title: str, body: str) -> bool:
    """Tell whether a post may be stored as it is; flash what is wrong with it otherwise."""
    problem = problem_with(title, body)
    if problem is not None:
        flash(problem, "error")
    return problem is None


def editor(post: sqlite3.Row | None, title: str, body: str) -> ResponseReturnValue:
    """Show the form for a post: a new one, or one that exists."""
    status = 422 if request.method == "POST" else 200
    page = render_template(
        "blog/edit.html", post=post, title=title, body=body, longest_title=LONGEST_TITLE
    )
    return page, status
