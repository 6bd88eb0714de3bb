"""JSON that keeps the type of what it holds; written in :mod:`fw_sessions`."""

from __future__ import annotations

from markupsafe import Markup as Markup
from werkzeug.http import http_date as http_date
from werkzeug.http import parse_date as parse_date

from fw_app.json import dumps as dumps
from fw_app.json import loads as loads
from fw_app.json.tag import JSONTag as JSONTag
from fw_app.json.tag import PassDict as PassDict
from fw_app.json.tag import PassList as PassList
from fw_app.json.tag import TagBytes as TagBytes
from fw_app.json.tag import TagDateTime as TagDateTime
from fw_app.json.tag import TagDict as TagDict
from fw_app.json.tag import TaggedJSONSerializer as TaggedJSONSerializer
from fw_app.json.tag import TagMarkup as TagMarkup
from fw_app.json.tag import TagTuple as TagTuple
from fw_app.json.tag import TagUUID as TagUUID
