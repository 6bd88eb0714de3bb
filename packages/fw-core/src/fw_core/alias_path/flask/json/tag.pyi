# Written by tools/alias_stubs.py.
# isort: skip_file

from fw_core.json.tag import JSONTag as JSONTag
from fw_core.json.tag import Markup as Markup
from fw_core.json.tag import PassDict as PassDict
from fw_core.json.tag import PassList as PassList
from fw_core.json.tag import TagBytes as TagBytes
from fw_core.json.tag import TagDateTime as TagDateTime
from fw_core.json.tag import TagDict as TagDict
from fw_core.json.tag import TagMarkup as TagMarkup
from fw_core.json.tag import TagTuple as TagTuple
from fw_core.json.tag import TagUUID as TagUUID
from fw_core.json.tag import TaggedJSONSerializer as TaggedJSONSerializer
from fw_core.json.tag import dumps as dumps
from fw_core.json.tag import http_date as http_date
from fw_core.json.tag import loads as loads
from fw_core.json.tag import parse_date as parse_date
