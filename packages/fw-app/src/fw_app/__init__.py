"""The core application: requests, responses, blueprints, hooks, errors, configuration."""
