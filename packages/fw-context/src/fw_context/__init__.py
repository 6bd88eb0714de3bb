"""Context locals for any Python framework.

A typed context stack, fast typed proxies, a namespace object, and ways to take the current context
into threads, tasks, greenlets and generators. It needs nothing but Python.
"""

from __future__ import annotations

from ._version import __version__ as __version__
from .carry import CarriedIterator as CarriedIterator
from .carry import carry as carry
from .carry import carry_async_iterator as carry_async_iterator
from .carry import carry_iterator as carry_iterator
from .endings import Ending as Ending
from .endings import Endings as Endings
from .errors import ContextError as ContextError
from .errors import UnboundError as UnboundError
from .errors import WrongContextError as WrongContextError
from .namespace import Namespace as Namespace
from .overlay import Overlay as Overlay
from .proxy import Proxy as Proxy
from .stack import Binding as Binding
from .stack import ContextStack as ContextStack
