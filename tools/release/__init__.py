"""Releases of single packages out of this repository.

``hatch run release`` shows the commands. Each is a module here: :mod:`status`, :mod:`checks`, :mod:`plan`, :mod:`prepare`, :mod:`build`,
:mod:`publish`; what they know of packages, versions, fragments, interfaces and git has modules of its own below them.
"""
