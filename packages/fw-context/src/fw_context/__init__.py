"""Context locals for any Python framework: a typed context stack, fast typed proxies, a namespace object."""
