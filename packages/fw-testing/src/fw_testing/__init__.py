"""Test client, request builder, command runner and pytest plugin for web applications."""
