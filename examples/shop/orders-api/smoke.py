"""Ask a running service whether it works: `python -m smoke https://orders.example.com`."""

import json
import sys
from urllib.error import URLError
from urllib.request import urlopen

TIMEOUT = 10  # seconds


def check(url: str) -> None:
    """Fetch the health endpoint and the list of orders; raise when either is wrong."""
    with urlopen(f"{url}/healthz", timeout=TIMEOUT) as response:
        response.read()
    with urlopen(f"{url}/api/orders/", timeout=TIMEOUT) as response:
        orders = json.load(response)["results"]
    print(f"{url}: healthy, {len(orders)} orders")


def main(arguments: list[str]) -> int:
    """Run the check on the one URL given."""
    if len(arguments) != 1:
        print("usage: python -m smoke URL", file=sys.stderr)
        return 2
    try:
        check(arguments[0].rstrip("/"))
    except (URLError, OSError, ValueError, KeyError, TypeError) as error:
        print(f"{arguments[0]}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
