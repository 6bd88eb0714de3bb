"""The bridge between a web application and Jinja: loaders, context processors, autoescaping, streaming."""
