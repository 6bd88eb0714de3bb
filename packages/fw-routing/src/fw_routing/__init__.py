"""URL rules, converters, matching and building with a cost that does not grow with the rules."""

from __future__ import annotations

from werkzeug.routing import parse_converter_args as parse_converter_args

from ._version import __version__ as __version__
from .adapter import MapAdapter as MapAdapter
from .building import BuiltPath as BuiltPath
from .converters import DEFAULT_CONVERTERS as DEFAULT_CONVERTERS
from .converters import AnyConverter as AnyConverter
from .converters import BaseConverter as BaseConverter
from .converters import FloatConverter as FloatConverter
from .converters import IntegerConverter as IntegerConverter
from .converters import NumberConverter as NumberConverter
from .converters import PathConverter as PathConverter
from .converters import UnicodeConverter as UnicodeConverter
from .converters import UUIDConverter as UUIDConverter
from .converters import ValidationError as ValidationError
from .errors import BuildError as BuildError
from .errors import MethodNotAllowed as MethodNotAllowed
from .errors import NoMatch as NoMatch
from .errors import NotFound as NotFound
from .errors import RequestAliasRedirect as RequestAliasRedirect
from .errors import RequestPath as RequestPath
from .errors import RequestRedirect as RequestRedirect
from .errors import RoutingException as RoutingException
from .errors import RuleError as RuleError
from .errors import UnknownConverter as UnknownConverter
from .errors import WebsocketMismatch as WebsocketMismatch
from .local import LocalPaths as LocalPaths
from .map import Map as Map
from .rules import EndpointPrefix as EndpointPrefix
from .rules import Rule as Rule
from .rules import RuleFactory as RuleFactory
from .rules import RuleTemplate as RuleTemplate
from .rules import RuleTemplateFactory as RuleTemplateFactory
from .rules import Subdomain as Subdomain
from .rules import Submount as Submount
from .trie import Node as Node
from .walk import descend as descend
