"""Where secrets may stand in a text: each line with the same line as it is shown."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from previewctl.rules.secret_places import secret_spans

KEY = "-----BEGIN " + "PRIVATE KEY-----"
SHOWN = {
    "ADMIN_PASSWORD: hunter2 # really": "ADMIN_PASSWORD: ••••••• # really",
    "ADMIN_PASSWORD: hunter2 # really\n\n": "ADMIN_PASSWORD: ••••••• # really\n\n",
    '"ADMIN_PASSWORD" : "hunter2"': '"ADMIN_PASSWORD" : •••••••••',
    "env: {ADMIN_PASSWORD: hunter2, X: y}": "env: {ADMIN_PASSWORD: •••••••, X: y}",
    "env: {ADMIN_PASSWORD: 'a, X: b', X: y}": "env: {ADMIN_PASSWORD: ••• •• ••, X: y}",
    "env: {ADMIN_PASSWORD: a,b}": "env: {ADMIN_PASSWORD: •••}",
    "ADMIN_PASSWORD: ab, X: y}": "ADMIN_PASSWORD: ••• •• ••",
    "ADMIN_PASSWORD: {generate: secret, length: 64}": "ADMIN_PASSWORD: {generate: secret, length: 64}",
    'TOKEN: {secret: "preview/orders-api#token"}': 'TOKEN: {secret: "preview/orders-api#token"}',
    "TOKEN: {secret: hunter2, description: of the shop}": "TOKEN: {secret: •••••••, description: of the shop}",
    "TOKEN: {valeu: hunter2}": "TOKEN: {valeu: •••••••}",
    "TOKEN: [hunter2, x]": "TOKEN: [•••••••, •]",
    "TOKEN: ${endpoint.url}": "TOKEN: ${endpoint.url}",
    "TOKEN: x${endpoint.url}": "TOKEN: •${endpoint.url}",
    "TOKEN: x${hunter2}": "TOKEN: •••••••••••",
    "TOKEN: true": "TOKEN: true",
    "TOKEN:\n  hunter2\nX: y": "TOKEN:\n  •••••••\nX: y",
    "TOKEN:\n- hunter2\nX: y": "TOKEN:\n- •••••••\nX: y",
    "TOKEN: |\n  a: hunter2\n\n  b\nX: y": "TOKEN: |\n  •• •••••••\n\n  •\nX: y",
    "TOKEN:\n  value: |\n    hunter2\n  length: 3": "TOKEN:\n  value: |\n    •••••••\n  length: 3",
    "TOKEN: 'a\n  b'\nX: y": "TOKEN: ••\n  ••\nX: y",
    "{TOKEN:\n hunter2, X: y}": "{TOKEN:\n •••••••, X: y}",
    "{TOKEN: {a: [b, {c: d}]}, X: y}": "{TOKEN: {a: [•, {c: •}]}, X: y}",
    "X: &pw hunter2\nTOKEN: *pw": "X: &pw •••••••\nTOKEN: •••",
    "- name: TOKEN\n  value: hunter2\n- x": "- name: TOKEN\n  value: •••••••\n- x",
    "? TOKEN\n: hunter2": "? TOKEN\n: •••••••",
    "[app, --password, hunter2, --port]": "[app, --password, •••••••, --port]",
    "[app, '--password', 'hunter2']": "[app, '--password', •••••••••]",
    "- --password\n- hunter2": "- --password\n- •••••••",
    "app --password hunter2 --token=x -b": "app --password ••••••• --token=• -b",
    'app --password "$ADMIN" --password-file /x': 'app --password "$ADMIN" --password-file /x',
    "export DB_PASSWORD=hunter2; x": "export DB_PASSWORD=•••••••; x",
    "Server=x;Password=hunter2;Encrypt=true": "Server=x;Password=•••••••;Encrypt=true",
    "X: a://u:p1@b a://u:p2@c": "X: a://u:••@b a://u:••@c",
    "X: a://u:p/1@b": "X: a://u:•••@b",
    "X: https://h:8443/a@b": "X: https://h:8443/a@b",
    "X: a://{user}:{password}@b": "X: a://{user}:{password}@b",
    "image: u:hunter2@registry/x": "image: u:•••••••@registry/x",
    "image: r/x:1.2@sha256:0a": "image: r/x:1.2@sha256:0a",
    "X: https://h/?a=b&sig=hunter2&c=d": "X: https://h/?a=b&sig=•••••••&c=d",
    "X: Bearer hunter2Zq": "X: Bearer •••••••••",
    "X: basic authentication": "X: basic authentication",
    "X: 9f2c41d07be85a6630c1fe97b24d8a5e": "X: ••••••••••••••••••••••••••••••••",
    "ZONE_ID: 9f2c41d07be85a6630c1fe97b24d8a5e": "ZONE_ID: 9f2c41d07be85a6630c1fe97b24d8a5e",
    "github: {appSecret: argocd/app}": "github: {appSecret: argocd/app}",
    "PASSWORD_RESET_TIMEOUT: 1h": "PASSWORD_RESET_TIMEOUT: 1h",
    f"X: |\n  {KEY}\n  abc\n  -----END X\nY: z": "X: |\n  •••••••••• ••••••• ••••••••\n  •••\n  -----END X\nY: z",
}


def masked(text: str) -> str:
    for start, end in secret_spans(text):
        dots = "".join(c if c.isspace() else "•" for c in text[start:end])
        text = text[:start] + dots + text[end:]
    return text


@pytest.mark.parametrize("text", SHOWN, ids=range(len(SHOWN)))
def test_a_secret_is_found_and_nothing_else(text: str) -> None:
    assert masked(text) == SHOWN[text]


PIECES = st.sampled_from([
    "A_PASSWORD", ": ", "x", "{", "}", "[", "]", ",", "\n", "  ", "'", '"', "|", "- ", "&a", "*a", "#", "://", "@", "=", "--", "${", "?",
    "value", "name: ", "secret", "!",
])  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_the_places_are_in_order_and_inside_of_the_text(text: str) -> None:
    spans = secret_spans(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(first[1] < second[0] for first, second in pairwise(spans))


@given(st.lists(PIECES, max_size=20).map("".join), st.sampled_from(["", "  "]))
def test_a_line_of_its_own_is_hidden_whatever_stands_above_it(before: str, indent: str) -> None:
    assert "hunter2Zq" not in masked(f"{before}\n{indent}A_PASSWORD: hunter2Zq\n")


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    [
        " ", "A_PASSWORD: {\n", " A_PASSWORD: {\n", "A_PASSWORD: 'x\n", "{A_PASSWORD:\n", "[ ", '"', "$:", "a:b@", "://a:", "--a ", "a=",
        "&a ", "*a ", "? ", "name: ", ",a", "] a", "\n", "A_PASSWORD: |\n", "eyJ", "aB3/", "${a", "!a ", "Bearer ", "-----BEGIN A ",
    ],
)  # fmt: skip
def test_a_hostile_text_takes_no_time(piece: str) -> None:
    text = "X_PASSWORD: *a\nY_PASSWORD: {" + (piece * 200_000)[:200_000]
    assert secret_spans(text)
