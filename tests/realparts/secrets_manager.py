"""AWS Secrets Manager as moto serves it: an HTTP server on the loopback interface that the real boto3 talks to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

REGION = "eu-west-1"


def serve() -> Iterator[str]:
    """The server's URL, while it runs."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    name, port = server.get_host_and_port()
    yield f"http://{name}:{port}"
    server.stop()


def variables(url: str, nowhere: Path) -> dict[str, str]:
    """The environment in which the SDK asks this server, with credentials of its own and no files of this machine's."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_CONFIG_FILE": str(nowhere / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(nowhere / "none"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
    }


class Store:
    """The secrets of the server, filled by hand."""

    def __init__(self, url: str, region: str = REGION) -> None:
        import boto3

        keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
        self.client = boto3.client("secretsmanager", region_name=region, endpoint_url=url, **keys)
        self._reset = url

    def empty(self) -> None:
        """Forgets everything, so that each test starts alone."""
        from urllib.request import Request, urlopen

        with urlopen(Request(f"{self._reset}/moto-api/reset", method="POST")):
            pass

    def put(self, name: str, value: Mapping[str, Any] | str, tags: Mapping[str, str] | None = None) -> None:
        """Creates a secret with a value, an object or a text."""
        text = value if isinstance(value, str) else json.dumps(value)
        self.client.create_secret(
            Name=name, SecretString=text, Tags=[{"Key": key, "Value": text} for key, text in (tags or {}).items()]
        )
