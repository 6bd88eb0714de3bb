"""The dotted names of nested blueprints."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=1024)
def _split_blueprint_path(name: str) -> list[str]:
    """Return a blueprint's name followed by those of the blueprints around it, innermost first.

    :param name: for ``"shop.cart.item"`` the result is ``["shop.cart.item", "shop.cart", "shop"]``.
    """
    names = [name]
    while "." in name:
        name = name.rpartition(".")[0]
        names.append(name)
    return names
