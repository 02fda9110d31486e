"""The HTTP service: the endpoint, the widget and the demo blog. `create_app` makes the Flask application."""

from service.app import create_app

__all__ = ["create_app"]
