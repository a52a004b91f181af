"""`previewctl secrets check`: the real SDK against moto's Secrets Manager, and botocore's Stubber for what that never says."""

from __future__ import annotations

import json
import logging
import os
from typing import TYPE_CHECKING, Any

import pytest

from previewctl.cli.secrets import options
from tests.cli.running import PLATFORM, PREVIEW, Run, git, inside, run
from tests.realparts import secrets_manager
from tests.realparts.secrets_manager import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "hunter2-correct-horse-battery-staple"
SECRETS = """\
  STRIPE_KEY: {secret: preview/orders-api/stripe#test_key}
secrets:
  - {from: preview/orders-api, keys: [SENTRY_DSN, MAPS_KEY]}
"""
WHOLE = "secrets: [{from: preview/orders-api}]\n"
KEYS = {"SENTRY_DSN": SECRET, "MAPS_KEY": SECRET}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    yield from secrets_manager.serve()


@pytest.fixture
def store(server: str) -> Store:
    found = Store(server)
    found.empty()
    return found


@pytest.fixture
def aws(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    given = secrets_manager.variables(server, tmp_path)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return given


@pytest.fixture
def service(tmp_path: Path, aws: dict[str, str]) -> Path:
    directory = tmp_path / "service"
    directory.mkdir()
    git(directory, "init", "--quiet")
    (directory / "platform.yaml").write_text(PLATFORM + "secrets: {region: eu-west-1}\n", encoding="utf-8")
    write(directory, SECRETS)
    return directory


def write(service: Path, secrets: str) -> None:
    (service / "preview.yaml").write_text(PREVIEW + secrets, encoding="utf-8")


def check(service: Path, *arguments: str) -> Run:
    return inside(service, "secrets", "check", "--color", "never", *arguments)


def codes(service: Path, *arguments: str) -> list[str]:
    found = json.loads(check(service, "--format", "json", *arguments).out)
    return [item["code"] for item in found["diagnostics"]]


def test_all_is_well_where_every_secret_is_there(store: Store, service: Path) -> None:
    store.put("preview/orders-api", KEYS)
    store.put("preview/orders-api/stripe", {"test_key": SECRET})
    assert check(service) == Run(0, "", "asked AWS Secrets Manager in eu-west-1 about 2 secrets: all is well\n")
    assert check(service, "--keys").code == 0


def test_a_secret_that_is_not_there_is_shown_where_it_is_named(store: Store, service: Path) -> None:
    store.put("preview/orders-api", KEYS)
    found = check(service)
    assert found.code == 1
    assert (
        "error[PV430]: there is no secret `preview/orders-api/stripe` in AWS Secrets Manager in eu-west-1" in found.out
    )
    assert " --> preview.yaml:18:24\n" in found.out


def test_another_region_is_another_store(store: Store, service: Path) -> None:
    store.put("preview/orders-api", KEYS)
    store.put("preview/orders-api/stripe", {"test_key": SECRET})
    found = check(service, "--region", "us-east-1")
    assert found.code == 1
    assert found.out.count("in AWS Secrets Manager in us-east-1") == 2
    assert found.out.count("help: none of these secrets is there: check the region, and the account") == 2


def test_a_secret_that_is_being_deleted_cannot_be_read(store: Store, service: Path) -> None:
    store.put("preview/orders-api", KEYS)
    store.put("preview/orders-api/stripe", {"test_key": SECRET})
    store.client.delete_secret(SecretId="preview/orders-api/stripe", RecoveryWindowInDays=7)
    assert codes(service, "--keys") == ["PV431"]


def test_a_secret_that_never_got_a_value_is_found_without_reading_it(store: Store, service: Path) -> None:
    store.put("preview/orders-api", KEYS)
    store.client.create_secret(Name="preview/orders-api/stripe")
    assert codes(service) == ["PV434"]


def test_keys_are_read_only_when_they_are_asked_for(store: Store, service: Path) -> None:
    store.put("preview/orders-api", {"SENTRY_DNS": SECRET, "MAPS_KEY": SECRET})
    store.put("preview/orders-api/stripe", {"test_key": SECRET})
    assert codes(service) == []
    found = check(service, "--keys")
    assert found.code == 1
    assert (
        "error[PV432]: the secret `preview/orders-api` has no key `SENTRY_DSN`\n   --> preview.yaml:20:39\n"
        in found.out
    )
    assert "help: did you mean `SENTRY_DNS`?" in found.out


@pytest.mark.parametrize("key", ["stripe.test_key", "accounts.0.id", "dotted.name"])
def test_a_key_may_lead_into_nested_values_as_external_secrets_takes_it(store: Store, service: Path, key: str) -> None:
    value = {"stripe": {"test_key": SECRET}, "accounts": [{"id": SECRET}], "dotted.name": SECRET}
    store.put("preview/orders-api/stripe", value)
    write(service, f"  STRIPE_KEY: {{secret: preview/orders-api/stripe#{key}}}\n")
    assert codes(service, "--keys") == []
    write(service, f"  STRIPE_KEY: {{secret: preview/orders-api/stripe#{key}.none}}\n")
    assert codes(service, "--keys") == ["PV432"]


def test_a_tag_says_which_keys_there_are_so_that_nobody_reads_them(store: Store, service: Path) -> None:
    write(service, "secrets: [{from: preview/orders-api, keys: [SENTRY_DSN, MAPS_KEY]}]\n")
    store.put("preview/orders-api", KEYS, {"previewctl/keys": "SENTRY_DSN", "previewctl/keys/2": "OTHER"})
    assert codes(service) == ["PV432"]


def test_a_tag_that_is_stale_is_a_warning(store: Store, service: Path) -> None:
    write(service, "secrets: [{from: preview/orders-api, keys: [SENTRY_DSN, MAPS_KEY]}]\n")
    store.put("preview/orders-api", KEYS, {"previewctl/keys": "SENTRY_DSN OLD"})
    found = check(service, "--keys")
    assert found.code == 0
    assert "lacks `MAPS_KEY` and names `OLD`, which it does not have" in found.out


@pytest.mark.parametrize("value", ["a-token", "[1]", '"text"', ""])
def test_a_value_without_keys_is_found(store: Store, service: Path, value: str) -> None:
    write(service, WHOLE)
    store.put("preview/orders-api", value or "null")
    assert codes(service, "--keys") == ["PV435"]


def test_a_secret_that_is_taken_whole_may_bring_what_nobody_wants(store: Store, service: Path) -> None:
    write(service, WHOLE)
    store.put("preview/orders-api", {"DATABASE_URL": SECRET, "sentry-dsn": SECRET, "SENTRY_DSN": SECRET})
    found = check(service, "--keys")
    assert (
        "warning[PV436]: `sentry-dsn` of the secret `preview/orders-api` cannot be the name of a variable" in found.out
    )
    assert (
        "warning[PV437]: the secret `preview/orders-api` brings `DATABASE_URL`, which this file sets too" in found.out
    )


def test_a_comment_silences_a_warning_and_no_error(store: Store, service: Path) -> None:
    write(service, "secrets: [{from: preview/orders-api}] # previewctl: ignore[PV436] for another program\n")
    store.put("preview/orders-api", {"sentry-dsn": SECRET})
    assert codes(service, "--keys") == []
    write(service, "secrets: [{from: preview/other}] # previewctl: ignore[PV401] no\n")
    assert "PV401" in codes(service)


def test_nobody_asks_for_what_the_service_may_not_read(
    store: Store, service: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(service, "secrets: [{from: production/orders-api, keys: [A]}]\n")
    monkeypatch.setattr(options, "store_in", lambda region: pytest.fail("AWS was asked"))
    found = check(service)
    assert found.code == 1
    assert "error[PV401]" in found.out
    assert found.err == "nothing was asked\n"


def test_without_a_secret_nothing_is_asked(service: Path) -> None:
    write(service, "")
    assert check(service) == Run(0, "", "no secrets of a store are named\n")


def test_many_secrets_are_read_twenty_at_once(store: Store, service: Path) -> None:
    entries = "".join(f"  - {{from: preview/orders-api/s{n}, keys: [KEY_{n}]}}\n" for n in range(25))
    write(service, f"secrets:\n{entries}")
    for n in range(25):
        store.put(f"preview/orders-api/s{n}", {f"KEY_{n}": SECRET} if n != 7 else {"OTHER": SECRET})
    found = json.loads(check(service, "--keys", "--format", "json").out)["diagnostics"]
    assert [item["message"] for item in found] == ["the secret `preview/orders-api/s7` has no key `KEY_7`"]


@pytest.mark.parametrize("form", ["full", "concise", "json", "github", "sarif", "gitlab", "junit"])
def test_no_value_is_printed_in_any_format(store: Store, service: Path, form: str) -> None:
    store.put("preview/orders-api", {"SENTRY_DSN": SECRET, SECRET[::-1]: SECRET})
    store.put("preview/orders-api/stripe", SECRET)
    found = check(service, "--keys", "--format", form)
    assert found.code == 1
    assert SECRET not in found.out + found.err


def test_no_value_is_logged_or_left_in_a_file(
    store: Store,
    service: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    aws: dict[str, str],
) -> None:
    store.put("preview/orders-api", {"SENTRY_DSN": SECRET})
    store.put("preview/orders-api/stripe", {"test_key": SECRET})
    caplog.set_level(logging.DEBUG)
    for name in logging.root.manager.loggerDict:  # what others have configured in this process must not hide it
        if name.partition(".")[0] in {"boto3", "botocore", "urllib3"}:
            monkeypatch.setattr(logging.getLogger(name), "disabled", False)
            caplog.set_level(logging.DEBUG, logger=name)
    before = logging.root.manager.disable
    assert check(service, "--keys").code == 1
    assert "secretsmanager" in caplog.text, "what does not show a value is logged as ever"
    assert SECRET not in caplog.text
    assert logging.root.manager.disable == before
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    home = {"TMPDIR": str(scratch), "HOME": str(scratch), "XDG_CACHE_HOME": str(scratch / "cache")}
    ended = run(service, "secrets", "check", "--keys", **aws, **home)
    assert ended.code == 1
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [content for content in files if SECRET.encode() in content]
    assert SECRET not in ended.out + ended.err


def test_a_bug_while_a_value_is_at_hand_does_not_show_it(
    store: Store, service: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from previewctl.integrations import aws_secrets

    def broken(value: Any, key: str) -> bool:
        raise RuntimeError(str(value))

    store.put("preview/orders-api", {"SENTRY_DSN": SECRET})
    store.put("preview/orders-api/stripe", {"test_key": SECRET})
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(aws_secrets, "_has", broken)
    found = check(service, "--keys")
    assert found.code == 3
    assert "the keys of a secret could not be read (RuntimeError)" in found.err
    logs = [path.read_text(encoding="utf-8") for path in tmp_path.glob("previewctl-*.log")]
    assert SECRET not in "".join(logs) + found.out + found.err


def stub(monkeypatch: pytest.MonkeyPatch, *answers: tuple[str, dict[str, Any] | tuple[str, str]]) -> None:
    """Lets the SDK's own client answer with these, in order: a response, or an error's code and message."""
    from botocore.stub import Stubber

    from previewctl.integrations import aws_secrets, aws_session

    make = aws_session.aws_client

    def stubbed(service: str, region: str | None) -> Any:
        client = make(service, region)
        stubber = Stubber(client)
        for method, answer in answers:
            if isinstance(answer, tuple):
                stubber.add_client_error(method, *answer)
            else:
                stubber.add_response(method, answer)
        stubber.activate()
        return client

    monkeypatch.setattr(aws_secrets, "aws_client", stubbed)


DESCRIBED = {"Name": "preview/orders-api", "VersionIdsToStages": {"0" * 32: ["AWSCURRENT"]}}


@pytest.mark.parametrize(
    ("code", "message", "said", "hint"),
    [
        ("ExpiredTokenException", "The security token included in the request is expired", "the AWS session has expired", "`aws sso login`"),
        ("ThrottlingException", "Rate exceeded", "AWS in eu-west-1 throttles these calls", "wait a minute"),
        ("UnrecognizedClientException", "The security token included in the request is invalid.", "AWS in eu-west-1 does not know these credentials", "--region"),
        ("InvalidSignatureException", "Signature expired", "refuses the signature", "the machine's clock"),
        ("InternalServiceError", "An error occurred", "did not answer (An error occurred)", "run it again"),
    ],
)  # fmt: skip
def test_what_aws_refuses_is_said_in_words(
    service: Path, monkeypatch: pytest.MonkeyPatch, code: str, message: str, said: str, hint: str
) -> None:
    stub(monkeypatch, ("describe_secret", (code, message)))
    found = check(service)
    assert found.code == 4
    assert said in found.err
    assert hint in found.err
    assert found.out == ""


def test_a_secret_that_may_not_be_described_leaves_the_question_open(
    service: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    denied = ("AccessDeniedException", "User: arn:aws:iam::1:user/ci is not authorized")
    stub(monkeypatch, ("describe_secret", DESCRIBED), ("describe_secret", denied))
    found = check(service)
    assert found.code == 4
    assert "error[PV433]: these credentials may not see the secret `preview/orders-api/stripe`" in found.out
    assert "previewctl secrets policy --for check" in found.out


@pytest.mark.parametrize("code", ["AccessDeniedException", "DecryptionFailure"])
def test_where_reading_many_at_once_is_denied_each_is_read_alone(
    service: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    named = {"Name": "preview/orders-api", "SecretString": json.dumps(KEYS)}
    stub(
        monkeypatch,
        ("describe_secret", DESCRIBED),
        ("describe_secret", DESCRIBED),
        ("batch_get_secret_value", ("AccessDeniedException", "not authorized to perform BatchGetSecretValue")),
        ("get_secret_value", named),
        ("get_secret_value", (code, "no")),
    )
    found = check(service, "--keys")
    assert found.code == 4
    assert f"these credentials may not read the secret `preview/orders-api/stripe` ({code})" in found.out


def test_one_that_fails_among_many_is_asked_for_alone(service: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = {"SecretId": "preview/orders-api/stripe", "ErrorCode": "DecryptionFailure", "Message": "no"}
    stub(
        monkeypatch,
        ("describe_secret", DESCRIBED),
        ("describe_secret", DESCRIBED),
        (
            "batch_get_secret_value",
            {"SecretValues": [{"Name": "preview/orders-api", "SecretString": json.dumps(KEYS)}], "Errors": [failed]},
        ),
        ("get_secret_value", ("DecryptionFailure", "no")),
    )
    found = check(service, "--keys")
    assert found.out.count("error[") == 1
    assert "may not read the secret `preview/orders-api/stripe` (DecryptionFailure)" in found.out


def test_without_credentials_it_says_how_to_get_some(service: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    found = check(service)
    assert found.code == 4
    assert found.err.startswith(
        "error: there are no AWS credentials that can be used, so nothing is known of the secrets\n"
    )
    assert "aws sso login" in found.err


def test_an_expired_sso_session_names_the_profile(
    service: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[profile dev]\nsso_session = acme\nsso_account_id = 123456789012\nsso_role_name = dev\n"
        "[sso-session acme]\nsso_region = eu-west-1\nsso_start_url = https://acme.example.com/start\n",
        encoding="utf-8",
    )
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_PROFILE", "dev")
    monkeypatch.setenv("HOME", str(tmp_path))
    found = check(service)
    assert found.code == 4
    assert "the AWS session has expired or is not there" in found.err
    assert "`aws sso login --profile dev`" in found.err


def test_a_profile_that_is_not_there_is_a_wrong_setting(service: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    found = check(service)
    assert found.code == 2
    assert "nobody" in found.err
    assert "aws configure list-profiles" in found.err


def test_without_a_region_it_says_where_to_name_one(service: Path) -> None:
    (service / "platform.yaml").write_text(PLATFORM, encoding="utf-8")
    found = check(service)
    assert found.code == 2
    assert "pass --region, or set `secrets.region` in platform.yaml, or AWS_REGION" in found.err


def test_a_region_that_is_none_is_a_wrong_setting(service: Path) -> None:
    found = check(service, "--region", "eu west 1")
    assert found.code == 2
    assert "pass a region such as `--region eu-west-1`" in found.err


def test_an_aws_that_is_not_there_is_a_failure_of_the_remote(service: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    found = check(service)
    assert found.code == 4
    assert "AWS cannot be reached in eu-west-1" in found.err
