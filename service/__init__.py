"""The HTTP service: the endpoint, the widget and the demo blog.

`create_app` makes the Flask application; `mount` puts the endpoint into one that exists.
"""

from service.app import create_app
from service.mount import mount

__all__ = ["create_app", "mount"]
